/*
 * Counts tickets with their facts, clocks and work into groups.
 */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include "report/groups.h"

/* A ticket that was counted somewhere, for --drill. */
enum { LINKED_MOST = 3000 }; /* of ReportSettings.linked */
typedef struct {
	const Group *group;
	gsize offset; /* in Group, of what was counted */
	gint64 ticket;
} Cell;

typedef struct {
	Groups *groups;
	GHashTable *agents; /* login that is gone → its heir */
	gboolean clocks, works, spans, repeats; /* are asked for */
	GArray *judged;	    /* ReportClock, of the ticket at hand */
	guint ticket;	    /* how many came before it, and 1 */
	GHashTable *ids; /* rows of tickets that were counted, gint64* */
	GArray *cells;	 /* Cell, if they are asked for */
	GHashTable *alike; /* what it is of → GArray of when, which, where */
} Tally;

/* By what its work counts, of which a report tells as the ticket is and not as
 * it was then. Borrowed. */
const char *tally_place(const Groups *groups, const FactTicket *ticket);
/* All of a ticket; FactQuestion.ticket, with a Tally as `data`. */
void tally_ticket(const FactTicket *ticket, const Fact *facts, guint count,
	void *data);
/* Tally.alike. */
GHashTable *tally_alike_new(void);
/* A ticket was made then, which is a repeat of the last one of the same asset,
 * else of the same requester about the same; `group` is where that counts, NULL:
 * it is none of the period. */
void tally_birth(const Tally *tally, const FactTicket *ticket, Instant at,
	Group *group);
/* When all of them have been told. */
void tally_repeats(const Tally *tally);
/* Is it among those that are asked for, as it was when …? */
gboolean tally_is_of_customer(const Groups *groups, const FactTicket *ticket);
/* What stands at `place` in `group` has to do with the ticket. */
void tally_note(const Tally *tally, gint64 ticket, const Group *group,
	const void *place);
/* `figure`, a member of `group`, is `by` more. */
void tally_count(const Tally *tally, gint64 ticket, Group *group,
	gint64 *figure, gint64 by);
void tally_add_id(Tally *tally, gint64 ticket);

#endif
