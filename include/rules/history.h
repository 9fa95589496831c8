/*
 * History → events (store.md). Pure: the walk's caller supplies each version.
 *
 * For a commit, `before` is the ticket at its first parent, `after` at the
 * commit, `running` the walk's value so far. On the main line (first parents
 * from the tip) running = before. A field that the commit changed gives
 * `changed` with old = running's value, if that differs from the new one; an
 * entry id that running lacks gives `said`. For a merge on the main line
 * `before` is `running`, so that what its tree says wins: replaying the
 * events always gives the file.
 */
#ifndef RULES_HISTORY_H
#define RULES_HISTORY_H

#include "model/ticket.h"

typedef enum {
	EVENT_CREATED, /* the file appeared; `changed` events of its fields follow */
	EVENT_CHANGED, /* field old → new */
	EVENT_SAID,    /* an entry */
	EVENT_DELETED, /* the file went (a user's hand) */
} EventKind;
const char *event_kind_name(EventKind kind);

typedef struct {
	EventKind kind;
	char *field;	/* CHANGED: "status", "fields.asset", unknown keys too */
	char *old_text; /* CHANGED: ticket_get_as_text(), "" if absent */
	char *new_text;
	char *entry_id; /* SAID */
	char *entry_kind;
	char *by;	/* SAID: the entry's `by` */
	Instant at;	/* by store.md, Which clock; before "at least its predecessor's" */
} Event;
void event_free(Event *event);

/* Any of the three may be NULL (no such file). `commit_time` is the author
 * time. Elements: Event*, in a fixed order (created; fields in head order,
 * then others by name; entries in file order). */
GPtrArray *history_compare(const Ticket *running, const Ticket *before,
	const Ticket *after, Instant commit_time);

/* The running value after the events of one commit: fields and entry ids only. `running` may be
 * NULL. It need not be encodable; it answers ticket_get() and
 * ticket_entry_by_id() for side-branch walking. */
Ticket *history_apply(const Ticket *running, const Ticket *before,
	const Ticket *after);

#endif
