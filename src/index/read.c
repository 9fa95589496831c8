/*
 * Reading: small values, and tickets by name.
 */
#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "index/rows.h"

static const Phrase ambiguous_name = {"%1 names several tickets: %2; type more "
		"of it",
	"%1 подходит к нескольким заявкам: %2; наберите больше"};

gboolean index_get_meta(Index *index, const char *key, char **value,
	GError **error)
{
	return index_text(index, value, error,
		"SELECT value FROM meta WHERE key = ?", "t", key);
}

gboolean index_count_unreadable(Index *index, gint64 *count, GError **error)
{
	*count = 0;
	return index_number(index, count, error,
		"SELECT count(*) FROM unreadable", "");
}

static gboolean keep_counts(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	*(IndexCounts *)data = (IndexCounts){sqlite3_column_int64(row, 0),
		sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2),
		sqlite3_column_int64(row, 3)};
	return TRUE;
}

gboolean index_counts(Index *index, IndexCounts *counts, GError **error)
{
	return index_each(index, keep_counts, counts, error,
		"SELECT (SELECT count(*) FROM ticket),"
		" (SELECT count(*) FROM entry WHERE kind <> 'subject'),"
		" (SELECT count(*) FROM event), (SELECT count(*) FROM walk)",
		"");
}

gboolean index_why_unreadable(Index *index, const char *path, char **reason,
	GError **error)
{
	return index_text(index, reason, error,
		"SELECT reason FROM unreadable WHERE path = ?", "t", path);
}

gboolean index_highest_number(Index *index, gint64 *number, GError **error)
{
	gint64 was = 0;
	*number = 0;
	if (!index_number(index, number, error, "SELECT max(CAST(new AS"
		    " INTEGER)) FROM event WHERE field = 'number'", "") ||
		!index_number(index, &was, error, "SELECT max(CAST(value AS"
			" INTEGER)) FROM ticket_list WHERE field = 'was'", ""))
		return FALSE;
	*number = MAX(*number, was);
	return TRUE;
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

GPtrArray *index_unreadable(Index *index, GError **error)
{
	return index_texts(index, error,
		"SELECT path FROM unreadable ORDER BY path", "");
}

/* --- a ticket by its name --------------------------------------------------- */

enum { PREFIX_MINIMUM = 4, SHORT_MAXIMUM = 7, NUMBER_DIGITS_MAXIMUM = 18 };

static gboolean is_number(const char *name)
{
	gsize length = strlen(name);
	return length > 0 && length <= NUMBER_DIGITS_MAXIMUM &&
		strspn(name, "0123456789") == length;
}

static GPtrArray *by_number(Index *index, const char *name, GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE number = CAST(?1 AS INTEGER)"
		" UNION ALL SELECT uid FROM ticket WHERE id IN (SELECT ticket"
		" FROM ticket_list WHERE field = 'was'"
		" AND value = CAST(CAST(?1 AS INTEGER) AS TEXT))"
		" AND number IS NOT CAST(?1 AS INTEGER)", "t", name);
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
	if (strchr(name, '-'))
		return index_texts(index, error, "SELECT uid FROM ticket"
			" WHERE uid >= ?1 AND uid < ?2 ORDER BY uid LIMIT 10",
			"tt", name, end);
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE substr(uid, 10) >= ?1 AND substr(uid, 10) < ?2"
		" ORDER BY uid LIMIT 10", "tt", name, end);
}

/* short_name(uid): so much of its random part that no other begins with it. */
static void short_name(sqlite3_context *context, G_GNUC_UNUSED int count,
	sqlite3_value **values)
{
	const char *uid = (const char *)sqlite3_value_text(values[0]);
	const char *random = uid ? strchr(uid, '-') : NULL;
	g_autofree char *name = g_strdup(random ? random + 1 : "");
	for (gsize length = PREFIX_MINIMUM; length < SHORT_MAXIMUM &&
		length < strlen(name); length++) {
		g_autofree char *start = g_strndup(name, length);
		g_autoptr(GError) problem = NULL;
		g_autoptr(GPtrArray) found = by_prefix(sqlite3_user_data(context),
			start, &problem);
		if (!found) {
			sqlite3_result_error(context, problem->message, -1);
			return;
		}
		if (found->len < 2)
			name[length] = '\0';
	}
	sqlite3_result_text(context, name, -1, SQLITE_TRANSIENT);
}

gboolean index_add_short_name(Index *index, GError **error)
{
	return sqlite3_create_function(index->db, "short_name", 1, SQLITE_UTF8,
		index, short_name, NULL, NULL) == SQLITE_OK ||
		index_failed(index, error);
}

static gboolean looks_like_name(const char *name)
{
	const char *random = strchr(name, '-');
	random = random ? random + 1 : name;
	return g_ascii_isalpha(*random) &&
		strspn(random, "0123456789abcdefghjkmnpqrstvwxyz") ==
			strlen(random);
}

static const Phrase
	no_name = {"\"%1\" is no ticket; a ticket is a number (1042) or the "
			"start of its uid (k3f9)",
		"«%1» — не заявка; заявка — это номер (1042) или начало её "
		"uid (k3f9)"},
	too_short = {"%1: too short; type at least four characters of the uid",
		"%1: слишком коротко; наберите хотя бы четыре знака uid"},
	no_ticket = {"%1: no such ticket; `desk list` shows those that are open, "
			"`desk search WORDS` finds any",
		"%1: нет такой заявки; открытые покажет `desk list`, любую "
		"найдёт `desk search СЛОВА`"};

static GPtrArray *fail(GError **error, int code, const char *name,
	const Phrase *why)
{
	desk_refuse(error, code, why, name, NULL);
	return NULL;
}

static GPtrArray *ambiguous(const char *name, GPtrArray *found,
	GError **error)
{
	g_ptr_array_add(found, NULL);
	g_autofree char *list = g_strjoinv(", ", (char **)found->pdata);
	g_ptr_array_unref(found);
	desk_refuse(error, DESK_ERROR_USAGE, &ambiguous_name, name, list, NULL);
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
	else if (*name && name[strspn(name, "0123456789")] == '\0')
		return fail(error, DESK_ERROR_NOT_FOUND, name, &no_ticket);
	else if (!looks_like_name(text))
		return fail(error, DESK_ERROR_USAGE, name, &no_name);
	else if (strlen(text) < PREFIX_MINIMUM)
		return fail(error, DESK_ERROR_USAGE, name, &too_short);
	else
		found = by_prefix(index, text, error);
	if (!found)
		return NULL;
	if (found->len == 0) {
		g_ptr_array_unref(found);
		return fail(error, DESK_ERROR_NOT_FOUND, name, &no_ticket);
	}
	if (found->len > 1 && !is_number(name))
		return ambiguous(name, found, error);
	return found;
}
