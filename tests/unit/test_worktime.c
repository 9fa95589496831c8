#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "cases.h"
#include "rules/worktime.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static Instant at(const char *text)
{
	Instant instant;
	assert_true(instant_parse(text, &instant));
	return instant;
}

/* --- rows of tests/cases/worktime.case ------------------------------------ */

static const struct {
	const char *path, *text;
} files[] = {
	{"calendars/office.yaml", "zone: Europe/Moscow\n"
		"week:\n  mon-fri: ['09:00-18:00']\n"},
	{"calendars/lunch.yaml", "zone: Europe/Moscow\n"
		"include: [calendars/days.yaml]\n"
		"week:\n  mon-thu: ['09:00-13:00', '14:00-18:00']\n"
		"  fri: 09:00-16:45\n"
		"exceptions:\n  2026-11-28: ['10:00-14:00']\n"},
	{"calendars/days.yaml", "holidays:\n"
		"  - 2026-12-31..2027-01-10\n  - 11-04\n"
		"  - {day: 2026-12-30, hours: ['09:00-12:00'], title: Eve}\n"
		"moved:\n  - {from: 2026-11-30, to: 2026-11-29}\n"
		"short: [2026-11-24]\n"},
	{"calendars/closed.yaml", "zone: Europe/Moscow\n"
		"week:\n  mon-fri: ['09:00-18:00']\n"
		"holidays: [2026-07-01..2026-08-29]\n"},
	{"calendars/berlin.yaml", "zone: Europe/Berlin\n"
		"week:\n  mon-sun: ['00:00-24:00']\n"},
	{"calendars/night.yaml", "zone: Europe/Berlin\n"
		"week:\n  mon-sun: ['22:00-24:00', '00:00-06:00']\n"},
	{"calendars/never.yaml", "week: {}\n"},
};

static const char *file_text(void *data, const char *path)
{
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		if (strcmp(files[i].path, path) == 0)
			return files[i].text;
	return NULL;
}

static Calendar *parse(const char *name, const char *text, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *path = g_strdup_printf("calendars/%s.yaml", name);
	if (!text)
		text = file_text(NULL, path);
	assert_non_null(text);
	return calendar_parse(name, text, strlen(text), path, utc, file_text,
		NULL, error);
}

static Calendar *named(const char *name)
{
	if (strcmp(name, "always") == 0) {
		g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
		return calendar_always(name, zone);
	}
	g_autoptr(GError) error = NULL;
	Calendar *calendar = parse(name, NULL, &error);
	g_assert_no_error(error);
	return calendar;
}

static WorkSpan span_of(const char *text)
{
	char *unit;
	gint64 amount = g_ascii_strtoll(text, &unit, 10);
	if (strcmp(unit, "bd") == 0)
		return (WorkSpan){WORK_DAYS, amount * WORKDAY};
	if (strcmp(unit, "bh") == 0)
		return (WorkSpan){WORK_HOURS, amount * HOUR};
	if (strcmp(unit, "bm") == 0)
		return (WorkSpan){WORK_HOURS, amount * MINUTE};
	return (WorkSpan){WORK_CALENDAR, amount * HOUR};
}

/* "office 2026-11-20T15:00:00Z + 4bh", "office A .. B", "office A open",
 * "lunch hours 2026-11-28". */
static char *answer(const char *input, void *data)
{
	(void)data;
	g_auto(GStrv) words = g_strsplit(input, " ", -1);
	g_autoptr(Calendar) calendar = named(words[0]);
	g_autoptr(Worktime) worktime = worktime_new(calendar);
	g_autoptr(GError) error = NULL;
	if (strcmp(words[1], "hours") == 0) {
		GDate day;
		g_date_clear(&day, 1);
		g_date_set_parse(&day, words[2]);
		char *hours = work_hours_format(calendar_hours(calendar, &day));
		if (*hours)
			return hours;
		g_free(hours);
		return g_strdup("none");
	}
	Instant from = at(words[1]), answer_at;
	if (strcmp(words[2], "open") == 0)
		answer_at = worktime_next_open(worktime, from);
	else if (strcmp(words[2], "close") == 0)
		answer_at = worktime_next_close(worktime, from);
	else if (strcmp(words[2], "..") == 0) {
		g_autofree char *hours = work_span_format((WorkSpan){WORK_HOURS,
			worktime_between(worktime, from, at(words[3]))});
		g_autofree char *days = work_span_format((WorkSpan){WORK_DAYS,
			worktime_measure(worktime, WORK_DAYS, from,
				at(words[3]))});
		return g_strdup_printf("%s %s", hours, days);
	} else {
		WorkSpan span = span_of(words[3]);
		span.amount *= *words[2] == '-' ? -1 : 1;
		if (!worktime_add(worktime, from, span, &answer_at, &error))
			return g_strdup_printf("error %d: %s", error->code,
				error->message);
	}
	return answer_at == INSTANT_NONE ? g_strdup("never") :
		instant_format(answer_at);
}

static void cases_pass(void **state)
{
	(void)state;
	assert_int_equal(cases_run("worktime", answer, NULL), 0);
}

/* --- random calendars ----------------------------------------------------- */

static const char *const zones[] = {"Europe/Moscow", "Europe/London",
	"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
	"America/St_Johns", "Africa/Casablanca", "Asia/Beirut",
	"America/Santiago", "Pacific/Chatham", "UTC"};

static void add_random_hours(GString *text, GRand *random)
{
	guint minute = 0;
	const char *comma = "";
	g_string_append_c(text, '[');
	for (int i = g_rand_int_range(random, 0, 4); i > 0; i--) {
		guint from = minute + (guint)g_rand_int_range(random, 0, 500);
		guint until = from + (guint)g_rand_int_range(random, 1, 500);
		if (from >= 1440)
			break;
		until = MIN(until, 1440);
		g_string_append_printf(text, "%s'%02u:%02u-%02u:%02u'", comma,
			from / 60, from % 60, until / 60, until % 60);
		comma = ", ";
		minute = until;
	}
	g_string_append(text, "]\n");
}

static char *random_text(GRand *random)
{
	static const char *const days[] = {"mon", "tue", "wed", "thu", "fri",
		"sat", "sun"};
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "zone: %s\nweek:\n", zones[
		g_rand_int_range(random, 0, G_N_ELEMENTS(zones))]);
	/* One that has work for sure. */
	g_string_append(text, "  mon: ['02:15-02:45', '08:00-17:00']\n");
	for (guint i = 1; i < G_N_ELEMENTS(days); i++) {
		g_string_append_printf(text, "  %s: ", days[i]);
		add_random_hours(text, random);
	}
	g_string_append(text, "holidays:\n");
	for (int i = 0; i < 6; i++)
		g_string_append_printf(text, "  - 2026-%02d-%02d\n",
			g_rand_int_range(random, 1, 13),
			g_rand_int_range(random, 1, 28));
	g_string_append_printf(text, "moved: [{from: 2026-03-30, to: "
		"2026-03-%02d}]\n", g_rand_int_range(random, 1, 29));
	g_string_append_printf(text, "short: [2026-10-%02d]\nexceptions:\n"
		"  2026-11-01: ", g_rand_int_range(random, 1, 32));
	add_random_hours(text, random);
	return g_string_free(text, FALSE);
}

static Calendar *random_calendar(GRand *random)
{
	g_autofree char *text = random_text(random);
	g_autoptr(GError) error = NULL;
	Calendar *calendar = parse("random", text, &error);
	g_assert_no_error(error);
	return calendar;
}

/* Days on which clocks change somewhere, and others. */
static Instant random_instant(GRand *random)
{
	static const char *const days[] = {"2026-03-08", "2026-03-29",
		"2026-04-05", "2026-09-06", "2026-09-27", "2026-10-25",
		"2026-11-01", "2026-02-15", "2026-03-22", "2025-12-31",
		"2026-06-15"};
	g_autofree char *text = g_strdup_printf("%sT00:00:00Z", days[
		g_rand_int_range(random, 0, G_N_ELEMENTS(days))]);
	return at(text) + (Instant)g_rand_int_range(random, -2 * 1440,
		2 * 1440) * MINUTE;
}

static gboolean slow_is_open(const Calendar *calendar, Instant instant)
{
	g_autoptr(GDateTime) local = instant_to_date_time(instant,
		calendar->zone);
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));
	guint minute = (guint)(g_date_time_get_hour(local) * 60 +
		g_date_time_get_minute(local));
	const GArray *hours = calendar_hours(calendar, &day);
	for (guint i = 0; i < hours->len; i++) {
		const WorkHours *part = &g_array_index(hours, WorkHours, i);
		if (minute >= part->from && minute < part->until)
			return TRUE;
	}
	return FALSE;
}

static gint64 slow_between(const Calendar *calendar, Instant from,
	Instant until)
{
	gint64 seconds = 0;
	for (Instant i = from; i < until; i += MINUTE)
		seconds += slow_is_open(calendar, i) ? MINUTE : 0;
	return seconds;
}

static void equals_a_slow_count(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(20261121);
	for (int i = 0; i < 150; i++) {
		g_autoptr(Calendar) calendar = random_calendar(random);
		g_autoptr(Worktime) worktime = worktime_new(calendar);
		Instant from = random_instant(random);
		Instant until = from + (Instant)g_rand_int_range(random, 0,
			5 * 1440) * MINUTE;
		assert_int_equal(worktime_between(worktime, from, until),
			slow_between(calendar, from, until));
		assert_int_equal(worktime_is_open(worktime, from),
			slow_is_open(calendar, from));
	}
}

static void is_additive_to_the_second(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	for (int i = 0; i < 100; i++) {
		g_autoptr(Calendar) calendar = random_calendar(random);
		g_autoptr(Worktime) worktime = worktime_new(calendar);
		Instant a = random_instant(random);
		Instant b = a + g_rand_int_range(random, 0, 900 * DAY);
		Instant c = b + g_rand_int_range(random, 0, 90 * DAY);
		for (WorkUnit unit = WORK_CALENDAR; unit <= WORK_DAYS; unit++)
			assert_true(ABS(worktime_measure(worktime, unit, a, b) +
				worktime_measure(worktime, unit, b, c) -
				worktime_measure(worktime, unit, a, c)) <= 1);
	}
}

/* In bd to what half a second is worth of the shortest day here. */
static void what_is_added_is_measured(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	for (int i = 0; i < 1000; i++) {
		g_autoptr(Calendar) calendar = random_calendar(random);
		g_autoptr(Worktime) worktime = worktime_new(calendar);
		g_autoptr(GError) error = NULL;
		Instant from = random_instant(random) +
			g_rand_int_range(random, 0, 60);
		Instant due, back;
		WorkSpan hours = {WORK_HOURS, g_rand_int_range(random, 1,
			200 * HOUR)};
		assert_true(worktime_add(worktime, from, hours, &due, &error));
		assert_int_equal(worktime_between(worktime, from, due),
			hours.amount);
		/* Not a second earlier. */
		assert_int_equal(worktime_between(worktime, from, due - 1),
			hours.amount - 1);
		hours.amount = -hours.amount;
		assert_true(worktime_add(worktime, due, hours, &back, &error));
		assert_int_equal(worktime_between(worktime, from, back), 0);
		assert_int_equal(worktime_between(worktime, back, due),
			-hours.amount);
		WorkSpan days = {WORK_DAYS, WORKDAY * g_rand_int_range(random,
			1, 30)};
		assert_true(worktime_add(worktime, from, days, &due, &error));
		gint64 half = WORKDAY / 60 / 2 + 1;
		assert_true(ABS(worktime_measure(worktime, WORK_DAYS, from,
			due) - days.amount) <= half);
	}
}

static void long_spans_are_quick(void **state)
{
	(void)state;
	g_autoptr(Calendar) calendar = named("office");
	g_autoptr(Worktime) worktime = worktime_new(calendar);
	Instant from = at("2026-01-01T00:00:00Z");
	for (int i = 0; i < 100000; i++)
		assert_true(worktime_between(worktime, from + i * 60,
			from + 20 * 365 * (Instant)DAY) > 0);
}

/* Nothing hangs or overflows beyond the years that it knows. */
static void far_away_there_is_no_work(void **state)
{
	(void)state;
	static const char *const names[] = {"office", "berlin", "always",
		"never"};
	Instant far[] = {at("0001-01-01T00:00:00Z"), at("1969-12-31T12:00:00Z"),
		at("2199-12-31T23:00:00Z"), at("9999-12-31T23:59:59Z"),
		at("2026-01-01T00:00:00Z")};
	for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
		g_autoptr(Calendar) calendar = named(names[n]);
		g_autoptr(Worktime) worktime = worktime_new(calendar);
		for (guint i = 0; i < G_N_ELEMENTS(far); i++)
			for (guint j = 0; j < G_N_ELEMENTS(far); j++) {
				Instant due;
				WorkSpan span = {WORK_HOURS, HOUR};
				assert_true(worktime_between(worktime, far[i],
					far[j]) >= 0);
				assert_true(worktime_measure(worktime,
					WORK_DAYS, far[i], far[j]) >= 0);
				worktime_add(worktime, far[i], span, &due,
					NULL);
				span.amount = -span.amount;
				worktime_add(worktime, far[i], span, &due,
					NULL);
				worktime_next_open(worktime, far[i]);
			}
	}
}

/* --- reading -------------------------------------------------------------- */

static void mistakes_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{"wek: {}\n", "calendars/x.yaml:1:1: unknown key \"wek\""},
		{"week:\n  monday: []\n",
			"calendars/x.yaml:2:3: unknown day \"monday\""},
		{"week:\n  mon-fri: ['9-18']\n",
			"calendars/x.yaml:2:13: cannot read the hours \"9-18\""},
		{"week:\n  mon: ['09:0018:00']\n", "calendars/x.yaml:2:9:"},
		{"week:\n  mon: ['22:00-06:00']\n",
			"calendars/x.yaml:2:9: the hours 22:00-06:00 end"},
		{"week:\n  mon: ['08:00-12:00', '11:00-13:00']\n",
			"calendars/x.yaml:2:8: two of these hours overlap"},
		{"week:\n  mon-wed: []\n  tue: []\n",
			"calendars/x.yaml:3:3: tue stands here a second time"},
		{"week:\n  mon: ['08:00-24:01']\n", "calendars/x.yaml:2:9:"},
		{"zone: Europe/Moskow\n",
			"calendars/x.yaml:1:7: unknown time zone"},
		{"zone: ../../etc/passwd\n", "unknown time zone"},
		{"holidays: [2026-02-30]\n",
			"calendars/x.yaml:1:12: no such day: \"2026-02-30\""},
		{"holidays: [2026-02-03..2026-02-01]\n", "ends before"},
		{"holidays: [1000-01-01..9999-01-01]\n", "more than 20000"},
		{"include: [calendars/none.yaml]\n",
			"calendars/x.yaml:1:11: there is no file"},
		{"include: [./../secret.yaml]\n", "calendars/x.yaml:1:11: "
			"\"include\" is a file of this store"},
		{"include: [/etc/secret.yaml]\n", "is a file of this store"},
		{"include: [calendars/lunch.yaml]\n",
			"calendars/lunch.yaml:2:10: a file that is included"},
		{"moved: [{from: 2026-01-03}]\n", "needs \"from\" and \"to\""},
		{"week:\n  mon: [a]\nshort: [b]\n", "calendars/x.yaml:3:9:"},
		{"[]\n", "a calendar is a mapping"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Calendar) calendar = parse("x", rows[i].text, &error);
		assert_null(calendar);
		assert_int_equal(error->code, DESK_ERROR_CONFIG);
		if (!strstr(error->message, rows[i].expected))
			fail_msg("%s: %s", rows[i].text, error->message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(equals_a_slow_count),
		cmocka_unit_test(is_additive_to_the_second),
		cmocka_unit_test(what_is_added_is_measured),
		cmocka_unit_test(long_spans_are_quick),
		cmocka_unit_test(far_away_there_is_no_work),
		cmocka_unit_test(mistakes_are_named),
	};
	return cmocka_run_group_tests_name("worktime", tests, NULL, NULL);
}
