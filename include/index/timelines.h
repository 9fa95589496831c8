/*
 * All that reports count of a ticket, at hand in one row: its clocks, its work,
 * and its events in the order of the walk, in a few bytes each (timelines.c). A
 * ticket that is gone has one, too.
 *
 *	static void take(Timeline *timeline, void *data)
 *	{
 *		TimelineEvent event;
 *		while (timeline_next_event(timeline, &event)) …
 *	}
 *	index_each_timeline(index, &query, take, &counts, error);
 */
#ifndef INDEX_TIMELINES_H
#define INDEX_TIMELINES_H

#include "index/index.h"
#include "rules/billing.h"
#include "rules/sla.h"

/* What an entry does not count as others do. */
enum {
	MARK_RETRACTED = 1, /* or gone from the file */
	MARK_MISSED = 2, MARK_AUTOMATIC = 4,
	MARK_MAILED = 8,    /* a reply of which deliveries tell when it
			       answered, if at all */
	MARK_OUTGOING = 16, /* a call that we made */
	MARK_REFUTED = 32   /* a call-back that found it not ok */
};

typedef struct {
	guint code;    /* index/events.h; never EVENT_CODE_OTHER */
	guint commit;  /* events of one commit have one number; it grows */
	guint marks;   /* "said" */
	gboolean undone; /* a change of status that undo took back */
	Instant at;
	/* "changed": the new value; "said": the entry's `by`, of a delivery who
	 * wrote what it says was sent, "" if none was. Borrowed, as all texts
	 * here, for as long as the timeline is. */
	const char *text;
	const char *old;  /* of status and level */
	const char *mail; /* of the commit's author, where it matters:
			     created, deleted, status, level */
} TimelineEvent;

typedef struct {
	const guint8 *next, *end;
	Instant at;
} TimelinePart;

typedef struct {
	gint64 ticket;	  /* a row of table file */
	Instant settled;  /* it is over, and nothing of it is later; INSTANT_NONE: it
			     is not */
	gint64 worked;	  /* minutes that the ticket has, see schema.h */
	int rating;	  /* 0: none */
	gboolean unasked; /* nobody waits for an answer, see tickets.h */
	TimelinePart clocks, work, events; /* private */
	guint commit;
	const char *mail;
	gboolean damaged;
} Timeline;

typedef struct {
	/* Tickets that are over, and whose last clock, work and event lie
	 * before it, may be left out. INSTANT_NONE: none of them is. */
	Instant settled;
	/* Those of rows first to last alone, and `settled` is no matter; last 0:
	 * all. */
	gint64 first, last;
} TimelineQuery;

/* After index_as_of() as they were then. DESK_ERROR_DATA for a row that is not whole: the index
 * is damaged (index_is_damaged()). */
gboolean index_each_timeline(Index *index, const TimelineQuery *query,
	void (*each)(Timeline *timeline, void *data), void *data,
	GError **error);

/* FALSE: there are no more of them. `ticket` of a clock, and of an entry all
 * but kind, by, began, recorded, minutes, travel, onsite and visit, are left as
 * they are; it was recorded when it was committed. */
gboolean timeline_next_event(Timeline *timeline, TimelineEvent *event);
gboolean timeline_next_work(Timeline *timeline, BillEntry *entry);
typedef struct {
	ClockKind kind;
	ClockState state;
	Instant started;
	Instant stopped, due; /* INSTANT_NONE: see rules/sla.h */
} TimelineClock;
/* By kind and run. */
gboolean timeline_next_clock(Timeline *timeline, TimelineClock *clock);

#endif
