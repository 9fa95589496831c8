/*
 * Questions to SQLite, and rows.
 */
#include "index/rows.h"

#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "text/json.h"

/* --- questions ------------------------------------------------------------- */

/* The statement stands on its first row; NULL: there is none, or an error. */
static sqlite3_stmt *first_row(Index *index, GError **error, const char *sql,
	const char *format, va_list *values)
{
	sqlite3_stmt *statement = index_prepare(index, sql, error);
	if (!statement)
		return NULL;
	index_bind_list(statement, format, values);
	return index_next(index, statement, error) ? statement : NULL;
}

#define ask(index, row, error, sql, format) \
	g_autoptr(GError) problem = NULL; \
	va_list values; \
	va_start(values, format); \
	sqlite3_stmt *row = first_row(index, &problem, sql, format, &values); \
	va_end(values); \
	if (problem) { \
		g_propagate_error(error, g_steal_pointer(&problem)); \
		return FALSE; \
	}

gboolean index_has(Index *index, gboolean *has, GError **error,
	const char *sql, const char *format, ...)
{
	ask(index, row, error, sql, format);
	*has = row != NULL;
	if (row)
		sqlite3_reset(row);
	return TRUE;
}

gboolean index_number(Index *index, gint64 *number, GError **error,
	const char *sql, const char *format, ...)
{
	ask(index, row, error, sql, format);
	if (!row)
		return TRUE;
	if (sqlite3_column_type(row, 0) != SQLITE_NULL)
		*number = sqlite3_column_int64(row, 0);
	sqlite3_reset(row);
	return TRUE;
}

gboolean index_text(Index *index, char **text, GError **error,
	const char *sql, const char *format, ...)
{
	*text = NULL;
	ask(index, row, error, sql, format);
	if (!row)
		return TRUE;
	*text = g_strdup((const char *)sqlite3_column_text(row, 0));
	sqlite3_reset(row);
	return TRUE;
}

gboolean index_each_list(Index *index, IndexEach each, void *data,
	GError **error, const char *sql, const char *format, va_list *values)
{
	sqlite3_stmt *rows = index_prepare(index, sql, error);
	if (!rows)
		return FALSE;
	index_bind_list(rows, format, values);
	g_autoptr(GError) problem = NULL;
	while (index_next(index, rows, &problem) && each(rows, data, &problem))
		;
	sqlite3_reset(rows);
	return desk_error_pass(error, &problem);
}

gboolean index_each(Index *index, IndexEach each, void *data, GError **error,
	const char *sql, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	gboolean done = index_each_list(index, each, data, error, sql, format,
		&values);
	va_end(values);
	return done;
}

static gboolean keep_text(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	g_ptr_array_add(data, g_strdup(index_column(row, 0)));
	return TRUE;
}

GPtrArray *index_texts(Index *index, GError **error, const char *sql,
	const char *format, ...)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	va_list values;
	va_start(values, format);
	gboolean done = index_each_list(index, keep_text, list, error, sql,
		format, &values);
	va_end(values);
	return done ? g_steal_pointer(&list) : NULL;
}

gboolean index_add_list(GPtrArray *list, const char *json, GError **error)
{
	/* json_extract() gives a text that stands alone without its quotes. */
	if (*json != '[') {
		if (*json != '\0')
			g_ptr_array_add(list, g_strdup(json));
		return TRUE;
	}
	g_autoptr(Value) value = json_parse(json, strlen(json), "index", error);
	for (guint i = 0; value && i < value->items->len; i++)
		g_ptr_array_add(list,
			value_to_text(g_ptr_array_index(value->items, i)));
	return value != NULL;
}

/* --- rows of SQL that is put together --------------------------------------- */

/* Kept with the others; its own (`*own`) for a question within the answer to
 * the same one. */
static sqlite3_stmt *find_query(Index *index, const char *sql, gboolean *own,
	GError **error)
{
	const char *key = g_intern_string(sql);
	sqlite3_stmt *statement = g_hash_table_lookup(index->statements, key);
	*own = statement && sqlite3_stmt_busy(statement);
	if (!*own)
		return index_prepare(index, key, error);
	if (sqlite3_prepare_v2(index->db, sql, -1, &statement, NULL) ==
		SQLITE_OK)
		return statement;
	index_failed(index, error);
	return NULL;
}

static sqlite3_stmt *prepare_query(Index *index, const char *sql,
	const char *const *values, gboolean *own, GError **error)
{
	sqlite3_stmt *statement = find_query(index, sql, own, error);
	if (!statement)
		return NULL;
	sqlite3_clear_bindings(statement);
	for (int i = 0; values && values[i]; i++)
		sqlite3_bind_text(statement, i + 1, values[i], -1,
			SQLITE_TRANSIENT);
	return statement;
}

gboolean index_query(Index *index, const char *sql, const char *const *values,
	IndexRow each, void *data, GError **error)
{
	gboolean own;
	sqlite3_stmt *rows = prepare_query(index, sql, values, &own, error);
	if (!rows)
		return FALSE;
	guint count = (guint)sqlite3_column_count(rows);
	g_autofree const char **columns = g_new0(const char *, count + 1);
	int result;
	while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
		for (guint i = 0; i < count; i++)
			columns[i] = (const char *)sqlite3_column_text(rows,
				(int)i);
		if (!each(columns, count, data))
			break;
	}
	gboolean done = result == SQLITE_DONE || result == SQLITE_ROW ||
		index_failed(index, error);
	if (own)
		sqlite3_finalize(rows);
	else
		sqlite3_reset(rows);
	return done;
}

static gboolean keep_row(const char *const *columns, guint count, void *data)
{
	char **row = g_new0(char *, count + 1);
	for (guint i = 0; i < count; i++)
		row[i] = g_strdup(columns[i] ? columns[i] : "");
	g_ptr_array_add(data, row);
	return TRUE;
}

static void free_row(void *row)
{
	g_strfreev(row);
}

GPtrArray *index_rows(Index *index, const char *sql, const char *const *values,
	GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	if (!index_query(index, sql, values, keep_row, rows, error))
		return NULL;
	return g_steal_pointer(&rows);
}
