/*
 * What the events of a store count (metrics.md): one pass over the event table
 * in the order of the walk, with each ticket's fields as the commit left them.
 *
 * Credit goes to who did it then: an event to its author, an answer to who
 * gave it, a ticket that was taken to who took it.
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "index/index.h"
#include "model/field.h"
#include "model/regulation.h"

typedef enum {
	FACT_CREATED,
	FACT_TAKEN,	 /* the first assignee */
	FACT_REASSIGNED, /* each later, other one */
	FACT_ESCALATED,	 /* to a higher level: source → target */
	FACT_ARRIVED,	 /* the first to hold it after an escalation */
	FACT_SOLVED,
	FACT_UNSOLVED,	 /* it ended otherwise: a duplicate, misdirected … */
	FACT_REOPENED,
	FACT_MESSAGE, FACT_REPLY, FACT_CALL, FACT_COMMENT,
	FACT_RESPONDED,	 /* the first answer to a requester; told at the end,
			    since that of another branch may be earlier */
	FACT_STOOD,	 /* was of status class `source` from `since` to `at`
			    (INSTANT_NONE: still), then of `target` */
	FACT_KINDS
} FactKind;

/* What facts and figures ask of a ticket, and one field more that the sink
 * counts by. */
typedef enum {
	TICKET_STATUS, TICKET_ASSIGNEE, TICKET_LEVEL, TICKET_REQUESTER,
	TICKET_RESOLUTION, TICKET_MERGED, TICKET_BY,
	TICKET_FIELDS
} TicketField;
/* Where the value of a field stands: TICKET_BY if it is none of the others. */
TicketField fact_field_place(const Field *field);

typedef struct {
	gint64 id; /* row of table ticket, 0 if it is gone */
	const char *fields[TICKET_FIELDS]; /* as they stand; never NULL */
	const char *holder; /* last assignee, NULL before the first */
	Instant created, first_response, solved;
	StatusClass status_class;
	Instant class_since;
	/* Who gave the first answer, NULL before one, and to what ticket. */
	const char *responder;
	const char *responded_fields[TICKET_FIELDS];
	gint64 assigned_seq; /* commit of the last change of assignee */
	gboolean arriving;   /* escalated, nobody has it yet */
	/* The last time it was solved, NULL agent if it is not (any more). */
	const char *solver;
	const char *solved_fields[TICKET_FIELDS];
} FactTicket;

typedef struct {
	FactKind kind;
	Instant at, since;
	const char *agent; /* login, else address; "" if nobody's */
	const char *source, *target; /* ESCALATED: levels; STOOD: classes */
	const FactTicket *ticket;
} Fact;

typedef struct {
	/* Each fact, in the order of the walk. */
	void (*fact)(const Fact *fact, void *data);
	/* Each ticket that is there, at the end. */
	void (*ticket)(const FactTicket *ticket, void *data);
	void *data;
	/* 1 << TicketField of each that it does not read: it stays "". */
	guint unread_fields;
	const Field *by; /* TICKET_BY; may be NULL */
} FactSink;

/* Events up to `as_of`; `wanted` (row ids of table ticket, gint64*) may be NULL
 * for all. Tickets that were finished before `since` and stayed so are left
 * out, with all their facts. */
gboolean facts_replay(Index *index, const Regulation *regulation,
	Instant since, Instant as_of, GHashTable *wanted, const FactSink *sink, GError **error);

#endif
