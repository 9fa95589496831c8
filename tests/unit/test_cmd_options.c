#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cmd/frame.h"

static const Option own[] = {
	OPTIONS_OF_TEXT,
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE, {"who", "кто"}},
	{"tag", 0, "TAG", VALUE_OF_TEXT, TRUE, {"tags", "метки"}},
	{"verbose", 'v', NULL, VALUE_OF_NOTHING, FALSE,
		{"hides the global one", "вместо общего"}},
	{0},
};

static const Command tried = {
	.name = "tried",
	.synopsis = "tried TICKETS",
	.summary = {"for the test", "для проверки"},
	.options = own,
	.operand = VALUE_OF_QUERY,
	.flags = COMMAND_READS | COMMAND_CHANGES | COMMAND_TICKETS,
};

typedef struct {
	GPtrArray *operands;
	Arguments *arguments;
	char **words;
	int taken;
	GError *error;
} Parsed;

/* `line` is cut at blanks; '' is an empty word. */
static Parsed parse(const Command *command, const char *line)
{
	Parsed parsed = {g_ptr_array_new(), arguments_new(),
		g_strsplit(line, " ", -1), 0, NULL};
	for (char **word = parsed.words; *word; word++)
		if (strcmp(*word, "''") == 0)
			**word = '\0';
	parsed.taken = arguments_parse(parsed.arguments, command, parsed.words,
		parsed.operands, &parsed.error);
	return parsed;
}

static void clear(Parsed *parsed)
{
	g_ptr_array_unref(parsed->operands);
	arguments_free(parsed->arguments);
	g_strfreev(parsed->words);
	g_clear_error(&parsed->error);
}

/* "a=x b" of given options, "|", operands. */
static char *shown(const Parsed *parsed, const char *const *names)
{
	GString *out = g_string_new(NULL);
	for (; *names; names++) {
		const Option *row = option_by_name(&tried, *names);
		const char *value = row_text(parsed->arguments, row);
		if (row_given(parsed->arguments, row))
			g_string_append_printf(out, "%s%s%s ", *names,
				value ? "=" : "", value ? value : "");
	}
	if (arguments_text_from_stdin(parsed->arguments))
		g_string_append(out, "stdin ");
	g_string_append_c(out, '|');
	for (guint i = 0; i < parsed->operands->len; i++)
		g_string_append_printf(out, " %s",
			(const char *)g_ptr_array_index(parsed->operands, i));
	return g_string_free(out, FALSE);
}

static const char *const names[] = {"assignee", "dry-run", "json", "limit",
	"message", "quiet", "query", "sort", "tag", "yes", NULL};

static void words_become_options_and_operands(void **state)
{
	(void)state;
	static const struct {
		const char *line, *shown;
	} rows[] = {
		{"12", "| 12"},
		{"12 -a ivan", "assignee=ivan | 12"},
		{"-aivan 12", "assignee=ivan | 12"},
		{"12 --assignee ivan 13", "assignee=ivan | 12 13"},
		{"12 --assignee=ivan", "assignee=ivan | 12"},
		{"12 --assignee=", "assignee= | 12"},
		{"12 --assignee=a=b", "assignee=a=b | 12"},
		{"-nyq 12", "dry-run quiet yes | 12"},
		{"-nyaivan 12", "assignee=ivan dry-run yes | 12"},
		{"-nya ivan 12", "assignee=ivan dry-run yes | 12"},
		{"--sort -due,priority", "sort=-due,priority |"},
		{"-a olga -a ivan", "assignee=ivan |"},
		{"-- -a ivan", "| -a ivan"},
		{"12 -- --", "| 12 --"},
		{"12 -n -- -n", "dry-run | 12 -n"},
		{"- -n", "dry-run | -"},
		{"12 -", "stdin | 12"},
		{"12 -- -", "| 12 -"},
		{"-Q is:open -", "query=is:open stdin |"},
		{"'' -m ''", "message= | "},
		{"--limit 5 --json", "json limit=5 |"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Parsed parsed = parse(&tried, rows[i].line);
		assert_null(parsed.error);
		g_autofree char *text = shown(&parsed, names);
		assert_string_equal(text, rows[i].shown);
		clear(&parsed);
	}
}

static void wrong_words_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *line, *part;
	} rows[] = {
		{"--asignee ivan", "did you mean --assignee?"},
		{"--ass ivan", "unknown option --ass"},
		{"-x", "unknown option -x"},
		{"-nx", "unknown option -x"},
		{"-x", "goes after --"},
		{"--dry-run=yes", "--dry-run takes no value"},
		{"12 --assignee", "--assignee needs a value: --assignee AGENT"},
		{"12 -na", "-a needs a value"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Parsed parsed = parse(&tried, rows[i].line);
		assert_int_equal(parsed.taken, -1);
		assert_true(g_error_matches(parsed.error, DESK_ERROR,
			DESK_ERROR_USAGE));
		assert_non_null(strstr(parsed.error->message, rows[i].part));
		clear(&parsed);
	}
}

static void global_options_end_at_the_command(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		int taken;
	} rows[] = {
		{"list -x", 0}, {"-C /tmp list", 2}, {"-C/tmp --json list", 2},
		{"--as anna -qv", 3}, {"-- list", 1},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Parsed parsed = parse(NULL, rows[i].line);
		assert_null(parsed.error);
		assert_int_equal(parsed.taken, rows[i].taken);
		clear(&parsed);
	}
}

static void every_value_is_kept(void **state)
{
	(void)state;
	Parsed parsed = parse(&tried, "--tag a -m one --tag=b 12 --tag c");
	const Option *row = option_by_name(&tried, "tag");
	char **tags = row_all(parsed.arguments, row);
	g_autofree char *joined = g_strjoinv(",", tags);
	assert_string_equal(joined, "a,b,c");
	assert_ptr_equal(row_all(parsed.arguments, row), tags);
	assert_null(*arguments_all(parsed.arguments, "query"));
	clear(&parsed);
}

static void own_rows_hide_shared_ones(void **state)
{
	(void)state;
	assert_ptr_equal(option_by_letter(&tried, 'v'), &own[5]);
	assert_ptr_equal(option_by_name(&tried, "verbose"), &own[5]);
	assert_non_null(option_by_name(&tried, "output-format"));
	assert_null(option_by_name(NULL, "output-format"));
	Parsed parsed = parse(&tried, "12 --verbose");
	assert_true(row_given(parsed.arguments, &own[5]));
	assert_false(arguments_given(parsed.arguments, "verbose"));
	clear(&parsed);
	assert_true(options_have_text(&tried));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_options_and_operands),
		cmocka_unit_test(wrong_words_are_named),
		cmocka_unit_test(global_options_end_at_the_command),
		cmocka_unit_test(every_value_is_kept),
		cmocka_unit_test(own_rows_hide_shared_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
