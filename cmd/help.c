/* -h, `desk help` and what `desk` alone prints: all from the tables. */

#include "cmd/frame.h"

#include <string.h>

#include "text/escape.h"

static const char *const groups[] = {GROUP_DAILY, GROUP_TICKETS,
	GROUP_CUSTOMERS, GROUP_REGULATION, GROUP_FIGURES, GROUP_STORE,
	GROUP_PLUMBING};

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

static char *option_left(const Option *option)
{
	GString *left = g_string_new(NULL);
	if (option->letter)
		g_string_append_printf(left, "-%c, ", option->letter);
	else
		g_string_append(left, "    ");
	g_string_append_printf(left, "--%s", option->name);
	if (option->argument)
		g_string_append_printf(left, " %s", option->argument);
	return g_string_free(left, FALSE);
}

static gboolean is_global(const Option *option)
{
	for (const Option *row = global_options; row->name; row++)
		if (row == option)
			return TRUE;
	return FALSE;
}

static void add_options(GString *out, const GPtrArray *options,
	gboolean global, const char *heading)
{
	gsize before = out->len;
	for (guint i = 0; i < options->len; i++) {
		const Option *option = g_ptr_array_index(options, i);
		if (is_global(option) != global)
			continue;
		if (out->len == before)
			g_string_append_printf(out, "\n%s\n", heading);
		g_autofree char *left = option_left(option);
		add_row(out, left, option->help, OPTION_WIDTH);
	}
}

/* Broken before "[", so that an option stays beside its value. */
static void add_usage(GString *out, const char *synopsis)
{
	static const char head[] = "usage: desk ";
	g_auto(GStrv) parts = g_strsplit(synopsis, " [", -1);
	guint used = (guint)strlen(head) + text_width(parts[0]);
	g_string_append_printf(out, "%s%s", head, parts[0]);
	for (char **part = parts + 1; *parts && *part; part++) {
		guint width = text_width(*part) + 2;
		if (used + width > TEXT_WIDTH) {
			g_string_append_printf(out, "\n%*s[%s",
				(int)strlen(head), "", *part);
			used = (guint)strlen(head) - 1 + width;
			continue;
		}
		g_string_append_printf(out, " [%s", *part);
		used += width;
	}
	g_string_append_c(out, '\n');
}

void help_of_command(GString *out, const Command *command)
{
	g_autoptr(GPtrArray) options = options_of(command);
	add_usage(out, command->synopsis);
	g_string_append_printf(out, "\n%s\n", command->summary);
	add_options(out, options, FALSE, "Options");
	add_options(out, options, TRUE, "Global options");
	g_string_append_printf(out, "\nManual: man desk-%s\n", command->name);
}

static void add_group(GString *out, const char *group)
{
	gsize before = out->len;
	for (gsize i = 0; i < commands_count; i++) {
		const Command *command = commands[i];
		if (g_strcmp0(command->group, group) != 0)
			continue;
		if (out->len == before)
			g_string_append_printf(out, "\n%s\n", group);
		add_row(out, command->name, command->summary, 14);
	}
}

void help_daily(GString *out)
{
	g_string_append(out,
		"usage: desk [-C DIR] [OPTIONS] COMMAND [...]\n");
	add_group(out, GROUP_DAILY);
	g_string_append(out,
		"\n`desk help` lists all commands, `desk COMMAND -h` explains "
		"one,\n`desk init` makes a store.\n");
}

static void help_all(GString *out)
{
	g_autoptr(GPtrArray) options = options_of(NULL);
	g_string_append(out,
		"usage: desk [-C DIR] [OPTIONS] COMMAND [...]\n");
	for (gsize i = 0; i < G_N_ELEMENTS(groups); i++)
		add_group(out, groups[i]);
	g_string_append(out, "\nAliases\n ");
	for (gsize i = 0; i < shipped_aliases_count; i++)
		if (command_find(shipped_aliases[i].command))
			g_string_append_printf(out, " %s=%s",
				shipped_aliases[i].name,
				shipped_aliases[i].command);
	g_string_append_c(out, '\n');
	add_options(out, options, TRUE, "Global options");
}

static void list_commands(Context *context)
{
	static const char *const names[] = {"name", "group", "synopsis",
		"summary"};
	context->page = page_new(PAGE_LIST, "help/1");
	Block *table = page_add_table(context->page, "commands", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		block_add_column(table, names[i], names[i],
			i == 0 ? COLUMN_ID : 0);
	for (gsize i = 0; i < commands_count; i++) {
		const Command *command = commands[i];
		if (!command->group)
			continue;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(command->name));
		row_add(row, value_text(command->group));
		row_add(row, value_text(command->synopsis));
		row_add(row, value_text(command->summary));
	}
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0 && option_given(context, "json")) {
		list_commands(context);
		return 0;
	}
	context->page = page_new(PAGE_TEXT, "help/1");
	GString *out = context->page->bytes;
	if (context->operand_count == 0) {
		help_all(out);
		return 0;
	}
	const char *word = context->operands[0];
	const Command *command = command_find(word);
	g_auto(GStrv) alias = command ? NULL :
		alias_find(word, context->arguments, error);
	if (alias && alias[0])
		command = command_find(alias[0]);
	if (alias)
		g_string_append_printf(out, "`%s` is an alias.\n", word);
	if (!command) {
		if (error && !*error)
			command_unknown(word, error);
		return -1;
	}
	help_of_command(out, command);
	return 0;
}

const Command help_command = {
	.name = "help",
	.group = GROUP_STORE,
	.synopsis = "help [COMMAND]",
	.summary = "all commands, or one command and its options",
	.operand = VALUE_OF_COMMAND,
	.flags = COMMAND_NO_STORE | COMMAND_PAGED,
	.run = run,
};
