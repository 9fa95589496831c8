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
	Value *const cells[] = {value_word(group), value_integer(created),
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
		{"en", "table", {"1,234,567", " 9,999", "99.6%", " 8.4%",
			"100%", "2h 10m"}},
		{"ru", "table", {"1\u00a0234\u00a0567", " 9999",
			"99,6\u00a0%", " 8,4\u00a0%", "100\u00a0%", "2ч 10мин"}},
		{"en", "md", {"2\u00a0h 10\u00a0min", "4\u00a0min",
			"30\u00a0s", "1,234,567", "99.6%", "8\u00a0min"}},
		{"ru", "md", {"2\u00a0ч 10\u00a0мин", "4\u00a0мин",
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
	static const char *const dim[] = {"\033[2m0\033[0m", "\033[2m4m (4)\033[0m",
		"\033[2m8m\033[0m"};
	g_autoptr(Page) page = figures("en");
	g_autofree char *text = shown(page, "table",
		&(RenderSettings){.width = 80, .colour = TRUE});
	for (gsize i = 0; i < G_N_ELEMENTS(dim); i++)
		if (!strstr(text, dim[i]))
			fail_msg("%s", text);
	assert_null(strstr(text, "\033[2m2h"));
	assert_null(strstr(text, "\033[2m9,999"));
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
		"Created: 1,244,566; most: anna\n"
		"(1,234,567)\n"
		"\n"
		"Group    Created         Share\n"
		"anna   1,234,567 ██████  99.6%\n"
		"ivan       9,999 ▏        8.4%\n"
		"olga           0          100%\n"
		"no room for 2 (--fields, -O\n"
		"csv): Wait, Wait 90%\n");
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

static guint count_of(const char *text, const char *part)
{
	guint count = 0;
	for (const char *at = text; (at = strstr(at, part)); at++)
		count++;
	return count;
}

/* Each figure has a chart of its own with the same rows in the same order; the
 * tail of a long table is one bar. */
static void charts_are_small_multiples(void **state)
{
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
	Block *chart = page_add_chart(page, "rows", NULL);
	page->lead = "created";
	block_add_columns(chart, columns);
	for (int i = 1; i <= 20; i++) {
		g_autofree char *name = g_strdup_printf("row%02d", i);
		add_row(chart, name, i, 0.5, 60 * i, 9);
	}
	g_autofree char *html = shown(page, "html", &(RenderSettings){
		.command = "desk report <x>"});
	assert_int_equal(count_of(html, "<svg class=\"chart\""), 4);
	assert_int_equal(count_of(html, "others (8)</text>"), 1);
	assert_int_equal(count_of(html, ">row20</text>"), 4);
	assert_int_equal(count_of(html, ">row08</text>"), 0);
	assert_true(strstr(html, ">row20</text>") < strstr(html,
		">row19</text>"));
	assert_non_null(strstr(html, "<p class=\"answer\">Created: 210; most: "
		"row20 (20)</p>"));
	assert_non_null(strstr(html, "<caption>Times in working hours<"));
	assert_non_null(strstr(html, "<th scope=\"row\">row01</th>"));
	assert_non_null(strstr(html, "<p>desk report &lt;x&gt;</p>"));
}

/* What no person did is neither the most nor drawn, though it counts. */
static void what_stands_apart_is_not_compared(void **state)
{
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
	Block *chart = page_add_chart(page, "rows", NULL);
	page->lead = "created";
	chart->apart = "desk";
	block_add_columns(chart, columns);
	add_row(chart, "anna", 3, 0, 0, 0);
	add_row(chart, "desk", 8, 0, 60, 9);
	g_autofree char *alone = shown(page, "md", &(RenderSettings){0});
	assert_non_null(strstr(alone, "Created: 11\n"));
	add_row(chart, "ivan", 2, 0, 0, 0);
	g_autofree char *html = shown(page, "html", &(RenderSettings){0});
	assert_non_null(strstr(html, "Created: 13; most: anna (3)</p>"));
	assert_int_equal(count_of(html, "<svg class=\"chart\""), 1);
	assert_int_equal(count_of(html, ">ivan</text>"), 1);
	assert_int_equal(count_of(html, ">desk</text>"), 0);
	assert_non_null(strstr(html, "<th scope=\"row\">desk</th>"));
}

/* Days stand side by side, with what came above what went. */
static void days_keep_their_places(void **state)
{
	(void)state;
	static const Member days[] = {
		{"day", {"Day", "День"}, VALUE_TEXT, COLUMN_ORDERED, "a day"},
		{"in", {"In", "Пришло"}, VALUE_INTEGER, COLUMN_IN | COLUMN_KEY,
			"came", NULL, &tickets, BETTER_NONE},
		{"out", {"Out", "Ушло"}, VALUE_INTEGER, COLUMN_OUT, "went",
			NULL, &tickets, BETTER_NONE},
		{"new", {"New", "Новые"}, VALUE_INTEGER,
			COLUMN_STOCK | COLUMN_PART | COLUMN_KEY, "stood", NULL,
			&tickets, BETTER_NONE},
		{"old", {"Old", "Старые"}, VALUE_INTEGER,
			COLUMN_STOCK | COLUMN_PART, "stood", NULL, &tickets,
			BETTER_NONE},
		{0},
	};
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
	Block *chart = page_add_chart(page, "rows", NULL);
	block_add_columns(chart, days);
	for (int i = 1; i <= 9; i++) {
		Value *const cells[] = {value_text_take(g_strdup_printf(
			"2026-11-0%d", i)), value_integer(i), value_integer(9),
			value_integer(2 * i), value_integer(0)};
		block_add_cells(chart, cells, G_N_ELEMENTS(cells));
	}
	g_autofree char *html = shown(page, "html", &(RenderSettings){0});
	assert_int_equal(count_of(html, "<svg class=\"chart\""), 2);
	assert_int_equal(count_of(html, "<rect class=\"s0\" x="), 9);
	assert_int_equal(count_of(html, "<polygon class="), 1);
	/* What came adds up, a stock is that of the last day. */
	assert_non_null(strstr(html, "<li><b>45</b> In</li>"));
	assert_non_null(strstr(html, "<li><b>18</b> New</li>"));
}

/* Beside the figures of a period before, in words and in colour. */
static void changes_have_signs(void **state)
{
	(void)state;
	static const struct {
		const char *language, *format;
		guint width;
		const char *said[5];
	} rows[] = {
		{"en", "table", 100, {"\033[32m+5,000 better\033[0m",
			"\033[31m−2h worse\033[0m",
			"\033[31m−10\u00a0pp worse\033[0m", "created ±", ""}},
		/* Where there is no room for all of the words, there are none. */
		{"en", "table", 65, {"\033[32m+5,000\033[0m",
			"\033[31m−2h\033[0m", "\033[31m−10\u00a0pp\033[0m",
			"wait ±", ""}},
		{"ru", "html", 100, {"<td class=\"n good\">+5000 лучше</td>",
			"−10\u00a0п.\u00a0п. хуже</td>", "<b>9999 <small "
			"class=\"good\">+5000 лучше</small></b>",
			"Создано: 9999, на 5000 больше</p>", "−2\u00a0ч хуже</td>"}},
		{"en", "md", 100, {"| +5,000 better |", "−2\u00a0h worse |",
			"−10\u00a0pp worse |", "created ±", ""}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		static const Member better[] = {
			{"group", {"Group", "Группа"}, VALUE_TEXT, COLUMN_ID,
				"a row"},
			{"created", {"Created", "Создано"}, VALUE_INTEGER,
				COLUMN_RIGHT | COLUMN_KEY, "tickets", NULL,
				&tickets, BETTER_MORE},
			{"share", {"Share", "Доля"}, VALUE_SHARE, COLUMN_RIGHT,
				"of them", NULL, NULL, BETTER_MORE},
			{"wait", {"Wait", "Ожидание"}, VALUE_SPAN, COLUMN_RIGHT,
				"took", NULL, NULL, BETTER_MORE},
			{0},
		};
		g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema,
			rows[i].language);
		Block *chart = page_add_chart(page, "rows", NULL);
		page->lead = "created";
		block_add_columns(chart, better);
		block_add_column(chart, "before.created", NULL, COLUMN_HIDDEN);
		block_add_column(chart, "change.created", "created ±",
			COLUMN_RIGHT);
		block_add_column(chart, "change.share", "share ±", 0);
		block_add_column(chart, "change.wait", "wait ±", 0);
		Value *const cells[] = {value_text("anna"), value_integer(9999),
			value_share(0.5), value_span(3600), value_integer(4999),
			value_integer(5000), value_share(-0.1),
			value_span(-7200)};
		block_add_cells(chart, cells, G_N_ELEMENTS(cells));
		g_autofree char *text = shown(page, rows[i].format,
			&(RenderSettings){.width = rows[i].width,
				.colour = TRUE});
		for (gsize k = 0; k < G_N_ELEMENTS(rows[i].said); k++)
			if (!strstr(text, rows[i].said[k]))
				fail_msg("no %s in\n%s", rows[i].said[k], text);
		assert_null(strstr(text, "4999"));
	}
}

/* What all rows are together, and what it is more than before, is said first. */
static void the_answer_comes_first(void **state)
{
	(void)state;
	static const Member days[] = {
		{"day", {"Day", "День"}, VALUE_TEXT, COLUMN_ORDERED, "a day"},
		{"none", {"Nothing", "Ничего"}, VALUE_INTEGER, COLUMN_RIGHT,
			"is never", NULL, &tickets, BETTER_NONE},
		{"other", {"Other figures", "Другое"}, VALUE_INTEGER,
			COLUMN_RIGHT, "more", NULL, &tickets, BETTER_NONE},
		{"stock", {"Stock", "Остаток"}, VALUE_INTEGER, COLUMN_RIGHT |
			COLUMN_KEY | COLUMN_STOCK, "stood", NULL, &tickets,
			BETTER_LESS},
		{"before.stock", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN, "before"},
		{"change.stock", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN, "more"},
		{0},
	};
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
	Block *chart = page_add_chart(page, "rows", NULL);
	page->lead = "stock";
	page->before = g_strdup("May");
	block_add_columns(chart, days);
	for (int i = 1; i <= 5; i++) {
		Value *const cells[] = {value_text_take(g_strdup_printf(
			"2026-06-0%d", i)), value_integer(0), value_integer(7),
			value_integer(2 * i - 1), value_none(), value_none()};
		block_add_cells(chart, cells, G_N_ELEMENTS(cells));
	}
	static const gint64 all[] = {0, 35, 9, 12, -3};
	GPtrArray *total = block_add_total(chart);
	row_add(total, value_text("All"));
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		row_add(total, value_integer(all[i]));
	static const struct {
		const char *format;
		RenderSettings settings;
		const char *said[3];
	} rows[] = {
		{"table", {.width = 40, .ascii = TRUE}, {
			"Stock: 9, 3 less (May: 12); most:\n2026-06-05 (9)\n\n"
			"Stock  1 .:=+# 9\n\n",
			"2026-06-05        0             7      9\n"
			"All               0            35      9\n", "All"}},
		{"table", {.width = 24}, {"Stock  1 ▂▃▅▆█ 9",
			"2026-06-05      9 ██████\nAll             9\n"
			"no room for 2 (--fields,\n"
			"-O csv): Other figures,\nNothing\n", ""}},
		{"md", {0}, {"Stock: 9, 3 less (May: 12); most:",
			"| All | 0 | 35 | 9 |\n", ""}},
		{"html", {0}, {"most: 2026-06-05 (9)</p>",
			"</tbody>\n<tfoot><tr><th scope=\"row\" style=\"white-space:nowrap\">"
			"All</th>",
			"<b>9 <small class=\"good\">−3 better</small></b>"}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = shown(page, rows[i].format,
			&rows[i].settings);
		for (gsize k = 0; k < G_N_ELEMENTS(rows[i].said); k++)
			if (!strstr(text, rows[i].said[k]))
				fail_msg("no %s in\n%s", rows[i].said[k], text);
	}
	g_autofree char *csv = shown(page, "csv", &(RenderSettings){0});
	assert_null(strstr(csv, "All"));
}

/* Most stands in the row of nobody; all rows are zero; there are none. */
static void what_has_no_name_is_not_named(void **state)
{
	(void)state;
	static const struct {
		gint64 nobody, anna;
		const char *answer;
	} rows[] = {
		{7, 3, "Created: 10</p>"}, {3, 7, "; most: anna (7)</p>"},
		{0, -1, "Created: -1</p>"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
		Block *chart = page_add_chart(page, "rows", NULL);
		page->lead = "created";
		block_add_columns(chart, columns);
		add_row(chart, "", rows[i].nobody, 0, 0, 0);
		add_row(chart, "anna", rows[i].anna, 0, 0, 0);
		g_autofree char *html = shown(page, "html",
			&(RenderSettings){0});
		if (!strstr(html, rows[i].answer))
			fail_msg("no %s in\n%s", rows[i].answer, html);
		assert_null(strstr(html, "nothing to show"));
	}
	/* How many there were is said beside a median that says something. */
	static const Member times[] = {
		{"group", {"Group", "Группа"}, VALUE_TEXT, COLUMN_ID, "a row"},
		{"wait-median", {"Wait", "Ожидание"}, VALUE_SPAN, 0, "half"},
		{"wait-n", {"Waits", "Ожиданий"}, VALUE_INTEGER, 0, "count"},
		{0},
	};
	for (gint64 seconds = 0; seconds < 2; seconds++) {
		g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
		Block *chart = page_add_chart(page, "rows", NULL);
		block_add_columns(chart, times);
		Value *const cells[] = {value_text("anna"),
			value_span(seconds), value_integer(3)};
		block_add_cells(chart, cells, G_N_ELEMENTS(cells));
		g_autofree char *html = shown(page, "html",
			&(RenderSettings){0});
		assert_int_equal(strstr(html, "<span>Waits</span>") != NULL,
			seconds > 0);
		/* Of one row that has a figure nothing is the most. */
		Value *const none[] = {value_text("ivan"), value_none(),
			value_integer(0)};
		block_add_cells(chart, none, G_N_ELEMENTS(none));
		page->lead = "wait-median";
		g_autofree char *one = shown(page, "md", &(RenderSettings){0});
		assert_null(strstr(one, "least"));
		assert_null(strstr(one, "most"));
	}
	g_autoptr(Page) none = page_new(PAGE_OBJECT, &schema, "ru");
	block_add_columns(page_add_chart(none, "rows", NULL), columns);
	g_autofree char *html = shown(none, "html", &(RenderSettings){0});
	assert_non_null(strstr(html, "<p>Показать нечего.</p>"));
	g_autofree char *md = shown(none, "md", &(RenderSettings){0});
	assert_string_equal(md, "Показать нечего.\n");
}

/* How many times there were may be for machines alone. */
static void medians_tell_of_how_many(void **state)
{
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &schema, "en");
	Block *fields = page_add_fields(page, NULL);
	block_set(fields, "wait-median", value_span(600));
	block_set(fields, "created", value_integer(12345));
	block_set_titled(fields, "change.wait-median", "Wait ±",
		value_span(-120));
	Block *hidden = page_add_fields(page, NULL);
	hidden->machines = TRUE;
	block_set(hidden, "wait-n", value_integer(4));
	static const struct {
		const char *format, *text;
	} rows[] = {
		{"table", "\033[2m10m (4)\033[0m\033[32m (−2m better)\033[0m"},
		{"table", "12,345"},
		{"md", "- **Wait:** 10\u00a0min (4) (−2\u00a0min better)\n- **Created:** 12,345\n"},
		{"html", "<dd class=\"dim\">10\u00a0min (4)<span class=\"good\"> (−2"},
		{"tsv", "wait-median\t600\ncreated\t12345\n"
			"change.wait-median\t-120\nwait-n\t4\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = shown(page, rows[i].format,
			&(RenderSettings){.width = 80, .colour = TRUE});
		if (!strstr(text, rows[i].text))
			fail_msg("no %s in\n%s", rows[i].text, text);
	}
}

/* Each row of CSV says of when it is; the same in one row. */
static void rows_of_csv_have_their_period(void **state)
{
	(void)state;
	static const Member period[] = {
		{"from", {NULL}, VALUE_INSTANT, COLUMN_EACH, "begin"},
		{"report", {NULL}, VALUE_TEXT, 0, "its name"},
		{"created", {NULL}, VALUE_INTEGER, 0, "tickets"},
		{0},
	};
	static const Schema dated = {"dated/1", "for tests", period};
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &dated, "en");
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "report", value_text("agents"));
	block_set(head, "from", value_instant(0));
	g_autofree char *object = shown(page, "csv", &(RenderSettings){0});
	assert_string_equal(object,
		"report,from\r\nagents,1970-01-01T00:00:00Z\r\n");
	Block *chart = page_add_chart(page, "rows", NULL);
	block_add_columns(chart, columns);
	add_row(chart, "anna", 1234, 0.5, 60, 5);
	g_autofree char *rows = shown(page, "csv", &(RenderSettings){0});
	assert_string_equal(rows,
		"from,group,created,share,wait-median,wait-bh-p90\r\n"
		"1970-01-01T00:00:00Z,anna,1234,0.5,60,120\r\n");
	char name[] = "created", *names[] = {name, NULL};
	g_autofree char *named = shown(page, "csv", &(RenderSettings){
		.fields = names});
	assert_string_equal(named, "created\r\n1234\r\n");
}

/* A share that must not be less has a line in its bars. */
static void shares_have_their_target(void **state)
{
	(void)state;
	g_autoptr(Page) page = figures("en");
	Block *chart = page->blocks->pdata[0];
	((Column *)chart->columns->pdata[2])->target = 0.5;
	static const struct {
		RenderSettings settings;
		const char *said;
	} rows[] = {
		{{.width = 120}, " 8.4% █▍      │"},
		{{.width = 120, .ascii = TRUE}, " 8.4% =-      |"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = shown(page, "table", &rows[i].settings);
		if (!strstr(text, rows[i].said))
			fail_msg("%s", text);
	}
	g_autofree char *html = shown(page, "html", &(RenderSettings){0});
	assert_int_equal(count_of(html, "<line class=\"target\""), 1);
	assert_non_null(strstr(html, "<span class=\"dim\"> target 50%</span>"));
}

static void figures_lead_to_their_tickets(void **state)
{
	(void)state;
	g_autoptr(Page) page = figures("en");
	Block *drill = page_add_table(page, "cells", "Tickets");
	static const char *const names[] = {"group", "figure", "number",
		"subject"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		block_add_column(drill, names[i], NULL, 0);
	for (int i = 0; i < 3; i++) {
		Value *const cells[] = {value_text(i ? "ivan" : "anna"),
			value_titled("created", "Created"), value_integer(i),
			value_text("<b>")};
		block_add_cells(drill, cells, G_N_ELEMENTS(cells));
	}
	g_autofree char *html = shown(page, "html", &(RenderSettings){0});
	assert_non_null(strstr(html, "<a href=\"#drill-1\">9,999</a>"));
	assert_non_null(strstr(html, "<details id=\"drill-1\"><summary>ivan · "
		"Created (2 tickets)</summary><ul>\n<li>#1 &lt;b&gt;</li>\n<li>#2 "));
	assert_int_equal(count_of(html, "href=\"#drill-"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_the_reader),
		cmocka_unit_test(what_says_little_is_dim),
		cmocka_unit_test(what_there_is_no_room_for_is_named),
		cmocka_unit_test(bars_are_for_terminals),
		cmocka_unit_test(charts_are_small_multiples),
		cmocka_unit_test(what_stands_apart_is_not_compared),
		cmocka_unit_test(days_keep_their_places),
		cmocka_unit_test(changes_have_signs),
		cmocka_unit_test(the_answer_comes_first),
		cmocka_unit_test(what_has_no_name_is_not_named),
		cmocka_unit_test(medians_tell_of_how_many),
		cmocka_unit_test(rows_of_csv_have_their_period),
		cmocka_unit_test(shares_have_their_target),
		cmocka_unit_test(figures_lead_to_their_tickets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
