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

static char *placeholders_of(const Subcommand *subcommand, const char *language)
{
	return subcommand->words ? placeholders_in(subcommand->words, language) :
		NULL;
}

char *usage_of(const Command *command, const Subcommand *subcommand,
	const char *language)
{
	g_autofree char *words = subcommand ? placeholders_of(subcommand,
		language) : placeholders_in(command->synopsis, language);
	if (subcommand)
		return g_strjoin(" ", command->name, subcommand->name, words,
			NULL);
	GString *out = g_string_new(words);
	gboolean any = strchr(command->synopsis, ' ') != NULL;
	gboolean alone = !any && (command->run || standard_of(command));
	if (command->subcommands) {
		g_string_append(out, any ? " | " : alone ? " [" : " ");
		append_names(out, command);
		g_string_append(out, alone ? "]" : "");
	}
	return g_string_free(out, FALSE);
}

void usage_add(GError **error, const Command *command,
	const Subcommand *subcommand)
{
	static const Phrase with_usage = {"%1\nusage: desk %2",
		"%1\nиспользование: desk %3"};
	g_autofree char *english = usage_of(command, subcommand, "en");
	g_autofree char *russian = usage_of(command, subcommand, "ru");
	desk_error_reword(error, &with_usage, english, russian, NULL);
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
	static const Phrase
		no_words = {"`desk %1 %2` takes no words",
			"`desk %1 %2` не принимает слов"},
		these_words = {"`desk %1 %2` takes %3",
			"`desk %1 %2` принимает %4"};
	if (words_fit(subcommand->words, words))
		return TRUE;
	g_autofree char *russian = placeholders_of(subcommand, "ru");
	desk_refuse(error, DESK_ERROR_USAGE, subcommand->words ? &these_words :
		&no_words, command->name, subcommand->name, subcommand->words,
		russian, NULL);
	usage_add(error, command, subcommand);
	return FALSE;
}

static void unknown(const Command *command, const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const Subcommand *row = command->subcommands; row->name; row++)
		g_ptr_array_add(names, (gpointer)row->name);
	static const Phrase
		none = {"`desk %1` has no \"%2\"", "у `desk %1` нет «%2»"},
		like = {"`desk %1` has no \"%2\"; did you mean `desk %1 %3`?",
			"у `desk %1` нет «%2»; может быть, `desk %1 %3`?"};
	const char *near = nearest_name(word, names);
	desk_refuse(error, DESK_ERROR_USAGE, near ? &like : &none,
		command->name, word, near, NULL);
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
	static const Phrase which = {"which of them?", "какое из них?"};
	if (word)
		unknown(command, word, error);
	else
		desk_refuse(error, DESK_ERROR_USAGE, &which, NULL);
	usage_add(error, command, NULL);
	return FALSE;
}
