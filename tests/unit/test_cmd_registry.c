/* The rows of commands and their options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cmd/command.h"

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
		assert_true(command->summary && *command->summary);
		assert_false(g_str_has_suffix(command->summary, "."));
		if (!g_str_has_prefix(command->synopsis, command->name))
			fail_msg("%s: synopsis %s", command->name, command->synopsis);
	}
	assert_null(command_find("no-such-command"));
}

static void each_option_is_explained_once(void **state)
{
	(void)state;
	for (gsize i = 0; i < commands_count; i++) {
		const Option *option = commands[i]->options;
		g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash,
			g_str_equal);
		for (; option && option->name; option++) {
			if (!g_hash_table_add(names, (void *)option->name))
				fail_msg("%s: --%s twice", commands[i]->name,
					option->name);
			if (!option->help || !*option->help)
				fail_msg("%s: --%s has no help",
					commands[i]->name, option->name);
			if (!option->argument != (option->value == VALUE_OF_NOTHING))
				fail_msg("%s: --%s: an argument and its kind go together",
					commands[i]->name, option->name);
		}
	}
}

/* cli.md: a short option means the same everywhere. */
static void letters_mean_the_same_everywhere(void **state)
{
	(void)state;
	const char *meaning[128] = {NULL}, *where[128] = {NULL};
	for (gsize i = 0; i < commands_count; i++) {
		const Option *option = commands[i]->options;
		for (; option && option->name; option++) {
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_sorted_and_documented),
		cmocka_unit_test(each_option_is_explained_once),
		cmocka_unit_test(letters_mean_the_same_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
