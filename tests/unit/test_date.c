#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "cases.h"
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

static char *answer(const char *input, void *data)
{
	GHashTable *settings = data;
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

static void cases_pass(void **state)
{
	(void)state;
	assert_int_equal(cases_run_settings("date", answer), 0);
}

/* A day never overlaps its neighbours and leaves no gap, in zones that change
 * their clocks at midnight too. */
static void days_tile_the_year(void **state)
{
	(void)state;
	static const char *const zones[] = {"Europe/Moscow", "Europe/Berlin",
		"America/Sao_Paulo", "Asia/Beirut", "America/Havana",
		"Australia/Lord_Howe", "Pacific/Apia"};
	static const int years[] = {2011, 2017, 2026};
	for (gsize i = 0; i < G_N_ELEMENTS(zones) * G_N_ELEMENTS(years); i++) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(
			zones[i % G_N_ELEMENTS(zones)]);
		assert_non_null(zone);
		Instant last = INSTANT_NONE;
		GDate day;
		g_date_clear(&day, 1);
		g_date_set_dmy(&day, 1, 1,
			(GDateYear)years[i / G_N_ELEMENTS(zones)]);
		for (int n = 0; n < 366; n++, g_date_add_days(&day, 1)) {
			char text[16];
			Instant from, until;
			g_snprintf(text, sizeof text, "%04d-%02d-%02d",
				g_date_get_year(&day),
				(int)g_date_get_month(&day),
				g_date_get_day(&day));
			assert_true(date_parse_range(text, 0, zone, DATE_PAST,
				&from, &until, NULL));
			assert_true(last == INSTANT_NONE || from == last);
			assert_true(until >= from);
			last = until;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(days_tile_the_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
