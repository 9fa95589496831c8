#include "../cases.h"
#include "base/error.h"
#include "text/date.h"

static char *show(Instant at, GTimeZone *zone)
{
	return instant_format_in(at, zone, "%Y-%m-%d %H:%M:%S%:z");
}

static char *show_range(Instant from, Instant until, GTimeZone *zone)
{
	g_autofree char *a = show(from, zone);
	g_autofree char *b = show(until, zone);
	return g_strdup_printf("%s .. %s", a, b);
}

static char *read_as(const char *kind, const char *text, Instant now,
	GTimeZone *zone, GError **error)
{
	Instant a, b;
	gint64 seconds;
	DateDirection direction = g_str_has_suffix(kind, "past") ? DATE_PAST :
								   DATE_FUTURE;
	if (g_str_equal(kind, "duration"))
		return duration_parse(text, &seconds, error) ?
			g_strdup_printf("%" G_GINT64_FORMAT, seconds) : NULL;
	if (g_str_equal(kind, "period"))
		return date_parse_period(text, now, zone, &a, &b, error) ?
			show_range(a, b, zone) : NULL;
	if (g_str_has_prefix(kind, "range"))
		return date_parse_range(text, now, zone, direction, &a, &b,
			error) ? show_range(a, b, zone) : NULL;
	return date_parse(text, now, zone, direction, &a, error) ?
		show(a, zone) : NULL;
}

static char *answer(const char *input, GHashTable *settings)
{
	Instant now = 0;
	gboolean valid = instant_parse(g_hash_table_lookup(settings, "now"),
		&now);
	g_assert(valid);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(
		g_hash_table_lookup(settings, "zone"));
	g_assert(zone);
	g_autoptr(GError) error = NULL;
	char *text = read_as(g_hash_table_lookup(settings, "kind"), input, now,
		zone, &error);
	if (text)
		return text;
	g_assert(g_error_matches(error, DESK_ERROR, DESK_ERROR_USAGE));
	char *examples = strstr(error->message, "; ");
	if (examples)
		*examples = '\0';
	return g_strdup_printf("error: %s", error->message);
}

int main(void)
{
	return cases_main("date", answer);
}
