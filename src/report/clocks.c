#include "report/clocks.h"

/* A promise is followed by another one only of its own ticket. */
static void mark_replaced(GArray *clocks, const ReportClock *clock)
{
	if (clock->nothing || clock->kind != CLOCK_PROMISE)
		return;
	for (guint i = clocks->len; i > 0; i--) {
		ReportClock *before = &g_array_index(clocks, ReportClock, i - 1);
		if (before->nothing)
			continue;
		before->replaced |= before->kind == CLOCK_PROMISE;
		return;
	}
}

gboolean report_clock_ran(const ReportClock *clock, Instant at)
{
	return clock->started <= at &&
		(clock->stopped == INSTANT_NONE || clock->stopped > at) &&
		(clock->due == INSTANT_NONE || clock->due >= at);
}

static ReportClock judge(const TimelineClock *from, Instant now)
{
	gboolean met = from->state == CLOCK_MET;
	gboolean nothing = from->state == CLOCK_VOID;
	gboolean late = from->state == CLOCK_BREACHED || (!met && !nothing &&
		from->due != INSTANT_NONE && from->due < now);
	return (ReportClock){
		.kind = (guint8)from->kind,
		.judged = late || met,
		.met = met,
		.at = late ? from->due : from->stopped,
		.started = from->started,
		.stopped = from->stopped,
		.due = from->due,
		.nothing = nothing,
	};
}

void report_clocks_read(Timeline *timeline, Instant now, GArray *clocks)
{
	TimelineClock from;
	g_array_set_size(clocks, 0);
	while (timeline_next_clock(timeline, &from)) {
		ReportClock clock = judge(&from, now);
		mark_replaced(clocks, &clock);
		g_array_append_val(clocks, clock);
	}
}
