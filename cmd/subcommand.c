/* The one reader of subcommands: which is meant, and are its words there? */

#include "cmd/frame.h"

#include <string.h>

#include "model/regulation.h"

const Subcommand *subcommand_find(const Command *command, const char *name)
{
	for (const Subcommand *row = command->subcommands;
		name && row && row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

static const Subcommand *standard_of(const Command *command)
{
	for (const Subcommand *row = command->subcommands; row && row->name;
		row++)
		if (row->standard)
			return row;
	return NULL;
}

gboolean command_is_here(const Command *command)
{
	return command->run ||
		(command->subcommands && command->subcommands->run);
}

/* --- usage --------------------------------------------------------------- */

static void append_names(GString *out, const Command *command)
{
	for (const Subcommand *row = command->subcommands; row && row->name;
		row++)
		g_string_append_printf(out, "%s%s",
			row == command->subcommands ? "" : " | ", row->name);
}

char *usage_of(const Command *command, const Subcommand *subcommand)
{
	if (subcommand)
		return g_strjoin(" ", command->name, subcommand->name,
			subcommand->words, NULL);
	GString *out = g_string_new(command->synopsis);
	gboolean words = strchr(command->synopsis, ' ') != NULL;
	gboolean alone = !words && (command->run || standard_of(command));
	if (command->subcommands) {
		g_string_append(out, words ? " | " : alone ? " [" : " ");
		append_names(out, command);
		g_string_append(out, alone ? "]" : "");
	}
	return g_string_free(out, FALSE);
}

static void fail(const Command *command, const Subcommand *subcommand,
	const char *text, GError **error)
{
	g_autofree char *usage = usage_of(command, subcommand);
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "%s\nusage: desk %s",
		text, usage);
}

/* --- which of them ------------------------------------------------------- */

/* "TICKET [FILE...]": from one on; "[list]": this word or none. */
static gboolean words_fit(const char *form, char **words)
{
	g_auto(GStrv) parts = g_strsplit(form ? form : "", " ", -1);
	guint least = 0, most = 0, count = g_strv_length(words);
	for (char **part = parts; *part; part++) {
		gboolean needed = **part != '[';
		g_autofree char *name = needed ? g_strdup(*part) :
			g_strndup(*part + 1, strlen(*part) - 2);
		if (g_ascii_islower(*name) && most < count &&
			strcmp(words[most], name) != 0)
			return FALSE;
		least += needed;
		most = strstr(name, "...") ? G_MAXUINT : most + 1;
	}
	return count >= least && count <= most;
}

static gboolean check_words(const Command *command,
	const Subcommand *subcommand, char **words, GError **error)
{
	if (words_fit(subcommand->words, words))
		return TRUE;
	g_autofree char *text = g_strdup_printf("`desk %s %s` takes %s",
		command->name, subcommand->name,
		subcommand->words ? subcommand->words : "no words");
	fail(command, subcommand, text, error);
	return FALSE;
}

static void unknown(const Command *command, const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const Subcommand *row = command->subcommands; row->name; row++)
		g_ptr_array_add(names, (gpointer)row->name);
	const char *near = nearest_name(word, names);
	g_autofree char *hint = near ? g_strdup_printf(
		"; did you mean `desk %s %s`?", command->name, near) : NULL;
	g_autofree char *text = g_strdup_printf("`desk %s` has no \"%s\"%s",
		command->name, word, hint ? hint : "");
	fail(command, NULL, text, error);
}

gboolean subcommand_choose(const Command *command, char **operands,
	const Subcommand **subcommand, GError **error)
{
	const char *word = operands[0];
	*subcommand = word ? subcommand_find(command, word) :
		standard_of(command);
	if (*subcommand)
		return check_words(command, *subcommand,
			operands + (word ? 1 : 0), error);
	if (!command->subcommands || (command->run && (!word ||
		command->operand != VALUE_OF_NOTHING)))
		return TRUE;
	if (word)
		unknown(command, word, error);
	else
		fail(command, NULL, "which of them?", error);
	return FALSE;
}
