/*
 * The index: one SQLite file, derived from git, safe to delete.
 * src/index/schema.h describes the tables.
 *
 * Data flows one way: app/desk/refresh.h walks git and writes here; everything
 * else reads. Readers take no lock (WAL); a read-only file opens immutable.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "base/instant.h"

typedef struct Agent Agent;
typedef struct Customer Customer;
typedef struct Event Event;
typedef struct Regulation Regulation;
typedef struct SlaSource SlaSource;
typedef struct SlaTicket SlaTicket;
typedef struct Ticket Ticket;

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

/* Is it the file `path`, and can it be written from now on? Then a refresh need
 * not open it, and read its schema, once more. */
gboolean index_can_write(Index *index, const char *path);

/* What makes its tables and indices in SQL, for those who read the file with
 * other programs. g_strfreev(). */
char **index_statements(void);

/* Removes a file and its side files; absent is fine. */
gboolean index_remove(const char *path, GError **error);
/* What reads much of it copies the pages that it reads: mapped ones would stay
 * in memory, all of them. */
void index_read_much(Index *index);
/* TRUE once SQLite has found the file damaged. It is removed when the index is
 * freed, so the next command rebuilds it. */
gboolean index_is_damaged(const Index *index);
/* Throws a damaged file away and goes on with an empty one. */
gboolean index_remake(Index *index, GError **error);

/* The commit that it stands for; "" = none. Cheap. */
gboolean index_tip(Index *index, char tip[41], GError **error);

/* --- writing: one transaction a refresh ------------------------------- */

/* BEGIN IMMEDIATE; waits `timeout_ms` for another writer (75). */
gboolean index_begin(Index *index, int timeout_ms, GError **error);
gboolean index_commit(Index *index, const char *tip, GError **error);
void index_rollback(Index *index);
/* Within or instead of index_begin(): empties everything; indices and full
 * text are made by index_commit(). Readers see the old state until then. */
gboolean index_begin_rebuild(Index *index, GError **error);
gboolean index_is_rebuilding(const Index *index);

/* Is `oid` a commit of the main line of the recorded walk? */
gboolean index_knows_mainline(Index *index, const char *oid, gboolean *knows,
	GError **error);
/* Cuts the record back to `oid`: later commits and events go; paths whose
 * files they touched are added to `paths` (char*). `any` tells whether there
 * were such commits. */
gboolean index_truncate(Index *index, const char *oid, GPtrArray *paths,
	gboolean *any, GError **error);

typedef struct {
	const char *oid, *parent;
	gboolean mainline;
	Instant at, recorded; /* author's and committer's, as WalkCommit */
	const char *name, *mail;
	const char *subject; /* first line of the message */
	const char *op;	     /* Desk-Op trailer, "" if none */
} IndexCommit;
/* Behind those that are there; the next events are of it. */
gboolean index_add_commit(Index *index, const IndexCommit *commit,
	GError **error);
/* An event of the commit added last. */
gboolean index_add_event(Index *index, const char *path, const Event *event,
	GError **error);
/* What happened to a file since the commit of the main line before the one at
 * hand counts for nothing; with `field` (may be NULL) its changes alone. */
gboolean index_void_events(Index *index, const char *path, const char *field,
	GError **error);
/* A file's events as recorded (times made ascending): Event*. Free with
 * g_ptr_array_unref(). */
GPtrArray *index_read_events(Index *index, const char *path, GError **error);
/* Commits of the main line that brought changes of a file, latest first:
 * char* oids. */
GPtrArray *index_mainline_touching(Index *index, const char *path,
	GError **error);

/* The ticket as it stands now; replaces the row, its lists, entries and full text, and computes what
 * lists derive from its events (updated, status since, unread …).
 * Events of this ticket must have been added. */
gboolean index_put_ticket(Index *index, const char *path, const char *blob,
	const Ticket *ticket, GError **error);
/* A file that cannot be read: listed by fsck and counted by listings; its last
 * readable state is kept if there is one. Here and below, why is a text of
 * desk_error_keep(). */
gboolean index_put_unreadable(Index *index, const char *path, const char *blob,
	const char *reason, GError **error);
gboolean index_delete_ticket(Index *index, const char *path, GError **error);
/* NULL: it can be read. g_free(). */
gboolean index_why_unreadable(Index *index, const char *path, char **reason,
	GError **error);
/* Paths of unreadable files: char*. */
GPtrArray *index_unreadable(Index *index, GError **error);

/* The commit added last changed desk.yaml; `problem` "" = it is valid. */
gboolean index_add_regulation(Index *index, const char *blob, const char *text,
	const char *problem, GError **error);
/* Which versions there were, for comparison alone. g_free(). */
gboolean index_regulation_versions(Index *index, char **versions,
	GError **error);
/* The last valid text of it that was added, and what is wrong with the last
 * (""); both NULL if there is none. g_free() both. */
gboolean index_last_regulation(Index *index, char **text, char **problem,
	GError **error);
/* The commit added last changed an agent's file: whose addresses these were. */
gboolean index_add_agent(Index *index, const Agent *agent, GError **error);
/* The commit added last changed a customer's file: its contracts (Contract*) as
 * they stand now. */
gboolean index_add_contracts(Index *index, const char *customer,
	const GPtrArray *contracts, GError **error);
/* A file of the folder calendars as it stands; a NULL text: it is gone. */
gboolean index_put_calendar(Index *index, const char *path, const char *text,
	GError **error);
/* The same for the folder schedules, by the name of the file. */
gboolean index_put_schedule(Index *index, const char *name, const char *text,
	GError **error);
/* The commit added last brought the file of that schedule. */
gboolean index_begin_schedule(Index *index, const char *name, GError **error);
/* The names, ranks and classes of the regulation in force. `changed`: what rows
 * of tickets derive from them is not what it was; may be NULL. */
gboolean index_put_terms(Index *index, const Regulation *regulation,
	gboolean *changed, GError **error);
/* Computes anew what rows derive from events, for all tickets: when terms or
 * agents have changed. */
gboolean index_derive_all(Index *index, GError **error);
/* What events say of files that no ticket stands in, after a rebuild. */
gboolean index_derive_all_gone(Index *index, GError **error);

/* Rows of a file of people as it stands now, in place of earlier ones. */
gboolean index_put_agent(Index *index, const Agent *agent, GError **error);
gboolean index_delete_agent(Index *index, const char *login, GError **error);
gboolean index_put_customer(Index *index, const Customer *customer,
	GError **error);
gboolean index_delete_customer(Index *index, const char *name, GError **error);
/* A file of people as it is at the tip; `problem` "" = it could be read, else
 * its last readable rows stand. A NULL blob: it is gone. */
gboolean index_put_people_file(Index *index, const char *path,
	const char *blob, const char *problem, GError **error);
/* All of them, as they were put. */
gboolean index_each_people_file(Index *index,
	void (*each)(const char *path, const char *blob, const char *problem,
		void *data), void *data, GError **error);
/* Agents, customers and calendars that could not be read: why, by path (char*).
 * Commands about schedules tell of those themselves. */
GPtrArray *index_unread_people(Index *index, GError **error);
/* Small values: "regulation" (last valid desk.yaml), "regulation.error" …
 * NULL removes. */
gboolean index_put_meta(Index *index, const char *key, const char *value,
	GError **error);

/* --- reading ----------------------------------------------------------- */

/* Questions of one subject stand in a header of their own (index/agents.h,
 * index/tickets.h …). All answer in out-parameters and return FALSE, or return
 * NULL, for an error alone: "none" is an answer, no failure reads as one. */

/* `value` NULL: there is none. g_free(). */
gboolean index_get_meta(Index *index, const char *key, char **value,
	GError **error);
gboolean index_count_unreadable(Index *index, gint64 *count, GError **error);

/* A ticket named on the command line: number, uid, or unique prefix (four or
 * more) of a uid's random part. Elements: char* uids (several only for a
 * number with `was`). DESK_ERROR_NOT_FOUND; DESK_ERROR_USAGE for what can be none,
 * and for an ambiguous prefix, naming the candidates. */
GPtrArray *index_find_ticket(Index *index, const char *name, GError **error);
typedef struct {
	gint64 tickets, entries, events, commits;
} IndexCounts;
gboolean index_counts(Index *index, IndexCounts *counts, GError **error);
/* In all history; 0 if none. */
gboolean index_highest_number(Index *index, gint64 *number, GError **error);

/* Many questions in a row: while it lives all see one state, and each costs
 * less. Nothing may be written. NULL within a transaction, which is no error.
 *
 *	g_autoptr(IndexHold) hold = index_hold(index);
 */
typedef struct Index IndexHold;
IndexHold *index_hold(Index *index);
void index_release(IndexHold *hold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndexHold, index_release)

/* What the clocks of a ticket (a row of table ticket) are made of, to explain
 * them; both are borrowed for the call. */
typedef void (*SlaRead)(SlaTicket *ticket, const SlaSource *source, void *data);
gboolean index_sla(Index *index, gint64 ticket, SlaRead read, void *data,
	GError **error);

/* Answers as the store stood at `at`: temporary tables of the same names hide
 * the present ones for this connection. */
gboolean index_as_of(Index *index, Instant at, GError **error);

/* The same content? FALSE without error: the first difference of each table
 * is a line in `report` ("is" from `a`, "rebuilt" from `b`). For fsck's
 * proof. */
gboolean index_equal(Index *a, Index *b, GString *report, GError **error);

#endif
