/*
 * Dates, times and durations as people type them, in English and Russian.
 *
 *	today tomorrow yesterday mon пт завтра 10:00  2026-11-21  21.11 21.11.2026
 *	2026-11-21T06:14:03Z  3d 2w 1mo 1h30 1ч30 2 дня назад  in 3h  eom eow eoy now
 *	"next mon", "last fri", 14:00, "завтра в 10", "через 2 часа"
 *
 * Pure: `now` and the zone are parameters.
 */
#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include "base/instant.h"

/* What a bare duration ("3d") means: ahead of now (deadlines) or behind
 * (filters, reports). */
typedef enum { DATE_FUTURE, DATE_PAST } DateDirection;

/* A range [from, until): "2026-11" is the month, "today" the day, "14:00" a
 * minute, an exact time a second. DESK_ERROR_USAGE with examples. */
gboolean date_parse_range(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *from, Instant *until, GError **error);

/* One instant: start of the range for DATE_PAST; for DATE_FUTURE a day without a time means
 * its end of work, 18:00. */
gboolean date_parse(const char *text, Instant now, GTimeZone *zone,
	DateDirection direction, Instant *at, GError **error);

/* "90m", "1h30", "1ч30м", "2d 4h", "1:30" (h:mm): seconds, >= 0. Months and
 * years are refused: they have no fixed length. */
gboolean duration_parse(const char *text, gint64 *seconds, GError **error);

/* A report period: "2026-10", "2026-Q3", "2026", "last-month", "this-week",
 * "last-week", "today", "yesterday", "прошлый месяц", "A..B". */
gboolean date_parse_period(const char *text, Instant now, GTimeZone *zone,
	Instant *from, Instant *until, GError **error);

#endif
