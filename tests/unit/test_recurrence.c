#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "text/recurrence.h"

static GDate date(int year, int month, int day)
{
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month,
		(GDateYear)year);
	return date;
}

/* --- what is understood -------------------------------------------------- */

static void rules_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *text, *answer; /* the rule, or a part of the error */
	} rows[] = {
		{"FREQ=DAILY", "FREQ=DAILY"},
		{"RRULE:byday=mo,-1fr;freq=monthly", "FREQ=MONTHLY;BYDAY=MO,-1FR"},
		{"FREQ=WEEKLY; INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2"},
		{"FREQ=DAILY;UNTIL=2027-01-31", "FREQ=DAILY;UNTIL=2027-01-31"},
		{"FREQ=DAILY;UNTIL=20270131T235959Z", "FREQ=DAILY;UNTIL=20270131T235959Z"},
		{"", "FREQ is missing"},
		{"MONTHLY", "says nothing"},
		{"INTERVAL=2", "FREQ is missing"},
		{"FREQ=HOURLY", "at most one a day"},
		{"FREQ=DAILY;FREQ=WEEKLY", "a second time"},
		{"FREQ=DAILY;BYHOUR=9", "stands in \"start\""},
		{"FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not understood"},
		{"FREQ=DAILY;NEVER=1", "unknown part \"NEVER\""},
		{"FREQ=DAILY;COUNT=0", "from 1 to 10000"},
		{"FREQ=DAILY;COUNT=10001", "from 1 to 10000"},
		{"FREQ=DAILY;COUNT=5;UNTIL=20270101", "keep one"},
		{"FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"},
		{"FREQ=DAILY;INTERVAL=99999999999999999999", "from 1 to 1000"},
		{"FREQ=DAILY;UNTIL=2027-02-30", "the last day"},
		{"FREQ=DAILY;UNTIL=tomorrow", "the last day"},
		{"FREQ=WEEKLY;BYDAY=1MO", "a place (1MO) is for"},
		{"FREQ=MONTHLY;BYDAY=6MO", "BYDAY=6MO"},
		{"FREQ=MONTHLY;BYDAY=U,", "BYDAY=U"},
		{"FREQ=MONTHLY;BYDAY=,M", "BYDAY=: days MO"},
		{"FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY"},
		{"FREQ=MONTHLY;BYMONTHDAY=32", "-1 is the last"},
		{"FREQ=MONTHLY;BYMONTHDAY=0", "-1 is the last"},
		{"FREQ=MONTHLY;BYMONTHDAY=--1", "-1 is the last"},
		{"FREQ=YEARLY;BYMONTH=13", "1 to 12"},
		{"FREQ=MONTHLY;BYSETPOS=1", "add one"},
		{"FREQ=WEEKLY;WKST=XX", "WKST=XX"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Recurrence) rule = recurrence_parse(rows[i].text,
			&error);
		if (rule)
			assert_string_equal(recurrence_text(rule),
				rows[i].answer);
		else if (!strstr(error->message, rows[i].answer))
			fail_msg("%s: %s", rows[i].text, error->message);
	}
}

/* --- a slow count, day by day -------------------------------------------- */

typedef struct {
	enum { DAILY, WEEKLY, MONTHLY, YEARLY } unit;
	int interval, count, week_start; /* Monday 0 */
	GDate until;			 /* invalid: none */
	int by_month[16], by_month_day[16], by_set[16], by_day[16],
		by_place[16];
	int months, month_days, sets, days;
} Rule;

static const char day_names[] = "MOTUWETHFRSASU";

static int numbers(const char *text, int *list)
{
	int count = 0;
	for (char *end; *text; text = *end ? end + 1 : end) {
		list[count++] = (int)strtol(text, &end, 10);
	}
	return count;
}

static int weekday(const char *text)
{
	for (int i = 0; i < 7; i++)
		if (strncmp(day_names + 2 * i, text, 2) == 0)
			return i;
	return -1;
}

static Rule read_rule(const char *text)
{
	Rule rule = {.interval = 1};
	g_date_clear(&rule.until, 1);
	g_auto(GStrv) parts = g_strsplit(text, ";", -1);
	for (char **part = parts; *part; part++) {
		char *value = strchr(*part, '=');
		*value++ = '\0';
		if (strcmp(*part, "FREQ") == 0)
			rule.unit = *value == 'D' ? DAILY : *value == 'W' ?
				WEEKLY : *value == 'M' ? MONTHLY : YEARLY;
		else if (strcmp(*part, "INTERVAL") == 0)
			rule.interval = atoi(value);
		else if (strcmp(*part, "COUNT") == 0)
			rule.count = atoi(value);
		else if (strcmp(*part, "UNTIL") == 0)
			rule.until = date(atoi(value) / 10000,
				atoi(value) / 100 % 100, atoi(value) % 100);
		else if (strcmp(*part, "BYMONTH") == 0)
			rule.months = numbers(value, rule.by_month);
		else if (strcmp(*part, "BYMONTHDAY") == 0)
			rule.month_days = numbers(value, rule.by_month_day);
		else if (strcmp(*part, "BYSETPOS") == 0)
			rule.sets = numbers(value, rule.by_set);
		else if (strcmp(*part, "WKST") == 0)
			rule.week_start = weekday(value);
		else {
			g_auto(GStrv) days = g_strsplit(value, ",", -1);
			for (char **day = days; *day; day++, rule.days++) {
				rule.by_place[rule.days] = atoi(*day);
				rule.by_day[rule.days] = weekday(*day +
					strlen(*day) - 2);
			}
		}
	}
	return rule;
}

static gboolean has(const int *list, int count, int wanted)
{
	for (int i = 0; i < count; i++)
		if (list[i] == wanted)
			return TRUE;
	return FALSE;
}

static int day_of_week(const GDate *day)
{
	return (int)g_date_get_weekday(day) - 1;
}

static int month_length(const GDate *day)
{
	return g_date_get_days_in_month(g_date_get_month(day),
		g_date_get_year(day));
}

/* The n-th such weekday, and from the end, of its month or year? */
static gboolean is_nth(const GDate *day, int place, gboolean of_year)
{
	int number = of_year ? (int)g_date_get_day_of_year(day) :
		g_date_get_day(day);
	int length = !of_year ? month_length(day) :
		g_date_is_leap_year(g_date_get_year(day)) ? 366 : 365;
	return place == (number - 1) / 7 + 1 ||
		place == -((length - number) / 7 + 1);
}

static gboolean fits_day(const Rule *rule, const GDate *day)
{
	gboolean of_year = rule->unit == YEARLY && rule->months == 0;
	for (int i = 0; i < rule->days; i++)
		if (rule->by_day[i] == day_of_week(day) &&
			(rule->by_place[i] == 0 ||
				is_nth(day, rule->by_place[i], of_year)))
			return TRUE;
	return rule->days == 0;
}

/* Does the rule name this day, were its period due? */
static gboolean is_named(const Rule *rule, const GDate *start,
	const GDate *day)
{
	int number = g_date_get_day(day);
	int month = (int)g_date_get_month(day);
	if (rule->months && !has(rule->by_month, rule->months, month))
		return FALSE;
	if (rule->month_days && !has(rule->by_month_day, rule->month_days,
		number) && !has(rule->by_month_day, rule->month_days,
		number - month_length(day) - 1))
		return FALSE;
	if (!fits_day(rule, day))
		return FALSE;
	if (rule->unit == WEEKLY && rule->days == 0)
		return day_of_week(day) == day_of_week(start);
	if (rule->unit < MONTHLY || rule->days || rule->month_days)
		return TRUE;
	return number == g_date_get_day(start) && (rule->unit == MONTHLY ||
		rule->months || month == (int)g_date_get_month(start));
}

static int period_of(const Rule *rule, const GDate *day)
{
	int julian = (int)g_date_get_julian(day); /* 1 is a Monday */
	int year = g_date_get_year(day);
	return rule->unit == DAILY ? julian : rule->unit == WEEKLY ?
		(julian - 1 + 7 - rule->week_start) / 7 :
		rule->unit == MONTHLY ? year * 12 + (int)g_date_get_month(day) :
		year;
}

/* Its place among the days that its period names, from both ends. */
static gboolean is_chosen(const Rule *rule, const GDate *start,
	const GDate *day)
{
	int before = 0, after = 0;
	GDate other = *day;
	if (rule->sets == 0)
		return TRUE;
	for (g_date_subtract_days(&other, 1); period_of(rule, &other) ==
		period_of(rule, day); g_date_subtract_days(&other, 1))
		before += is_named(rule, start, &other);
	other = *day;
	for (g_date_add_days(&other, 1); period_of(rule, &other) ==
		period_of(rule, day); g_date_add_days(&other, 1))
		after += is_named(rule, start, &other);
	return has(rule->by_set, rule->sets, before + 1) ||
		has(rule->by_set, rule->sets, -after - 1);
}

static GArray *slowly(const char *text, const GDate *start, const GDate *last)
{
	Rule rule = read_rule(text);
	GArray *days = g_array_new(FALSE, FALSE, sizeof(GDate));
	for (GDate day = *start; g_date_compare(&day, last) <= 0;
		g_date_add_days(&day, 1)) {
		if (g_date_valid(&rule.until) &&
			g_date_compare(&day, &rule.until) > 0)
			break;
		if ((period_of(&rule, &day) - period_of(&rule, start)) %
			rule.interval == 0 && is_named(&rule, start, &day) &&
			is_chosen(&rule, start, &day))
			g_array_append_val(days, day);
		if (rule.count && (int)days->len == rule.count)
			break;
	}
	return days;
}

static char *text_of(const GArray *days)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < MIN(days->len, 12); i++) {
		char day[16];
		g_date_strftime(day, sizeof day, "%F ",
			&g_array_index(days, GDate, i));
		g_string_append(text, day);
	}
	return g_string_free(text, FALSE);
}

static void same_days(const char *rule, GDate start, guint passed)
{
	GDate last = start;
	g_date_add_days(&last, 3000);
	g_autoptr(GError) error = NULL;
	g_autoptr(Recurrence) parsed = recurrence_parse(rule, &error);
	g_assert_no_error(error);
	GDate from = start;
	g_date_add_days(&from, passed);
	g_autoptr(GArray) wanted = slowly(rule, &start, &last);
	while (wanted->len > 0 && g_date_compare(&g_array_index(wanted, GDate,
		0), &from) < 0)
		g_array_remove_index(wanted, 0);
	g_autoptr(GArray) got = recurrence_days(parsed, &start, &from, &last,
		G_MAXUINT);
	g_autofree char *one = text_of(wanted);
	g_autofree char *two = text_of(got);
	gboolean same = wanted->len == got->len;
	for (guint i = 0; same && i < got->len; i++)
		same = g_date_compare(&g_array_index(got, GDate, i),
			&g_array_index(wanted, GDate, i)) == 0;
	if (!same)
		fail_msg("%s from %d-%d-%d:\nslowly %u %s\ngot %u %s",
			rule, g_date_get_year(&start),
			(int)g_date_get_month(&start), g_date_get_day(&start),
			wanted->len, one, got->len, two);
}

static void well_known_rules(void **state)
{
	(void)state;
	static const char *const rules[] = {
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;COUNT=40",
		"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO",
		"FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=31",
		"FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=-1FR",
		"FREQ=MONTHLY;BYDAY=2TU;UNTIL=20271231",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
		"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
		"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
		"FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", "FREQ=YEARLY;BYDAY=20MO",
		"FREQ=DAILY;BYMONTH=1;BYDAY=MO,FR",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
		same_days(rules[i], date(2026, 11, 22), 0);
		same_days(rules[i], date(2026, 1, 31), 400);
		same_days(rules[i], date(2024, 2, 29), 1);
	}
}

static void add_numbers(GRand *rand, GString *rule, const char *name, int most,
	gboolean negative)
{
	int count = g_rand_int_range(rand, 1, 4);
	g_string_append_printf(rule, ";%s=", name);
	for (int i = 0; i < count; i++)
		g_string_append_printf(rule, "%s%s%d", i ? "," : "",
			negative && g_rand_int_range(rand, 0, 3) == 0 ? "-" : "",
			g_rand_int_range(rand, 1, most + 1));
}

static void add_days(GRand *rand, GString *rule, int unit)
{
	int count = g_rand_int_range(rand, 1, 4);
	g_string_append(rule, ";BYDAY=");
	for (int i = 0; i < count; i++) {
		int place = unit < MONTHLY ? 0 : g_rand_int_range(rand, -5, 6);
		const char *day = day_names + 2 * g_rand_int_range(rand, 0, 7);
		g_string_append(rule, i ? "," : "");
		if (place)
			g_string_append_printf(rule, "%d", place);
		g_string_append_len(rule, day, 2);
	}
}

static char *random_rule(GRand *rand)
{
	static const char *const units[] = {"DAILY", "WEEKLY", "MONTHLY",
		"YEARLY"};
	int unit = g_rand_int_range(rand, 0, 4);
	GString *rule = g_string_new("FREQ=");
	g_string_append(rule, units[unit]);
	if (g_rand_boolean(rand))
		g_string_append_printf(rule, ";INTERVAL=%d",
			g_rand_int_range(rand, 1, 5));
	guint chosen = g_rand_int(rand) % 16;
	if (chosen & 1)
		add_numbers(rand, rule, "BYMONTH", 12, FALSE);
	if (chosen & 2 && unit != WEEKLY)
		add_numbers(rand, rule, "BYMONTHDAY", 31, TRUE);
	if (chosen & 4)
		add_days(rand, rule, unit);
	if (chosen & 8 && strstr(rule->str, ";BY"))
		add_numbers(rand, rule, "BYSETPOS", 3, TRUE);
	switch (g_rand_int_range(rand, 0, 4)) {
	case 0:
		g_string_append_printf(rule, ";COUNT=%d",
			g_rand_int_range(rand, 1, 50));
		break;
	case 1:
		g_string_append_printf(rule, ";UNTIL=%d0%d15",
			g_rand_int_range(rand, 2026, 2030),
			g_rand_int_range(rand, 1, 10));
		break;
	default:
		break;
	}
	if (g_rand_int_range(rand, 0, 4) == 0)
		g_string_append_printf(rule, ";WKST=%.2s",
			day_names + 2 * g_rand_int_range(rand, 0, 7));
	return g_string_free(rule, FALSE);
}

static void random_rules_equal_a_slow_count(void **state)
{
	(void)state;
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	for (int i = 0; i < 400; i++) {
		g_autofree char *rule = random_rule(rand);
		same_days(rule, date(g_rand_int_range(rand, 2024, 2028),
			g_rand_int_range(rand, 1, 13),
			g_rand_int_range(rand, 1, 29)),
			i % 3 ? 0 : (guint)g_rand_int_range(rand, 0, 2000));
	}
}

static void what_never_comes_ends(void **state)
{
	(void)state;
	static const char *const rules[] = {
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
		"FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
		"FREQ=MONTHLY;BYMONTHDAY=12;BYDAY=5TH",
		"FREQ=DAILY;INTERVAL=7;BYDAY=MO",
	};
	GDate start = date(2026, 11, 22), last = date(3000, 1, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
		g_autoptr(Recurrence) rule = recurrence_parse(rules[i], NULL);
		g_autoptr(GArray) days = recurrence_days(rule, &start, &start,
			&last, 10);
		assert_int_equal(days->len, 0);
	}
}

static void few_are_answered(void **state)
{
	(void)state;
	GDate start = date(1990, 1, 1), from = date(2026, 11, 22),
		last = date(9000, 1, 1);
	g_autoptr(Recurrence) rule = recurrence_parse("FREQ=DAILY", NULL);
	g_autoptr(GArray) days = recurrence_days(rule, &start, &from, &last, 3);
	assert_int_equal(days->len, 3);
	assert_int_equal(g_date_compare(&g_array_index(days, GDate, 0), &from),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_checked),
		cmocka_unit_test(well_known_rules),
		cmocka_unit_test(random_rules_equal_a_slow_count),
		cmocka_unit_test(what_never_comes_ends),
		cmocka_unit_test(few_are_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
