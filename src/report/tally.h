/*
 * Counts tickets with their facts, clocks and work into groups.
 */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include "report/groups.h"

typedef struct {
	Groups *groups;
	GArray *clocks;	 /* ReportClock by ticket */
	GHashTable *worked; /* row → minutes (GINT_TO_POINTER) */
	GHashTable *ids; /* rows of tickets that were counted, gint64* */
} Tally;

/* All of a ticket; FactQuestion.ticket, with a Tally as `data`. */
void tally_ticket(const FactTicket *ticket, const Fact *facts, guint count,
	void *data);
/* By clock alone nothing of the tickets is asked: no event need be read. */
void tally_clocks(Tally *tally);
/* Is it among those that are asked for, as it was when …? */
gboolean tally_is_of_customer(const Groups *groups, const FactTicket *ticket);
void tally_add_id(Tally *tally, gint64 ticket);

#endif
