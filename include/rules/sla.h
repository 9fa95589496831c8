/*
 * The clocks of a ticket (desk-sla(1)), computed from its history. Pure.
 *
 *	g_autoptr(SlaTicket) ticket = sla_ticket_new();
 *	sla_ticket_created(ticket, seq, created);
 *	sla_ticket_changed(ticket, seq, at, "priority", "high");
 *	sla_ticket_asked(ticket, at); sla_ticket_answered(ticket, at); …
 *	g_autoptr(GArray) clocks = sla_clocks(ticket, &source);
 *
 * Policy: what the type names, else the contract of the customer that is in
 * force then, else the category, else `standard`; regulation, contract, priority,
 * customer, category and type as of the commit that started the clock, or that
 * last changed one of the last four while it ran; then the whole clock is
 * measured by it. Calendars are those of now.
 *
 * Which time counts: what lies outside of the pauses of the policy, and, for
 * bh and bd, within the hours of its calendar. A solved or closed ticket
 * stands still; reopened it goes on. Handovers and promises never pause. All
 * clocks of what was merged or closed as spam are void, and those that wait for
 * an answer when the ticket is solved, unless the target had passed by then. What
 * ends unsolved (a duplicate, misdirected …) has met and missed no resolution.
 */
#ifndef RULES_SLA_H
#define RULES_SLA_H

#include "model/regulation.h"
#include "rules/worktime.h"

typedef enum {
	CLOCK_RUNNING, /* open: past its due it is breached */
	CLOCK_PAUSED,  /* open, standing still: with a due it is breached */
	CLOCK_MET,
	CLOCK_BREACHED, /* and over */
	CLOCK_VOID,	/* over; counts for nothing */
} ClockState;
const char *clock_state_name(ClockState state); /* "running" … */

typedef struct {
	ClockKind kind;
	guint run; /* of its kind, from 1 */
	Instant started, stopped; /* stopped: INSTANT_NONE while open */
	/* When the target is used up, as far as is known: INSTANT_NONE if it
	 * was not when it stopped or paused. Running: if nothing happens. */
	Instant due;
	Instant warn; /* the same for the share at which somebody is warned */
	ClockState state;
	WorkSpan target;
	gint64 used;	     /* in the unit of the target, until it stopped or
				paused, or until `counted` */
	Instant counted;     /* since when it runs; INSTANT_NONE if it does not */
	gint64 paused;	     /* seconds by the calendar that stood still */
	const char *policy;  /* borrowed from the source's regulation */
	const char *measure; /* the policy that names the target */
	const char *contract; /* the number of the one that names the policy;
				NULL: none does, or it has none */
	const char *calendar; /* NULL: none is needed */
	const char *priority; /* borrowed from the ticket */
	gint64 seq;	     /* the commit whose rules hold */
	gint64 started_seq, stopped_seq; /* the commits that started and
				stopped it; G_MAXINT64 = none did */
} Clock;

/* What clocks are measured by. */
typedef struct SlaSource {
	/* The regulation of a commit; never NULL. Borrowed. */
	const Regulation *(*regulation)(void *data, gint64 seq);
	/* The policy that the contract of `customer` named that was in force
	 * at a time, as a commit knew it; NULL or "" = none. `*number` is the
	 * contract's, untouched if it has none. Borrowed. */
	const char *(*contract)(void *data, gint64 seq, Instant at,
		const char *customer, const char **number);
	/* NULL if there is none of that name, or it cannot be read: its
	 * clocks are left out. Borrowed. */
	Worktime *(*calendar)(void *data, const char *name);
	void *data;
} SlaSource;

typedef struct SlaTicket SlaTicket;

/* Nothing has happened to it yet. */
SlaTicket *sla_ticket_new(void);
void sla_ticket_free(SlaTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlaTicket, sla_ticket_free)

/* Nobody asked for it, whoever it is about (a recurring ticket): it owes no
 * first answer and no solution in time; promises and handovers count. */
void sla_ticket_unasked(SlaTicket *ticket);
/* In the order of history; `seq` is the commit's place in it. */
void sla_ticket_created(SlaTicket *ticket, gint64 seq, Instant at);
/* TRUE if clocks ask for this field. */
gboolean sla_asks_field(const char *field);
void sla_ticket_changed(SlaTicket *ticket, gint64 seq, Instant at,
	const char *field, const char *value);
/* A message or call of the requester's side; a public answer. */
void sla_ticket_asked(SlaTicket *ticket, gint64 seq, Instant at);
void sla_ticket_answered(SlaTicket *ticket, gint64 seq, Instant at);

/* Clock, by kind and run. Free with g_array_unref(); names are borrowed from
 * `ticket` and the source. */
GArray *sla_clocks(SlaTicket *ticket, const SlaSource *source);

/* --- why ---------------------------------------------------------------- */

/* A stretch of a clock's time. */
typedef struct {
	Instant from, until;
	gboolean counts;
	const char *status; /* borrowed from the ticket */
	gboolean paused;    /* by its status, which is the policy's */
	gboolean solved;
	gboolean closed;    /* outside of working hours */
	gint64 amount;	    /* that counts, in the unit of the target */
	gint64 sum;	    /* until its end */
} ClockStretch;

/* ClockStretch, from its start until it stopped, or `now`. Free with
 * g_array_unref(). Beyond 1000 stretches the rest is one. */
GArray *sla_explain(SlaTicket *ticket, const SlaSource *source,
	const Clock *clock, Instant now);

/* What `clock` is at `now`: "running", "at-risk", "breached", "paused",
 * "met", "void". */
const char *clock_standing(const Clock *clock, Instant now);

#endif
