/*
 * A ticket's facts, from the order of the walk into that of their time.
 */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "report/facts.h"

/* Whose a ticket was at the end of a period. */
typedef struct {
	Instant at;
	const char *agent, *by;
} Stock;

/* `facts` (Fact): sorted, with FACT_RESPONDED and FACT_STOCK; what is known of the ticket at
 * the end is told of its last solution, too. */
void timeline_order(FactTicket *ticket, const Stock *stock, GArray *facts);

#endif
