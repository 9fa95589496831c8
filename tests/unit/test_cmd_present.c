#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cmd/frame.h"

static const Schema schema = {"test/1"};

static const Command listing = {
	.name = "listing",
	.synopsis = "listing",
	.flags = COMMAND_READS,
};

static Page *list_page(guint rows)
{
	Page *page = page_new(PAGE_LIST, &schema, NULL);
	Block *table = page_add_table(page, "rows", NULL);
	block_add_column(table, "number", "#", COLUMN_ID);
	block_add_column(table, "subject", "subject", COLUMN_SHRINK);
	block_add_column(table, "hidden", "hidden", COLUMN_HIDDEN);
	for (guint i = 1; i <= rows; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_integer(i));
		row_add(row, value_text(i == 1 ? "tab\there" : "при\033[31m"));
		row_add(row, value_flag(i == 1));
	}
	return page;
}

static Page *object_page(void)
{
	Page *page = page_new(PAGE_OBJECT, &schema, NULL);
	Block *first = page_add_fields(page, NULL);
	block_set_titled(first, "a", "A", value_text("one"));
	Block *second = page_add_fields(page, "more");
	block_set_titled(second, "b", "B", value_integer(2));
	return page;
}

/* What present() writes to standard output; "error: …" if it refuses. */
static char *shown(Page *page, const char *line, gboolean *empty)
{
	g_auto(GStrv) words = g_strsplit(line, "|", -1);
	g_autoptr(Arguments) arguments = arguments_new();
	g_autoptr(GPtrArray) operands = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	char name[] = "/tmp/test_cmd_present.XXXXXX";
	if (*line)
		assert_int_not_equal(arguments_parse(arguments, &listing, words,
			operands, NULL), -1);
	Context context;
	context_init(&context, &listing, NULL, arguments);
	context.page = page;
	int file = mkstemp(name), kept = dup(STDOUT_FILENO);
	assert_true(file >= 0 && kept >= 0);
	dup2(file, STDOUT_FILENO);
	gboolean good = present(&context, empty, &error);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(file);
	char *text = NULL;
	gsize size = 0;
	g_file_get_contents(name, &text, &size, NULL);
	unlink(name);
	for (gsize i = 0; i < size; i++)
		if (text[i] == '\0')
			text[i] = '0';
	if (!good) {
		g_free(text);
		text = g_strconcat("error: ", error->message, NULL);
	}
	context_clear(&context);
	return text;
}

static void options_choose_the_form(void **state)
{
	(void)state;
	static const struct {
		const char *line, *shown;
	} rows[] = {
		{"", "1\ttab\\there\n2\tпри[31m\n"},
		{"--fields|hidden,number", "true\t1\nfalse\t2\n"},
		{"-O|ids", "1\n2\n"},
		{"-O|ids|-z", "1020"},
		{"-z|--fields|number", "1020"},
		{"--jq|.[].number", "1\n2\n"},
		{"--jq|.[0].subject", "tab\there\n"},
		{"--format|%(number) %(hidden)", "1 true\n2 false\n"},
		{"--format|%(number)|-z", "1020"},
		{"-o|-|-O|ids", "1\n2\n"},
		{"--sort|-number|-O|ids", "2\n1\n"},
		{"--sort|-subject|-O|ids", "2\n1\n"},
		{"--sort|hidden,-number|--limit|1|-O|ids", "2\n"},
		{"--limit|0|-O|ids", "1\n2\n"},
		{"--header|--fields|number,hidden",
			"number\thidden\n1\ttrue\n2\tfalse\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean empty = TRUE;
		g_autofree char *text = shown(list_page(2), rows[i].line, &empty);
		assert_string_equal(text, rows[i].shown);
		assert_false(empty);
	}
}

static void wrong_options_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *line, *part;
	} rows[] = {
		{"-O|yaml", "csv html"},
		{"--fields|nmber", "nmber"},
		{"--sort|nmber", "nmber"},
		{"--limit|few", "few"},
		{"--header|-O|json", "-O tsv"},
		{"--header|--format|%(number)", "-O tsv"},
		{"--format|%(nmber)", "nmber"},
		{"-z|--json", "-z goes with"},
		{"--porcelain|v9", "only v1"},
		{"--color|sometimes", "always, never, auto"},
		{"--jq|.[", "error: "},
		{"-o|/nonexistent/out", "no folder"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean empty;
		g_autofree char *text = shown(list_page(2), rows[i].line, &empty);
		assert_true(g_str_has_prefix(text, "error: "));
		assert_non_null(strstr(text, rows[i].part));
	}
}

static void objects_have_forms_too(void **state)
{
	(void)state;
	static const struct {
		const char *line, *shown;
	} rows[] = {
		{"--format|%(b)-%(a)", "2-one\n"},
		{"--jq|.b", "2\n"},
		{"--jq|.schema", "test/1\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean empty;
		g_autofree char *text = shown(object_page(), rows[i].line, &empty);
		assert_string_equal(text, rows[i].shown);
		assert_false(empty);
	}
}

/* As a report: the columns of its one table are fields, too. */
static Page *object_with_rows(void)
{
	Page *page = object_page();
	Block *table = page_add_chart(page, "rows", NULL);
	block_add_column(table, "who", "Who", COLUMN_ID);
	block_add_column(table, "count", "Count", COLUMN_RIGHT);
	block_add_column(table, "a", "A", 0);
	for (int i = 0; i < 3; i++) {
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(i == 1 ? "b" : "a"));
		row_add(row, i == 2 ? value_none() : value_integer(10 - i));
		row_add(row, value_text("in the row"));
	}
	return page;
}

static void rows_of_an_object_are_asked_for(void **state)
{
	(void)state;
	static const struct {
		const char *line, *shown;
	} rows[] = {
		{"--fields|who,count|-O|csv",
			"who,count\r\na,10\r\nb,9\r\na,\r\n"},
		{"--fields|count,who|--header",
			"count\twho\n10\ta\n9\tb\n\ta\n"},
		{"--fields|b,who|--sort|count|--limit|2",
			"b\t2\n\nb\na\n"},
		{"--fields|a", "a\tone\n"},
		{"--fields|Count|--sort|-Who|--jq|.rows[0]", "{\"count\":9}\n"},
		{"--fields|rows|--jq|.rows[1].a", "in the row\n"},
		{"--format|%(b) %(who)|--sort|-count", "2 a\n2 b\n2 a\n"},
		{"--format|%(b)", "2\n"},
		{"--fields|nobody", "error: --fields: unknown field \"nobody\"; "
			"known here: a,b,rows,who,count,a"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean empty = TRUE;
		g_autofree char *text = shown(object_with_rows(), rows[i].line,
			&empty);
		assert_string_equal(text, rows[i].shown);
	}
}

static void no_rows_cannot_be_ordered(void **state)
{
	(void)state;
	static const char *const lines[] = {"--sort|a", "--limit|1"};
	static const char *const more[] = {"--fields|a", "--header", "--jq|."};
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		gboolean empty;
		g_autofree char *text = shown(object_page(), lines[i], &empty);
		assert_non_null(strstr(text, "has no rows"));
		g_autofree char *bytes = shown(page_new(PAGE_TEXT, NULL, NULL),
			lines[i], &empty);
		assert_non_null(strstr(bytes, "is a text"));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(more); i++) {
		gboolean empty;
		g_autofree char *bytes = shown(page_new(PAGE_TEXT, NULL, NULL),
			more[i], &empty);
		assert_non_null(strstr(bytes, "is a text"));
	}
}

static void nothing_is_noticed(void **state)
{
	(void)state;
	gboolean empty = FALSE;
	g_autofree char *text = shown(list_page(0), "--json", &empty);
	assert_string_equal(g_strstrip(text), "[]");
	assert_true(empty);
	/* Of faults that is good news. */
	static const Schema faults = {"test/1", .findings = TRUE};
	Page *page = list_page(0);
	page->schema = &faults;
	g_autofree char *none = shown(page, "", &empty);
	assert_false(empty);
}

static void bytes_are_the_same_everywhere(void **state)
{
	(void)state;
	static const char *const lines[] = {"", "--json", "-O|csv"};
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		gboolean empty;
		Page *page = page_new(PAGE_TEXT, NULL, NULL);
		g_string_append(page->bytes, "a\tb\n");
		g_autofree char *text = shown(page, lines[i], &empty);
		assert_string_equal(text, "a\tb\n");
	}
}

static void terminals_are_guarded(void **state)
{
	(void)state;
	static const char *const lines[] = {"", "--format|%(subject)",
		"--jq|.[].subject", "--color|always"};
	g_setenv("DESK_FORCE_TTY", "60", TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		gboolean empty;
		g_autofree char *text = shown(list_page(2), lines[i], &empty);
		assert_null(strstr(text, "\033[31m"));
		assert_non_null(strstr(text, "при"));
	}
	g_unsetenv("DESK_FORCE_TTY");
}

static void colour_is_asked_in_order(void **state)
{
	(void)state;
	static const struct {
		const char *when, *own, *no, *force, *term;
		gboolean to_terminal, colour;
	} rows[] = {
		{NULL, "", "", "", "xterm", TRUE, TRUE},
		{NULL, "", "", "", "xterm", FALSE, FALSE},
		{NULL, "", "", "", "dumb", TRUE, FALSE},
		{NULL, "", "1", "1", "xterm", TRUE, FALSE},
		{NULL, "", "", "1", "dumb", FALSE, TRUE},
		{NULL, "", "", "0", "xterm", FALSE, FALSE},
		{NULL, "always", "1", "", "dumb", FALSE, TRUE},
		{NULL, "never", "", "1", "xterm", TRUE, FALSE},
		{"always", "never", "1", "", "dumb", FALSE, TRUE},
		{"never", "always", "", "1", "xterm", TRUE, FALSE},
		{"auto", "always", "", "", "xterm", FALSE, FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_setenv("DESK_COLOR", rows[i].own, TRUE);
		g_setenv("NO_COLOR", rows[i].no, TRUE);
		g_setenv("CLICOLOR_FORCE", rows[i].force, TRUE);
		g_setenv("TERM", rows[i].term, TRUE);
		assert_int_equal(terminal_colour(rows[i].when,
			rows[i].to_terminal, NULL), rows[i].colour);
	}
	g_unsetenv("DESK_COLOR");
	g_unsetenv("NO_COLOR");
	g_unsetenv("CLICOLOR_FORCE");
}

static void language_follows_the_locale(void **state)
{
	(void)state;
	static const struct {
		const char *all, *messages, *lang, *language;
	} rows[] = {
		{"", "", "", "en"},
		{"", "", "ru_RU.UTF-8", "ru"},
		{"C", "ru_RU", "ru_RU", "en"},
		{"", "ru", "en_US", "ru"},
		{"ru_RU.UTF-8", "C", "C", "ru"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_setenv("LC_ALL", rows[i].all, TRUE);
		g_setenv("LC_MESSAGES", rows[i].messages, TRUE);
		g_setenv("LANG", rows[i].lang, TRUE);
		assert_string_equal(terminal_language(), rows[i].language);
	}
}

/* The caller's surroundings must not decide. */
static int setup(void **state)
{
	(void)state;
	static const char *const names[] = {"DESK_FORCE_TTY", "DESK_COLOR",
		"NO_COLOR", "CLICOLOR_FORCE", "DESK_PAGER", "PAGER", "COLUMNS"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_choose_the_form),
		cmocka_unit_test(wrong_options_are_refused),
		cmocka_unit_test(objects_have_forms_too),
		cmocka_unit_test(rows_of_an_object_are_asked_for),
		cmocka_unit_test(no_rows_cannot_be_ordered),
		cmocka_unit_test(nothing_is_noticed),
		cmocka_unit_test(bytes_are_the_same_everywhere),
		cmocka_unit_test(terminals_are_guarded),
		cmocka_unit_test(colour_is_asked_in_order),
		cmocka_unit_test(language_follows_the_locale),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
