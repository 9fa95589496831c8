#include "cmd/config_check.h"
#include "cmd/frame.h"

#include <string.h>

#include "system/process.h"

#define CONFIG_LIMIT_BYTES (1024 * 1024)

/* --- settings: git config desk.* -------------------------------------------- */

/* git config in the store's folder, or here where there is none. */
static gboolean git_config(Context *context, const char *const *words,
	GBytes **output, int *status, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(StorePlace) place = context_find_place(context->folder);
	g_ptr_array_add(argv, (gpointer)"git");
	if (place) {
		g_ptr_array_add(argv, (gpointer)"--git-dir");
		g_ptr_array_add(argv, place->git_folder);
	}
	g_ptr_array_add(argv, (gpointer)"config");
	for (; *words; words++)
		g_ptr_array_add(argv, (gpointer)*words);
	g_ptr_array_add(argv, NULL);
	return process_run((const char *const *)argv->pdata, NULL, NULL,
		CONFIG_LIMIT_BYTES, output, NULL, status, error);
}

/* "name\nvalue\0name\nvalue\0" */
static void list_rows(Block *table, const char *bytes, gsize size)
{
	const char *end = bytes + size;
	while (bytes < end) {
		const char *stop = memchr(bytes, '\0', (gsize)(end - bytes));
		g_auto(GStrv) pair = g_strsplit(bytes, "\n", 2);
		if (g_str_has_prefix(pair[0], "desk.")) {
			GPtrArray *row = block_add_row(table);
			row_add(row, value_text(pair[0] + strlen("desk.")));
			row_add(row, value_text(pair[1] ? pair[1] : "true"));
		}
		bytes = stop ? stop + 1 : end;
	}
}

static int list(Context *context, GError **error)
{
	static const char *const words[] = {"-z", "--get-regexp", "^desk\\.",
		NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!git_config(context, words, &output, &status, error))
		return -1;
	context->page = page_new(PAGE_LIST, "setting/1");
	Block *table = page_add_table(context->page, "settings", NULL);
	block_add_column(table, "name", "setting", COLUMN_ID);
	block_add_column(table, "value", "value", COLUMN_SHRINK);
	gsize size;
	const char *bytes = g_bytes_get_data(output, &size);
	if (bytes)
		list_rows(table, bytes, size);
	return 0;
}

static int get(Context *context, GError **error)
{
	g_autofree char *name = g_strconcat("desk.", context->operands[1], NULL);
	const char *const words[] = {"--get", name, NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!git_config(context, words, &output, &status, error))
		return -1;
	gsize size;
	const char *bytes = g_bytes_get_data(output, &size);
	context->page = page_new(PAGE_TEXT, "setting/1");
	g_string_append_len(context->page->bytes, bytes ? bytes : "",
		(gssize)size);
	return status == 0 ? 0 : 1;
}

static int set(Context *context, GError **error)
{
	g_autofree char *name = g_strconcat("desk.", context->operands[1], NULL);
	const char *const words[] = {name, context->operands[2], NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!git_config(context, words, &output, &status, error))
		return -1;
	if (status == 0)
		return 0;
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"git config %s failed with status %d", name, status);
	return -1;
}

/* --- which -------------------------------------------------------------------- */

static const struct {
	const char *name;
	guint operands;
	int (*run)(Context *context, GError **error);
} actions[] = {
	{"check", 1, config_check}, {"check", 2, config_check},
	{"get", 2, get}, {"list", 1, list},
	{"set", 3, set},
};

static int run(Context *context, GError **error)
{
	const char *wanted = context->operand_count == 0 ? "list" :
		context->operands[0];
	guint count = MAX(context->operand_count, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
		if (strcmp(actions[i].name, wanted) == 0 &&
			actions[i].operands == count)
			return actions[i].run(context, error);
	usage_error(context, error, "list, get NAME, set NAME VALUE or check [FILE]?");
	return -1;
}

static const char *const subcommands[] = {"check", "get", "list", "set", NULL};

const Command config_command = {
	.name = "config",
	.group = GROUP_STORE,
	.synopsis = "config [list | get NAME | set NAME VALUE | check [FILE]]",
	.summary = "your settings; is desk.yaml in order?",
	.subcommands = subcommands,
	.flags = COMMAND_NO_STORE | COMMAND_READS,
	.run = run,
};
