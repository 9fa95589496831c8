/* Any calendar file: its hours are of a day and in order, and time that is
 * added by it is measured back the same. */
#include <stdint.h>
#include <string.h>

#include "rules/worktime.h"

#define MONDAY 1795996800 /* 2026-11-30T00:00:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is included is the file itself. */
static const char *file_text(void *data, const char *path)
{
	return strlen(path) % 2 == 0 ? data : NULL;
}

static void check_day(const Calendar *calendar, const GDate *day)
{
	const GArray *hours = calendar_hours(calendar, day);
	guint before = 0;
	for (guint i = 0; i < hours->len; i++) {
		const WorkHours *part = &g_array_index(hours, WorkHours, i);
		g_assert_true(part->from >= before && part->from < part->until);
		before = part->until;
	}
	g_assert_true(before <= 24 * 60);
}

static void check_span(Worktime *worktime, WorkUnit unit, gint64 amount)
{
	Instant at;
	const WorkSpan span = {unit, amount};
	if (worktime_add(worktime, MONDAY, span, &at, NULL))
		g_assert_cmpint(worktime_measure(worktime, unit, MONDAY, at),
			==, amount);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(Calendar) calendar = calendar_parse("c", text, strlen(text),
		"f", utc, file_text, text, NULL);
	if (!calendar)
		return 0;
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, 1, G_DATE_JANUARY, 2026);
	for (int i = 0; i < 400; i++, g_date_add_days(&day, 1))
		check_day(calendar, &day);
	g_autoptr(Worktime) worktime = worktime_new(calendar);
	check_span(worktime, WORK_HOURS, 3600);
	check_span(worktime, WORK_HOURS, 100 * 3600);
	Instant open = worktime_next_open(worktime, MONDAY);
	g_assert_true(open == INSTANT_NONE || worktime_is_open(worktime, open));
	return 0;
}
