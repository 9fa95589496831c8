/*
 * How this folder asks SQLite, and the words that its questions share. Outside
 * nobody knows SQL or a column: they ask by name (index/agents.h,
 * index/tickets.h …), and tests/lint/sql refuses this header there.
 *
 *	gboolean index_agent_is_here(Index *index, const char *login,
 *		gboolean *here, GError **error)
 *	{
 *		return index_has(index, here, error, "SELECT 1 FROM agent"
 *			" WHERE login = ? AND NOT left", "t", login);
 *	}
 *
 * FALSE and NULL are errors alone; that nothing is found is an answer. `sql` is
 * a literal: its statement is kept by its address. `format` as of index_bind().
 */
#ifndef INDEX_ROWS_H
#define INDEX_ROWS_H

#include <sqlite3.h>

#include "base/automation.h"
#include "index/index.h"

/* Is there a row? */
gboolean index_has(Index *index, gboolean *has, GError **error,
	const char *sql, const char *format, ...);
/* The first column of the first row; `number` stays as it is for NULL and
 * without a row. */
gboolean index_number(Index *index, gint64 *number, GError **error,
	const char *sql, const char *format, ...);
/* The same as text: NULL for NULL and without a row. g_free(). */
gboolean index_text(Index *index, char **text, GError **error,
	const char *sql, const char *format, ...);
/* The first column of all rows: char*. g_ptr_array_unref(). */
GPtrArray *index_texts(Index *index, GError **error, const char *sql,
	const char *format, ...);
/* `each` takes a row (index_column() …) and ends it all with FALSE and an
 * error. It must not ask the same question again. */
typedef gboolean (*IndexEach)(sqlite3_stmt *row, void *data, GError **error);
gboolean index_each(Index *index, IndexEach each, void *data, GError **error,
	const char *sql, const char *format, ...);
gboolean index_each_list(Index *index, IndexEach each, void *data,
	GError **error, const char *sql, const char *format, va_list *values);

/* Adds the texts (char*) of a JSON array, or one text, to `list`; "" is none. */
gboolean index_add_list(GPtrArray *list, const char *json, GError **error);

/* What people call a ticket of `table`: the number, else the start of the uid's
 * random part. */
#define INDEX_TICKET_NAME(table) \
	"coalesce(" table ".number, substr(" table ".uid, 10, 4))"

/* Who did `event` of the commit `walk`: the login or the address of its author, of
 * what was said whom the entry names. */
#define INDEX_WHO "CASE WHEN event.kind = 'said' THEN event.by" \
	" WHEN walk.mail = '" AUTOMATION_MAIL "' THEN '" AUTOMATION "'" \
	" ELSE coalesce((SELECT login FROM agent_mail" \
	" WHERE agent_mail.mail = lower(walk.mail) ORDER BY position, login" \
	" LIMIT 1), walk.mail) END"

/* For SQL that is put together: `values` are bound in their order. All rows:
 * char**, NULL-terminated, SQL NULL as "". g_ptr_array_unref(). */
GPtrArray *index_rows(Index *index, const char *sql,
	const char *const *values, GError **error);
typedef gboolean (*IndexRow)(const char *const *columns, guint count,
	void *data);
gboolean index_query(Index *index, const char *sql, const char *const *values,
	IndexRow each, void *data, GError **error);

/* For `status IN`: those of the regulation with one of these classes. */
#define INDEX_STATUSES(classes) "(SELECT name FROM term" \
	" WHERE field = 'status' AND class IN (" classes "))"
/* For `status IN`: the statuses in use that do not end a ticket, one that the
 * regulation does not know included. Named one by one, so that the index on
 * status serves: they are few, and found by as many steps. */
#define INDEX_OPEN_STATUSES "(WITH RECURSIVE used (name) AS" \
	" (SELECT min(status) FROM ticket UNION ALL" \
	" SELECT (SELECT min(status) FROM ticket WHERE status > used.name)" \
	" FROM used WHERE used.name IS NOT NULL)" \
	" SELECT name FROM used WHERE name NOT IN " \
	INDEX_STATUSES("'solved', 'closed'") ")"
/* Entries by rule that say under which key; those about who is away; clocks
 * that are not over: each in the words of the index on them. */
#define INDEX_KEYED_ENTRIES "entry INDEXED BY entry_key"
#define INDEX_HAS_KEY "instr(extra, '\"key\":') > 0"
#define INDEX_IS_ABSENCE "instr(extra, '\"about\":\"away\"') > 0"
#define INDEX_OPEN_CLOCKS "clock.state IN ('running', 'paused')"
/* A ticket of which something is not told that figures need; `t`: "t.", or "". */
#define INDEX_UNTOLD(t) "(" t "category = '' OR " t "customer = ''" \
	" OR " t "worked = 0)"

#endif
