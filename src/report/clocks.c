#include "report/clocks.h"

#include <string.h>

typedef struct {
	GArray *clocks;
	Instant now;
} Reading;

enum { TICKET, KIND, STATE, STOPPED, DUE };

static Instant instant_of(const char *text)
{
	return text && *text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

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

static gboolean take(const char *const *row, guint count, void *data)
{
	Reading *reading = data;
	ClockKind kind;
	ClockState state;
	(void)count;
	if (!clock_kind_find(row[KIND], &kind) ||
		!clock_state_find(row[STATE], &state) || state == CLOCK_VOID)
		return TRUE;
	Instant due = instant_of(row[DUE]);
	gboolean late = state == CLOCK_BREACHED || (state != CLOCK_MET &&
			due != INSTANT_NONE && due < reading->now);
	ReportClock clock = {
		.ticket = g_ascii_strtoll(row[TICKET], NULL, 10),
		.kind = (guint8)kind,
		.judged = late || state == CLOCK_MET,
		.met = state == CLOCK_MET,
		.at = late ? due : instant_of(row[STOPPED]),
	};
	mark_replaced(reading, &clock);
	g_array_append_val(reading->clocks, clock);
	return TRUE;
}

GArray *report_clocks_read(Index *index, Instant now, GError **error)
{
	Reading reading = {g_array_new(FALSE, FALSE, sizeof(ReportClock)), now};
	if (index_query(index, "SELECT ticket, kind, state, stopped, due FROM"
		" clock ORDER BY ticket, kind, run", NULL, take, &reading,
		error))
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
