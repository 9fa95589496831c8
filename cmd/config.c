#include "cmd/frame.h"

#include <string.h>

#include "model/people.h"
#include "system/file.h"
#include "system/process.h"

#define CONFIG_LIMIT_BYTES (1024 * 1024)
#define FILE_LIMIT_BYTES (1024 * 1024)

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

/* --- the regulation and the people ------------------------------------------ */

typedef struct {
	Context *context;
	Block *table;
} Check;

/* "file:line:column: message", as every reader reports it. */
static void add_finding(Check *check, const char *file, const char *text)
{
	guint64 line = 0, column = 0;
	gsize length = strlen(file);
	const char *rest = text;
	char *end;
	if (strncmp(text, file, length) == 0 && text[length] == ':' &&
		g_ascii_isdigit(text[length + 1])) {
		line = g_ascii_strtoull(text + length + 1, &end, 10);
		rest = end + (*end == ':');
		if (g_ascii_isdigit(*rest)) {
			column = g_ascii_strtoull(rest, &end, 10);
			rest = end + (*end == ':');
		}
		rest += strspn(rest, " ");
	}
	GPtrArray *row = block_add_row(check->table);
	row_add(row, value_text(file));
	row_add(row, line ? value_integer((gint64)line) : value_none());
	row_add(row, column ? value_integer((gint64)column) : value_none());
	row_add(row, value_text(rest));
	page_add_prose(check->context->page, "%s", text);
}

static void add_findings(Check *check, const char *file, const GError *problem)
{
	g_auto(GStrv) lines = g_strsplit(problem->message, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			add_finding(check, file, *line);
}

static void check_regulation(Check *check, const char *text, gsize size,
	const char *file)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(text, size, file,
		&problem);
	if (!regulation)
		add_findings(check, file, problem);
}

static char *name_of(const char *file)
{
	g_autofree char *base = g_path_get_basename(file);
	return g_strndup(base, strlen(base) - strlen(".yaml"));
}

static void check_agent(Check *check, const char *text, gsize size,
	const char *file)
{
	g_autofree char *name = name_of(file);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Agent) agent = agent_parse(name, text, size, file, &problem);
	if (!agent)
		add_findings(check, file, problem);
}

static void check_customer(Check *check, const char *text, gsize size,
	const char *file)
{
	g_autofree char *name = name_of(file);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Customer) customer = customer_parse(name, text, size, file,
		&problem);
	if (!customer)
		add_findings(check, file, problem);
}

typedef void (*CheckText)(Check *check, const char *text, gsize size,
	const char *file);

static CheckText check_for(const char *path)
{
	if (strcmp(path, "desk.yaml") == 0)
		return check_regulation;
	if (!g_str_has_suffix(path, ".yaml"))
		return NULL;
	if (g_str_has_prefix(path, "agents/"))
		return check_agent;
	if (g_str_has_prefix(path, "customers/"))
		return check_customer;
	return NULL;
}

static void check_bytes(Check *check, const char *path, GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	check_for(path)(check, text ? text : "", size, path);
}

static void check_file(Check *check, const char *root, const char *path)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *file = g_build_filename(root, path, NULL);
	g_autoptr(GBytes) bytes = file_read(file, FILE_LIMIT_BYTES, FALSE,
		&problem);
	if (bytes)
		check_bytes(check, path, bytes);
	else
		add_findings(check, path, problem);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Files as they stand in the work tree, committed or not. */
static void check_work_tree(Check *check, const char *root)
{
	static const char *const folders[] = {"agents", "customers"};
	check_file(check, root, "desk.yaml");
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(root, folders[i],
			NULL);
		g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
		g_autoptr(GPtrArray) paths =
			g_ptr_array_new_with_free_func(g_free);
		const char *name;
		while (entries && (name = g_dir_read_name(entries)))
			g_ptr_array_add(paths,
				g_build_filename(folders[i], name, NULL));
		g_ptr_array_sort(paths, by_name);
		for (guint k = 0; k < paths->len; k++)
			if (check_for(g_ptr_array_index(paths, k)))
				check_file(check, root,
					g_ptr_array_index(paths, k));
	}
}

static gboolean add_path(const char *path, const char *oid, guint mode,
	void *data)
{
	(void)oid;
	(void)mode;
	if (check_for(path))
		g_ptr_array_add(data, g_strdup(path));
	return TRUE;
}

/* A bare store: the tip of the branch. */
static gboolean check_branch(Check *check, Store *store, GError **error)
{
	static const char *const folders[] = {"agents", "customers"};
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(paths, g_strdup("desk.yaml"));
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!store_each(store, NULL, folders[i], add_path, paths, error))
			return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(GBytes) bytes = store_read(store, NULL, path,
			&problem);
		if (bytes)
			check_bytes(check, path, bytes);
		else
			add_findings(check, path, problem);
	}
	return TRUE;
}

static int check_all(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	context->page = page_new(PAGE_LIST, "check/1");
	Check check = {context, page_add_table(context->page, "findings", NULL)};
	check.table->machines = TRUE;
	block_add_column(check.table, "file", "file", COLUMN_ID);
	block_add_column(check.table, "line", "line", 0);
	block_add_column(check.table, "column", "column", 0);
	block_add_column(check.table, "message", "message", COLUMN_SHRINK);
	const char *root = desk_place(desk)->work_tree;
	Store *store = root ? NULL : desk_store(desk, error);
	if (root)
		check_work_tree(&check, root);
	else if (!store || !check_branch(&check, store, error))
		return -1;
	if (check.table->rows->len == 0)
		page_add_prose(context->page, "%s", in_language(context,
			"desk.yaml, agents and customers are in order",
			"desk.yaml, сотрудники и клиенты в порядке"));
	return check.table->rows->len > 0;
}

/* --- which -------------------------------------------------------------------- */

static const struct {
	const char *name;
	guint operands;
	int (*run)(Context *context, GError **error);
} actions[] = {
	{"check", 1, check_all}, {"get", 2, get}, {"list", 1, list},
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
	usage_error(context, error, "list, get NAME, set NAME VALUE or check?");
	return -1;
}

static const char *const subcommands[] = {"check", "get", "list", "set", NULL};

const Command config_command = {
	.name = "config",
	.group = GROUP_STORE,
	.synopsis = "config [list | get NAME | set NAME VALUE | check]",
	.summary = "your settings; is desk.yaml in order?",
	.subcommands = subcommands,
	.flags = COMMAND_NO_STORE | COMMAND_READS,
	.run = run,
};
