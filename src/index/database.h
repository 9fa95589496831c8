/*
 * SQLite for the rest of this folder: prepared statements that live as long as
 * the index, bound by a format, with our errors.
 *
 *	index_run(index, error, "DELETE FROM entry WHERE ticket = ?", "i", id);
 *	sqlite3_stmt *rows = index_prepare(index, sql, error);
 *	index_bind(rows, "ti", path, id);
 *	while (index_next(index, rows, error)) …
 *
 * Errors: DESK_ERROR_DATA for a damaged file, DESK_ERROR_TEMPORARY when others
 * hold it, DESK_ERROR_WRITE when it cannot be written.
 */
#ifndef INDEX_DATABASE_H
#define INDEX_DATABASE_H

#include <sqlite3.h>
#include <stdarg.h>

#include "index/index.h"

typedef struct IndexFacts IndexFacts;

struct Index {
	sqlite3 *db;
	char *path;
	GHashTable *statements; /* SQL (a literal's address) → sqlite3_stmt */
	GHashTable *regulations; /* text → Regulation */
	gboolean damaged;	/* seen: the file goes when it is closed */
	gboolean past;		/* after index_as_of() */
	GError *wordless;	/* why there is no full text (tokenizer.h) */

	/* The transaction of a refresh. */
	gboolean rebuilding;
	gboolean by_ticket;	/* … and its events can be asked for by ticket */
	gint64 next_event, seq;
	Instant at, recorded;	/* of commit `seq` */
	GArray *last_at;	/* rebuilding: by file id, time of its last
				   change */
	char *event_path;	/* the file of the last event … */
	gint64 event_file;	/* … and its id */
	IndexFacts *facts;	/* derive.h */
};

/* An empty one that is gone when it is freed (trial.c); errors name it `name`. */
Index *index_open_memory(const char *name, GError **error);

/* A statement of the cache, reset. `sql` is a literal. */
sqlite3_stmt *index_prepare(Index *index, const char *sql, GError **error);
/* One letter an argument: t text (NULL = SQL NULL), b GByteArray, i gint64, I
 * Instant (INSTANT_NONE = NULL), n int. */
void index_bind(sqlite3_stmt *statement, const char *format, ...);
/* The same from a list; texts are not copied and must outlive the steps. */
void index_bind_list(sqlite3_stmt *statement, const char *format,
	va_list *values);
/* TRUE: a row stands; FALSE: done (reset) or failed (error set). */
gboolean index_next(Index *index, sqlite3_stmt *statement, GError **error);
/* Adds short_name(uid), as people call a ticket without number: at least four
 * characters of its random part, all of it if six name others, too. */
gboolean index_add_short_name(Index *index, GError **error);
/* Runs a statement that gives no rows. What writes several rows and may fail in
 * between (INSERT OR REPLACE where there are indices, INSERT ... SELECT) has a
 * savepoint of its own, which makes the full-text table write what it holds
 * back: so each ticket is written by others, or by OR FAIL, since who fails
 * rolls all back. */
gboolean index_run(Index *index, GError **error, const char *sql,
	const char *format, ...);
/* Several statements that are not kept. */
gboolean index_execute(Index *index, const char *sql, GError **error);
/* Before events are asked for by ticket: a rebuild writes them faster without
 * the index for that, and makes it when the first is. */
gboolean index_need_by_ticket(Index *index, GError **error);
/* DESK_ERROR_DATA: `what` is wrong with the file. Returns FALSE. */
gboolean index_refuse_damaged(Index *index, const char *what, GError **error);
/* Sets `error` from the last failure of SQLite. Returns FALSE. */
gboolean index_failed(Index *index, GError **error);
/* A column's text, "" for NULL. Borrowed until the next step. */
const char *index_column(sqlite3_stmt *statement, int column);
/* The same as a time, INSTANT_NONE for NULL. */
Instant index_column_instant(sqlite3_stmt *statement, int column);

#endif
