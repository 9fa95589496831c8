/*
 * Dates, times and durations as people type them, in English and Russian.
 *
 *	today tomorrow yesterday mon пт завтра 10:00  2026-11-21  21.11 21.11.2026
 *	2026-11-21T06:14:03Z  3d 2w 1mo 1h30 1ч30 2 дня назад  in 3h  eom eow eoy now
 *	"next mon", "last fri", 14:00, "завтра в 10", "через 2 часа"
 *
 * What the words mean:
 *   a day without a year, a weekday, a month's name: the nearest one in the
 *	direction asked for, today included
 *   "next fri", "this fri": of the next, of this week (Monday to Sunday);
 *	"last fri": the latest before today
 *   eod eow eom eoq eoy, "конец месяца": the last day of it;
 *	eow as a deadline is Friday
 *   3d 2w 1mo: the same local time so many days away; 3h: so many hours;
 *	"+3d", "in 3d" always ahead, "-3d", "3d ago" always behind
 *
 * Pure: `now` and the zone are parameters. Right across changes of the clock:
 * a local time that does not exist is the next one that does.
 */
#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include "base/instant.h"
#include "base/work_span.h"

/* What a bare duration ("3d") means: ahead of now (deadlines) or behind
 * (filters, reports). */
typedef enum { DATE_FUTURE, DATE_PAST } DateDirection;

/* A range [from, until): "2026-11" is the month, "today" the day, "14:00" a
 * minute, an exact time a second. DESK_ERROR_USAGE with examples. */
gboolean date_parse_range(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *from, Instant *until, GError **error);

/* One instant: start of the range for DATE_PAST; for DATE_FUTURE a day without a time means
 * its end of work, 18:00 (23:59 when
 * that is over today); a week means its Friday, a month or year its last day. */
gboolean date_parse(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *at, GError **error);

/* "A..B": from the start of A to the end of B. Where B by itself lies before A ("mon..fri" on a
 * Wednesday) it is the first one after A. */
gboolean date_parse_between(const char *first, const char *last, Instant now,
	GTimeZone *zone, DateDirection direction, Instant *from, Instant *until,
	GError **error);

/* The same three where working time can be counted: "2bd", "in 4bh", "2 рабочих
 * дня назад". */
typedef struct DateWork {
	/* The instant that lies `span` (negative: before) from `from`. */
	gboolean (*add)(void *data, Instant from, WorkSpan span, Instant *at,
		GError **error);
	void *data;
} DateWork;
typedef struct {
	Instant now;
	GTimeZone *zone;
	const DateWork *work; /* NULL: working time is refused */
} DateSetting;
gboolean date_read(const char *text, const DateSetting *setting,
	DateDirection direction, Instant *at, GError **error);
gboolean date_read_range(const char *text, const DateSetting *setting,
	DateDirection direction, Instant *from, Instant *until, GError **error);
gboolean date_read_between(const char *first, const char *last,
	const DateSetting *setting, DateDirection direction, Instant *from,
	Instant *until, GError **error);

/* TRUE for a bare length of time ("3d", "2 weeks ago", "in 3h"): what
 * date_parse_range() answers is then one second. */
gboolean date_is_span(const char *text);

/* "90m", "1h30", "1ч30м", "2d 4h", "1:30" (h:mm): seconds, >= 0. Months and
 * years are refused: they have no fixed length. */
gboolean duration_parse(const char *text, gint64 *seconds, GError **error);
/* "15" or "1h30", as entries say it: minutes; 0 if it is nothing of the kind. */
gint64 duration_minutes(const char *text);
/* The same, and "4bh", "1bh 30m", "3bd", "2 рабочих дня": hours or days of
 * working time. */
gboolean work_span_parse(const char *text, WorkSpan *span, GError **error);

/* A report period: "2026-10", "2026-Q3", "2026", "last-month", "this-week",
 * "last-week", "today", "yesterday", "прошлый месяц", "7d" (the last seven
 * days), "A..B", "A.." (until now). */
gboolean date_parse_period(const char *text, Instant now, GTimeZone *zone,
	Instant *from, Instant *until, GError **error);

#endif
