/*
 * What derive.c, derive_entries.c, derive_events.c and timelines.c share: a
 * ticket while its row is computed.
 */
#ifndef INDEX_DERIVE_PARTS_H
#define INDEX_DERIVE_PARTS_H

#include "index/clock_rows.h"
#include "index/database.h"
#include "rules/sla.h"

struct IndexFacts {
	GHashTable *classes;	 /* status → class, "" if unknown */
	GHashTable *ranks;	 /* level → rank + 1 */
	GHashTable *agent_mails; /* of people */
	GHashTable *machines;	 /* logins with the role automation */
	ClockFacts *clocks;
};

typedef struct {
	char *kind, *of, *state, *by;
	gboolean incoming, outgoing, missed, automatic, retracted;
	gboolean mailed; /* it leaves by mail: one of ours, not held */
	gboolean held;   /* it leaves once somebody approved it */
	gboolean partly; /* of a delivery: some recipients wait on */
	gboolean over;	       /* every recipient has an answer */
	gboolean failed;       /* for a recipient at least */
	gboolean delivered;    /* a delivery tells of it, in whatever way */
} EntryFact;

/* An event; texts live as long as the figures. */
typedef struct {
	gint64 id;
	Instant at, committed;
	gint64 seq;
	guint code;
	const char *kind, *field, *old_text, *new_text, *entry_id, *entry_kind,
		*by, *mail;
	gboolean undone;
	gboolean staff; /* its commit is one of our people's */
} EventRow;

typedef struct {
	const IndexFacts *facts;
	GHashTable *entries; /* id → EntryFact */
	GArray *events;	     /* EventRow */
	GStringChunk *texts; /* theirs */
	/* Columns of the row. */
	Instant updated, since[4];
	Instant message_at, waiting_since, answered_at, first_response_at;
	Instant acted_at, solved_at, first_solved_at, closed_at;
	gint64 solved_event;
	gint64 reopened, escalated, reassigned, worked;
	gint64 messages, replies, comments, calls, unsent, undelivered, rating;
	gboolean rated, unread;
	gboolean unasked, works; /* some entry is one of work */
	/* Where the walk over its events is. */
	char *assignee;	       /* the last who had it */
	gboolean finished;     /* its status is solved or closed */
	SlaTicket *sla;
} Figures;

/* Of an entry that nothing else is known of. */
EntryFact *entry_fact_new(const char *kind, const char *by);
/* Read what stands of a ticket's entries, then what its events say. */
gboolean derive_entries(Index *index, gint64 ticket, Figures *figures,
	GError **error);
gboolean derive_events(Index *index, gint64 ticket, Figures *figures,
	GError **error);

/* The row of table timeline; `clocks` (Clock) may be NULL. */
gboolean timeline_rows_put(Index *index, gint64 ticket, const Figures *figures,
	const GArray *clocks, GError **error);

#endif
