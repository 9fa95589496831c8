/* -h, `desk help` and what `desk` alone prints: all from the tables. */

#include "cmd/frame.h"

#include "text/escape.h"

const Phrase command_groups[] = {
	[GROUP_NONE] = {"Hidden", "Скрытые"},
	[GROUP_DAILY] = {"Every hour", "Каждый час"},
	[GROUP_TICKETS] = {"Tickets", "Заявки"},
	[GROUP_CUSTOMERS] = {"Customers", "Клиенты"},
	[GROUP_REGULATION] = {"Regulation", "Регламент"},
	[GROUP_FIGURES] = {"Figures", "Показатели"},
	[GROUP_STORE] = {"Store and automation", "Хранилище и автоматика"},
	[GROUP_PLUMBING] = {"Plumbing", "Для скриптов"},
};

static const Phrase usage_head = {"usage: desk ", "использование: desk "},
	options_heading = {"Options", "Параметры"},
	subcommands_heading = {"Subcommands", "Подкоманды"},
	their_heading = {"Options of %1", "Параметры %1"},
	global_heading = {"Global options", "Общие параметры"},
	aliases_heading = {"Aliases", "Сокращения"},
	is_alias = {"`%1` is an alias.\n", "`%1` — сокращение.\n"},
	manual = {"Manual: man desk-%1", "Руководство: man desk-%1"},
	daily_hint = {"`desk help` lists all commands, `desk COMMAND -h` "
			"explains one,\n`desk init` makes a store.\n",
		"`desk help` перечислит все команды, `desk КОМАНДА -h` "
		"объяснит одну,\n`desk init` создаст хранилище.\n"};

#define TEXT_WIDTH 79
#define OPTION_WIDTH 26

/* "  left      right", the right part wrapped under itself. */
static void add_row(GString *out, const char *left, const char *right,
	guint width)
{
	guint used = 2 + text_width(left);
	g_string_append_printf(out, "  %s", left);
	if (used + 2 > width) {
		g_string_append_c(out, '\n');
		used = 0;
	}
	g_autofree char *wrapped = text_wrap(right, TEXT_WIDTH - width, 0);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (line == lines || **line)
			g_string_append_printf(out, "%*s%s\n",
				(int)(width - used), "", *line);
		used = 0;
	}
}

static char *option_left(const Option *option, const char *language)
{
	GString *left = g_string_new(NULL);
	if (option->letter)
		g_string_append_printf(left, "-%c, ", option->letter);
	else
		g_string_append(left, "    ");
	g_string_append_printf(left, "--%s", option->name);
	g_autofree char *argument = placeholders_in(option->argument ?
		option->argument : "", language);
	if (*argument)
		g_string_append_printf(left, " %s", argument);
	return g_string_free(left, FALSE);
}

static void add_option(GString *out, const Option *option,
	const char *language)
{
	g_autofree char *left = option_left(option, language);
	add_row(out, left, phrase_in(&option->help, language), OPTION_WIDTH);
}

static void add_options(GString *out, const GPtrArray *options,
	gboolean global, const char *language)
{
	gsize before = out->len;
	for (guint i = 0; i < options->len; i++) {
		const Option *option = g_ptr_array_index(options, i);
		if (option_is_global(option) != global)
			continue;
		if (out->len == before)
			g_string_append_printf(out, "\n%s\n", phrase_in(
				global ? &global_heading : &options_heading,
				language));
		add_option(out, option, language);
	}
}

/* Broken before "[", so that an option stays beside its value, and after "|"
 * where that is too long for a line. */
static GPtrArray *usage_pieces(const char *synopsis, guint room)
{
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(synopsis, " [", -1);
	for (char **part = parts; *part; part++) {
		const char *bracket = part == parts ? "" : "[";
		gboolean whole = text_width(*part) + 1 <= room;
		g_auto(GStrv) choices = g_strsplit(*part, " | ",
			whole ? 1 : -1);
		for (char **choice = choices; *choice; choice++)
			g_ptr_array_add(pieces, g_strconcat(
				choice == choices ? bracket : "", *choice,
				choice[1] ? " |" : "", NULL));
	}
	return pieces;
}

static void add_usage(GString *out, const char *synopsis, const char *language)
{
	const char *head = phrase_in(&usage_head, language);
	guint indent = text_width(head), used = indent;
	g_autoptr(GPtrArray) pieces = usage_pieces(synopsis,
		TEXT_WIDTH - indent);
	g_string_append(out, head);
	for (guint i = 0; i < pieces->len; i++) {
		const char *piece = g_ptr_array_index(pieces, i);
		guint width = text_width(piece);
		if (i > 0 && used + 1 + width > TEXT_WIDTH) {
			g_string_append_printf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (i > 0) {
			g_string_append_c(out, ' ');
			used++;
		}
		g_string_append(out, piece);
		used += width;
	}
	g_string_append_c(out, '\n');
}

static void add_subcommands(GString *out, const Command *command,
	const char *language)
{
	g_string_append_printf(out, "\n%s\n", phrase_in(&subcommands_heading,
		language));
	for (const Subcommand *row = command->subcommands; row->name; row++) {
		g_autofree char *words = placeholders_in(row->words ?
			row->words : "", language);
		g_autofree char *left = g_strconcat(row->name, *words ? " " :
			"", words, NULL);
		add_row(out, left, phrase_in(&row->summary, language),
			OPTION_WIDTH);
	}
}

/* Those that have the same options stand together. */
static void add_their_options(GString *out, const Command *command,
	const char *language)
{
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
	for (const Subcommand *row = command->subcommands; row->name; row++) {
		if (!row->options || !g_hash_table_add(told,
			(gpointer)row->options))
			continue;
		g_autoptr(GString) names = g_string_new(NULL);
		for (const Subcommand *other = row; other->name; other++)
			if (other->options == row->options)
				g_string_append_printf(names, "%s%s",
					other == row ? "" : ", ", other->name);
		g_autofree char *heading = phrase_fill(&their_heading, language,
			names->str, NULL);
		g_string_append_printf(out, "\n%s\n", heading);
		for (const Option *option = row->options; option->name;
			option++)
			add_option(out, option, language);
	}
}

void help_of_command(GString *out, const Command *command,
	const Subcommand *subcommand, const char *language)
{
	g_autoptr(GPtrArray) options = options_of(command, subcommand);
	g_autofree char *page = phrase_fill(&manual, language, command->name,
		NULL);
	g_autofree char *usage = usage_of(command, subcommand, language);
	add_usage(out, usage, language);
	g_string_append_printf(out, "\n%s\n", phrase_in(subcommand ?
		&subcommand->summary : &command->summary, language));
	if (command->subcommands && !subcommand) {
		add_subcommands(out, command, language);
		add_their_options(out, command, language);
	}
	add_options(out, options, FALSE, language);
	add_options(out, options, TRUE, language);
	g_string_append_printf(out, "\n%s\n", page);
}

static void add_group(GString *out, CommandGroup group, const char *language)
{
	g_string_append_printf(out, "\n%s\n",
		phrase_in(&command_groups[group], language));
	for (gsize i = 0; i < commands_count; i++)
		if (commands[i]->group == group)
			add_row(out, commands[i]->name,
				phrase_in(&commands[i]->summary, language), 14);
}

static void add_any_usage(GString *out, const char *language)
{
	g_autofree char *usage = placeholders_in(
		"[-C DIR] [OPTIONS] COMMAND [...]", language);
	add_usage(out, usage, language);
}

void help_daily(GString *out, const char *language)
{
	add_any_usage(out, language);
	add_group(out, GROUP_DAILY, language);
	g_string_append_printf(out, "\n%s", phrase_in(&daily_hint, language));
}

static void help_all(GString *out, const char *language)
{
	g_autoptr(GPtrArray) options = options_of(NULL, NULL);
	add_any_usage(out, language);
	for (CommandGroup group = GROUP_DAILY; group < GROUPS_COUNT; group++)
		add_group(out, group, language);
	g_string_append_printf(out, "\n%s\n ",
		phrase_in(&aliases_heading, language));
	for (gsize i = 0; i < shipped_aliases_count; i++)
		if (command_find(shipped_aliases[i].command))
			g_string_append_printf(out, " %s=%s",
				shipped_aliases[i].name,
				shipped_aliases[i].command);
	g_string_append_c(out, '\n');
	add_options(out, options, TRUE, language);
}

static const Member columns[] = {
	{"name", {NULL}, VALUE_TEXT, COLUMN_ID, "of the command"},
	{"group", {NULL}, VALUE_TEXT, 0, "heading in `desk help`"},
	{"synopsis", {NULL}, VALUE_TEXT, 0, "without \"desk\""},
	{"summary", {NULL}, VALUE_TEXT, 0, "one line"},
	{0},
};
static const Schema schema = {"help/1", "desk help: an array", columns};

static void list_commands(Context *context)
{
	context_page(context, PAGE_LIST, &schema);
	Block *table = page_add_table(context->page, "commands", NULL);
	block_add_columns(table, columns);
	for (gsize i = 0; i < commands_count; i++) {
		const Command *command = commands[i];
		if (!command->group)
			continue;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(command->name));
		row_add(row, value_text(command_groups[command->group].en));
		row_add(row, value_text_take(usage_of(command, NULL, NULL)));
		row_add(row, value_text(command->summary.en));
	}
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0 && option_given(context, "json")) {
		list_commands(context);
		return 0;
	}
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	GString *out = context->page->bytes;
	if (context->operand_count == 0) {
		help_all(out, context->language);
		return 0;
	}
	const char *word = context->operands[0];
	const Command *command = command_find(word);
	g_auto(GStrv) alias = command ? NULL :
		alias_find(word, context->arguments, error);
	if (alias && alias[0])
		command = command_find(alias[0]);
	if (alias) {
		g_autofree char *note = phrase_fill(&is_alias,
			context->language, word, NULL);
		g_string_append(out, note);
	}
	if (!command) {
		if (error && !*error)
			command_unknown(word, error);
		return -1;
	}
	help_of_command(out, command, subcommand_find(command,
		context->operands[1]), context->language);
	return 0;
}

const Command help_command = {
	.name = "help",
	.group = GROUP_STORE,
	.synopsis = "help [COMMAND [SUBCOMMAND]]",
	.summary = {"all commands, or one command and its options",
		"все команды или одна с её параметрами"},
	.operand = VALUE_OF_COMMAND,
	.flags = COMMAND_NO_STORE | COMMAND_PAGED,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
