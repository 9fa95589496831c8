#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "cases.h"
#include "text/date.h"

/* Empty columns mean: as in the row before. */
typedef struct {
	Instant now;
	char *zone_name;
	char *kind;
} Columns;

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

static char *answer(const char *text, const Columns *columns, GTimeZone *zone,
	GError **error)
{
	Instant a, b;
	gint64 seconds;
	gboolean past = g_str_has_suffix(columns->kind, "past");
	DateDirection direction = past ? DATE_PAST : DATE_FUTURE;
	if (g_str_equal(columns->kind, "duration"))
		return duration_parse(text, &seconds, error) ?
			g_strdup_printf("%" G_GINT64_FORMAT, seconds) : NULL;
	if (g_str_equal(columns->kind, "period"))
		return date_parse_period(text, columns->now, zone, &a, &b,
			error) ? show_range(a, b, zone) : NULL;
	if (g_str_has_prefix(columns->kind, "range"))
		return date_parse_range(text, columns->now, zone, direction, &a,
			&b, error) ? show_range(a, b, zone) : NULL;
	return date_parse(text, columns->now, zone, direction, &a, error) ?
		show(a, zone) : NULL;
}

static void take_column(char **column, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	g_free(*column);
	*column = g_strdup(text);
}

static char *run(const char *input, void *data)
{
	Columns *columns = data;
	g_auto(GStrv) cells = g_strsplit(input, "|", 4);
	for (guint i = 0; cells[i]; i++)
		g_strstrip(cells[i]);
	if (g_strv_length(cells) == 4) {
		if (*cells[1] != '\0')
			assert_true(instant_parse(cells[1], &columns->now));
		take_column(&columns->zone_name, cells[2]);
		take_column(&columns->kind, cells[3]);
	}
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(
		columns->zone_name);
	assert_non_null(zone);
	g_autoptr(GError) error = NULL;
	char *text = answer(cells[0], columns, zone, &error);
	if (text)
		return text;
	assert_true(error->domain == DESK_ERROR);
	assert_int_equal(error->code, DESK_ERROR_USAGE);
	return g_strdup_printf("error: %s", error->message);
}

static void cases_pass(void **state)
{
	(void)state;
	Columns columns = {0};
	assert_int_equal(cases_run("date", run, &columns), 0);
	g_free(columns.zone_name);
	g_free(columns.kind);
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
