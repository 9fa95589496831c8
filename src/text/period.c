#include "text/date.h"

#include "base/error.h"

#include <string.h>

static const Phrase
	no_length = {"the period \"%1\" has no length; try today, last-month, "
			"2026-10 or 2026-10-01..2026-10-15",
		"период «%1» пуст; попробуйте today, last-month, 2026-10 или "
		"2026-10-01..2026-10-15"},
	no_beginning = {"the period \"%1\" has no beginning; write both ends, "
			"such as 2026-10-01..2026-10-15",
		"у периода «%1» нет начала; напишите оба конца, например "
		"2026-10-01..2026-10-15"};

static gboolean parse_one(const char *text, Instant now, GTimeZone *zone,
	Instant *from, Instant *until, GError **error)
{
	if (!date_parse_range(text, now, zone, DATE_PAST, from, until, error))
		return FALSE;
	/* "7d": the last seven days. */
	if (date_is_span(text))
		*until = now;
	if (*until > *from)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_length, text, NULL);
}

gboolean date_parse_period(const char *text, Instant now, GTimeZone *zone,
	Instant *from, Instant *until, GError **error)
{
	const char *dots = strstr(text, "..");
	if (!dots)
		return parse_one(text, now, zone, from, until, error);
	g_autofree char *first = g_strndup(text, (gsize)(dots - text));
	const char *last = dots + 2;
	if (*g_strstrip(first) == '\0')
		return desk_refuse(error, DESK_ERROR_USAGE, &no_beginning, text,
			NULL);
	if (last[strspn(last, " \t")] == '\0')
		last = "now";
	return date_parse_between(first, last, now, zone, DATE_PAST, from,
		until, error);
}
