/*
 * Reading: small values, tickets by name, rows for readers' own questions.
 */
#include <string.h>

#include "base/error.h"
#include "base/identifier.h"
#include "index/database.h"

char *index_get_meta(Index *index, const char *key)
{
	return index_text(index, "SELECT value FROM meta WHERE key = ?", "t",
		key);
}

guint index_count_unreadable(Index *index)
{
	return (guint)index_integer(index, 0, "SELECT count(*) FROM unreadable",
		"");
}

gint64 index_highest_number(Index *index)
{
	gint64 event = index_integer(index, 0, "SELECT max(CAST(new AS"
		" INTEGER)) FROM event WHERE field = 'number'", "");
	gint64 was = index_integer(index, 0, "SELECT max(CAST(value AS"
		" INTEGER)) FROM ticket_list WHERE field = 'was'", "");
	return MAX(event, was);
}

/* --- rows ------------------------------------------------------------------ */

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

IndexHold *index_hold(Index *index)
{
	return sqlite3_get_autocommit(index->db) &&
		sqlite3_exec(index->db, "BEGIN", NULL, NULL, NULL) ==
			SQLITE_OK ? index : NULL;
}

void index_release(IndexHold *hold)
{
	if (hold)
		sqlite3_exec(hold->db, "COMMIT", NULL, NULL, NULL);
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

static gboolean keep_text(const char *const *columns, guint count, void *data)
{
	(void)count;
	g_ptr_array_add(data, g_strdup(columns[0]));
	return TRUE;
}

static GPtrArray *texts(Index *index, const char *sql,
	const char *const *values, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	if (!index_query(index, sql, values, keep_text, list, error))
		return NULL;
	return g_steal_pointer(&list);
}

GPtrArray *index_unreadable(Index *index, GError **error)
{
	return texts(index, "SELECT path FROM unreadable ORDER BY path", NULL,
		error);
}

/* --- a ticket by its name --------------------------------------------------- */

enum { PREFIX_MINIMUM = 4, NUMBER_DIGITS_MAXIMUM = 18 };

static gboolean is_number(const char *name)
{
	gsize length = strlen(name);
	return length > 0 && length <= NUMBER_DIGITS_MAXIMUM &&
		strspn(name, "0123456789") == length;
}

static GPtrArray *by_number(Index *index, const char *name, GError **error)
{
	const char *values[] = {name, NULL};
	return texts(index, "SELECT uid FROM ticket"
		" WHERE number = CAST(?1 AS INTEGER)"
		" UNION ALL SELECT uid FROM ticket WHERE id IN (SELECT ticket"
		" FROM ticket_list WHERE field = 'was'"
		" AND value = CAST(CAST(?1 AS INTEGER) AS TEXT))"
		" AND number IS NOT CAST(?1 AS INTEGER)", values, error);
}

/* Crockford's reading: capitals, and i l o for what they look like. */
static char *read_name(const char *name)
{
	char *text = g_ascii_strdown(name, -1);
	char *start = strchr(text, '-');
	for (char *c = start ? start + 1 : text; *c; c++)
		*c = *c == 'o' ? '0' : *c == 'i' || *c == 'l' ? '1' : *c;
	return text;
}

static GPtrArray *by_prefix(Index *index, const char *name, GError **error)
{
	g_autofree char *end = g_strconcat(name, "~", NULL);
	const char *values[] = {name, end, NULL};
	if (strchr(name, '-'))
		return texts(index, "SELECT uid FROM ticket WHERE uid >= ?1"
			" AND uid < ?2 ORDER BY uid LIMIT 10", values, error);
	return texts(index, "SELECT uid FROM ticket WHERE substr(uid, 10) >= ?1"
		" AND substr(uid, 10) < ?2 ORDER BY uid LIMIT 10", values,
		error);
}

static gboolean looks_like_name(const char *name)
{
	const char *random = strchr(name, '-');
	random = random ? random + 1 : name;
	return g_ascii_isalpha(*random) &&
		strspn(random, "0123456789abcdefghjkmnpqrstvwxyz") ==
			strlen(random);
}

static GPtrArray *fail(GError **error, int code, const char *name,
	const char *why)
{
	g_set_error(error, DESK_ERROR, code, "%s%s", name, why);
	return NULL;
}

static GPtrArray *ambiguous(const char *name, GPtrArray *found,
	GError **error)
{
	g_ptr_array_add(found, NULL);
	g_autofree char *list = g_strjoinv(", ", (char **)found->pdata);
	g_ptr_array_unref(found);
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
		"%s names several tickets: %s; type more of it", name, list);
	return NULL;
}

GPtrArray *index_find_ticket(Index *index, const char *name, GError **error)
{
	if (*name == '#')
		name++;
	GPtrArray *found = NULL;
	g_autofree char *text = read_name(name);
	if (is_number(name))
		found = by_number(index, name, error);
	else if (!looks_like_name(text))
		return fail(error, DESK_ERROR_NOT_FOUND, name,
			": no such ticket; a ticket is a number (1042) or the "
			"start of its uid (k3f9)");
	else if (strlen(text) < PREFIX_MINIMUM)
		return fail(error, DESK_ERROR_USAGE, name,
			": too short; type at least four characters of the "
			"uid");
	else
		found = by_prefix(index, text, error);
	if (!found)
		return NULL;
	if (found->len == 0) {
		g_ptr_array_unref(found);
		return fail(error, DESK_ERROR_NOT_FOUND, name,
			": no such ticket");
	}
	if (found->len > 1 && !is_number(name))
		return ambiguous(name, found, error);
	return found;
}
