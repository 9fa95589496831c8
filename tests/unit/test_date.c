#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/date.h"

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
		cmocka_unit_test(days_tile_the_year),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
