/*
 * What is to be done now, counted: for the overview.
 */
#ifndef INDEX_STOCKS_H
#define INDEX_STOCKS_H

#include "index/index.h"

/* Of tickets that are not over. */
typedef enum {
	STOCK_OPEN,
	STOCK_CRITICAL,	   /* of the highest priority */
	STOCK_BREACHED,	   /* a target has passed */
	STOCK_BREACH_SOON, /* one will within the hour */
	STOCK_OVERDUE,	   /* a promise has passed */
	STOCK_DUE_SOON,	   /* it will within the hour */
	STOCK_UNASSIGNED,
	STOCK_UNANSWERED,  /* the requester waits */
	STOCK_WAITING,	   /* set aside */
	STOCK_ESCALATED,   /* above the first level */
	STOCKS
} Stock;

typedef struct {
	char *assignee; /* "" = nobody */
	char *last;	/* the ticket that was acted on last: "1042 printer" */
	gint64 counts[STOCKS];
} AssigneeStock;
/* AssigneeStock* of those who have any; `customer` "" = all. Reads the tickets
 * once. g_ptr_array_unref(). */
GPtrArray *index_stocks(Index *index, const char *customer, Instant now,
	GError **error);

typedef enum { FLOW_CREATED, FLOW_SOLVED } Flow;
/* How many were created, or solved, from `from` to `until`, both included. */
gboolean index_count_flow(Index *index, Flow flow, const char *customer,
	Instant from, Instant until, gint64 *count, GError **error);

#endif
