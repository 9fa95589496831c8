/*
 * What happened, by whom: commits of the walk, and the events of tickets. For
 * those who count many events: index/events.h.
 */
#ifndef INDEX_HISTORY_H
#define INDEX_HISTORY_H

#include "index/index.h"

/* The main line, latest first: char* oids. g_ptr_array_unref(). */
GPtrArray *index_mainline(Index *index, GError **error);
/* Did any ticket ever have this value? */
gboolean index_was_value(Index *index, const char *field, const char *value,
	gboolean *was, GError **error);
/* The last that gave a ticket's field this value: the author's address, and the
 * value before; both NULL if nobody did. g_free() both. */
gboolean index_last_change(Index *index, const char *uid, const char *field,
	const char *value, char **mail, char **before, GError **error);

/* Whom the tickets that are in a group now were given to, the last first: char*
 * logins, at most 50. g_ptr_array_unref(). */
GPtrArray *index_last_assignees(Index *index, const char *group,
	GError **error);

/* Open tickets of a group that nobody has. */
typedef struct {
	char *uid;
	Instant came;	    /* to the group, as far as events tell */
	gboolean was_taken; /* somebody had it since */
} IdleTicket;
/* The oldest first: IdleTicket*. g_ptr_array_unref(). */
GPtrArray *index_idle_tickets(Index *index, const char *group, GError **error);

/* What events a log wants. */
typedef struct {
	const GPtrArray *uids; /* of these tickets; NULL: of all */
	const char *by;	       /* login or address; NULL: whoever's */
	Instant since, until;  /* INSTANT_NONE: open */
	gint64 limit;	       /* the newest; 0 = all */
} LogQuestion;
typedef struct {
	Instant at;
	const char *who, *uid;
	const char *ticket; /* what people call it */
	const char *kind;   /* of the event */
	/* Of a `conflict`: the field, what gave way, what stands. */
	const char *field, *old_text, *new_text;
	const char *entry_kind, *entry, *commit;
	const char *hold; /* why a notice is not sent; "" */
	const char *rule, *why; /* of what desk did by itself; "" */
} LogEvent;
/* In the order of history, without what makes a ticket; `event` is borrowed for
 * the call. */
gboolean index_each_logged(Index *index, const LogQuestion *question,
	void (*each)(const LogEvent *event, void *data), void *data,
	GError **error);
/* Did anybody of this login or address ever do anything? */
gboolean index_has_acted(Index *index, const char *who, gboolean *has,
	GError **error);

/* --- commits ------------------------------------------------------------- */

/* What `desk` did by one command. */
typedef struct {
	char *commit, *parent, *subject, *name; /* NULL: there is none */
	Instant at;
} MadeOperation;
void made_operation_clear(MadeOperation *made);
/* The newest one of `mail` that is not taken back: each commit of the verb
 * `undo` took back the one before it that still stood. */
gboolean index_last_operation(Index *index, const char *mail, const char *undo,
	MadeOperation *found, GError **error);
/* Did a mail leave that it made or approved? */
gboolean index_has_left(Index *index, const char *commit, gboolean *has,
	GError **error);

typedef struct {
	char *uid;
	gboolean created;
	char *field, *old_text, *new_text; /* "" if an entry was made */
	char *entry;			   /* "" if a field was changed */
} CommitEvent;
/* What it did to tickets, the last first: CommitEvent*. g_ptr_array_unref(). */
GPtrArray *index_commit_events(Index *index, const char *commit,
	GError **error);

/* A ticket that a commit without a command changed first. */
typedef struct {
	char *uid;
	char *parent; /* of that commit; "" = it has none */
} HandChange;
/* Those behind the commit `since` that rules have not looked at after it:
 * HandChange*. g_ptr_array_unref(). */
GPtrArray *index_hand_changes(Index *index, const char *since, GError **error);

#endif
