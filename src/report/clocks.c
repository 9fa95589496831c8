#include "report/clocks.h"

#include "index/clocks.h"

typedef struct {
	GArray *clocks;
	Instant now;
} Reading;

/* A promise is followed by another one only of its own ticket. */
static void mark_replaced(const Reading *reading, const ReportClock *clock)
{
	if (reading->clocks->len == 0 || clock->kind != CLOCK_PROMISE)
		return;
	ReportClock *before = &g_array_index(reading->clocks, ReportClock,
		reading->clocks->len - 1);
	if (before->ticket == clock->ticket && before->kind == CLOCK_PROMISE)
		before->replaced = TRUE;
}

static void take(const IndexClock *from, void *data)
{
	Reading *reading = data;
	if (from->state == CLOCK_VOID)
		return;
	gboolean met = from->state == CLOCK_MET;
	gboolean late = from->state == CLOCK_BREACHED || (!met &&
		from->due != INSTANT_NONE && from->due < reading->now);
	ReportClock clock = {
		.ticket = from->ticket,
		.kind = (guint8)from->kind,
		.judged = late || met,
		.met = met,
		.at = late ? from->due : from->stopped,
		.stopped = from->stopped,
	};
	mark_replaced(reading, &clock);
	g_array_append_val(reading->clocks, clock);
}

GArray *report_clocks_read(Index *index, Instant now, GError **error)
{
	Reading reading = {g_array_new(FALSE, FALSE, sizeof(ReportClock)), now};
	if (index_each_clock(index, take, &reading, error))
		return reading.clocks;
	g_array_unref(reading.clocks);
	return NULL;
}

const ReportClock *report_clocks_of(const GArray *clocks, gint64 ticket,
	guint *count)
{
	guint low = 0, high = clocks->len;
	*count = 0;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (g_array_index(clocks, ReportClock, middle).ticket < ticket)
			low = middle + 1;
		else
			high = middle;
	}
	for (guint i = low; i < clocks->len && g_array_index(clocks,
			ReportClock, i).ticket == ticket; i++)
		++*count;
	return *count > 0 ? &g_array_index(clocks, ReportClock, low) : NULL;
}
