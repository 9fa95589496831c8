/* One term of a query → SQL: a row per field. */
#include "index/query_sql.h"

#include "index/field_sql.h"
#include "model/regulation.h"

#include <string.h>

/* --- texts ------------------------------------------------------------------ */

static gboolean has_star(const QueryValue *value)
{
	return !value->quoted && strchr(value->text, '*');
}

/* GLOB with only * left as a wildcard. */
static char *glob_pattern(const char *text)
{
	GString *pattern = g_string_new(NULL);
	for (; *text != '\0'; text++)
		if (strchr("?[", *text))
			g_string_append_printf(pattern, "[%c]", *text);
		else
			g_string_append_c(pattern, *text);
	return g_string_free(pattern, FALSE);
}

static void compare_text(Sql *sql, const char *column, const QueryValue *value)
{
	g_autofree char *pattern = has_star(value) ?
		glob_pattern(value->text) : NULL;
	sql_text(sql, column);
	sql_text(sql, pattern ? " GLOB " : " = ");
	sql_bind(sql, pattern ? pattern : value->text);
}

/* A term is found by what it was called before, too. */
static void former_names(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	const Regulation *regulation = sql->context->regulation;
	const GPtrArray *terms = regulation_terms(regulation, row->name);
	int place = terms ? regulation_rank(regulation, row->name, value->text) :
		-1;
	const Term *term = place < 0 ? NULL : terms->pdata[place];
	if (!term || !term->was)
		return;
	sql_text(sql, " OR ");
	sql_text(sql, row->column);
	sql_text(sql, " IN (");
	sql_term(sql, term);
	sql_text(sql, ")");
}

static void value_text_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	compare_text(sql, row->column, value);
	former_names(sql, row, value);
}

/* Keys and numbers of others: their case is chance. */
static void value_key_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	compare_text(sql, row->column, value);
	if (!has_star(value))
		sql_text(sql, " COLLATE NOCASE");
}

/* Everything that begins with `value->text`; base32 ends before "{". */
static void value_uid_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	sql_text(sql, "ticket.uid = ");
	sql_bind(sql, value->text);
	if (strchr(value->text, '-') || *value->text == '\0')
		return;
	(void)row;
	g_autofree char *end = g_strconcat(value->text, "{", NULL);
	sql_text(sql, " OR (substr(ticket.uid, 10) >= ");
	sql_bind(sql, value->text);
	sql_text(sql, " AND substr(ticket.uid, 10) < ");
	sql_bind(sql, end);
	sql_text(sql, ")");
}

static void value_merged_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	compare_text(sql, row->column, value);
	query_sql_merged(sql, value->text);
}

/* With those below it: "/" is followed by "0". */
static void value_category_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	compare_text(sql, row->column, value);
	former_names(sql, row, value);
	if (*value->text == '\0')
		return;
	g_autofree char *from = g_strconcat(value->text, "/", NULL);
	g_autofree char *until = g_strconcat(value->text, "0", NULL);
	sql_text(sql, " OR (ticket.category >= ");
	sql_bind(sql, from);
	sql_text(sql, " AND ticket.category < ");
	sql_bind(sql, until);
	sql_text(sql, ")");
}

/* --- names with a rank ------------------------------------------------------- */

static void rank_range(const Sql *sql, const FieldSql *row,
	const QueryValue *value, int *from, int *until)
{
	const Regulation *regulation = sql->context->regulation;
	const GPtrArray *terms = regulation_terms(regulation, row->name);
	*from = *value->text != '\0' ?
		regulation_rank(regulation, row->name, value->text) : 0;
	*until = value->and_up || *value->until == '\0' ?
		(int)terms->len - 1 :
		regulation_rank(regulation, row->name, value->until);
}

static void value_ranked_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	if (!value->and_up && !value->is_range) {
		compare_text(sql, row->column, value);
		former_names(sql, row, value);
		return;
	}
	const GPtrArray *terms = regulation_terms(sql->context->regulation,
		row->name);
	int from, until;
	rank_range(sql, row, value, &from, &until);
	sql_text(sql, row->column);
	sql_text(sql, " IN (");
	for (int i = from; i <= until; i++) {
		const Term *term = g_ptr_array_index(terms, (guint)i);
		sql_text(sql, i > from ? ", " : "");
		sql_term(sql, term);
	}
	sql_text(sql, ")");
}

/* --- numbers and times --------------------------------------------------------- */

static void between(Sql *sql, const char *column, gboolean has_from,
	gint64 from, gboolean has_until, gint64 until, const char *until_sign)
{
	if (has_from) {
		sql_text(sql, column);
		sql_text(sql, " >= ");
		sql_bind_integer(sql, from);
	}
	if (has_from && has_until)
		sql_text(sql, " AND ");
	if (has_until) {
		sql_text(sql, column);
		sql_text(sql, until_sign);
		sql_bind_integer(sql, until);
	}
}

static gboolean is_none(const QueryValue *value)
{
	return *value->text == '\0' && !value->quoted && !value->is_range;
}

static void value_date_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	if (is_none(value)) {
		sql_text(sql, row->empty);
		return;
	}
	between(sql, row->column, value->from_at != INSTANT_NONE, value->from_at,
		value->until_at != INSTANT_NONE, value->until_at, " < ");
}

static void value_count_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	if (is_none(value)) {
		sql_text(sql, row->empty);
		return;
	}
	if (!value->is_range) {
		sql_text(sql, row->column);
		sql_text(sql, " = ");
		sql_bind_integer(sql, value->from_span);
		return;
	}
	between(sql, row->column, value->from_span >= 0, value->from_span,
		value->until_span >= 0, value->until_span, " <= ");
}

/* Older than a span is before a time: the column stays alone, for its index. */
static void value_span_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	Instant now = sql->context->now;
	between(sql, row->column, value->until_span >= 0,
		now - value->until_span, value->from_span >= 0,
		now - value->from_span, " <= ");
}

static void value_worked_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	between(sql, row->column, value->from_span >= 0,
		(value->from_span + 59) / 60, value->until_span >= 0,
		value->until_span / 60, " <= ");
}

/* --- lists and entries ---------------------------------------------------------- */

/* Addresses: "@acme.example" is everybody there. */
static void compare_address(Sql *sql, const char *column,
	const QueryValue *value)
{
	if (*value->text != '@') {
		compare_text(sql, column, value);
		return;
	}
	g_autofree char *rest = glob_pattern(value->text);
	g_autofree char *lower = g_ascii_strdown(rest, -1);
	g_autofree char *pattern = g_strconcat("*", lower, NULL);
	g_autofree char *in_brackets = g_strconcat("*", lower, ">", NULL);
	sql_text(sql, "lower(");
	sql_text(sql, column);
	sql_text(sql, ") GLOB ");
	sql_bind(sql, pattern);
	sql_text(sql, " OR lower(");
	sql_text(sql, column);
	sql_text(sql, ") GLOB ");
	sql_bind(sql, in_brackets);
}

static void value_list_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	if (is_none(value)) {
		sql_text(sql, "NOT EXISTS (SELECT 1 FROM ticket_list WHERE"
			" ticket_list.ticket = ticket.id AND field = ");
		sql_bind(sql, row->name);
		sql_text(sql, ")");
		return;
	}
	sql_text(sql, "ticket.id IN (SELECT ticket_list.ticket FROM ticket_list"
		" WHERE field = ");
	sql_bind(sql, row->name);
	sql_text(sql, " AND (");
	compare_address(sql, "value", value);
	sql_text(sql, "))");
}

static void value_links_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	value_list_sql(sql, row, value);
	query_sql_linked(sql, value->text);
}

/* Former numbers: texts in the list. */
static void value_was_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	const FieldSql number = {row->name, NULL,
		"CAST(ticket_list.value AS INTEGER)", "0"};
	if (is_none(value)) {
		value_list_sql(sql, row, value);
		return;
	}
	sql_text(sql, "ticket.id IN (SELECT ticket_list.ticket FROM ticket_list"
		" WHERE field = 'was' AND ");
	value_count_sql(sql, &number, value);
	sql_text(sql, ")");
}

static void value_any_custom_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	(void)row;
	if (is_none(value)) {
		sql_text(sql, "NOT EXISTS (SELECT 1 FROM ticket_field WHERE"
			" ticket_field.ticket = ticket.id"
			" AND name GLOB 'fields.*')");
		return;
	}
	sql_text(sql, "ticket.id IN (SELECT ticket_field.ticket FROM"
		" ticket_field WHERE name GLOB 'fields.*' AND ");
	compare_text(sql, "ticket_field.value", value);
	sql_text(sql, ")");
}

static void value_by_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	(void)row;
	sql_text(sql, "EXISTS (SELECT 1 FROM entry WHERE entry.ticket ="
		" ticket.id AND entry.retracted = 0 AND"
		" entry.kind <> 'subject' AND entry.by = ");
	sql_bind(sql, value->text);
	sql_text(sql, ")");
}

/* --- clocks -------------------------------------------------------------------------- */

#define OF_CLOCKS "(SELECT clock.ticket FROM clock WHERE clock.ticket =" \
	" ticket.id AND "
#define NO_CLOCK "NOT EXISTS " OF_CLOCKS "1)"

/* What a clock is depends on now; what is said of it here, on clock_standing(). */
static const struct {
	const char *name, *condition; /* ? is now */
} standings[] = {
	{"at-risk", "state = 'running' AND warn <= ? AND due >= ?"},
	{"breached", "(state = 'breached' OR (state IN ('running', 'paused')"
		" AND due < ?))"},
	{"met", "state = 'met'"},
	{"paused", "state = 'paused' AND (due IS NULL OR due >= ?)"},
	{"running", "state = 'running' AND (due IS NULL OR due >= ?)"},
	{"void", "state = 'void'"},
};

static void value_sla_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	if (is_none(value)) {
		sql_text(sql, row->empty);
		return;
	}
	sql_text(sql, "EXISTS " OF_CLOCKS);
	gsize i = 0;
	while (i < G_N_ELEMENTS(standings) &&
		strcmp(standings[i].name, value->text) != 0)
		i++;
	if (i < G_N_ELEMENTS(standings)) {
		g_auto(GStrv) parts = g_strsplit(standings[i].condition, "?", -1);
		for (guint j = 0; parts[j]; j++) {
			if (j > 0)
				sql_bind_integer(sql, sql->context->now);
			sql_text(sql, parts[j]);
		}
	} else {
		sql_text(sql, "policy = ");
		sql_bind(sql, value->text);
	}
	sql_text(sql, ")");
}

/* --- people ----------------------------------------------------------------------- */

/* The contact, by name or by an address of theirs that was not known then. */
static void value_requester_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	compare_address(sql, row->column, value);
	if (has_star(value) || *value->text == '\0')
		return;
	if (*value->text == '@') {
		g_autofree char *rest = glob_pattern(value->text);
		g_autofree char *lower = g_ascii_strdown(rest, -1);
		g_autofree char *pattern = g_strconcat("*", lower, NULL);
		sql_text(sql, " OR ticket.requester IN (SELECT customer || '/'"
			" || contact FROM contact_mail WHERE mail GLOB ");
		sql_bind(sql, pattern);
		sql_text(sql, ")");
		return;
	}
	sql_text(sql, " OR ticket.requester IN (SELECT mail FROM contact_mail"
		" WHERE customer || '/' || contact = ");
	sql_bind(sql, value->text);
	sql_text(sql, ")");
}

/* Whose ticket it is, or who wrote in it from outside. */
static void value_from_sql(Sql *sql, const FieldSql *row,
	const QueryValue *value)
{
	value_requester_sql(sql, row, value);
	if (*value->text == '\0')
		return;
	sql_text(sql, " OR EXISTS (SELECT 1 FROM entry WHERE entry.ticket ="
		" ticket.id AND entry.kind IN ('message', 'call', 'vendor')"
		" AND entry.retracted = 0 AND (");
	compare_address(sql, "entry.by", value);
	if (*value->text != '@' && strchr(value->text, '@') && !has_star(value)) {
		g_autofree char *address = glob_pattern(value->text);
		g_autofree char *lower = g_ascii_strdown(address, -1);
		g_autofree char *pattern = g_strconcat("*<", lower, ">", NULL);
		sql_text(sql, " OR lower(entry.by) GLOB ");
		sql_bind(sql, pattern);
	}
	sql_text(sql, "))");
}

/* --- is: no: and has: ------------------------------------------------------------------------ */

static void value_flag_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	(void)row;
	query_sql_flag(sql, value->text);
}

static const struct {
	const char *name, *condition;
} things[] = {
	{"attachment", "entry.attachments > 0"},
	{"call", "entry.kind = 'call'"},
	{"comment", "entry.kind = 'comment'"},
	{"message", "entry.kind = 'message'"},
	{"reply", "entry.kind = 'reply'"},
	{"visit", "entry.kind = 'visit'"},
	{"work", "entry.minutes > 0"},
};

static gboolean row_find(const char *name, FieldSql *found);

static void empty_condition(Sql *sql, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(things); i++) {
		if (strcmp(things[i].name, name) != 0)
			continue;
		sql_text(sql, "NOT EXISTS (SELECT 1 FROM entry WHERE"
			" entry.ticket = ticket.id AND entry.retracted = 0"
			" AND ");
		sql_text(sql, things[i].condition);
		sql_text(sql, ")");
		return;
	}
	FieldSql row;
	const QueryValue none = {.text = (char *)""};
	if (!row_find(name, &row)) {
		sql_text(sql, "NOT EXISTS (SELECT 1 FROM ticket_field WHERE"
			" ticket_field.ticket = ticket.id AND name = ");
		sql_bind(sql, name);
		sql_text(sql, ")");
	} else if (row.empty) {
		sql_text(sql, row.empty);
	} else {
		row.value(sql, &row, &none);
	}
}

static void value_no_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	(void)row;
	empty_condition(sql, value->text);
}

static void value_has_sql(Sql *sql, const FieldSql *row, const QueryValue *value)
{
	(void)row;
	sql_text(sql, "NOT (");
	empty_condition(sql, value->text);
	sql_text(sql, ")");
}

/* --- the rows ------------------------------------------------------------------------------ */

/* Besides the ticket fields, and those that mean more than their type says. */

#define NULL_OF(column) "ticket." column " IS NULL"
#define ZERO_OF(column) "ticket." column " = 0"

static const FieldSql rows[] = {
	{"age", value_span_sql, "ticket.created", NULL},
	{"by", value_by_sql, NULL, NULL},
	{"calls", value_count_sql, "ticket.calls", ZERO_OF("calls")},
	{"category", value_category_sql, "ticket.category", NULL},
	{"closed", value_date_sql, "ticket.closed_at", NULL_OF("closed_at")},
	{"comments", value_count_sql, "ticket.comments", ZERO_OF("comments")},
	{"due", value_date_sql, "ticket.due", NULL_OF("due")},
	{"escalated", value_count_sql, "ticket.escalated", ZERO_OF("escalated")},
	{"fields", value_any_custom_sql, NULL, NULL},
	{"from", value_from_sql, "ticket.requester", "ticket.requester = ''"},
	{"has", value_has_sql, NULL, NULL},
	{"in-status", value_span_sql, "ticket.status_since", NULL},
	{"is", value_flag_sql, NULL, NULL},
	{"last-message", value_date_sql, "ticket.message_at",
		NULL_OF("message_at")},
	{"links", value_links_sql, NULL, NULL},
	{"merged-into", value_merged_sql, "ticket.merged_into", NULL},
	{"messages", value_count_sql, "ticket.messages", ZERO_OF("messages")},
	{"no", value_no_sql, NULL, NULL},
	{"note", NULL, NULL, ZERO_OF("comments")},
	{"parent", query_sql_parent, NULL, NULL},
	{"rating", value_count_sql, "ticket.rating", NULL_OF("rating")},
	{"reassigned", value_count_sql, "ticket.reassigned",
		ZERO_OF("reassigned")},
	{"reopened", value_count_sql, "ticket.reopened", ZERO_OF("reopened")},
	{"replies", value_count_sql, "ticket.replies", ZERO_OF("replies")},
	{"requester", value_requester_sql, "ticket.requester", NULL},
	{"sla", value_sla_sql, NULL, NO_CLOCK},
	{"solved", value_date_sql, "ticket.solved_at", NULL_OF("solved_at")},
	{"subject", NULL, NULL, "ticket.subject = ''"},
	{"uid", value_uid_sql, "ticket.uid", NULL},
	{"updated", value_date_sql, "ticket.updated", NULL_OF("updated")},
	{"wait", value_span_sql, "ticket.waiting_since",
		NULL_OF("waiting_since")},
	{"was", value_was_sql, NULL, NULL},
	{"worked", value_worked_sql, "ticket.worked", ZERO_OF("worked")},
};

static ValueSql value_of(const Field *field)
{
	static const ValueSql values[] = {
		[FIELD_TEXT] = value_text_sql, [FIELD_INTEGER] = value_count_sql,
		[FIELD_INSTANT] = value_date_sql, [FIELD_ENUM] = value_text_sql,
		[FIELD_AGENT] = value_text_sql, [FIELD_CONTACT] = value_text_sql,
		[FIELD_CUSTOMER] = value_text_sql, [FIELD_LIST] = value_list_sql,
	};
	return field->flags & FIELD_FOLDED ? value_key_sql :
		field->flags & FIELD_RANKED ? value_ranked_sql :
		values[field->type];
}

static gboolean row_find(const char *name, FieldSql *found)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].name, name) == 0) {
			*found = rows[i];
			return TRUE;
		}
	const Field *field = field_find(name);
	if (!field)
		return FALSE;
	*found = (FieldSql){field->name, value_of(field),
		field_sql_of_ticket(field), field_sql_is_null(field)};
	return TRUE;
}

/* A custom field holds text; dates and numbers are read from it. */
static void custom_value(Sql *sql, const QueryValue *value)
{
	static const FieldSql date = {"", NULL, "unixepoch(value)", "0"};
	static const FieldSql number = {"", NULL, "CAST(value AS REAL)", "0"};
	if (value->from_at != INSTANT_NONE || value->until_at != INSTANT_NONE)
		value_date_sql(sql, &date, value);
	else if (value->from_span >= 0 || value->until_span >= 0)
		value_count_sql(sql, &number, value);
	else
		compare_text(sql, "value", value);
}

static void custom_sql(Sql *sql, const char *name, const QueryValue *value)
{
	if (is_none(value)) {
		empty_condition(sql, name);
		return;
	}
	sql_text(sql, "ticket.id IN (SELECT ticket_field.ticket FROM"
		" ticket_field WHERE name = ");
	sql_bind(sql, name);
	sql_text(sql, " AND ");
	custom_value(sql, value);
	sql_text(sql, ")");
}

static void values_sql(Sql *sql, const QueryNode *term, const FieldSql *row,
	guint from, guint count)
{
	if (count > 1) {
		sql_text(sql, "(");
		values_sql(sql, term, row, from, count / 2);
		sql_text(sql, " OR ");
		values_sql(sql, term, row, from + count / 2, count - count / 2);
		sql_text(sql, ")");
		return;
	}
	const QueryValue *value = g_ptr_array_index(term->values, from);
	sql_text(sql, "(");
	if (row)
		row->value(sql, row, value);
	else
		custom_sql(sql, term->field, value);
	sql_text(sql, ")");
}

void query_sql_term(Sql *sql, const QueryNode *term)
{
	if (query_sql_words(sql, term))
		return;
	FieldSql row;
	gboolean known = row_find(term->field, &row);
	g_assert(known || g_str_has_prefix(term->field, "fields."));
	values_sql(sql, term, known ? &row : NULL, 0, term->values->len);
}
