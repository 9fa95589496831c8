#include "index/history.h"

#include "index/database.h"
#include "index/rows.h"

GPtrArray *index_mainline(Index *index, GError **error)
{
	return index_texts(index, error,
		"SELECT oid FROM walk WHERE mainline ORDER BY seq DESC", "");
}

gboolean index_was_value(Index *index, const char *field, const char *value,
	gboolean *was, GError **error)
{
	return index_has(index, was, error, "SELECT 1 FROM event"
		" WHERE field = ? AND new = ? LIMIT 1", "tt", field, value);
}

typedef struct {
	char **first, **second;
} Pair;

static gboolean keep_pair(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Pair *pair = data;
	*pair->first = g_strdup(index_column(row, 0));
	*pair->second = g_strdup(index_column(row, 1));
	return TRUE;
}

gboolean index_last_change(Index *index, const char *uid, const char *field,
	const char *value, char **mail, char **before, GError **error)
{
	Pair pair = {mail, before};
	*mail = *before = NULL;
	return index_each(index, keep_pair, &pair, error,
		"SELECT w.mail, e.old FROM event e"
		" JOIN ticket t ON t.id = e.ticket"
		" JOIN walk w ON w.seq = e.seq"
		" WHERE t.uid = ? AND e.field = ? AND e.new = ?"
		" ORDER BY e.id DESC LIMIT 1", "ttt", uid, field, value);
}
