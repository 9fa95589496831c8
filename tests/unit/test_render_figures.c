/*
 * How figures look: numbers as the reader's language has them, what there is no
 * room for, bars.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "render/render.h"

static const Phrase tickets = {"tickets", "заявки"};
static const Member columns[] = {
	{"group", {"Group", "Группа"}, VALUE_TEXT, COLUMN_ID, "a row"},
	{"created", {"Created", "Создано"}, VALUE_INTEGER, COLUMN_RIGHT,
		"tickets", NULL, &tickets, BETTER_NONE},
	{"share", {"Share", "Доля"}, VALUE_SHARE, COLUMN_RIGHT, "of them",
		NULL, NULL, BETTER_MORE},
	{"wait-median", {"Wait", "Ожидание"}, VALUE_SPAN, COLUMN_RIGHT,
		"half are shorter", NULL, NULL, BETTER_LESS},
	{"wait-bh-p90", {"Wait 90%", "Ожидание 90%"}, VALUE_SPAN, COLUMN_RIGHT,
		"nine of ten are shorter", NULL, NULL, BETTER_LESS},
	{"wait-n", {"Waits", "Ожиданий"}, VALUE_INTEGER,
		COLUMN_RIGHT | COLUMN_HIDDEN, "how many", NULL, &tickets,
		BETTER_NONE},
	{0},
};
static const Schema schema = {"figures/1", "for tests", columns};

static void add_row(Block *table, const char *group, gint64 created,
	double share, gint64 median, gint64 times)
{
	Value *const cells[] = {value_text(group), value_integer(created),
		value_share(share), value_span(median), value_span(2 * median),
		value_integer(times)};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static Page *figures(const char *language)
{
	Page *page = page_new(PAGE_OBJECT, &schema, language);
	Block *chart = page_add_chart(page, "rows", NULL);
	block_add_columns(chart, columns);
	add_row(chart, "anna", 1234567, 0.996, 7800, 5);
	add_row(chart, "ivan", 9999, 0.0837, 240, 4);
	add_row(chart, "olga", 0, 1, 30, 0);
	return page;
}

static char *shown(const Page *page, const char *format,
	const RenderSettings *settings)
{
	GString *out = g_string_new(NULL);
	assert_true(render_page(renderer_find(format), page, settings, out,
		NULL));
	return g_string_free(out, FALSE);
}

static void numbers_are_those_of_the_reader(void **state)
{
	(void)state;
	static const struct {
		const char *language, *format, *said[6];
	} rows[] = {
		{"en", "table", {"1,234,567", " 9999", "99.6%", " 8.4%",
			"100%", "2h 10m"}},
		{"ru", "table", {"1\u00a0234\u00a0567", " 9999",
			"99,6\u00a0%", " 8,4\u00a0%", "100\u00a0%", "2ч 10мин"}},
		{"en", "md", {"2\u00a0h\u00a010\u00a0min", "4\u00a0min",
			"30\u00a0s", "1,234,567", "99.6%", "8\u00a0min"}},
		{"ru", "md", {"2\u00a0ч\u00a010\u00a0мин", "4\u00a0мин",
			"30\u00a0с", "99,6\u00a0%", "8,4\u00a0%", "1\u00a0мин"}},
		{"ru", "csv", {"anna,1234567,0.996,7800,15600",
			"ivan,9999,0.0837,240,480", "0", "1", "30", "60"}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Page) page = figures(rows[i].language);
		g_autofree char *text = shown(page, rows[i].format,
			&(RenderSettings){.width = 80});
		for (gsize k = 0; k < G_N_ELEMENTS(rows[i].said); k++)
			if (!strstr(text, rows[i].said[k]))
				fail_msg("no %s in\n%s", rows[i].said[k], text);
	}
}

/* Zero, nothing, and times of less than five. */
static void what_says_little_is_dim(void **state)
{
	(void)state;
	static const char *const dim[] = {"\033[2m0\033[0m", "\033[2m4m\033[0m",
		"\033[2m8m\033[0m"};
	g_autoptr(Page) page = figures("en");
	g_autofree char *text = shown(page, "table",
		&(RenderSettings){.width = 80, .colour = TRUE});
	for (gsize i = 0; i < G_N_ELEMENTS(dim); i++)
		if (!strstr(text, dim[i]))
			fail_msg("%s", text);
	assert_null(strstr(text, "\033[2m2h 10m"));
	assert_null(strstr(text, "\033[2m9999"));
}

static void what_there_is_no_room_for_is_named(void **state)
{
	(void)state;
	g_autoptr(Page) page = figures("en");
	g_autofree char *wide = shown(page, "table",
		&(RenderSettings){.width = 80});
	g_autofree char *narrow = shown(page, "table",
		&(RenderSettings){.width = 30});
	assert_null(strstr(wide, "no room"));
	assert_string_equal(narrow,
		"Group    Created         Share\n"
		"anna   1,234,567 ██████  99.6%\n"
		"ivan        9999 ▏        8.4%\n"
		"olga           0          100%\n"
		"no room for 2 (--fields, -O c…\n");
}

static void bars_are_for_terminals(void **state)
{
	(void)state;
	g_autoptr(Page) page = figures("en");
	static const struct {
		RenderSettings settings;
		const char *has, *lacks;
	} rows[] = {
		{{.width = 120}, "1,234,567 █", "="},
		{{.width = 120, .ascii = TRUE}, "1,234,567 =", "█"},
		{{0}, "1,234,567", "█"},
		{{.width = 44}, "1,234,567  99", "█"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = shown(page, "table", &rows[i].settings);
		if (!strstr(text, rows[i].has) || strstr(text, rows[i].lacks))
			fail_msg("%s", text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_the_reader),
		cmocka_unit_test(what_says_little_is_dim),
		cmocka_unit_test(what_there_is_no_room_for_is_named),
		cmocka_unit_test(bars_are_for_terminals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
