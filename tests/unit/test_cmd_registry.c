/* The rows of commands and their options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cmd/frame.h"
#include "text/escape.h"

static gboolean is_russian(const char *text)
{
	for (; text && *text; text = g_utf8_next_char(text))
		if (g_unichar_get_script(g_utf8_get_char(text)) ==
			G_UNICODE_SCRIPT_CYRILLIC)
			return TRUE;
	return FALSE;
}

static void check_phrase(const Phrase *phrase, const char *command,
	const char *what)
{
	if (!phrase->en || !*phrase->en || is_russian(phrase->en))
		fail_msg("%s: %s has no English", command, what);
	if (!is_russian(phrase->ru))
		fail_msg("%s: %s has no Russian", command, what);
	if (g_str_has_suffix(phrase->en, ".") ||
		g_str_has_suffix(phrase->ru, "."))
		fail_msg("%s: %s ends with a full stop", command, what);
}

static void commands_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Command *command = commands[i];
		if (i > 0)
			assert_true(strcmp(commands[i - 1]->name, command->name) < 0);
		assert_ptr_equal(command_find(command->name), command);
		/* Hidden ones have no heading. */
		assert_true(command->group || g_str_has_prefix(command->name, "__"));
		assert_true(command->group < GROUPS_COUNT);
		check_phrase(&command->summary, command->name, "the summary");
		if (!g_str_has_prefix(command->synopsis, command->name))
			fail_msg("%s: synopsis %s", command->name, command->synopsis);
		if (!command_is_here(command) && !(command->flags & COMMAND_MAIL))
			fail_msg("%s does nothing", command->name);
	}
	assert_null(command_find("no-such-command"));
	for (gsize i = 0; i < GROUPS_COUNT; i++)
		check_phrase(&command_groups[i], "groups", "a heading");
}

static void aliases_are_sorted_and_lead_somewhere(void **state)
{
	(void)state;
	for (gsize i = 0; i < shipped_aliases_count; i++) {
		const ShippedAlias *alias = &shipped_aliases[i];
		assert_true(i == 0 || strcmp(alias[-1].name, alias->name) < 0);
		if (!command_find(alias->command))
			fail_msg("%s: no command %s", alias->name, alias->command);
	}
}

static void explain_options(const char *command, const Option *option)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	for (; option && option->name; option++) {
		if (!g_hash_table_add(names, (void *)option->name))
			fail_msg("%s: --%s twice", command, option->name);
		check_phrase(&option->help, command, option->name);
		if (!option->argument != (option->value == VALUE_OF_NOTHING))
			fail_msg("%s: --%s: an argument and its kind go together",
				command, option->name);
	}
}

static void each_option_is_explained_once(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Subcommand *row = commands[i]->subcommands;
		explain_options(commands[i]->name, commands[i]->options);
		for (; row && row->name; row++)
			explain_options(commands[i]->name, row->options);
		g_autoptr(GPtrArray) options = options_known(commands[i]);
		for (guint k = 0; k < options->len; k++) {
			const Option *option = g_ptr_array_index(options, k);
			check_phrase(&option->help, commands[i]->name,
				option->name);
		}
	}
}

/* Words are read before it is known whose option they are. */
static void options_of_subcommands_are_of_one_kind(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Subcommand *row = commands[i]->subcommands;
		for (; row && row->name; row++) {
			const Option *option = row->options;
			for (; option && option->name; option++) {
				const Option *read = option_by_name(commands[i],
					option->name);
				assert_non_null(read);
				if (!read->argument != !option->argument ||
					read->letter != option->letter)
					fail_msg("%s %s: --%s differs",
						commands[i]->name, row->name,
						option->name);
			}
		}
	}
}

static void subcommands_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Subcommand *row = commands[i]->subcommands, *last = NULL;
		guint standard = 0;
		for (; row && row->name; last = row++) {
			if (last && strcmp(last->name, row->name) >= 0)
				fail_msg("%s: %s", commands[i]->name, row->name);
			check_phrase(&row->summary, commands[i]->name,
				row->name);
			assert_true(row->words || !row->values[0]);
			if (!row->run && !(commands[i]->flags & COMMAND_MAIL))
				fail_msg("%s %s does nothing",
					commands[i]->name, row->name);
			standard += row->standard;
		}
		assert_true(standard <= 1);
	}
}

typedef struct {
	const Schema *schema;
	GHashTable *names;
} Explained;

static void explain_member(const Member *member, void *data)
{
	const Explained *explained = data;
	const char *schema = explained->schema->name;
	/* Of any type is what a field or a figure was and became, and nothing
	 * else. */
	static const char *const any[] = {"old", "new", "before.*", "change.*",
		NULL};
	gboolean typed = member->type || g_strv_contains(any, member->name);
	if (!typed || !member->help || !*member->help ||
		is_russian(member->help))
		fail_msg("%s: %s is not explained", schema, member->name);
	if (member->title.ru && !member->title.en)
		fail_msg("%s: %s has no English title", schema, member->name);
	if (!g_hash_table_add(explained->names, g_strdup(member->name)))
		fail_msg("%s: %s twice", schema, member->name);
}

static void explain_schemas(const Schema *const *schemas)
{
	for (; schemas && *schemas; schemas++) {
		const char *name = (*schemas)->name;
		g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash,
			g_str_equal, g_free, NULL);
		Explained explained = {*schemas, names};
		if (!name || !g_str_has_suffix(name, "/1"))
			fail_msg("a schema's name ends with its version");
		if (!(*schemas)->help || !*(*schemas)->help)
			fail_msg("%s: who answers it?", name);
		schema_each(*schemas, explain_member, &explained);
		assert_true(g_hash_table_size(names) > 0);
	}
}

static void each_member_of_a_schema_is_explained_once(void **state)
{
	(void)state;
	explain_schemas(frame_answers);
	for (gsize i = 0; i < commands_count; i++)
		explain_schemas(commands[i]->answers);
}

static int nothing(Context *context, GError **error)
{
	(void)context;
	(void)error;
	return 0;
}

static const Subcommand rows[] = {
	{"ack", "[list]", {"a", "а"}, {VALUE_OF_NOTHING}, NULL, nothing, FALSE},
	{"add", "TICKET [FILE...]", {"b", "б"}, {VALUE_OF_TICKET}, NULL,
		nothing, FALSE},
	{"list", NULL, {"c", "в"}, {VALUE_OF_NOTHING}, NULL, nothing, TRUE},
	{"show", "NAME", {"d", "г"}, {VALUE_OF_TEXT}, NULL, nothing, FALSE},
	{0},
};

/* The words of a command line, and the subcommand or what is said. */
static void words_choose_a_subcommand(void **state)
{
	(void)state;
	const Command without = {.name = "t", .synopsis = "t",
		.subcommands = rows};
	const Command with = {.name = "t", .synopsis = "t TICKET",
		.operand = VALUE_OF_TICKET, .subcommands = rows, .run = nothing};
	const Command plain = {.name = "t", .synopsis = "t", .run = nothing};
	static const char needs[] = "`desk t show` takes NAME\n"
		"usage: desk t show NAME";
	const struct {
		const Command *command;
		const char *line, *answer;
	} cases[] = {
		{&without, "", "list"}, {&without, "list", "list"},
		{&without, "show x", "show"}, {&without, "show", needs},
		{&without, "show x y", needs},
		{&without, "add 1", "add"}, {&without, "add 1 a b", "add"},
		{&without, "ack", "ack"}, {&without, "ack list", "ack"},
		{&without, "ack lost", "`desk t ack` takes [list]\n"
			"usage: desk t ack [list]"},
		{&without, "list x", "`desk t list` takes no words\n"
			"usage: desk t list"},
		{&without, "shwo x", "`desk t` has no \"shwo\"; did you mean "
			"`desk t show`?\n"
			"usage: desk t [ack | add | list | show]"},
		{&without, "12", "`desk t` has no \"12\"\n"
			"usage: desk t [ack | add | list | show]"},
		{&with, "12", "-"}, {&with, "show x", "show"},
		{&with, "show", needs}, {&with, "", "list"},
		{&plain, "", "-"}, {&plain, "x", "-"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) words = g_strsplit(cases[i].line, " ", -1);
		const Subcommand *found = NULL;
		g_autoptr(GError) error = NULL;
		gboolean good = subcommand_choose(cases[i].command, words,
			&found, &error);
		assert_string_equal(!good ? error->message : found ?
			found->name : "-", cases[i].answer);
	}
}

/* A short option means the same everywhere. */
static void letters_mean_the_same_everywhere(void **state)
{
	(void)state;
	const char *meaning[128] = {NULL}, *where[128] = {NULL};
	for (gsize i = 0; i < commands_count; i++) {
		g_autoptr(GPtrArray) options = options_known(commands[i]);
		for (guint k = 0; k < options->len; k++) {
			const Option *option = g_ptr_array_index(options, k);
			guchar letter = (guchar)option->letter;
			if (!letter)
				continue;
			assert_true(letter < 128 && g_ascii_isalpha((char)letter));
			if (meaning[letter] && strcmp(meaning[letter], option->name))
				fail_msg("-%c is --%s in %s and --%s in %s", letter,
					meaning[letter], where[letter],
					option->name, commands[i]->name);
			meaning[letter] = option->name;
			where[letter] = commands[i]->name;
		}
	}
}

static void check_width(const GString *text, const char *what)
{
	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	for (char **line = lines; *line; line++)
		if (text_width(*line) > 80)
			fail_msg("%s: too wide: %s", what, *line);
}

static void check_placeholders(const char *command, const char *usage)
{
	g_autofree char *russian = placeholders_in(usage, "ru");
	for (const char *c = russian; *c; c++)
		if (g_ascii_isupper(c[0]) && g_ascii_isupper(c[1]) &&
			strncmp(c, "URL", 3) != 0 && (c == russian ||
			!g_ascii_isupper(c[-1])))
			fail_msg("%s: \"%s\" has no Russian: \"%s\"", command,
				usage, c);
}

static void placeholders_have_russian(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Subcommand *row = commands[i]->subcommands;
		check_placeholders(commands[i]->name, commands[i]->synopsis);
		for (; row && row->name; row++)
			check_placeholders(commands[i]->name,
				row->words ? row->words : "");
		g_autoptr(GPtrArray) options = options_known(commands[i]);
		for (guint k = 0; k < options->len; k++) {
			const Option *option = g_ptr_array_index(options, k);
			check_placeholders(commands[i]->name,
				option->argument ? option->argument : "");
		}
	}
	g_autofree char *usage = placeholders_in("set TICKETS FIELD+=VALUE "
		"[-m WHY | -F FILE] [N]", "ru");
	assert_string_equal(usage, "set ЗАЯВКИ ПОЛЕ+=ЗНАЧЕНИЕ [-m ПОЧЕМУ | "
		"-F ФАЙЛ] [N]");
}

static void help_fits_a_terminal(void **state)
{
	(void)state;
	static const char *const languages[] = {"en", "ru"};
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autoptr(GString) daily = g_string_new(NULL);
		help_daily(daily, languages[i]);
		check_width(daily, "desk");
		for (gsize k = 0; k < commands_count; k++) {
			g_autoptr(GString) out = g_string_new(NULL);
			help_of_command(out, commands[k], NULL, languages[i]);
			check_width(out, commands[k]->name);
			g_autofree char *again = placeholders_in(out->str,
				languages[i]);
			assert_string_equal(again, out->str);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_sorted_and_documented),
		cmocka_unit_test(aliases_are_sorted_and_lead_somewhere),
		cmocka_unit_test(each_option_is_explained_once),
		cmocka_unit_test(each_member_of_a_schema_is_explained_once),
		cmocka_unit_test(options_of_subcommands_are_of_one_kind),
		cmocka_unit_test(subcommands_are_sorted_and_documented),
		cmocka_unit_test(words_choose_a_subcommand),
		cmocka_unit_test(letters_mean_the_same_everywhere),
		cmocka_unit_test(placeholders_have_russian),
		cmocka_unit_test(help_fits_a_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
