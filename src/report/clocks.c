#include "report/clocks.h"

/* A promise is followed by another one only of its own ticket. */
static void mark_replaced(GArray *clocks, const ReportClock *clock)
{
	if (clocks->len == 0 || clock->kind != CLOCK_PROMISE)
		return;
	ReportClock *before = &g_array_index(clocks, ReportClock,
		clocks->len - 1);
	if (before->kind == CLOCK_PROMISE)
		before->replaced = TRUE;
}

static ReportClock judge(const TimelineClock *from, Instant now)
{
	gboolean met = from->state == CLOCK_MET;
	gboolean late = from->state == CLOCK_BREACHED || (!met &&
		from->due != INSTANT_NONE && from->due < now);
	return (ReportClock){
		.kind = (guint8)from->kind,
		.judged = late || met,
		.met = met,
		.at = late ? from->due : from->stopped,
		.stopped = from->stopped,
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
