/*
 * A ticket's facts, from the order of the walk into that of their time.
 */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "report/facts.h"

/* `facts` (Fact): sorted, with FACT_RESPONDED and FACT_STOCK; what is known of the ticket at
 * the end is told of its last solution, too. */
void timeline_order(FactTicket *ticket, GArray *facts);

#endif
