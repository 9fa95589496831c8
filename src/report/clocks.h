/*
 * How a ticket's clocks were kept, for reports.
 */
#ifndef REPORT_CLOCKS_H
#define REPORT_CLOCKS_H

#include "index/timelines.h"

typedef struct {
	guint8 kind;	   /* ClockKind */
	gboolean judged;   /* met or breached */
	gboolean met;
	gboolean replaced; /* a promise that another one followed */
	Instant at;	   /* when it was met, or became breached */
	Instant started;
	Instant stopped;   /* INSTANT_NONE: it still waits */
	Instant due;	   /* INSTANT_NONE: see rules/sla.h */
	gboolean nothing;  /* it ended, and counts for nothing */
} ReportClock;
/* Did it wait then, and its target lay ahead? */
gboolean report_clock_ran(const ReportClock *clock, Instant at);

/* Those of a timeline as they stand at `now` instead of what `clocks`
 * (ReportClock) held. */
void report_clocks_read(Timeline *timeline, Instant now, GArray *clocks);

#endif
