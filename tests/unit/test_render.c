/*
 * Layouts stand in tests/golden/render; DESK_GOLDEN=write makes them anew
 * (look at the difference before you commit it).
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <cmark.h>

#include "base/error.h"
#include "render/render.h"
#include "text/escape.h"
#include "text/json.h"

#define GOLDEN "tests/golden/render/"

const char *__lsan_default_suppressions(void);

/* The fonts of the machine are known to the end of a process. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static Instant at(const char *text)
{
	Instant instant = 0;
	assert_true(instant_parse(text, &instant));
	return instant;
}

static const Schema ticket_schema = {"ticket/1"},
	list_schema = {"ticket-list/1"}, report_schema = {"report/1"},
	other_schema = {"x/1"};

static Page *new_page(PageShape shape, const Schema *schema)
{
	Page *page = page_new(shape, schema, NULL);
	page->now = at("2026-11-21T09:00:00Z");
	page->zone = g_time_zone_new_offset(3 * 3600);
	return page;
}

static void add_ticket(Block *table, int number, const char *subject,
	const char *customer, const char *assignee, const char *due,
	const char *created)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_integer(number));
	row_add(row, value_styled(value_text("high"), STYLE_BAD));
	row_add(row, value_text("open"));
	row_add(row, value_text(customer));
	row_add(row, value_text(assignee));
	row_add(row, value_text(subject));
	row_add(row, value_instant(due ? at(due) : INSTANT_NONE));
	row_add(row, value_instant(at(created)));
	row_add(row, value_text("20261121-k3f9x2ab"));
}

static Page *ticket_list(gboolean filled)
{
	Page *page = new_page(PAGE_LIST, &list_schema);
	Block *table = page_add_table(page, "tickets", NULL);
	block_add_column(table, "number", "#", COLUMN_ID);
	block_add_column(table, "priority", "P", 0);
	block_add_column(table, "status", "status", 0);
	block_add_column(table, "customer", "customer", 0);
	block_add_column(table, "assignee", "assignee", 0);
	block_add_column(table, "subject", "subject", COLUMN_SHRINK);
	block_add_column(table, "due", "due", COLUMN_AGE | COLUMN_DUE |
		COLUMN_RIGHT);
	block_add_column(table, "created", "age", COLUMN_AGE | COLUMN_RIGHT);
	block_add_column(table, "uid", "uid", COLUMN_HIDDEN);
	page_add_footer(page, "%d open", 3);
	if (!filled)
		return page;
	add_ticket(table, 7, "Нет связи с сервером 1С, с утра ничего не открывается",
		"acme", "anna", "2026-11-21T11:00:00Z", "2026-11-21T06:14:03Z");
	add_ticket(table, 1042, "日本語のチケット 🙂 with a long tail of words",
		"ООО «Ромашка»", NULL, NULL, "2026-11-01T06:14:03Z");
	add_ticket(table, 12, "\033[31mred\ttab, \"=1+1\"\n<b>", "=cmd|x", "ivan",
		"2026-11-20T09:00:00Z", "2025-01-01T00:00:00Z");
	return page;
}

static void add_entries(Block *timeline)
{
	TimelineItem *item = timeline_add(timeline, at("2026-11-21T06:14:03Z"),
		"Иван Петров <ivan@acme.example>", "message",
		"Здравствуйте! С утра не открывается 1С, пробовали перезагрузить "
		"сервер и рабочие станции, не помогло, ждём вас.\n\n"
		"> цитата\n\tkод\n");
	timeline_note(item, "screen.png, %d kB", 48);
	item = timeline_add(timeline, at("2026-11-21T06:20:00Z"), "anna",
		"status new → open", NULL);
	item = timeline_add(timeline, at("2026-11-21T06:20:00Z"), "anna",
		"assignee – → anna", NULL);
	item = timeline_add(timeline, at("2026-11-21T06:31:10Z"), "anna",
		"comment", "Ping is lost <at> the gateway.");
	item->style = STYLE_WARN;
}

static Page *ticket_page(void)
{
	Page *page = new_page(PAGE_OBJECT, &ticket_schema);
	page->title = g_strdup("#1042 Нет связи с сервером 1С");
	Block *fields = page_add_fields(page, NULL);
	block_set_titled(fields, "number", "number", value_integer(1042));
	block_set_titled(fields, "status", "status",
		value_styled(value_text("open"), STYLE_STRONG));
	block_set_titled(fields, "assignee", "assignee", value_none());
	block_set_titled(fields, "priority", "priority",
		value_titled("high", "Высокий"));
	block_set_titled(fields, "requester", "requester", value_text("acme/ivan"));
	block_set_titled(fields, "created", "created",
		value_instant(at("2026-11-21T06:14:03Z")));
	Value *tags = value_list();
	value_list_add(tags, value_text("vpn"));
	value_list_add(tags, value_text("1c"));
	block_set_titled(fields, "tags", "tags", tags);
	block_set_titled(fields, "worked", "worked", value_span(5400));
	block_set_titled(fields, "asset", "asset", value_text("A very long description "
		"of the machine that does not fit into half of the page at all, "
		"so it goes over the whole width"));
	Block *clocks = page_add_table(page, "clocks", "Deadlines");
	block_add_column(clocks, "target", "target", 0);
	block_add_column(clocks, "due", "due", 0);
	row_add(block_add_row(clocks), value_text("response"));
	row_add(clocks->rows->pdata[0], value_instant(at("2026-11-21T10:00:00Z")));
	page_add_prose(page, "Requester has %d other tickets.", 2);
	add_entries(page_add_timeline(page, "timeline", "Timeline"));
	return page;
}

static Page *report_page(void)
{
	Page *page = new_page(PAGE_OBJECT, &report_schema);
	page->title = g_strdup("Агенты <2026-10>");
	Block *fields = page_add_fields(page, NULL);
	block_set_titled(fields, "period", "period", value_text("2026-10"));
	Block *table = page_add_table(page, "agents", "Agents");
	block_add_column(table, "agent", "agent", 0);
	block_add_column(table, "solved", "solved", COLUMN_BAR);
	block_add_column(table, "fcr", "FCR", 0);
	block_add_column(table, "handle", "handle time", 0);
	static const struct {
		const char *agent;
		int solved;
		double share;
	} rows[] = {{"anna", 40, 0.8333}, {"Иван", 21, 0.5}, {"olga", 0, 0.0 }};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(rows[i].agent));
		row_add(row, value_integer(rows[i].solved));
		row_add(row, value_share(rows[i].share));
		row_add(row, rows[i].solved ? value_span(5400 * rows[i].solved) :
			value_none());
	}
	Block *chart = page_add_chart(page, "days", "In & out");
	block_add_column(chart, "day", "day", 0);
	block_add_column(chart, "in", "in", 0);
	block_add_column(chart, "out", "out", 0);
	for (int i = 1; i <= 3; i++) {
		GPtrArray *row = block_add_row(chart);
		row_add(row, value_text_take(g_strdup_printf("0%d.10", i)));
		row_add(row, value_integer(i * 5));
		row_add(row, value_integer(20 - i * 6));
	}
	return page;
}

/* More figures than a line holds, and a text that goes on below. */
static Page *wide_page(void)
{
	static const char *const titles[] = {"Created", "Escalated out",
		"Reassigned", "Response", "Response 90%", "Resolution"};
	Page *page = page_new(PAGE_OBJECT, &report_schema, NULL);
	Block *table = page_add_table(page, "rows", "Agents");
	block_add_column(table, "agent", "agent", 0);
	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
		block_add_column(table, titles[i], titles[i], 0);
	for (int k = 0; k < 2; k++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(k ? "Иван Сидоров" : "anna"));
		for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
			row_add(row, value_integer((gint64)i * 1000 + k));
	}
	Block *notes = page_add_table(page, "notes", "Notes");
	block_add_column(notes, "name", "name", COLUMN_ID);
	block_add_column(notes, "help", "what it means", COLUMN_WRAP);
	block_add_column(notes, "flag", "flag", 0);
	GPtrArray *row = block_add_row(notes);
	row_add(row, value_text("account.address"));
	row_add(row, value_text("an address that is ours; the name of the "
		"account is one, too, if it looks like one"));
	row_add(row, value_flag(TRUE));
	return page;
}

static char *render(const Page *page, const char *format,
	const RenderSettings *settings, gsize *size)
{
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);
	if (!render_page(renderer_find(format), page, settings, out, &error))
		fail_msg("%s", error->message);
	if (size)
		*size = out->len;
	return g_string_free(out, FALSE);
}

static void assert_golden(const char *name, const char *text)
{
	g_autofree char *path = g_strconcat(GOLDEN, name, NULL);
	g_autofree char *wanted = NULL;
	if (g_strcmp0(g_getenv("DESK_GOLDEN"), "write") == 0)
		assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_true(g_file_get_contents(path, &wanted, NULL, NULL));
	if (strcmp(text, wanted) != 0)
		fail_msg("%s differs from\n%s\nit is\n%s", path, wanted, text);
}

static void layouts_are_as_agreed(void **state)
{
	(void)state;
	g_autoptr(Page) list = ticket_list(TRUE);
	g_autoptr(Page) ticket = ticket_page();
	g_autoptr(Page) report = report_page();
	g_autoptr(Page) wide = wide_page();
	const struct {
		const char *file, *format;
		Page *page;
		RenderSettings settings;
		const char *language;
	} rows[] = {
		{"list-80.txt", "table", list, {.width = 80}, NULL},
		{"list-80-ru.txt", "table", list, {.width = 80}, "ru"},
		{"list-50.txt", "table", list, {.width = 50}, NULL},
		{"list-wide.txt", "table", list, {0}, NULL},
		{"list-colour.txt", "table", list, {.width = 80, .colour = TRUE}, NULL},
		{"ticket-80.txt", "table", ticket, {.width = 80}, NULL},
		{"ticket-40.txt", "table", ticket, {.width = 40}, NULL},
		{"ticket-120.txt", "table", ticket, {.width = 120}, NULL},
		{"report-80.txt", "table", report, {.width = 80}, NULL},
		{"wide-60.txt", "table", wide, {.width = 60}, NULL},
		{"wide-80.txt", "table", wide, {.width = 80}, NULL},
		{"list.tsv", "tsv", list, {0}, NULL},
		{"ticket.tsv", "tsv", ticket, {0}, NULL},
		{"list.csv", "csv", list, {0}, NULL},
		{"report.csv", "csv", report, {0}, NULL},
		{"list.json", "json", list, {0}, NULL},
		{"list.jsonl", "jsonl", list, {0}, NULL},
		{"ticket.json", "json", ticket, {0}, NULL},
		{"report.jsonl", "jsonl", report, {0}, NULL},
		{"list.md", "md", list, {0}, NULL},
		{"ticket.md", "md", ticket, {.title = "# [x] <y>"}, "ru"},
		{"report.md", "md", report, {0}, NULL},
		{"list.html", "html", list, {.title = "Очередь"}, "ru"},
		{"ticket.html", "html", ticket, {0}, "\"><script>"},
		{"report.html", "html", report, {0}, "ru"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		rows[i].page->language = rows[i].language;
		g_autofree char *text = render(rows[i].page, rows[i].format,
			&rows[i].settings, NULL);
		assert_golden(rows[i].file, text);
	}
}

/* Prose and bodies are lines of text, whatever they begin with. */
static void markdown_has_lines_of_text(void **state)
{
	(void)state;
	static const char *const lines[] = {"- a", "+ a", "* a", "1. a", "12) a",
		"# a", "> a", "    a", "\ta", "---", "===", "***", "| a |",
		"<script>a</script>", "```", "~~~", "a  ", "[a]: http://x", "&a;"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);
	for (int round = 0; round < 500; round++) {
		g_autoptr(Page) page = new_page(PAGE_LIST, &other_schema);
		g_autoptr(GString) text = g_string_new(NULL);
		for (int i = 0; i < 6; i++)
			g_string_append_printf(text, "%s\n%s",
				lines[g_rand_int_range(rand, 0,
					G_N_ELEMENTS(lines))],
				g_rand_boolean(rand) ? "\n" : "");
		page_add_prose(page, "%s", text->str);
		RenderSettings settings = {0};
		g_autofree char *md = render(page, "md", &settings, NULL);
		g_autofree char *html = cmark_markdown_to_html(md, strlen(md),
			CMARK_OPT_UNSAFE);
		if (g_regex_match_simple("<(?!/?p>|br />)", html, 0, 0))
			fail_msg("%s\nis\n%s\nand\n%s", text->str, md, html);
	}
}

static void tables_fit_any_width(void **state)
{
	(void)state;
	Page *pages[] = {ticket_list(TRUE), report_page(), wide_page()};
	for (guint width = 20; width < 200; width++) {
		RenderSettings settings = {.width = width};
		for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
			g_autofree char *text = render(pages[i], "table",
				&settings, NULL);
			g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
			for (char **line = lines; *line; line++) {
				if (text_width(*line) > width)
					fail_msg("%u: %s", width, *line);
				assert_false(g_str_has_suffix(*line, " "));
			}
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
		page_free(pages[i]);
}

static void empty_lists_say_nothing_to_people(void **state)
{
	(void)state;
	g_autoptr(Page) empty = ticket_list(FALSE);
	empty->title = g_strdup("Tickets");
	g_autoptr(Page) bare = page_new(PAGE_LIST, &other_schema, NULL);
	static const struct {
		const char *format, *empty, *bare;
	} rows[] = {
		{"table", "", ""},
		{"tsv", "", ""},
		{"csv", "number,priority,status,customer,assignee,subject,due,"
			"created\r\n", ""},
		{"json", "[]\n", "[]\n"},
		{"jsonl", "", ""},
		{"ids", "", ""},
		{"md", "# Tickets\n\n| \\# | P | status | customer | assignee | "
			"subject | due | age |\n| --- | --- | --- | --- | --- | "
			"--- | ---: | ---: |\n\nThere is nothing to show.\n",
			"There is nothing to show.\n"},
	};
	RenderSettings settings = {.width = 80};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = render(empty, rows[i].format, &settings, NULL);
		g_autofree char *b = render(bare, rows[i].format, &settings, NULL);
		assert_string_equal(a, rows[i].empty);
		assert_string_equal(b, rows[i].bare);
	}
}

static void blocks_have_their_readers(void **state)
{
	(void)state;
	g_autoptr(Page) page = new_page(PAGE_OBJECT, NULL);
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {"all", "human", "data"};
		Block *fields = page_add_fields(page, NULL);
		block_set_titled(fields, names[i], NULL, value_flag(TRUE));
		g_autofree char *name = g_strconcat(names[i], "s", NULL);
		Block *table = page_add_table(page, name, NULL);
		block_add_column(table, names[i], NULL, 0);
		row_add(block_add_row(table), value_integer(i));
		fields->people = table->people = i == 1;
		fields->machines = table->machines = i == 2;
	}
	RenderSettings settings = {0};
	g_autofree char *json = render(page, "jsonl", &settings, NULL);
	g_autofree char *tsv = render(page, "tsv", &settings, NULL);
	g_autofree char *table = render(page, "table", &settings, NULL);
	g_autofree char *html = render(page, "html", &settings, NULL);
	assert_string_equal(json, "{\"all\":true,\"data\":true,"
		"\"alls\":[{\"all\":0}],\"datas\":[{\"data\":2}]}\n");
	assert_string_equal(tsv, "all\ttrue\ndata\ttrue\n\n0\n\n2\n");
	assert_string_equal(table, "all  ✓\n\nall\n  0\n\n"
		"human  ✓\n\nhuman\n    1\n");
	assert_non_null(strstr(html, "human"));
	assert_null(strstr(html, "data"));
}

/* A ticket's entries are a list of records in JSON and bodies in TSV. */
static void nested_fields_are_for_json(void **state)
{
	(void)state;
	g_autoptr(Page) page = new_page(PAGE_OBJECT, NULL);
	Block *fields = page_add_fields(page, NULL);
	Value *entry = value_record();
	value_record_set(entry, "id", value_text("8h2k4m"));
	Value *entries = value_list();
	value_list_add(entries, entry);
	block_set_titled(fields, "uid", NULL, value_text("u"));
	block_set_titled(fields, "entries", NULL, entries);
	block_set_titled(fields, "level", NULL, value_text("L1"));
	Block *timeline = page_add_timeline(page, NULL, NULL);
	timeline_add(timeline, page->now, "anna", "comment", "Hello");
	RenderSettings all = {0};
	char *names[] = {(char *)"entries", NULL};
	RenderSettings asked = {.fields = names};
	const struct {
		const char *format;
		const RenderSettings *settings;
		const char *out;
	} rows[] = {
		{"tsv", &all, "uid\tu\nlevel\tL1\n\nHello\n"},
		{"csv", &all, "uid,level\r\nu,L1\r\n"},
		{"jsonl", &all, "{\"uid\":\"u\",\"entries\":[{\"id\":\"8h2k4m\"}],"
			"\"level\":\"L1\"}\n"},
		{"tsv", &asked, "entries\t[{\"id\":\"8h2k4m\"}]\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = render(page, rows[i].format,
			rows[i].settings, NULL);
		assert_string_equal(text, rows[i].out);
	}
}

static void fields_are_chosen(void **state)
{
	(void)state;
	g_autoptr(Page) list = ticket_list(TRUE);
	g_autoptr(Page) ticket = ticket_page();
	const struct {
		const Page *page;
		const char *format, *fields, *out;
	} rows[] = {
		{list, "tsv", "uid,number", "20261121-k3f9x2ab\t7\n"
			"20261121-k3f9x2ab\t1042\n20261121-k3f9x2ab\t12\n"},
		{list, "csv", "number", "number\r\n7\r\n1042\r\n12\r\n"},
		{list, "json", "number", "[\n{\"number\":7},\n{\"number\":1042},\n"
			"{\"number\":12}\n]\n"},
		{list, "table", "number", "   #\n   7\n1042\n  12\n"},
		{list, "ids", "subject", "7\n1042\n12\n"},
		{ticket, "tsv", "status,number", "status\topen\nnumber\t1042\n"},
		{ticket, "tsv", "number,clocks",
			"number\t1042\n\nresponse\t2026-11-21T10:00:00Z\n"},
		{ticket, "csv", "number,tags", "number,tags\r\n1042,\"vpn,1c\"\r\n"},
		{ticket, "csv", "clocks",
			"target,due\r\nresponse,2026-11-21T10:00:00Z\r\n"},
		{ticket, "jsonl", "tags",
			"{\"schema\":\"ticket/1\",\"tags\":[\"vpn\",\"1c\"]}\n"},
		{ticket, "ids", NULL, "1042\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) fields = rows[i].fields ?
			g_strsplit(rows[i].fields, ",", -1) : NULL;
		RenderSettings settings = {.width = 80, .fields = fields};
		g_autofree char *text = render(rows[i].page, rows[i].format,
			&settings, NULL);
		assert_string_equal(text, rows[i].out);
	}
}

static void unknown_fields_are_named(void **state)
{
	(void)state;
	g_autoptr(Page) list = ticket_list(TRUE);
	g_autoptr(Page) ticket = ticket_page();
	const struct {
		const Page *page;
		const char *field, *message;
	} rows[] = {
		{list, "prio", "unknown field \"prio\"; known here: number,priority,"
			"status,customer,assignee,subject,due,created,uid"},
		{ticket, "uid", "unknown field \"uid\"; known here: number,"},
		{ticket, "uid", ",asset,clocks,timeline"},
		{ticket, NULL, "name at least one field"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *fields[] = {(char *)rows[i].field, NULL};
		RenderSettings settings = {.fields = fields};
		for (gsize j = 0; j < renderers_count; j++) {
			g_autoptr(GError) error = NULL;
			g_autoptr(GString) out = g_string_new(NULL);
			assert_false(render_page(renderers[j], rows[i].page, &settings,
				out, &error));
			assert_true(g_error_matches(error, DESK_ERROR,
				DESK_ERROR_USAGE));
			if (!strstr(error->message, rows[i].message))
				fail_msg("%s", error->message);
			assert_int_equal(out->len, 0);
		}
	}
}

static void rows_may_end_with_nul(void **state)
{
	(void)state;
	g_autoptr(Page) list = ticket_list(TRUE);
	char *fields[] = {(char *)"number", NULL};
	RenderSettings settings = {.nul = TRUE, .fields = fields};
	static const char *const formats[] = {"ids", "tsv"};
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		gsize size = 0;
		g_autofree char *text = render(list, formats[i], &settings, &size);
		assert_int_equal(size, sizeof "7\0001042\00012");
		assert_memory_equal(text, "7\0001042\00012\0", size);
	}
}

static void text_pages_are_the_same_bytes(void **state)
{
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_TEXT, NULL, NULL);
	g_string_append_len(page->bytes, "\033raw\0bytes", 10);
	RenderSettings settings = {.width = 3, .colour = TRUE};
	for (gsize i = 0; i < renderers_count; i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		assert_true(render_page(renderers[i], page, &settings, out, NULL));
		assert_int_equal(out->len, 10);
		assert_memory_equal(out->str, "\033raw\0bytes", 10);
	}
}

/* Every text of a page, hostile: no escape sequence and no tag comes out, and
 * JSON stays JSON. */
static void hostile_text_is_harmless(void **state)
{
	(void)state;
	static const char evil[] = "\033]0;x\007<script>\"'\n\342\200\256=&\377";
	g_autoptr(Page) page = new_page(PAGE_OBJECT, &ticket_schema);
	page->title = g_strdup(evil);
	Block *fields = page_add_fields(page, evil);
	for (int i = 0; i < 5; i++) {
		g_autofree char *name = g_strdup_printf("%s%d", evil, i);
		block_set_titled(fields, name, evil, value_text(evil));
	}
	Block *blocks[] = {page_add_table(page, evil, evil),
		page_add_chart(page, "chart", evil)};
	for (gsize i = 0; i < G_N_ELEMENTS(blocks); i++) {
		block_add_column(blocks[i], evil, evil, COLUMN_ID);
		block_add_column(blocks[i], "n", evil, COLUMN_BAR);
		row_add(block_add_row(blocks[i]), value_text(evil));
		row_add(blocks[i]->rows->pdata[0], value_integer(1));
	}
	page_add_prose(page, "%s", evil);
	Block *timeline = page_add_timeline(page, "timeline", evil);
	TimelineItem *item = timeline_add(timeline, page->now, evil, evil, NULL);
	timeline_note(item, "%s", evil);
	item = timeline_add(timeline, page->now, evil, evil, evil);
	timeline_note(item, "%s", evil);

	RenderSettings settings = {.width = 60, .file = "/dev/null"};
	for (gsize i = 0; i < renderers_count; i++) {
		const char *name = renderers[i]->name;
		g_autofree char *text = render(page, name, &settings, NULL);
		if (renderers[i]->write)
			continue; /* no text */
		/* Bodies of TSV are data as they are. */
		if (g_str_equal(name, "tsv"))
			*strstr(text, "\n\n") = '\0';
		assert_null(strpbrk(text, "\033\007"));
		if (g_str_equal(name, "table"))
			assert_null(strstr(text, "\342\200\256"));
		if (g_str_equal(name, "html"))
			assert_null(strstr(text, "<script"));
		if (g_str_has_prefix(name, "json")) {
			g_autoptr(Value) value = json_parse(text, strlen(text),
				name, NULL);
			assert_non_null(value);
		}
	}
}

static void renderers_are_sorted_and_explained(void **state)
{
	(void)state;
	for (gsize i = 0; i < renderers_count; i++) {
		assert_non_null(renderers[i]->help);
		assert_ptr_equal(renderer_find(renderers[i]->name), renderers[i]);
		if (i > 0)
			assert_true(strcmp(renderers[i - 1]->name,
				renderers[i]->name) < 0);
	}
	assert_null(renderer_find("xml"));
}

static guint count_of(const GString *text, const char *part)
{
	guint count = 0;
	for (const char *at = text->str; (at = strstr(at, part)); at++)
		count++;
	return count;
}

/* No two figures share an axis; a heading says what is better. */
static void test_units(void **state)
{
	(void)state;
	static const Phrase tickets = {"tickets", "заявки"};
	static const Member columns[] = {
		{"who", {"Who", "Кто"}, VALUE_TEXT, 0, "login"},
		{"in", {"In", "Пришло"}, VALUE_INTEGER, 0, "came", NULL,
			&tickets},
		{"time", {"Time", "Время"}, VALUE_SPAN, 0, "took", NULL, NULL,
			BETTER_LESS},
		{"out", {"Out", "Ушло"}, VALUE_INTEGER, 0, "left", NULL,
			&tickets, BETTER_MORE},
		{0},
	};
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &report_schema, "ru");
	g_autoptr(GString) out = g_string_new(NULL);
	RenderSettings settings = {0};
	Block *chart = page_add_chart(page, "rows", NULL);
	block_add_columns(chart, columns);
	Value *cells[] = {value_text("anna"), value_integer(3),
		value_span(7200), value_integer(2)};
	block_add_cells(chart, cells, G_N_ELEMENTS(cells));
	page->zone = g_time_zone_new_utc();
	assert_true(render_page(renderer_find("html"), page, &settings, out, NULL));
	assert_int_equal(count_of(out, "<svg class=\"chart\""), 3);
	assert_int_equal(count_of(out, "title=\"меньше — лучше\">↓"), 2);
	assert_int_equal(count_of(out, "title=\"больше — лучше\">↑"), 2);
	/* A cut day is another one: other words go first. */
	g_autoptr(Page) days = page_new(PAGE_LIST, &report_schema, "en");
	static const Member day_columns[] = {
		{"from", {"From", "С"}, VALUE_TEXT, 0, "a day"},
		{"what", {"What", "Что"}, VALUE_TEXT, 0, "a word"},
		{0},
	};
	Block *table = page_add_rows(days, "rows", day_columns);
	GPtrArray *day = block_add_row(table);
	row_add(day, value_text("2026-11-21"));
	row_add(day, value_text("a rather long word"));
	g_autoptr(GString) narrow = g_string_new(NULL);
	const RenderSettings slim = {.width = 20};
	assert_true(render_page(renderer_find("table"), days, &slim, narrow, NULL));
	assert_non_null(strstr(narrow->str, "2026-11-21"));
	/* Three tickets are no drop in two hours. */
	g_string_truncate(out, 0);
	settings.width = 60;
	assert_true(render_page(renderer_find("table"), page, &settings, out, NULL));
	assert_non_null(strstr(out->str, "3 ████"));
}

/* Before words are cut those go that are the same in every row; what is asked
 * for by name, and what one row says, stays. */
static void what_all_rows_say_gives_way_first(void **state)
{
	(void)state;
	static const Member columns[] = {
		{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID, "a number"},
		{"priority", {"priority", "приоритет"}, VALUE_TEXT, 0, "a word"},
		{"status", {"status", "статус"}, VALUE_TEXT, 0, "a word"},
		{"subject", {"subject", "тема"}, VALUE_TEXT, COLUMN_SHRINK,
			"a text"},
		{0},
	};
	char *all[] = {(char *)"number", (char *)"priority", (char *)"status",
		NULL};
	const struct {
		guint rows, width;
		char **fields;
		const char *header;
	} cases[] = {
		{2, 80, NULL, "#  priority  status       subject\n"},
		{2, 42, NULL, "#  priority  status       subject\n"},
		{2, 41, NULL, "#  status       subject\n"},
		{1, 36, NULL, "#  priori…  status  subject\n"},
		{2, 18, all, "#  prior…  status\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Page) page = page_new(PAGE_LIST, &report_schema, "en");
		g_autoptr(GString) out = g_string_new(NULL);
		Block *table = page_add_rows(page, "rows", columns);
		for (guint row = 0; row < cases[i].rows; row++) {
			Value *cells[] = {value_integer(row),
				value_text("normal"),
				value_text(row ? "in progress" : "new"),
				value_text("A text of thirty characters.")};
			block_add_cells(table, cells, G_N_ELEMENTS(cells));
		}
		const RenderSettings settings = {.width = cases[i].width,
			.fields = cases[i].fields};
		assert_true(render_page(renderer_find("table"), page, &settings,
			out, NULL));
		if (!g_str_has_prefix(out->str, cases[i].header))
			fail_msg("%u: %s", cases[i].width, out->str);
	}
}

/* "id parent" in rows → the order and the depth of them. */
static void rows_stand_below_their_parent(void **state)
{
	static const Member columns[] = {{"id", {NULL}, VALUE_INTEGER, 0, ""},
		{"parent", {NULL}, VALUE_INTEGER, 0, ""},
		{"subject", {NULL}, VALUE_TEXT, 0, ""}, {0}};
	static const struct {
		int rows[12][2];
		const char *order;
	} cases[] = {
		{{{1, 0}, {2, 9}, {3, 0}}, "1:x 2:x 3:x "},
		{{{5, 3}, {1, 0}, {3, 0}, {4, 5}, {6, 3}},
			"3:x 5:└ x 4:  └ x 6:└ x 1:x "},
		{{{7, 0}, {1, 2}, {2, 1}, {8, 8}}, "7:x 1:x 2:└ x 8:x "},
		{{{1, 0}, {2, 1}, {3, 2}, {4, 3}, {5, 4}, {6, 5}, {7, 6},
			{8, 7}, {9, 8}, {10, 9}, {11, 10}},
			"1:x 2:└ x 3:  └ x 4:    └ x 5:      └ x "
			"6:        └ x 7:          └ x 8:            └ x "
			"9:              └ x 10:x 11:└ x "},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Page) page = page_new(PAGE_LIST, &report_schema, "en");
		g_autoptr(GString) order = g_string_new(NULL);
		Block *table = page_add_rows(page, "rows", columns);
		for (guint k = 0; cases[i].rows[k][0]; k++) {
			int parent = cases[i].rows[k][1];
			Value *cells[] = {value_integer(cases[i].rows[k][0]),
				parent ? value_integer(parent) : value_none(),
				value_text("x")};
			block_add_cells(table, cells, G_N_ELEMENTS(cells));
		}
		block_nest(table, "id", "parent", "subject");
		for (guint k = 0; k < table->rows->len; k++) {
			const GPtrArray *row = table->rows->pdata[k];
			const Value *id = row->pdata[0], *subject = row->pdata[2];
			g_string_append_printf(order, "%d:%s ",
				(int)id->integer, subject->title ?
				subject->title : subject->text);
		}
		assert_string_equal(order->str, cases[i].order);
	}
}

int main(void)
{
	setlocale(LC_ALL, "");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(layouts_are_as_agreed),
		cmocka_unit_test(what_all_rows_say_gives_way_first),
		cmocka_unit_test(markdown_has_lines_of_text),
		cmocka_unit_test(tables_fit_any_width),
		cmocka_unit_test(empty_lists_say_nothing_to_people),
		cmocka_unit_test(blocks_have_their_readers),
		cmocka_unit_test(rows_stand_below_their_parent),
		cmocka_unit_test(nested_fields_are_for_json),
		cmocka_unit_test(fields_are_chosen),
		cmocka_unit_test(unknown_fields_are_named),
		cmocka_unit_test(rows_may_end_with_nul),
		cmocka_unit_test(text_pages_are_the_same_bytes),
		cmocka_unit_test(hostile_text_is_harmless),
		cmocka_unit_test(renderers_are_sorted_and_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
