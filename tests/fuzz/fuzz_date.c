/* Any text: no crash, ranges never end before they begin. */
#include <stdint.h>

#include "text/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const Instant now = 1794981600; /* 2026-11-18T06:00:00Z */
	static GTimeZone *zone;
	if (!zone)
		zone = g_time_zone_new_identifier("Europe/Berlin");
	g_autofree char *text = g_strndup((const char *)data, size);
	for (int direction = DATE_FUTURE; direction <= DATE_PAST; direction++) {
		Instant from, until, at;
		g_autoptr(GError) error = NULL;
		if (date_parse_range(text, now, zone, direction, &from, &until,
			NULL))
			g_assert(from <= until);
		if (!date_parse(text, now, zone, direction, &at, &error))
			g_assert(error && error->message);
	}
	Instant from, until;
	gint64 seconds;
	if (date_parse_period(text, now, zone, &from, &until, NULL))
		g_assert(from < until);
	if (duration_parse(text, &seconds, NULL))
		g_assert(seconds >= 0);
	date_is_span(text);
	return 0;
}
