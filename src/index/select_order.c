/* --sort → ORDER BY. */
#include "index/select_parts.h"

#include "base/called.h"
#include "base/error.h"
#include "index/field_sql.h"
#include "index/schema.h"
#include "model/regulation.h"

#include <string.h>

static const Phrase
	like_column = {"%1: unknown column \"%2\"; did you mean \"%3\"? `desk "
			"fields columns` lists them",
		"%1: неизвестный столбец «%2»; может быть, «%3»? Список: `desk "
		"fields columns`"},
	no_column = {"%1: unknown column \"%2\"; `desk fields columns` lists "
			"them",
		"%1: неизвестный столбец «%2»; список: `desk fields columns`"},
	several_meant = {"%1: \"%2\" may be any of %3",
		"%1: «%2» может означать: %3"};

static const Phrase no_order = {"--sort: %1 is a list, which has no order; try "
		"due, -priority or created",
	"--sort: %1 — список, у него нет порядка; попробуйте due, -priority "
	"или created"};

const SelectColumn *select_column_need(const char *name, const char *use,
	GError **error)
{
	const SelectColumn *column = select_column_find(name);
	if (column)
		return column;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GArray) called = called_new();
	g_autofree char *several = NULL;
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++) {
		const Field *field = field_find(columns[i].name);
		const Phrase *title = &columns[i].title;
		g_ptr_array_add(names, (char *)columns[i].name);
		called_add(called, columns[i].name, title->en, title->ru);
		if (field)
			called_add(called, field->name, field->title.en,
				field->title.ru);
	}
	const char *meant = called_find(called, name, &several);
	if (meant)
		return select_column_find(meant);
	if (several) {
		desk_refuse(error, DESK_ERROR_USAGE, &several_meant, use, name,
			several, NULL);
		return NULL;
	}
	const char *near = nearest_name(name, names);
	desk_refuse(error, DESK_ERROR_USAGE, near ? &like_column :
		&no_column, use, name, near, NULL);
	return NULL;
}

/* The place among the names of the regulation; unknown ones come last. */
static void rank_sql(Sql *sql, const Field *field)
{
	const GPtrArray *terms = regulation_terms(sql->context->regulation,
		field->name);
	g_string_append_printf(sql->text, "CASE %s", field_sql_of_ticket(field));
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = g_ptr_array_index(terms, i);
		sql_text(sql, " WHEN ");
		sql_bind(sql, term->name);
		g_string_append_printf(sql->text, " THEN %u", i);
	}
	sql_text(sql, " END");
}

static gboolean has_rank(const Sql *sql, const Field *field)
{
	return field && field->flags & FIELD_ORDERED && regulation_terms(
		sql->context->regulation, field->name)->len > 0;
}

static void key_sql(Sql *sql, const SelectColumn *column, gboolean descending)
{
	/* An age grows as its beginning goes back. */
	if (column->type == VALUE_SPAN && column->flags & COLUMN_AGE)
		descending = !descending;
	const Field *field = field_find(column->name);
	if (has_rank(sql, field))
		rank_sql(sql, field);
	else if (strcmp(column->name, "number") == 0 ||
		strcmp(column->name, "id") == 0)
		sql_text(sql, "ticket.number");
	else if (column->type == VALUE_TEXT)
		g_string_append_printf(sql->text, "nullif(%s, '') COLLATE NOCASE",
			column->sql);
	else
		sql_text(sql, column->sql);
	sql_text(sql, descending ? " DESC NULLS LAST, " : " NULLS LAST, ");
}

static gboolean named_keys(Sql *sql, const char *sort, GError **error)
{
	g_auto(GStrv) names = g_strsplit(sort, ",", -1);
	for (guint i = 0; names[i]; i++) {
		const char *name = g_strstrip(names[i]);
		gboolean descending = *name == '-';
		if (descending || *name == '+')
			name++;
		const SelectColumn *column = select_column_need(name, "--sort",
			error);
		if (!column)
			return FALSE;
		if (!column->sql)
			return desk_refuse(error, DESK_ERROR_USAGE, &no_order,
				name, NULL);
		key_sql(sql, column, descending);
	}
	return TRUE;
}

gboolean select_order(Sql *sql, const char *sort, const char *match,
	GError **error)
{
	sql_text(sql, " ORDER BY ");
	if (sort) {
		if (!named_keys(sql, sort, error))
			return FALSE;
	} else if (match) {
		/* bm25 over every hit of a common word costs more than all
		 * else; what names it in the subject is what was meant. */
		query_sql_match(sql, match, ENTRY_SCOPE_SUBJECT);
		sql_text(sql, " DESC, ticket.updated DESC, ");
	} else {
		/* Where there are clocks they say what is urgent. */
		if (sql->context->regulation->sla->len > 0)
			key_sql(sql, select_column_find("due"), FALSE);
		key_sql(sql, select_column_find("priority"), TRUE);
	}
	sql_text(sql, "ticket.created, ticket.uid");
	return TRUE;
}
