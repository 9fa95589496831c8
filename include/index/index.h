/*
 * The index: one SQLite file, derived from git, safe to delete (store.md, The
 * index). index/schema.sql.h holds the tables.
 *
 * Data flows one way: app/refresh.h walks git and writes here; everything
 * else reads. Readers take no lock (WAL); a read-only file opens immutable.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "model/people.h"
#include "model/ticket.h"
#include "rules/history.h"

typedef struct Index Index;

typedef enum {
	INDEX_READ,  /* existing file only; DESK_ERROR_NOT_FOUND if none or other
			schema, DESK_ERROR_DATA if damaged */
	INDEX_WRITE, /* made or remade as needed */
} IndexMode;

/* `path` is <gitdir>/desk/index.db or a file in the cache folder. */
Index *index_open(const char *path, IndexMode mode, GError **error);
void index_free(Index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_free)

/* The commit that it stands for; "" = none. Cheap. */
gboolean index_tip(Index *index, char tip[41], GError **error);

/* --- writing: one transaction a refresh ------------------------------- */

/* BEGIN IMMEDIATE; waits `timeout_ms` for another writer (75). */
gboolean index_begin(Index *index, int timeout_ms, GError **error);
gboolean index_commit(Index *index, const char *tip, GError **error);
void index_rollback(Index *index);
/* Bulk mode for a rebuild: no journal, indexes made at the end. */
gboolean index_begin_rebuild(Index *index, GError **error);

/* Is `oid` a commit of the main line of the recorded walk? */
gboolean index_knows_mainline(Index *index, const char *oid);
/* Cuts the record back to `oid` ("" = everything): later commits and events
 * go; paths whose files they touched are added to `paths` (char*). */
gboolean index_truncate(Index *index, const char *oid, GPtrArray *paths,
	GError **error);

typedef struct {
	const char *oid, *parent;
	gboolean mainline;
	Instant at;
	const char *name, *mail;
	const char *subject; /* first line of the message */
	const char *op;	     /* Desk-Op trailer, "" if none */
} IndexCommit;
gboolean index_add_commit(Index *index, const IndexCommit *commit,
	GError **error);
/* An event of the commit added last. */
gboolean index_add_event(Index *index, const char *path, const Event *event,
	GError **error);

/* The ticket as it stands now; replaces the row, its lists, entries and full text, and computes what
 * lists derive from its events (updated, status since, unread …).
 * Events of this ticket must have been added. */
gboolean index_put_ticket(Index *index, const char *path, const char *blob,
	const Ticket *ticket, GError **error);
/* A file that cannot be read: listed by fsck and counted by listings; its last
 * readable state is kept if there is one. */
gboolean index_put_unreadable(Index *index, const char *path, const char *blob,
	const char *reason, GError **error);
gboolean index_delete_ticket(Index *index, const char *path, GError **error);

gboolean index_put_agent(Index *index, const Agent *agent, GError **error);
gboolean index_delete_agent(Index *index, const char *login, GError **error);
gboolean index_put_customer(Index *index, const Customer *customer,
	GError **error);
gboolean index_delete_customer(Index *index, const char *name, GError **error);
/* Small values: "regulation" (last valid desk.yaml), "regulation.error" … */
gboolean index_put_meta(Index *index, const char *key, const char *value,
	GError **error);

/* --- reading ----------------------------------------------------------- */

char *index_get_meta(Index *index, const char *key); /* NULL; g_free() */
guint index_count_unreadable(Index *index);

/* A ticket named on the command line: number, uid, or unique prefix (four or
 * more) of a uid's random part. Elements: char* uids (several only for a
 * number with `was`). DESK_ERROR_NOT_FOUND; DESK_ERROR_USAGE for an ambiguous prefix,
 * naming the candidates. */
GPtrArray *index_find_ticket(Index *index, const char *name, GError **error);
/* The file's blob and path for a uid; FALSE if unknown. */
gboolean index_ticket_blob(Index *index, const char *uid, char **path,
	char blob[41]);
gint64 index_highest_number(Index *index); /* in all history; 0 if none */

/* Row access for readers with their own question (reports, people, show):
 * one prepared query per command, ? bound from `values` in order. */
typedef gboolean (*IndexRow)(const char *const *columns, guint count,
	void *data);
gboolean index_query(Index *index, const char *sql, const char *const *values,
	IndexRow each, void *data, GError **error);
/* All rows: GPtrArray of char** (NULL-terminated, SQL NULL as ""). Free with
 * g_ptr_array_unref(). */
GPtrArray *index_rows(Index *index, const char *sql,
	const char *const *values, GError **error);

/* Answers as the store stood at `at`: temporary tables of the same names hide
 * the present ones for this connection. */
gboolean index_as_of(Index *index, Instant at, GError **error);

/* The same content? Says the first differences (one a line) in `report`. For
 * fsck's proof. */
gboolean index_equal(Index *a, Index *b, GString *report, GError **error);

#endif
