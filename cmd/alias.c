/* Words that are no command: aliases and mistakes. */

#include "base/texts.h"
#include "cmd/frame.h"

#include <string.h>

#include "model/regulation.h"
#include "model/setting.h"
#include "store/tip.h"
#include "system/process.h"

const ShippedAlias shipped_aliases[] = {
	{"c", "comment"}, {"d", "solve"}, {"e", "escalate"}, {"f", "forward"},
	{"l", "list"}, {"n", "new"}, {"r", "reply"}, {"s", "show"},
	{"t", "take"}, {"w", "wait"},
};
const gsize shipped_aliases_count = G_N_ELEMENTS(shipped_aliases);

#define CONFIG_LIMIT_BYTES (64 * 1024)

/* --config alias.x=…, the last one given. */
static const char *from_command_line(const char *key,
	const Arguments *arguments)
{
	const char *found = NULL;
	char **rows = arguments_all((Arguments *)arguments, "config");
	for (; *rows; rows++) {
		const char *row = *rows;
		if (g_str_has_prefix(row, "desk."))
			row += strlen("desk.");
		if (g_str_has_prefix(row, key) && row[strlen(key)] == '=')
			found = row + strlen(key) + 1;
	}
	return found;
}

/* Outside of a store only git knows where its configuration is. */
static char *from_git(const char *name)
{
	const char *const argv[] = {"git", "config", "--get", name, NULL};
	g_autoptr(GBytes) output = NULL;
	g_autofree char *talk = NULL;
	int status;
	if (!process_run(argv, NULL, NULL, CONFIG_LIMIT_BYTES, &output, &talk,
		    &status, NULL) || status != 0)
		return NULL;
	return g_strchomp(text_of_bytes(output));
}

static char *value_of(const char *key, const Arguments *arguments)
{
	const char *given = from_command_line(key, arguments);
	if (given)
		return g_strdup(given);
	g_autofree char *name = g_strconcat("desk.", key, NULL);
	g_autoptr(StorePlace) place = NULL;
	/* Why there is none is told by the command. */
	context_find_place(arguments_text(arguments, "directory"), &place,
		NULL);
	return place ? store_config_get(place, name) : from_git(name);
}

static char **split(const char *word, const char *value, GError **error)
{
	static const Phrase of_shell = {"desk.alias.%1: an alias is a desk "
			"command, not one of the shell; put a program desk-%1 "
			"on PATH instead",
		"desk.alias.%1: сокращение — команда desk, а не оболочки; "
		"положите программу desk-%1 в PATH"};
	if (value[0] == '!') {
		desk_refuse(error, DESK_ERROR_CONFIG, &of_shell, word, NULL);
		return NULL;
	}
	char **words = process_split(value, error);
	if (!words) {
		g_prefix_error(error, "desk.alias.%s: ", word);
		(*error)->domain = DESK_ERROR;
		(*error)->code = DESK_ERROR_CONFIG;
	}
	return words;
}

char **alias_find(const char *word, const Arguments *arguments, GError **error)
{
	g_autofree char *key = g_strconcat("alias.", word, NULL);
	if (!setting_find(key))
		return NULL;
	g_autofree char *value = value_of(key, arguments);
	if (value && *value)
		return split(word, value, error);
	for (gsize i = 0; i < shipped_aliases_count; i++) {
		if (strcmp(shipped_aliases[i].name, word) != 0)
			continue;
		return g_strsplit(shipped_aliases[i].command, " ", -1);
	}
	return NULL;
}

gboolean alias_may_be(const char *word, GError **error)
{
	static const Phrase is_command = {
		"`%1` is a command; an alias cannot hide it",
		"`%1` — команда; сокращение её не заменит"};
	return !command_find(word) || desk_refuse(error, DESK_ERROR_USAGE,
		&is_command, word, NULL);
}

void command_unknown(const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < commands_count; i++)
		if (commands[i]->group)
			g_ptr_array_add(names, (gpointer)commands[i]->name);
	static const Phrase
		like = {"no command \"%1\"; did you mean `desk %2`?",
			"нет команды «%1»; может быть, `desk %2`?"},
		none = {"no command \"%1\"; `desk help` lists them",
			"нет команды «%1»; их перечислит `desk help`"};
	const char *near = nearest_name(word, names);
	if (near)
		desk_refuse(error, DESK_ERROR_USAGE, &like, word, near, NULL);
	else
		desk_refuse(error, DESK_ERROR_USAGE, &none, word, NULL);
}
