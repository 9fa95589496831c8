/*
 * History → events. Pure: the walk's caller supplies each version.
 *
 * For a commit, `before` is the ticket at its first parent, `after` at the
 * commit, `running` the walk's value so far. On the main line (first parents
 * from the tip) running = before. A field that the commit changed gives
 * `changed` with old = running's value, if that differs from the new one; an
 * entry that the commit added and running lacks gives `said`. For a merge on
 * the main line `before` is `running`, so that what its tree says wins:
 * replaying the events always gives the file.
 *
 *	running = history_compare_states(running, before, after, at)
 *		→ events → history_replay(running, events) …
 */
#ifndef RULES_HISTORY_H
#define RULES_HISTORY_H

#include "model/ticket.h"

typedef enum {
	EVENT_CREATED, /* the file appeared; `changed` events of its fields
			  and `said` of its entries follow */
	EVENT_CHANGED, /* field old → new */
	EVENT_SAID,    /* an entry */
	EVENT_REMOVED, /* an entry went (a user's hand; hooks refuse it) */
	EVENT_DELETED, /* the file went (a user's hand) */
	EVENT_EDITED,  /* none of these, yet the file changed: a body was
			  redacted, a comment added, or it cannot be read.
			  Made by the walk's caller, never by this module */
} EventKind;
const char *event_kind_name(EventKind kind); /* "created" … */
/* FALSE if `name` is none of them. */
gboolean event_kind_find(const char *name, EventKind *kind);

typedef struct Event {
	EventKind kind;
	char *field;	/* CHANGED: "status", "fields.asset", unknown keys
			   too */
	char *old_text; /* CHANGED: ticket_get_as_text(), "" if absent */
	char *new_text;
	char *entry_id; /* SAID, REMOVED */
	char *entry_kind;
	char *by;	/* SAID: the entry's `by` */
	Instant at;	/* CREATED: `created`; SAID: the entry's `at`; else the
			   commit's. What comes from the future of its commit
			   (instant_is_ahead()) was made with that */
} Event;
/* All else of it is unset. */
Event *event_new(EventKind kind, Instant at);
void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/* Any of the three may be NULL (no such file). `commit_time` is the author
 * time. Elements: Event*, in a fixed order (created; fields in head order,
 * then others by name; entries removed, then said, in file order). Free with
 * g_ptr_array_unref(). */
GPtrArray *history_compare(const Ticket *running, const Ticket *before,
	const Ticket *after, Instant commit_time);
/* Has anything become another than it was: a field, or an entry? */
gboolean history_differs(const Ticket *before, const Ticket *after);

/* --- versions without their tickets -------------------------------------- */

/* What events tell of a ticket: the texts of its head fields, and id, kind,
 * time and author of its entries. Immutable and counted. */
typedef struct HistoryState HistoryState;

/* Of the whole ticket, which is only read. */
HistoryState *history_state_new(const Ticket *ticket);
/* `head` (ticket_parse_after()) gives the fields and the entries that follow
 * those of `before`. NULL if an id stands twice. */
HistoryState *history_state_append(const HistoryState *before,
	const Ticket *head);
HistoryState *history_state_ref(HistoryState *state);
void history_state_unref(HistoryState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryState, history_state_unref)

/* "" if absent. Borrowed. */
const char *history_state_get(const HistoryState *state, const char *field);
guint history_state_field_count(const HistoryState *state);
/* The n-th field that has a value, in the order of events. Borrowed. */
const char *history_state_field(const HistoryState *state, guint index,
	const char **text);
guint history_state_entry_count(const HistoryState *state);
/* Borrowed; `kind` and `by` may be NULL. */
const char *history_state_entry(const HistoryState *state, guint index,
	const char **kind, const char **by, Instant *at);

/* As history_compare(). */
GPtrArray *history_compare_states(const HistoryState *running,
	const HistoryState *before, const HistoryState *after,
	Instant commit_time);

/* The value of `running` (may be NULL) after `events`; NULL when the last
 * word is `deleted`. Free with history_state_unref(). */
HistoryState *history_replay(HistoryState *running, const GPtrArray *events);

#endif
