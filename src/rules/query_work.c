/* Working time of a company that has no calendar: Monday to Friday, nine to
 * six. */
#include "rules/query_values.h"

#define DAY_SECONDS (24 * 60 * 60)
#define FIRST_HOUR 9
#define LAST_HOUR 18
/* Further back nothing is asked; what is longer is as good as for ever. */
#define MOST_DAYS 36600

static gboolean is_work_day(Instant midnight, GTimeZone *zone)
{
	g_autoptr(GDateTime) day = instant_to_date_time(midnight, zone);
	return day && g_date_time_get_day_of_week(day) <= 5;
}

/* The same time of day, `days` working days ago. */
static Instant days_before(GTimeZone *zone, Instant now, gint64 days)
{
	Instant start = instant_day_start(now, zone, 0), at = start;
	int back = 0;
	while (days > 0 && back > -MOST_DAYS) {
		at = instant_day_start(now, zone, --back);
		days -= is_work_day(at, zone);
	}
	return at + (now - start);
}

Instant query_work_before(GTimeZone *zone, Instant now, gint64 days,
	gint64 seconds)
{
	Instant at = days_before(zone, now, MIN(days, MOST_DAYS));
	gint64 left = seconds;
	Instant until = at;
	for (int back = 0; left > 0 && back > -MOST_DAYS; back--) {
		Instant day = instant_day_start(at, zone, back);
		Instant first = day + FIRST_HOUR * 3600;
		Instant last = MIN(until, day + LAST_HOUR * 3600);
		gint64 worked = is_work_day(day, zone) ?
			MAX(last - first, 0) : 0;
		if (worked >= left)
			return last - left;
		left -= worked;
	}
	return left > 0 ? at - MOST_DAYS * (gint64)DAY_SECONDS : at;
}
