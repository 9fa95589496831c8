/*
 * An opened store with everything a command needs, each part made when first
 * asked for: reading commands never start libgit2.
 */
#ifndef APP_DESK_DESK_H
#define APP_DESK_DESK_H

#include "base/instant.h"

typedef struct DateWork DateWork;
typedef struct Index Index;
typedef struct Phrase Phrase;
typedef struct QueryContext QueryContext;
typedef struct Regulation Regulation;
typedef struct Store Store;
typedef struct StorePlace StorePlace;
typedef struct Ticket Ticket;
typedef struct WorkCalendars WorkCalendars;

typedef struct Desk Desk;

typedef struct {
	const char *folder;    /* -C, DESK_DIR; NULL = the current folder */
	gboolean guess;	       /* a part of a name may mean somebody */
	const char *agent;     /* --as, DESK_AGENT; NULL = by git's user.email */
	/* Talk on stderr ("index rebuilt"); may be NULL. */
	void (*say)(void *data, const char *text);
	const char *language;  /* of that talk: "ru", else English; static */
	/* While the index is refreshed; may be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} DeskOptions;

/* Finds the store and recovers from a crashed writer. Opens nothing else. */
Desk *desk_open(const DeskOptions *options, GError **error);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

const StorePlace *desk_place(const Desk *desk);
Instant desk_now(const Desk *desk);
/* Says the phrase filled with the texts that follow, up to a NULL. */
void desk_say(const Desk *desk, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* How many files no ticket could be read from. */
void desk_say_unreadable(const Desk *desk, gint64 count);
/* What an error says in the language of that talk. g_free(). */
char *desk_problem_text(const Desk *desk, const GError *problem);
void desk_say_problem(const Desk *desk, const GError *problem);

/* The index, made current with the branch (app/desk/refresh.h). Borrowed. */
Index *desk_index(Desk *desk, GError **error);
/* libgit2's side. Borrowed. */
Store *desk_store(Desk *desk, GError **error);
/* The regulation in force: the last valid desk.yaml. Borrowed. */
const Regulation *desk_regulation(Desk *desk, GError **error);
/* As that gave it last, never NULL once it did: what was committed is answered
 * even if the index cannot be read any more. Borrowed. */
const Regulation *desk_read_regulation(Desk *desk);
/* Its calendars. Borrowed. */
WorkCalendars *desk_calendars(Desk *desk, GError **error);
/* What counts "2bd" and "4bh" in dates: by the calendar of the policy
 * `standard`, else the first; read when first asked. Borrowed. */
const DateWork *desk_work(Desk *desk);
/* From nothing, whatever it says now. */
gboolean desk_rebuild_index(Desk *desk, GError **error);
/* After a commit by this process: the next desk_index() refreshes again. */
void desk_forget_index(Desk *desk);
/* Has this process committed anything? operation_run() notes it. */
gboolean desk_has_committed(const Desk *desk);
void desk_note_commit(Desk *desk);
/* For --as-of: every later answer of this index is as the store stood at `at`. */
gboolean desk_as_of(Desk *desk, Instant at, GError **error);

/* The acting agent's login. DESK_ERROR_CONFIG says how to become one,
 * DESK_ERROR_PERSON that the agent has left. Borrowed. */
const char *desk_me(Desk *desk, GError **error);
/* For who need not be anybody: NULL is no error, not to find out is, nor may a
 * name that was given be nobody's. Borrowed. */
gboolean desk_me_if_any(Desk *desk, const char **me, GError **error);
/* Author identity of the acting agent. Borrowed. */
gboolean desk_identity(Desk *desk, const char **name, const char **mail,
	GError **error);

/* store_config_set() of the clone. */
gboolean desk_set_setting(Desk *desk, const char *key, const char *value,
	GError **error);
/* A setting of git config "desk.KEY", else the default of its row; NULL if
 * there is neither. The name has a row (model/setting.h). g_free(). */
char *desk_setting(Desk *desk, const char *key);
/* A number of its kind, in its range. DESK_ERROR_CONFIG. */
gboolean desk_setting_number(Desk *desk, const char *key, gint64 *number,
	GError **error);

/* The zone of this terminal, for the times that people see. Borrowed. */
GTimeZone *desk_zone(Desk *desk);
/* An instant for talk, in that zone: "2026-11-21 18:00". g_free(). */
char *desk_time_text(Desk *desk, Instant at);
/* Hours for talk, in its language: "1h30m". g_free(). */
char *desk_hours_text(const Desk *desk, gint64 seconds);

/* For the query parser: regulation, now, me, people by the index; its days are
 * those of the store's zone, whoever asks. */
gboolean desk_query_context(Desk *desk, QueryContext *context, GError **error);
/* The same for what is written in desk.yaml: it means the same to everybody. */
gboolean desk_rule_context(Desk *desk, QueryContext *context, GError **error);

/* Tickets named on the command line ("1042", "12,15-20", "k3f9", a uid, "@",
 * "-" is the caller's): char* uids without doubles, in order. All unknown
 * names are listed in one error (66). */
GPtrArray *desk_find_tickets(Desk *desk, const char *names, GError **error);
/* The same where some of them are there: what else was named is added to
 * `unknown`, a GError* each, and is no error of this; else there is none in it. */
GPtrArray *desk_find_known_tickets(Desk *desk, const char *names,
	GPtrArray *unknown, GError **error);
/* What people call it, uid_short_name(). NULL on error. g_free(). */
char *desk_ticket_name(Desk *desk, const char *uid, GError **error);
/* What the bytes of a ticket's file say; `path` for messages. DESK_ERROR_DATA.
 * NULL without error of no bytes. */
Ticket *ticket_of_bytes(GBytes *bytes, const char *path, GError **error);
/* The ticket as it stands at the tip (read from git). */
Ticket *desk_load_ticket(Desk *desk, const char *uid, GError **error);

/* "@": the ticket last shown or made in this terminal. */
void desk_remember_ticket(Desk *desk, const char *uid);

#endif
