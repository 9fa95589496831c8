#include "cmd/command.h"

#include <string.h>

#include "app/show/path.h"
#include "cmd/table.h"
#include "index/people.h"
#include "model/field.h"
#include "rules/loop_guard.h"

static const Phrase whole_way = {"--path shows the whole way",
	"--path показывает весь путь"};

static const Option options[] = {
	OPTION_SINCE,
	OPTION_UNTIL,
	{"by", 0, "AGENT", VALUE_OF_AGENT, FALSE,
		{"only what this agent did",
			"только действия этого сотрудника"}},
	{"path", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the way between levels and people in one line",
			"путь между линиями и людьми одной строкой"}},
	{0},
};

/* The condition and its values, built together. */
typedef struct {
	GString *sql;
	GPtrArray *values; /* char* */
} Where;

static void where_and(Where *where, const char *condition, char *value)
{
	g_string_append_printf(where->sql, " AND %s", condition);
	if (value)
		g_ptr_array_add(where->values, value);
}

static void where_tickets(Where *where, const GPtrArray *uids)
{
	g_string_append(where->sql, " AND t.uid IN (");
	for (guint i = 0; i < uids->len; i++) {
		g_string_append(where->sql, i > 0 ? ",?" : "?");
		g_ptr_array_add(where->values,
			g_strdup(g_ptr_array_index(uids, i)));
	}
	g_string_append_c(where->sql, ')');
}

static gboolean where_time(Context *context, Where *where, const char *option,
	const char *condition, GError **error)
{
	Instant at;
	if (!option_date(context, option, FALSE, &at, error))
		return FALSE;
	if (at != INSTANT_NONE)
		where_and(where, condition,
			g_strdup_printf("%" G_GINT64_FORMAT, at));
	return TRUE;
}

/* A login or its alias; machines and former agents stand as they signed. */
static gboolean add_by(Context *context, Where *where, const char *by,
	GError **error)
{
	Index *index = desk_index(context->desk, error);
	const char *values[] = {by, NULL};
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT 1 FROM action WHERE who = ? LIMIT 1", values, error) :
		NULL;
	if (!rows)
		return FALSE;
	char *login = rows->len > 0 || strchr(by, '@') > by ? g_strdup(by) :
		people_find_agent(index, by, error);
	if (login)
		where_and(where, "a.who = ?", login);
	return login != NULL;
}

static gboolean build(Context *context, Where *where, GError **error)
{
	gboolean all = context->operand_count == 0 &&
		!option_given(context, "query");
	if (!all) {
		g_autoptr(GPtrArray) uids = context_tickets(context, FALSE,
			error);
		if (!uids)
			return FALSE;
		where_tickets(where, uids);
	}
	const char *by = option_text(context, "by");
	where_and(where, "a.field NOT IN ('uid', 'token', 'created')", NULL);
	if (by && !add_by(context, where, by, error))
		return FALSE;
	return where_time(context, where, "since",
			"a.at >= CAST(? AS INTEGER)", error) &&
		where_time(context, where, "until",
			"a.at < CAST(? AS INTEGER)", error);
}

enum {
	AT, WHO, NUMBER, KIND, FIELD, OLD, NEW, ENTRY_KIND, ENTRY, OID, UID, HOLD
};

/* Why an automatic mail was not sent. */
static char *held_text(const Context *context, char **row)
{
	const HoldReason *reason = hold_reason_find(row[HOLD]);
	static const Phrase held = {"%1 held: %2%3%4", "%1 задержано: %2%3%4"};
	return fill_in_language(context, &held, row[ENTRY_KIND], row[HOLD],
		reason ? ", " : "", reason ? in_language(context,
			&reason->help) : "", NULL);
}

static char *what_text(const Context *context, char **row)
{
	if (*row[HOLD])
		return held_text(context, row);
	if (*row[ENTRY_KIND])
		return g_strdup(row[ENTRY_KIND]);
	if (!*row[FIELD])
		return g_strdup(row[KIND]);
	return regulation_change_text(desk_regulation(context->desk, NULL),
		row[FIELD], row[OLD], row[NEW], context->machine ? NULL :
		desk_zone(context->desk), context->language);
}

static void add_row(const Context *context, Block *table, char **from)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_instant(g_ascii_strtoll(from[AT], NULL, 10)));
	row_add(row, value_ticket_name(from[NUMBER]));
	row_add(row, value_word(from[WHO]));
	row_add(row, value_text_take(what_text(context, from)));
	row_add(row, value_text(from[UID]));
	row_add(row, value_text(from[KIND]));
	row_add(row, value_word(from[FIELD]));
	row_add(row, value_word(from[OLD]));
	row_add(row, value_word(from[NEW]));
	row_add(row, value_word(from[ENTRY_KIND]));
	row_add(row, value_word(from[ENTRY]));
	row_add(row, value_text(from[OID]));
}

static const TableColumn columns[] = {
	{"at", {"When", "Когда"}, 0},
	{"number", {"#", "№"}, COLUMN_ID},
	{"who", {"Who", "Кто"}, 0},
	{"what", {"What", "Что"}, COLUMN_SHRINK},
	{"uid", {"uid", "uid"}, COLUMN_HIDDEN},
	{"kind", {"kind", "kind"}, COLUMN_HIDDEN},
	{"field", {"field", "field"}, COLUMN_HIDDEN},
	{"old", {"old", "old"}, COLUMN_HIDDEN},
	{"new", {"new", "new"}, COLUMN_HIDDEN},
	{"entry-kind", {"entry kind", "entry kind"}, COLUMN_HIDDEN},
	{"entry", {"entry", "entry"}, COLUMN_HIDDEN},
	{"commit", {"commit", "commit"}, COLUMN_HIDDEN},
};

static int run_path(Context *context, GError **error)
{
	if (option_given(context, "since") || option_given(context, "until") ||
		option_given(context, "by"))
		return usage_error(context, error, &whole_way, NULL);
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	if (!uids)
		return -1;
	context->page = page_new(PAGE_LIST, "path/1");
	Block *table = path_table(context->page);
	for (guint i = 0; i < uids->len; i++)
		if (!path_add(context->desk, g_ptr_array_index(uids, i),
			context->language, context->page, table, error))
			return -1;
	return 0;
}

static int run(Context *context, GError **error)
{
	if (option_given(context, "path"))
		return run_path(context, error);
	Desk *desk = context_desk(context, error);
	g_autoptr(GString) condition = g_string_new(NULL);
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	Where where = {condition, values};
	gint64 limit = 0;
	if (!desk || !desk_regulation(desk, error) ||
		!build(context, &where, error) ||
		!option_count(context, "limit", &limit, error))
		return -1;
	g_ptr_array_add(values, NULL);
	/* The newest, shown oldest first, as a timeline reads. */
	g_autofree char *sql = g_strdup_printf("SELECT * FROM ("
		"SELECT a.at, a.who, coalesce(t.number, substr(t.uid, 10, 4)),"
		" a.kind, a.field, a.old, a.new, a.entry_kind, a.entry_id, w.oid,"
		" t.uid, CASE WHEN a.entry_kind = 'notice' THEN"
		" (SELECT json_extract(e.extra, '$.hold') FROM entry e"
		" WHERE e.ticket = a.ticket AND e.entry_id = a.entry_id) END,"
		" a.id AS place FROM action a"
		" JOIN ticket t ON t.id = a.ticket JOIN walk w ON w.seq = a.seq"
		" WHERE 1%s ORDER BY a.id DESC LIMIT %" G_GINT64_FORMAT ")"
		" ORDER BY place", condition->str,
		limit > 0 ? limit : G_MAXINT64);
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, sql,
		(const char *const *)values->pdata, error) : NULL;
	if (!rows)
		return -1;
	context->page = page_new(PAGE_LIST, "log/1");
	Block *table = table_new(context, "log", columns,
		G_N_ELEMENTS(columns));
	for (guint i = 0; i < rows->len; i++)
		add_row(context, table, g_ptr_array_index(rows, i));
	return 0;
}

const Command log_command = {
	.name = "log",
	.group = GROUP_TICKETS,
	.synopsis = "log [TICKETS] [--since DATE] [--until DATE] [--by AGENT] | "
		"TICKETS --path",
	.summary = {"what happened, from history",
		"что происходило, по истории"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_READS | COMMAND_PAGED | COMMAND_TICKETS,
	.run = run,
};
