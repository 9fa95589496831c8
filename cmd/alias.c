/* Words that are no command: aliases, programs named desk-WORD, mistakes. */

#include "cmd/frame.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "model/regulation.h"
#include "model/setting.h"
#include "system/process.h"

const ShippedAlias shipped_aliases[] = {
	{"c", "comment"}, {"d", "solve"}, {"e", "escalate"}, {"f", "forward"},
	{"l", "list"}, {"n", "new"}, {"r", "reply"}, {"s", "show"},
	{"t", "take"}, {"w", "wait"},
};
const gsize shipped_aliases_count = G_N_ELEMENTS(shipped_aliases);

#define CONFIG_LIMIT_BYTES (64 * 1024)
#define ANSWER_LIMIT_BYTES (1024 * 1024)

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
	gsize size;
	const char *text = g_bytes_get_data(output, &size);
	return g_strchomp(g_strndup(text ? text : "", size));
}

static char *value_of(const char *key, const Arguments *arguments)
{
	const char *given = from_command_line(key, arguments);
	if (given)
		return g_strdup(given);
	g_autofree char *name = g_strconcat("desk.", key, NULL);
	g_autoptr(StorePlace) place = context_find_place(
		arguments_text(arguments, "directory"));
	return place ? store_config_get(place, name) : from_git(name);
}

static char **split(const char *word, const char *value, GError **error)
{
	if (value[0] == '!') {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
			"desk.alias.%s: an alias is a desk command, not one of "
			"the shell; put a program desk-%s on PATH instead",
			word, word);
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

/* --- other programs ---------------------------------------------------------- */

/* The global options, for a program that speaks desk again. */
static void pass_on(const Arguments *arguments)
{
	static const struct {
		const char *option, *variable;
	} rows[] = {{"directory", "DESK_DIR"}, {"as", "DESK_AGENT"},
		{"color", "DESK_COLOR"}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *value = arguments_text(arguments, rows[i].option);
		if (value)
			g_setenv(rows[i].variable, value, TRUE);
	}
	if (arguments_given(arguments, "no-input"))
		g_setenv("DESK_NO_INPUT", "1", TRUE);
}

static void become(const char *path, char **argv, GError **error)
{
	signal(SIGPIPE, SIG_DFL);
	execv(path, argv);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"cannot run %s: %s", path, g_strerror(errno));
	signal(SIGPIPE, SIG_IGN);
}

gboolean external_run(const char *word, char **arguments_after,
	const Arguments *arguments, GError **error)
{
	if (strchr(word, '/'))
		return FALSE;
	g_autofree char *name = g_strconcat("desk-", word, NULL);
	g_autofree char *path = g_find_program_in_path(name);
	if (!path)
		return FALSE;
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_ptr_array_add(argv, name);
	for (char **row = arguments_after; *row; row++)
		g_ptr_array_add(argv, *row);
	g_ptr_array_add(argv, NULL);
	pass_on(arguments);
	become(path, (char **)argv->pdata, error);
	return FALSE;
}

/* Beside this program, in ../libexec/desk, where it was installed. */
static char *mail_program(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self ? self : ".");
	const char *const folders[] = {self ? folder : NULL,
		self ? "../libexec/desk" : NULL, DESK_LIBEXEC};
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (!folders[i])
			continue;
		g_autofree char *path = g_path_is_absolute(folders[i]) ?
			g_build_filename(folders[i], "desk-mail", NULL) :
			g_build_filename(folder, folders[i], "desk-mail", NULL);
		if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static char *need_mail_program(GError **error)
{
	char *path = mail_program();
	if (!path)
		g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG,
			"desk-mail is neither beside desk nor in "
			DESK_LIBEXEC "; install desk again");
	return path;
}

void mail_program_run(char **argv, GError **error)
{
	g_autofree char *path = need_mail_program(error);
	if (path)
		become(path, argv, error);
}

int mail_program_wait(const char *const *words, GError **error)
{
	g_autofree char *path = need_mail_program(error);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_ptr_array_add(argv, path);
	for (; *words; words++)
		g_ptr_array_add(argv, (gpointer)*words);
	g_ptr_array_add(argv, NULL);
	int status = -1;
	return path && process_run((const char *const *)argv->pdata, NULL, NULL,
		ANSWER_LIMIT_BYTES, NULL, NULL, &status, error) ? status : -1;
}

void command_unknown(const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < commands_count; i++)
		if (commands[i]->group)
			g_ptr_array_add(names, (gpointer)commands[i]->name);
	const char *near = nearest_name(word, names);
	if (near)
		g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
			"no command \"%s\"; did you mean `desk %s`?", word,
			near);
	else
		g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
			"no command \"%s\"; `desk help` lists them", word);
}
