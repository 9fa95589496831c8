#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/instant.h"
#include "model/setting.h"

static void rows_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < settings_count; i++) {
		const Setting *row = &settings[i];
		if (i > 0)
			assert_true(strcmp(row[-1].name, row->name) < 0);
		assert_true(*row->help.en && *row->help.ru && setting_type_name(row->type));
		assert_true((row->type == SETTING_WORD) == (row->words != NULL));
		/* A default is a value that would be taken. */
		if (row->standard)
			assert_true(setting_check(row, row->name, row->standard,
				NULL));
	}
}

static void names_are_found_as_git_finds_them(void **state)
{
	(void)state;
	const Setting *url = setting_find("account.help@acme.example.url");
	assert_non_null(url);
	assert_string_equal(url->name, "account.*.url");
	assert_ptr_equal(setting_find("Account.x.URL"), url);
	assert_non_null(setting_find("alias.mine"));
	assert_null(setting_find("account.url"));
	assert_null(setting_find("account..url"));
	assert_null(setting_find("alias."));
	assert_null(setting_find("alias.a.b"));
	assert_null(setting_find("alias.мои"));
	assert_null(setting_find(""));
}

static void unknown_ones_get_the_nearest(void **state)
{
	(void)state;
	static const struct {
		const char *name, *near;
	} cases[] = {
		{"account.help@acme.example.lmit",
			"\"account.help@acme.example.limit\""},
		{"alis.mine", "\"alias.mine\""},
		{"alias.мои", "Latin letters"},
		{"list.limit", "`desk config` lists all"},
		{"sort.due", "`desk config` lists all"},
		{"syn.timeout", "\"sync.timeout\""},
		{"acount.x.url", "\"account.x.url\""},
		{"something", "`desk config` lists all"},
		{"", "`desk config` lists all"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(setting_need(cases[i].name, &error));
		assert_int_equal(error->code, DESK_ERROR_USAGE);
		if (!strstr(error->message, cases[i].near))
			fail_msg("%s: %s", cases[i].name, error->message);
	}
}

static void numbers_have_units_and_limits(void **state)
{
	(void)state;
	const Setting span = {.name = "x", .type = SETTING_SPAN, .most = 86400};
	const Setting bytes = {.name = "x", .type = SETTING_BYTES};
	const Setting count = {.name = "x", .type = SETTING_COUNT, .least = 1,
		.most = 9};
	const Setting flag = {.name = "x", .type = SETTING_FLAG};
	const Setting word = {.name = "x", .type = SETTING_WORD,
		.words = "keep seen"};
	const Setting instant = {.name = "x", .type = SETTING_INSTANT};
	const struct {
		const Setting *row;
		const char *value;
		gint64 number; /* -1: refused */
	} cases[] = {
		{&span, "60", 60}, {&span, "1h30", 5400}, {&span, "90s", 90},
		{&span, "0", 0}, {&span, "2d", -1}, {&span, "-5", -1},
		{&span, "soon", -1}, {&span, "", -1},
		{&bytes, "500k", 512000}, {&bytes, "25M", 25 * 1024 * 1024},
		{&bytes, "1g", 1024 * 1024 * 1024}, {&bytes, "12", 12},
		{&bytes, "k", -1}, {&bytes, "9999999999999g", -1},
		{&bytes, "25 MB", -1},
		{&count, "9", 9}, {&count, "0", -1}, {&count, "1e3", -1},
		{&flag, "Yes", 1}, {&flag, "off", 0}, {&flag, "maybe", -1},
		{&word, "seen", 1}, {&word, "se", -1}, {&word, "", -1},
		{&instant, "1970-01-01T00:01:00Z", 60}, {&instant, "now", -1},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 number = -1;
		g_autoptr(GError) error = NULL;
		gboolean good = setting_number(cases[i].row, "x",
			cases[i].value, &number, &error);
		if (good != (cases[i].number >= 0) ||
			(good && number != cases[i].number))
			fail_msg("%s: %d", cases[i].value, (int)number);
		assert_true(good || error->code == DESK_ERROR_USAGE);
	}
}

static void ranges_are_said_in_their_unit(void **state)
{
	(void)state;
	const Setting span = {.name = "x", .type = SETTING_SPAN, .most = 86400};
	const Setting bytes = {.name = "x", .type = SETTING_BYTES,
		.least = 1024, .most = 1 << 20};
	const Setting text = {.name = "x", .type = SETTING_TEXT};
	g_autofree char *of_span = setting_range(&span);
	g_autofree char *of_bytes = setting_range(&bytes);
	assert_string_equal(of_span, "0s..1d");
	assert_string_equal(of_bytes, "1k..1m");
	assert_null(setting_range(&text));
}

static void texts_and_commands_are_checked(void **state)
{
	(void)state;
	const Setting *alias = setting_find("alias.x");
	const Setting *command = setting_find("account.x.password-command");
	const Setting *query = setting_find("query.x");
	assert_true(setting_check(alias, "x", "list is:mine", NULL));
	assert_false(setting_check(alias, "x", "!rm -rf", NULL));
	assert_false(setting_check(alias, "x", "", NULL));
	assert_true(setting_check(command, "x", "pass 'show me'", NULL));
	assert_false(setting_check(command, "x", "pass 'show", NULL));
	assert_false(setting_check(query, "x", "", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_and_documented),
		cmocka_unit_test(names_are_found_as_git_finds_them),
		cmocka_unit_test(unknown_ones_get_the_nearest),
		cmocka_unit_test(numbers_have_units_and_limits),
		cmocka_unit_test(ranges_are_said_in_their_unit),
		cmocka_unit_test(texts_and_commands_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
