/*
 * What the events of a store count: one pass over the timelines of
 * tickets, each of them with all its facts, in the order of their time.
 *
 * Credit goes to who did it then: an event to its author, an answer to who
 * gave it, a ticket that was taken to who took it, a solution and what came of
 * it to who solved it.
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "index/timelines.h"
#include "model/field.h"
#include "model/regulation.h"

typedef enum {
	FACT_CREATED,
	FACT_TAKEN,	 /* the first assignee */
	FACT_REASSIGNED, /* each later, other one: from `source` */
	FACT_ESCALATED,	 /* to a higher level, from level `source` */
	FACT_ARRIVED,	 /* the first to hold it after an escalation */
	FACT_SOLVED,
	FACT_UNSOLVED,	 /* it ended otherwise: a duplicate, misdirected … */
	FACT_MERGED,	 /* it ended in another ticket */
	FACT_REOPENED,	 /* after a solution: of who had solved it */
	FACT_REVIVED,	 /* after another end */
	FACT_DELETED,	 /* while it was open */
	FACT_MESSAGE, FACT_REPLY, FACT_CALL, FACT_COMMENT, /* of people */
	FACT_AUTOMATIC,	 /* a message or reply of a machine */
	FACT_MISSED,	 /* a call that nobody took */
	FACT_VERIFIED,	 /* a call-back about a solution: it is ok */
	FACT_REFUTED,	 /* it is not */
	FACT_ANSWERED,	 /* an answer to the requester's side */
	FACT_RESPONDED,	 /* the first of them, where somebody waited for it */
	FACT_STOOD,	 /* was of class `stood` from `since` to `at`
			    (INSTANT_NONE: still) */
	FACT_STOCK,	 /* was open at the end of a period, `at`: `stood`, held
			    by `agent` */
	FACT_KINDS
} FactKind;

/* What facts and figures ask of a ticket; the customer for those who narrow by
 * it, and one field more that rows are made by. */
typedef enum {
	TICKET_STATUS, TICKET_ASSIGNEE, TICKET_LEVEL, TICKET_REQUESTER,
	TICKET_RESOLUTION, TICKET_MERGED, TICKET_PRIORITY, TICKET_CATEGORY,
	TICKET_ASSET, TICKET_TYPE, TICKET_ABOUT, TICKET_CUSTOMER, TICKET_BY,
	TICKET_FIELDS
} TicketField;

/* Which value of a field a ticket stands with in a report. */
typedef enum {
	AS_WAS_THEN,	/* when each thing happened */
	AS_WAS_SOLVED,	/* when it was solved or closed; now while it is open */
	AS_WAS_CREATED,
	AS_WAS_NOW,	/* as the knowledge ends */
	AS_WAS
} AsWas;

typedef struct {
	guint8 kind;  /* FactKind */
	guint8 stood; /* StatusClass */
	gboolean asked : 1; /* ANSWERED: somebody waited for an answer */
	gboolean own : 1;   /* ANSWERED, RESPONDED: by the call that made it */
	gboolean outgoing : 1; /* CALL, MISSED: we called */
	Instant at, since;
	const char *agent;  /* login, else address; "" if nobody's */
	const char *source;
	const char *by;	    /* TICKET_BY then; of ESCALATED, before it */
} Fact;
/* Somebody turned to us: a message or a call, whether or not it was taken. */
gboolean fact_is_contact(const Fact *fact);

/* Whose a ticket was at the end of a period. */
typedef struct {
	Instant at; /* INSTANT_NONE: there is no such period */
	const char *agent, *by; /* TICKET_BY */
} Stock;

typedef struct {
	gint64 id; /* row of table ticket */
	const char *fields[TICKET_FIELDS]; /* as they stand; never NULL */
	/* Its clocks, its work and what stands beside them. */
	Timeline *timeline;
	gboolean again; /* it was gone and came back: another is told of */
	Instant created, solved;
	StatusClass status_class;
	gboolean deleted;
	const char *solver; /* NULL: it is not solved (any more) */
	Stock stocks[2];
	/* Of customer and TICKET_BY: when created, when last ended. */
	const char *created_as[2], *ended_as[2];
} FactTicket;
/* At the end of one of the periods. */
const Stock *fact_ticket_stock(const FactTicket *ticket, Instant at);
/* `place` is TICKET_CUSTOMER or TICKET_BY; not AS_WAS_THEN. Borrowed. */
const char *fact_ticket_as(const FactTicket *ticket, TicketField place,
	AsWas as_was);

typedef struct {
	/* Facts from then on count; earlier replies, calls, notes and what
	 * was finished before and stayed so may be left out. */
	Instant since;
	Instant as_of;	     /* later events are not known */
	Instant stocks[2];   /* ends of periods, <= as_of; INSTANT_NONE or the same
				as the first: there is none */
	GHashTable *wanted;  /* row ids of table ticket, gint64*; NULL = all */
	gint64 first, last;  /* those of them alone; last 0: all */
	const Field *by;     /* TICKET_BY; may be NULL */
	/* What is asked for; others are "". */
	gboolean customers;  /* TICKET_CUSTOMER */
	gboolean priorities; /* TICKET_PRIORITY */
	gboolean complaints; /* TICKET_TYPE and TICKET_ABOUT */
	gboolean subjects;   /* TICKET_CATEGORY and TICKET_ASSET */
	gboolean bare;	     /* no facts, and nothing of a ticket but its row
				and timeline */
	/* Texts are borrowed for the call. */
	void (*ticket)(const FactTicket *ticket, const Fact *facts, guint count,
		void *data);
	void *data;
} FactQuestion;

/* Calls `ticket` for each one that the question asks for, in the order of the
 * index. FALSE: the error of the index. */
gboolean facts_replay(Index *index, const Regulation *regulation,
	const FactQuestion *question, GError **error);

#endif
