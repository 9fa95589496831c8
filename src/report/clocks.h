/*
 * How clocks were kept, for reports: read before the events are replayed, asked
 * for each ticket.
 */
#ifndef REPORT_CLOCKS_H
#define REPORT_CLOCKS_H

#include "index/index.h"

typedef struct {
	gint64 ticket;
	guint8 kind;	   /* ClockKind */
	gboolean judged;   /* met or breached; else it runs and is not due */
	gboolean met;
	gboolean replaced; /* a promise that another one followed */
	Instant at;	   /* when it was met, or became breached */
	Instant stopped;   /* INSTANT_NONE: it still waits */
} ReportClock;

/* ReportClock by ticket, as they stand at `now`; void ones are left out. Free
 * with g_array_unref(). */
GArray *report_clocks_read(Index *index, Instant now, GError **error);
/* The first of a ticket and how many; NULL if it has none. */
const ReportClock *report_clocks_of(const GArray *clocks, gint64 ticket,
	guint *count);

#endif
