/*
 * A point in time, to the second, in UTC.
 *
 * Reads no clock (system/clock.h) and no locale; zones are parameters.
 *
 *	Instant at;
 *	if (instant_parse("2026-11-21T09:14:03+03:00", &at))
 *		g_autofree char *text = instant_format(at);  // …06:14:03Z
 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <glib.h>

/* Seconds since 1970-01-01T00:00:00Z, years 1 to 9999. */
typedef gint64 Instant;

/* 1970-01-01 as a Julian day of GDate, a Thursday. */
#define INSTANT_FIRST_DAY 719163

/* So far may a commit be ahead of a clock that is right … */
#define CLOCK_TOLERANCE_SECONDS (5 * 60)
/* … and the clocks of several hosts be apart. */
#define CLOCKS_DIFFER_SECONDS (24 * 60 * 60)
/* What lies further ahead of when it was recorded was dated by a wrong clock, or
 * a slip. Never so for a record of before 2005, when there was no git: that
 * clock knew nothing. */
gboolean instant_is_ahead(Instant at, Instant recorded);
#define INSTANT_NONE G_MININT64

/* RFC 3339 date-time, any offset, optional fraction (dropped). FALSE if
 * `text` is anything else; `at` is then untouched. */
gboolean instant_parse(const char *text, Instant *at);

/* RFC 3339 in UTC with `Z`. Free with g_free(). */
char *instant_format(Instant at);

/* strftime-like (g_date_time_format) in `zone`, C locale digits only:
 * use numeric conversions. Free with g_free(). */
char *instant_format_in(Instant at, GTimeZone *zone, const char *format);

/* The same as readers of `language` write it: "2026-11-21 09:14", in Russian
 * "21.11.2026 09:14". Free with g_free(). */
char *instant_in_language(Instant at, GTimeZone *zone, const char *language);
/* [from, until) as a title says it: "November 2026" of a month, else the first
 * and the last day. Free with g_free(). */
char *instant_period_in_language(Instant from, Instant until, GTimeZone *zone,
	const char *language);
/* Calendar date and time of `at` in `zone`. Free with g_date_time_unref(). */
GDateTime *instant_to_date_time(Instant at, GTimeZone *zone);
Instant instant_from_date_time(GDateTime *date_time);

/* Midnight at the start of the day of `at` in `zone`, plus `days`; correct
 * across changes of the clock. */
Instant instant_day_start(Instant at, GTimeZone *zone, int days);

/* "3m", "2h", "5d", "3w", "14mo", "2y": the age `seconds` in one unit, for
 * lists; negative ages get a "-". Free with g_free(). */
char *span_format_short(gint64 seconds);
/* "1h 30m", "2d 4h", "45s": two units. Free with g_free(). */
char *span_format(gint64 seconds);
/* "38h 30m", "45m", never days: a day of work has no 24 hours. */
char *span_format_hours(gint64 seconds);
/* What the three above made, as readers of `language` know the units: "ru" →
 * "1ч 30мин"; any other leaves it. Free with g_free(). */
char *span_in_language(const char *span, const char *language);
/* Such a text as one says it, which breaks between its parts alone: "2h 10m" →
 * "2 h 10 min", "4bh" → "4 working h". Free with g_free(). */
char *span_spelt(const char *span);

#endif
