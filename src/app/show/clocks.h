/*
 * The clocks of tickets as pages: what each is and why, and what is breached
 * or at risk. From the index alone.
 */
#ifndef APP_SHOW_CLOCKS_H
#define APP_SHOW_CLOCKS_H

#include "text/page.h"

typedef struct Desk Desk;
typedef struct QueryNode QueryNode;
typedef struct WorkSpan WorkSpan;

extern const Schema clocks_sla_schema, clocks_check_schema;

/* Fills `page` (PAGE_OBJECT, schema sla/1): the ticket, a table `clocks`, and
 * a table `stretches` of each stretch of their time. */
gboolean clocks_show(Desk *desk, const char *uid, const char *language,
	Page *page, GError **error);

typedef struct {
	/* How long before its due a clock is at risk; NULL: when the policy
	 * warns. */
	const WorkSpan *at_risk;
	const QueryNode *query; /* NULL = all tickets */
	const char *language;
} ClockCheck;

typedef struct {
	guint breached, at_risk, running;
} ClockCounts;

/* Adds a table `clocks` of the open clocks that are breached or at risk, what
 * is due first above. `page` may be NULL: only counts. */
gboolean clocks_check(Desk *desk, const ClockCheck *check, Page *page,
	ClockCounts *counts, GError **error);

#endif
