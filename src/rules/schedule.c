#include "rules/schedule.h"

#include "base/error.h"

static const Phrase
	no_working_day = {"schedules/%1.yaml: \"shift: %2\" finds no working "
			"day within a year of %3: the calendar \"%4\" has "
			"none. Mend the calendar (`desk calendar show %4`), "
			"or write \"shift: none\"",
		"schedules/%1.yaml: «shift: %2» не находит рабочего дня за "
		"год от %3: в календаре «%4» их нет. Исправьте календарь "
		"(`desk calendar show %4`) или напишите «shift: none»"};

Instant schedule_instant(const GDate *day, guint minute, GTimeZone *zone)
{
	g_autoptr(GDateTime) local = g_date_time_new(zone,
		g_date_get_year(day), (int)g_date_get_month(day),
		g_date_get_day(day), (int)minute / 60, (int)minute % 60, 0);
	return local ? instant_from_date_time(local) : INSTANT_NONE;
}

char *occurrence_key(const Occurrence *occurrence)
{
	return g_strdup_printf("%04u-%02u-%02u",
		g_date_get_year(&occurrence->day),
		g_date_get_month(&occurrence->day),
		g_date_get_day(&occurrence->day));
}

/* --- one day ------------------------------------------------------------- */

static gboolean is_excepted(const Schedule *schedule, const GDate *day)
{
	for (guint i = 0; i < schedule->except->len; i++) {
		const ScheduleDays *days = &g_array_index(schedule->except,
			ScheduleDays, i);
		if (g_date_compare(day, &days->first) >= 0 &&
			g_date_compare(day, &days->last) <= 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_worked(const Calendar *calendar, const GDate *day)
{
	return calendar->always || calendar_hours(calendar, day)->len > 0;
}

static gboolean shift(const Schedule *schedule, const Calendar *calendar,
	GDate *day, GError **error)
{
	GDate first = *day;
	if (schedule->shift == SHIFT_NONE)
		return TRUE;
	for (guint i = 0; i <= SCHEDULE_MOST_SHIFT_DAYS; i++) {
		if (is_worked(calendar, day))
			return TRUE;
		if (schedule->shift == SHIFT_NEXT)
			g_date_add_days(day, 1);
		else
			g_date_subtract_days(day, 1);
	}
	char text[16];
	g_date_strftime(text, sizeof text, "%Y-%m-%d", &first);
	desk_refuse(error, DESK_ERROR_CONFIG, &no_working_day, schedule->name,
		schedule_shift_name(schedule->shift), text, calendar->name,
		NULL);
	return FALSE;
}

static gboolean occurrence_of(const Schedule *schedule,
	const Calendar *calendar, const GDate *day, Occurrence *occurrence,
	GError **error)
{
	occurrence->day = occurrence->moved = *day;
	occurrence->excepted = is_excepted(schedule, day);
	if (!occurrence->excepted && !shift(schedule, calendar,
		&occurrence->moved, error))
		return FALSE;
	occurrence->at = schedule_instant(&occurrence->moved, schedule->minute,
		schedule->zone);
	return TRUE;
}

/* --- many ---------------------------------------------------------------- */

static GDate local_day(Instant at, GTimeZone *zone)
{
	/* So far from the ends of time that days can be added. */
	static const Instant first = -2208988800, last = 32503680000;
	g_autoptr(GDateTime) local = instant_to_date_time(CLAMP(at, first,
		last), zone);
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));
	return day;
}

/* The days of the rule from `from` to `last`. */
static GArray *days_of(const Schedule *schedule, const GDate *from,
	const GDate *last)
{
	const GDate *start = &schedule->start;
	if (schedule->repeat)
		return recurrence_days(schedule->repeat, start, from, last,
			G_MAXUINT);
	GArray *days = g_array_new(FALSE, FALSE, sizeof(GDate));
	if (g_date_compare(start, from) >= 0 &&
		g_date_compare(start, last) <= 0)
		g_array_append_val(days, *start);
	return days;
}

/* Wide enough for what the shift may bring in. */
static GDate widened(const Schedule *schedule, Instant at, gboolean end)
{
	GDate day = local_day(at, schedule->zone);
	if (end)
		g_date_add_days(&day, schedule->shift == SHIFT_PREVIOUS ?
			SCHEDULE_MOST_SHIFT_DAYS + 1 : 1);
	else
		g_date_subtract_days(&day, schedule->shift == SHIFT_NEXT ?
			SCHEDULE_MOST_SHIFT_DAYS + 1 : 1);
	return day;
}

GArray *schedule_ahead(const Schedule *schedule, const Calendar *calendar,
	Instant after, Instant until, guint most, GError **error)
{
	GDate from = widened(schedule, after, FALSE);
	GDate last = widened(schedule, until, TRUE), limit = from;
	g_date_add_days(&limit, SCHEDULE_MOST_DAYS_AHEAD);
	if (g_date_compare(&last, &limit) > 0)
		last = limit;
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Occurrence));
	/* Piece by piece: of a rule for every day only the first are wanted. */
	for (guint step = 31; found->len < most &&
		g_date_compare(&from, &last) <= 0; step *= 2) {
		GDate end = from;
		g_date_add_days(&end, step);
		if (g_date_compare(&end, &last) > 0)
			end = last;
		g_autoptr(GArray) days = days_of(schedule, &from, &end);
		for (guint i = 0; i < days->len && found->len < most; i++) {
			Occurrence one;
			if (!occurrence_of(schedule, calendar,
				    &g_array_index(days, GDate, i), &one, error))
				return NULL;
			if (one.at > after && one.at <= until)
				g_array_append_val(found, one);
		}
		from = end;
		g_date_add_days(&from, 1);
	}
	return g_steal_pointer(&found);
}

static guint most_due(const Schedule *schedule, guint catch_up)
{
	if (catch_up > 0)
		return MIN(catch_up, SCHEDULE_MOST_CATCH_UP);
	return schedule->catch_up == CATCH_UP_ALL ? SCHEDULE_MOST_CATCH_UP : 1;
}

static void insert_first(GArray *due, const Occurrence *one)
{
	g_array_insert_val(due, 0, *one);
}

GArray *schedule_due(const Schedule *schedule, const Calendar *calendar,
	Instant since, Instant now, guint catch_up, GError **error)
{
	guint most = most_due(schedule, catch_up);
	GDate today = local_day(now, schedule->zone);
	GDate last = widened(schedule, now, TRUE);
	g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(Occurrence));
	g_autoptr(GArray) days = days_of(schedule, &schedule->start, &last);
	/* The newest first: the shift keeps the order of days. */
	for (guint i = days->len; i > 0 && due->len < most; i--) {
		Occurrence one;
		if (!occurrence_of(schedule, calendar, &g_array_index(days,
			    GDate, i - 1), &one, error))
			return NULL;
		if (one.excepted || one.at > now)
			continue;
		if (catch_up == 0 && (one.at < since ||
			(schedule->catch_up == CATCH_UP_NONE &&
			g_date_compare(&one.moved, &today) != 0)))
			break;
		insert_first(due, &one);
	}
	return g_steal_pointer(&due);
}
