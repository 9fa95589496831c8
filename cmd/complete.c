/*
 * `desk __complete -- WORDS...`: what may stand for the last of the words, one
 * a line, "value TAB description"; ":files" and ":folders" leave it to the
 * shell. Values of the store come from the index as it is: no git, no refresh.
 */

#include "cmd/complete.h"

#include <string.h>

#include "store/tip.h"

/* --- where the word stands ----------------------------------------------------------- */

static void offer_options(const Completion *completion)
{
	g_autoptr(GPtrArray) options = completion->subcommand ?
		options_of(completion->command, completion->subcommand) :
		options_known(completion->command);
	for (guint i = 0; i < options->len; i++) {
		const Option *option = g_ptr_array_index(options, i);
		g_autofree char *name = g_strconcat("--", option->name, NULL);
		completion_offer(completion, name,
			phrase_in(&option->help, completion->language));
	}
	for (guint i = 0; i < options->len && !completion->word[1]; i++) {
		const Option *option = g_ptr_array_index(options, i);
		char letter[] = {'-', option->letter, '\0'};
		if (option->letter)
			completion_offer(completion, letter,
				phrase_in(&option->help, completion->language));
	}
}

static void offer_subcommands(const Completion *completion)
{
	for (const Subcommand *row = completion->command->subcommands;
		row && row->name; row++)
		completion_offer(completion, row->name, phrase_in(&row->summary,
			terminal_language()));
}

/* The word at `position` behind the name of a subcommand. */
static void offer_word(Completion *completion, guint position)
{
	const OptionValue *values = completion->subcommand->values;
	guint place = MIN(position, SUBCOMMAND_VALUES - 1);
	while (place > 0 && values[place] == VALUE_OF_NOTHING)
		place--;
	completion_offer_values(completion, values[place]);
}

/* Tickets first, and nothing else where there is no value. */
static OptionValue value_at(const Completion *completion, guint position)
{
	const Command *command = completion->command;
	gboolean tickets = (command->flags & COMMAND_TICKETS) &&
		!row_given(completion->arguments,
			option_by_name(command, "query"));
	if (tickets && (position == 0 || command->operand == VALUE_OF_NOTHING))
		return VALUE_OF_TICKET;
	if (tickets && command->operand != VALUE_OF_TICKET)
		position--;
	for (guint place = MIN(position, G_N_ELEMENTS(command->more)); place > 0;
		place--)
		if (command->more[place - 1] != VALUE_OF_NOTHING)
			return command->more[place - 1];
	return command->operand;
}

static void offer_operand(Completion *completion, guint position)
{
	if (completion->subcommand) {
		offer_word(completion, position - 1);
		return;
	}
	if (position == 0)
		offer_subcommands(completion);
	completion_offer_values(completion, value_at(completion, position));
}

/* "--name=val", "-aval". TRUE if the word is such an option. */
static gboolean offer_joined(Completion *completion)
{
	const char *word = completion->word;
	const char *equals = strchr(word, '=');
	const Option *option = NULL;
	gsize length = 2;
	if (g_str_has_prefix(word, "--") && equals) {
		g_autofree char *name = g_strndup(word + 2,
			(gsize)(equals - word) - 2);
		option = option_by_name(completion->command, name);
		length = (gsize)(equals - word) + 1;
	} else if (word[0] == '-' && word[1] != '-' && word[1] && word[2]) {
		option = option_by_letter(completion->command, word[1]);
	}
	if (!option || !option->argument)
		return FALSE;
	g_autofree char *kept = g_strndup(word, length);
	Completion inner = *completion;
	inner.kept = kept;
	inner.word = word + length;
	completion_offer_values(&inner, option->value);
	return TRUE;
}

/* The option whose value the word after `last` is, or NULL. */
static const Option *option_waiting(const Command *command, const char *last)
{
	const Option *option = NULL;
	if (g_str_has_prefix(last, "--"))
		option = option_by_name(command, last + 2);
	else if (last[0] == '-' && last[1])
		option = option_by_letter(command, last[strlen(last) - 1]);
	return option && option->argument ? option : NULL;
}

/* The words before the last one, read as far as they go. */
static guint read_words(Completion *completion, Arguments *arguments,
	char **words, gboolean *only_operands)
{
	g_autoptr(GPtrArray) operands = g_ptr_array_new();
	int taken = arguments_parse(arguments, NULL, words, NULL, NULL);
	if (taken < 0 || !words[taken])
		return 0;
	words += taken;
	completion->command = command_find(words[0]);
	for (gsize i = 0; i < shipped_aliases_count; i++)
		if (strcmp(shipped_aliases[i].name, words[0]) == 0)
			completion->command =
				command_find(shipped_aliases[i].command);
	if (!completion->command)
		return 0;
	*only_operands = g_strv_contains((const char *const *)words, "--");
	arguments_parse(arguments, completion->command, words + 1, operands,
		NULL);
	completion->first = operands->len > 0 ? operands->pdata[0] : NULL;
	if (completion->first)
		completion->subcommand = subcommand_find(completion->command,
			completion->first);
	return operands->len;
}

static void complete(Completion *completion, char **words, guint count)
{
	g_autoptr(Arguments) arguments = arguments_new();
	g_auto(GStrv) before = g_strdupv(words);
	g_clear_pointer(&before[count - 1], g_free);
	gboolean only_operands = FALSE;
	guint position = read_words(completion, arguments, before,
		&only_operands);
	completion->arguments = arguments;
	completion->word = words[count - 1];
	const Option *waiting = count > 1 && !only_operands ?
		option_waiting(completion->command, words[count - 2]) : NULL;
	if (waiting)
		completion_offer_values(completion, waiting->value);
	else if (completion->word[0] == '-' && !only_operands) {
		if (!offer_joined(completion))
			offer_options(completion);
	} else if (completion->command)
		offer_operand(completion, position);
	else
		completion_offer_commands(completion);
}

static Index *open_index(const StorePlace *place)
{
	if (!place)
		return NULL;
	g_autofree char *path = g_build_filename(place->desk_folder, "index.db",
		NULL);
	return index_open(path, INDEX_READ, NULL);
}

/* -C among the words that are being completed. */
static const char *folder_of(char **words)
{
	const char *folder = NULL;
	for (; words[0] && words[1] && words[0][0] == '-'; words++)
		if (strcmp(words[0], "-C") == 0)
			folder = words[1];
	return folder;
}

static int run(Context *context, GError **error)
{
	(void)error;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	if (context->operand_count == 0)
		return 0;
	Completion completion = {
		.out = context->page->bytes,
		.language = context->language,
		.kept = "",
	};
	g_autoptr(StorePlace) place = NULL;
	context_find_place(folder_of(context->operands), &place, NULL);
	completion.place = place;
	completion.index = open_index(place);
	complete(&completion, context->operands, context->operand_count);
	g_clear_pointer(&completion.index, index_free);
	return 0;
}

const Command complete_command = {
	.name = "__complete",
	.synopsis = "__complete -- WORDS...",
	.summary = {"what may stand for the last word (for the shells)",
		"чем может быть последнее слово (для оболочек)"},
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_NO_STORE | COMMAND_PLUMBING,
	.run = run,
};
