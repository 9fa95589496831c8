#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/desk/presets.h"
#include "base/error.h"
#include "rules/schedule.h"

static Instant at(const char *text)
{
	Instant instant;
	assert_true(instant_parse(text, &instant));
	return instant;
}

static Schedule *parse(const char *yaml, const Regulation *regulation,
	GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	return schedule_parse("x", yaml, strlen(yaml), "schedules/x.yaml", zone,
		regulation, error);
}

static const char *no_file(void *data, const char *path)
{
	(void)data;
	(void)path;
	return NULL;
}

static Calendar *calendar_of(const char *text)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	g_autoptr(GError) error = NULL;
	Calendar *calendar = calendar_parse("office", text, strlen(text),
		"calendars/office.yaml", zone, no_file, NULL, &error);
	g_assert_no_error(error);
	return calendar;
}

#define OFFICE "week: {mon-fri: ['09:00-18:00']}\n" \
	"holidays: [{day: 2026-12-31..2027-01-10, title: New Year}]\n"

/* --- the file ------------------------------------------------------------ */

static void mistakes_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *wanted;
	} rows[] = {
		{"", "schedules/x.yaml:1:1: \"subject\" is missing"},
		{"subject: x\n", "\"start\" is missing"},
		{"[a]\n", "a schedule is a mapping"},
		{"subject: x\nstart: 2026-13-01\n", "x.yaml:2:8: \"start\" is"},
		{"subject: x\nstart: 2026-12-01 24:00\n", "x.yaml:2:8:"},
		{"subject: x\nstart: 2026-12-01 9\n", "x.yaml:2:8:"},
		{"subject: x\nstart: 2026-12-01\nrepeat: FREQ=SECONDLY\n",
			"x.yaml:3:9: repeat: FREQ=SECONDLY: one of DAILY"},
		{"subject: x\nstart: 2026-12-01\nshift: forward\n",
			"x.yaml:3:8: unknown shift \"forward\""},
		{"subject: x\nstart: 2026-12-01\ncatchup: all\n",
			"x.yaml:3:1: unknown key \"catchup\"; did you mean "
			"\"catch-up\"?"},
		{"subject: x\nstart: 2026-12-01\nzone: Mars/Base\n",
			"x.yaml:3:7: unknown time zone"},
		{"subject: x\nstart: 2026-12-01\ndue: 500d\n", "x.yaml:3:6:"},
		{"subject: x\nstart: 2026-12-01\ndue: soon\n", "such as 8h"},
		{"subject: x\nstart: 2026-12-01\nexcept: [2026-12-01, x]\n",
			"x.yaml:3:22: \"except\" names days"},
		{"subject: x\nstart: 2026-12-01\ntell: true\n",
			"x.yaml:3:7: \"tell\" writes to the requester"},
		{"subject: x\nstart: 2026-12-01\nrequester: {a: b}\n",
			"\"requester\" needs one text"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Schedule) schedule = parse(rows[i].yaml, NULL, &error);
		assert_null(schedule);
		assert_int_equal(error->code, DESK_ERROR_DATA);
		if (!strstr(error->message, rows[i].wanted))
			fail_msg("%s\nlacks %s", error->message, rows[i].wanted);
	}
}

static Regulation *regulation_of(const char *preset)
{
	g_auto(GStrv) parts = g_strsplit(preset, "@ID@", -1);
	g_autofree char *with_id = g_strjoinv("k3f9", parts);
	g_auto(GStrv) others = g_strsplit(with_id, "@PREFIX@", -1);
	g_autofree char *text = g_strjoinv("ACME", others);
	g_autoptr(GError) error = NULL;
	Regulation *regulation = regulation_parse(text, strlen(text),
		"desk.yaml", &error);
	g_assert_no_error(error);
	return regulation;
}

static void names_are_judged_with_a_regulation(void **state)
{
	(void)state;
	static const char yaml[] = "subject: x\nstart: 2026-12-01\n"
		"category: prnters\ncalendar: ofice\n";
	g_autoptr(Regulation) regulation = regulation_of(
		presets_find("it-outsourcing/en/desk.yaml"));
	g_autoptr(GError) error = NULL;
	g_autoptr(Schedule) form = parse(yaml, NULL, NULL);
	g_autoptr(Schedule) judged = parse(yaml, regulation, &error);
	assert_non_null(form);
	assert_null(judged);
	assert_non_null(strstr(error->message,
		"x.yaml:3:11: unknown category \"prnters\"; did you mean "
		"\"printers\"?"));
	assert_non_null(strstr(error->message, "x.yaml:4:11: unknown calendar"));
}

/* The example in the comments of both presets. */
static void presets_show_what_can_be_read(void **state)
{
	(void)state;
	static const char *const languages[] = {"en", "ru"};
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *path = g_strdup_printf(
			"it-outsourcing/%s/desk.yaml", languages[i]);
		const char *text = presets_find(path);
		const char *begin = strstr(text, "# subject: ");
		const char *end = strstr(begin, "\n\n");
		g_autofree char *comment = g_strndup(begin,
			(gsize)(end - begin));
		g_auto(GStrv) lines = g_strsplit(comment, "\n", -1);
		g_autoptr(GString) yaml = g_string_new(NULL);
		for (char **line = lines; *line; line++)
			g_string_append_printf(yaml, "%s\n", *line + 2);
		g_autoptr(Regulation) regulation = regulation_of(text);
		g_autoptr(GError) error = NULL;
		g_autoptr(Schedule) schedule = parse(yaml->str, regulation,
			&error);
		g_assert_no_error(error);
		assert_int_equal(schedule->shift, SHIFT_NEXT);
		assert_int_equal(schedule->checklist->len, 2);
	}
}

/* --- when ---------------------------------------------------------------- */

static char *days_text(const GArray *list)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < list->len; i++) {
		const Occurrence *one = &g_array_index(list, Occurrence, i);
		char moved[16];
		g_autofree char *key = occurrence_key(one);
		g_date_strftime(moved, sizeof moved, "%d", &one->moved);
		g_string_append_printf(text, "%s%s%s%s", i ? " " : "", key + 5,
			one->excepted ? "-" : g_date_compare(&one->day,
				&one->moved) ? ">" : "",
			!one->excepted && g_date_compare(&one->day,
				&one->moved) ? moved : "");
	}
	return g_string_free(text, FALSE);
}

#define HEAD "subject: x\nstart: 2026-12-29 09:00\n"

static void days_are_shifted_and_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *wanted;
	} rows[] = {
		{HEAD, "12-29"},
		{HEAD "repeat: FREQ=DAILY;COUNT=4", "12-29 12-30 12-31 01-01"},
		{HEAD "repeat: FREQ=DAILY;COUNT=4\nshift: next",
			"12-29 12-30 12-31>11 01-01>11"},
		{HEAD "repeat: FREQ=DAILY;COUNT=4\nshift: previous",
			"12-29 12-30 12-31>30 01-01>30"},
		{HEAD "repeat: FREQ=DAILY;COUNT=4\nshift: next\n"
			"except: [2026-12-31..2027-01-01]",
			"12-29 12-30 12-31- 01-01-"},
		{HEAD "repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
			"02-29 02-29 02-29 02-29 02-29 02-29 02-29 02-29 02-29 "
			"02-29"},
		{HEAD "repeat: FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
			"12-31 01-31 03-31"},
		{HEAD "repeat: FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3\nshift: previous",
			"12-31>30 01-31>29 02-28>26"},
		{HEAD "repeat: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""},
	};
	g_autoptr(Calendar) office = calendar_of(OFFICE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Schedule) schedule = parse(rows[i].yaml, NULL, &error);
		g_assert_no_error(error);
		g_autoptr(GArray) ahead = schedule_ahead(schedule, office,
			at("2026-12-01T00:00:00Z"), at("2090-01-01T00:00:00Z"),
			10, &error);
		g_assert_no_error(error);
		g_autofree char *text = days_text(ahead);
		assert_string_equal(text, rows[i].wanted);
	}
}

static void local_times_hold_when_clocks_change(void **state)
{
	(void)state;
	g_autoptr(Schedule) schedule = parse("subject: x\n"
		"start: 2027-03-27 02:30\nzone: Europe/Berlin\n"
		"repeat: FREQ=DAILY;COUNT=3", NULL, NULL);
	g_autoptr(GArray) ahead = schedule_ahead(schedule, NULL,
		at("2027-03-01T00:00:00Z"), at("2028-01-01T00:00:00Z"), 10,
		NULL);
	assert_int_equal(g_array_index(ahead, Occurrence, 0).at,
		at("2027-03-27T02:30:00+01:00"));
	/* 02:30 does not exist; 03:00 is the next that does. */
	assert_int_equal(g_array_index(ahead, Occurrence, 1).at,
		at("2027-03-28T03:00:00+02:00"));
	assert_int_equal(g_array_index(ahead, Occurrence, 2).at,
		at("2027-03-29T02:30:00+02:00"));
}

static char *due_text(const char *yaml, Instant since, const char *now,
	guint catch_up)
{
	g_autoptr(Calendar) office = calendar_of(OFFICE);
	g_autoptr(GError) error = NULL;
	g_autoptr(Schedule) schedule = parse(yaml, NULL, &error);
	g_assert_no_error(error);
	g_autoptr(GArray) due = schedule_due(schedule, office, since,
		at(now), catch_up, &error);
	g_assert_no_error(error);
	return days_text(due);
}

static void what_is_due_follows_catch_up(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *now, *wanted;
	} rows[] = {
		{HEAD, "2026-12-29T05:59:59Z", ""},
		{HEAD, "2026-12-29T06:00:00Z", "12-29"},
		{HEAD, "2029-01-01T00:00:00Z", "12-29"},
		{HEAD "catch-up: none", "2026-12-30T06:00:00Z", ""},
		{HEAD "repeat: FREQ=DAILY", "2027-01-02T06:00:00Z", "01-02"},
		{HEAD "repeat: FREQ=DAILY", "2027-01-02T05:00:00Z", "01-01"},
		{HEAD "repeat: FREQ=DAILY\ncatch-up: none",
			"2027-01-02T05:00:00Z", ""},
		{HEAD "repeat: FREQ=DAILY\ncatch-up: none",
			"2027-01-02T20:00:00Z", "01-02"},
		{HEAD "repeat: FREQ=DAILY\ncatch-up: all",
			"2027-01-01T06:00:00Z", "12-29 12-30 12-31 01-01"},
		{HEAD "repeat: FREQ=DAILY\nshift: next",
			"2027-01-08T06:00:00Z", "12-30"},
		{HEAD "repeat: FREQ=DAILY\nshift: next",
			"2027-01-11T06:00:00Z", "01-11"},
		{HEAD "repeat: FREQ=DAILY;COUNT=5\nshift: next\ncatch-up: all",
			"2027-01-11T06:00:00Z",
			"12-29 12-30 12-31>11 01-01>11 01-02>11"},
		{HEAD "repeat: FREQ=DAILY;COUNT=4\nshift: previous\n"
			"catch-up: all", "2026-12-30T06:00:00Z",
			"12-29 12-30 12-31>30 01-01>30"},
		{HEAD "repeat: FREQ=DAILY;COUNT=3\nexcept: [2026-12-31]",
			"2027-06-01T06:00:00Z", "12-30"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = due_text(rows[i].yaml, 0,
			rows[i].now, 0);
		assert_string_equal(text, rows[i].wanted);
	}
	g_autofree char *many = due_text("subject: x\nstart: 1990-01-01\n"
		"repeat: FREQ=DAILY\ncatch-up: all", 0,
		"2026-12-01T00:00:00Z", 0);
	assert_int_equal(strlen(many), 6 * SCHEDULE_MOST_CATCH_UP - 1);
}

static void nothing_is_older_than_its_schedule(void **state)
{
	(void)state;
	static const struct {
		const char *catch_up, *since;
		guint asked;
		const char *wanted;
	} rows[] = {
		{"all", "2026-12-31T06:00:00Z", 0, "12-31 01-01"},
		{"all", "2026-12-31T06:00:01Z", 0, "01-01"},
		{"last", "2027-01-01T06:00:01Z", 0, ""},
		{"none", "2027-01-01T06:00:01Z", 0, ""},
		{"last", "2027-01-01T06:00:01Z", 3, "12-30 12-31 01-01"},
		{"none", "2027-01-01T06:00:01Z", 1, "01-01"},
		{"all", "2026-12-31T06:00:00Z", 9, "12-29 12-30 12-31 01-01"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *yaml = g_strconcat(HEAD
			"repeat: FREQ=DAILY\ncatch-up: ", rows[i].catch_up,
			NULL);
		g_autofree char *text = due_text(yaml, at(rows[i].since),
			"2027-01-01T20:00:00Z", rows[i].asked);
		assert_string_equal(text, rows[i].wanted);
	}
}

static void no_working_day_is_explained(void **state)
{
	(void)state;
	g_autoptr(Calendar) never = calendar_of("week: {}\n");
	static const char *const shifts[] = {"next", "previous"};
	for (gsize i = 0; i < G_N_ELEMENTS(shifts); i++) {
		g_autofree char *yaml = g_strconcat(HEAD "repeat: FREQ=DAILY\n"
			"shift: ", shifts[i], NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Schedule) schedule = parse(yaml, NULL, NULL);
		g_autoptr(GArray) due = schedule_due(schedule, never,
			0, at("2027-01-01T12:00:00Z"), 0, &error);
		assert_null(due);
		assert_int_equal(error->code, DESK_ERROR_CONFIG);
		assert_non_null(strstr(error->message, "the calendar \"office\""
			" has none"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(names_are_judged_with_a_regulation),
		cmocka_unit_test(presets_show_what_can_be_read),
		cmocka_unit_test(days_are_shifted_and_left_out),
		cmocka_unit_test(local_times_hold_when_clocks_change),
		cmocka_unit_test(what_is_due_follows_catch_up),
		cmocka_unit_test(nothing_is_older_than_its_schedule),
		cmocka_unit_test(no_working_day_is_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
