#include "index/sql.h"

#include "base/error.h"
#include "index/database.h"

void sql_init(Sql *sql, const QueryContext *context)
{
	sql->text = g_string_new(NULL);
	sql->values = g_ptr_array_new_with_free_func(g_free);
	sql->context = context;
}

void sql_clear(Sql *sql)
{
	g_string_free(sql->text, TRUE);
	g_ptr_array_unref(sql->values);
}

gboolean sql_each(Index *index, const Sql *sql, IndexEach each, void *data,
	GError **error)
{
	sqlite3_stmt *rows = NULL;
	if (sqlite3_prepare_v2(index->db, sql->text->str, -1, &rows, NULL) !=
		SQLITE_OK)
		return index_failed(index, error);
	for (guint i = 0; i < sql->values->len; i++)
		sqlite3_bind_text(rows, (int)i + 1,
			g_ptr_array_index(sql->values, i), -1,
			SQLITE_TRANSIENT);
	g_autoptr(GError) problem = NULL;
	while (index_next(index, rows, &problem) && each(rows, data, &problem))
		;
	sqlite3_finalize(rows);
	return desk_error_pass(error, &problem);
}

void sql_text(Sql *sql, const char *text)
{
	g_string_append(sql->text, text);
}

void sql_bind(Sql *sql, const char *value)
{
	sql_text(sql, "?");
	g_ptr_array_add(sql->values, g_strdup(value));
}

/* Bound as text: it must not compare as text. */
void sql_bind_integer(Sql *sql, gint64 value)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
	sql_text(sql, "CAST(");
	sql_bind(sql, text);
	sql_text(sql, " AS INTEGER)");
}

void sql_term(Sql *sql, const Term *term)
{
	sql_bind(sql, term->name);
	for (guint i = 0; term->was && i < term->was->len; i++) {
		sql_text(sql, ", ");
		sql_bind(sql, term->was->pdata[i]);
	}
}
