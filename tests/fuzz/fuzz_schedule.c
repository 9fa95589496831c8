/* Any schedule: what it says comes in order, after its start, and what is due
 * has come. */
#include <stdint.h>
#include <string.h>

#include "rules/schedule.h"

#define NOW 1795996800 /* 2026-11-30T00:00:00Z */
#define YEAR ((Instant)366 * 24 * 60 * 60)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *no_file(void *data, const char *path)
{
	(void)data;
	(void)path;
	return NULL;
}

static void check_ahead(const Schedule *schedule, const Calendar *calendar)
{
	g_autoptr(GArray) ahead = schedule_ahead(schedule, calendar, NOW,
		NOW + YEAR, 500, NULL);
	for (guint i = 0; ahead && i < ahead->len; i++) {
		const Occurrence *one = &g_array_index(ahead, Occurrence, i);
		g_assert_true(g_date_compare(&one->day, &schedule->start) >= 0);
		g_assert_true(one->at > NOW && one->at <= NOW + YEAR);
		g_assert_true(i == 0 || g_date_compare(&one[-1].day,
			&one->day) < 0);
	}
	g_assert_true(!ahead || ahead->len <= 500);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char office[] = "week: {mon-fri: ['09:00-18:00']}\n"
		"holidays: [2026-12-31..2027-01-10]\n";
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(Calendar) calendar = calendar_parse("c", office,
		strlen(office), "f", utc, no_file, NULL, NULL);
	g_autoptr(Schedule) schedule = schedule_parse("x", text, strlen(text),
		"schedules/x.yaml", utc, NULL, NULL);
	if (!schedule)
		return 0;
	check_ahead(schedule, calendar);
	g_autoptr(GArray) due = schedule_due(schedule, calendar,
		INSTANT_NONE, NOW, 0, NULL);
	for (guint i = 0; due && i < due->len; i++)
		g_assert_true(g_array_index(due, Occurrence, i).at <= NOW);
	g_assert_true(!due || due->len <= SCHEDULE_MOST_CATCH_UP);
	return 0;
}
