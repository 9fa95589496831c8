#include "cmd/config_check_parts.h"

#include <string.h>

#include "cmd/config.h"
#include "cmd/frame.h"
#include "model/setting.h"
#include "rules/regulation_check.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES (1024 * 1024)

static void check_clear(ConfigCheck *check)
{
	g_clear_pointer(&check->regulation, regulation_free);
	g_clear_pointer(&check->logins, g_hash_table_unref);
	g_clear_pointer(&check->left, g_hash_table_unref);
	g_clear_pointer(&check->roles, g_hash_table_unref);
	g_clear_pointer(&check->told, g_hash_table_unref);
	g_clear_pointer(&check->agents, g_ptr_array_unref);
	g_clear_pointer(&check->customers, g_ptr_array_unref);
	g_clear_pointer(&check->unread, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfigCheck, check_clear)

/* "file:line:column: message", as every reader reports it. */
void config_check_add(ConfigCheck *check, const char *file, const char *text)
{
	guint64 line = 0, column = 0;
	gsize length = strlen(file);
	const char *rest = text;
	char *end;
	if (strncmp(text, file, length) == 0 && text[length] == ':')
		rest = text + length + 1;
	if (rest > text && g_ascii_isdigit(*rest)) {
		line = g_ascii_strtoull(rest, &end, 10);
		rest = end + (*end == ':');
		if (g_ascii_isdigit(*rest)) {
			column = g_ascii_strtoull(rest, &end, 10);
			rest = end + (*end == ':');
		}
	}
	rest += strspn(rest, " ");
	GPtrArray *row = block_add_row(check->table);
	row_add(row, value_text(file));
	row_add(row, line ? value_integer((gint64)line) : value_none());
	row_add(row, column ? value_integer((gint64)column) : value_none());
	row_add(row, value_text(rest));
	page_add_prose(check->context->page, "%s", text);
}

static void add_findings(ConfigCheck *check, const char *file, const GError *problem)
{
	g_auto(GStrv) lines = g_strsplit(problem->message, "\n", -1);
	/* What several files include is told once. */
	for (char **line = lines; *line; line++)
		if (**line && g_hash_table_add(check->told, g_strdup(*line)))
			config_check_add(check, file, *line);
}

static void check_regulation(ConfigCheck *check, const char *text, gsize size,
	const char *file)
{
	g_autoptr(GError) problem = NULL;
	g_clear_pointer(&check->regulation, regulation_free);
	check->regulation = regulation_read(text, size, file, &problem);
	if (!check->regulation)
		add_findings(check, file, problem);
}

static char *name_of(const char *file)
{
	g_autofree char *base = g_path_get_basename(file);
	return g_strndup(base, strlen(base) - strlen(".yaml"));
}

static void check_agent(ConfigCheck *check, const char *text, gsize size,
	const char *file)
{
	g_autofree char *name = name_of(file);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Agent) agent = agent_parse(name, text, size, file, &problem);
	if (!agent) {
		add_findings(check, file, problem);
		g_ptr_array_add(check->unread, g_steal_pointer(&name));
		return;
	}
	g_hash_table_add(agent->left ? check->left : check->logins,
		g_strdup(name));
	for (guint i = 0; i < agent->roles->len; i++)
		g_hash_table_add(check->roles,
			g_strdup(g_ptr_array_index(agent->roles, i)));
	g_ptr_array_add(check->agents, g_steal_pointer(&agent));
}

static void check_customer(ConfigCheck *check, const char *text, gsize size,
	const char *file)
{
	g_autofree char *name = name_of(file);
	g_autoptr(GError) problem = NULL;
	Customer *customer = customer_parse(name, text, size, file, &problem);
	if (customer)
		g_ptr_array_add(check->customers, customer);
	else
		add_findings(check, file, problem);
}

gboolean config_check_has(const ConfigCheck *check, const char *path)
{
	char oid[41];
	if (check->store)
		return store_lookup(check->store, NULL, path, oid, NULL);
	if (!check->root)
		return TRUE;
	g_autofree char *file = g_build_filename(check->root, path, NULL);
	return g_file_test(file, G_FILE_TEST_IS_REGULAR);
}

/* Another file of what is checked: of the work tree, else of the branch. */
GBytes *config_check_read(void *data, const char *path)
{
	const ConfigCheck *check = data;
	if (check->store)
		return store_read(check->store, NULL, path, NULL);
	g_autofree char *file = g_build_filename(check->root, path, NULL);
	return file_read(file, FILE_LIMIT_BYTES, FALSE, NULL);
}

FileJudge config_check_judge(ConfigCheck *check)
{
	return (FileJudge){check->regulation, config_check_read, check};
}

static void check_bytes(ConfigCheck *check, const char *path, GBytes *bytes)
{
	gsize size;
	const char *raw = g_bytes_get_data(bytes, &size);
	const char *text = raw ? raw : "";
	FileJudge judge = config_check_judge(check);
	g_autoptr(GError) problem = NULL;
	if (strcmp(path, "desk.yaml") == 0)
		check_regulation(check, text, size, path);
	else if (g_str_has_prefix(path, "agents/"))
		check_agent(check, text, size, path);
	else if (g_str_has_prefix(path, "customers/"))
		check_customer(check, text, size, path);
	else if (!file_judge(&judge, path, text, size, &problem))
		add_findings(check, path, problem);
}

static void check_file(ConfigCheck *check, const char *root, const char *path)
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

static const char *const folders[] = {"agents", "calendars", "customers",
	"schedules", "templates"};

int config_check_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Files as they stand in the work tree, committed or not. */
static void check_work_tree(ConfigCheck *check, const char *root)
{
	check_file(check, root, "desk.yaml");
	FileJudge judge = config_check_judge(check);
	if (config_check_has(check, file_judge_rota(&judge)))
		check_file(check, root, file_judge_rota(&judge));
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
		g_ptr_array_sort(paths, config_check_by_name);
		for (guint k = 0; k < paths->len; k++)
			if (file_judge_kind(&judge, g_ptr_array_index(paths, k)))
				check_file(check, root,
					g_ptr_array_index(paths, k));
	}
}

static gboolean add_path(const char *path, const char *oid, guint mode,
	void *data)
{
	static const FileJudge any = {0};
	(void)oid;
	(void)mode;
	if (file_judge_kind(&any, path))
		g_ptr_array_add(data, g_strdup(path));
	return TRUE;
}

static void check_blob(ConfigCheck *check, const char *path)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(check->store, NULL, path, &problem);
	if (bytes)
		check_bytes(check, path, bytes);
	else
		add_findings(check, path, problem);
}

/* A bare store: the tip of the branch. */
static gboolean check_branch(ConfigCheck *check, Store *store, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	check_blob(check, "desk.yaml");
	FileJudge judge = config_check_judge(check);
	if (config_check_has(check, file_judge_rota(&judge)))
		check_blob(check, file_judge_rota(&judge));
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!store_each(store, NULL, folders[i], add_path, paths, error))
			return FALSE;
	for (guint i = 0; i < paths->len; i++)
		check_blob(check, g_ptr_array_index(paths, i));
	return TRUE;
}

/* --- the command ------------------------------------------------------------ */

/* A file that is to become a desk.yaml; it may lie anywhere. */
static gboolean check_named(ConfigCheck *check, const char *file, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(file, FILE_LIMIT_BYTES, TRUE,
		error);
	if (!bytes)
		return FALSE;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	check_regulation(check, text ? text : "", size, file);
	return TRUE;
}

static void check_setting(const char *name, const char *value, void *data)
{
	ConfigCheck *check = data;
	g_autoptr(GError) problem = NULL;
	const Setting *setting = setting_need(name, &problem);
	if (!setting || !setting_check(setting, name, value, &problem))
		add_findings(check, "git config", problem);
}

static gboolean check_store(ConfigCheck *check, GError **error)
{
	Desk *desk = context_desk(check->context, error);
	if (!desk)
		return FALSE;
	check->root = desk_place(desk)->work_tree;
	check->store = check->root ? NULL : desk_store(desk, error);
	if (!check->root)
		return check->store && check_branch(check, check->store, error);
	check_work_tree(check, check->root);
	return TRUE;
}

int config_check(Context *context, GError **error)
{
	const char *file = context->operand_count > 0 ? context->operands[0] :
		NULL;
	context->page = page_new(PAGE_LIST, "check/1");
	g_auto(ConfigCheck) check = {
		.context = context,
		.table = page_add_table(context->page, "findings", NULL),
		.logins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.left = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.agents = g_ptr_array_new_with_free_func(
			(GDestroyNotify)agent_free),
		.customers = g_ptr_array_new_with_free_func(
			(GDestroyNotify)customer_free),
		.unread = g_ptr_array_new_with_free_func(g_free),
	};
	static const Phrase
		file_is_good = {"it is in order", "всё в порядке"},
		all_is_good = {"desk.yaml, the files beside it and settings "
				"are in order",
			"desk.yaml, файлы рядом с ним и настройки в порядке"};
	check.table->machines = TRUE;
	block_add_column(check.table, "file", "file", COLUMN_ID);
	block_add_column(check.table, "line", "line", 0);
	block_add_column(check.table, "column", "column", 0);
	block_add_column(check.table, "message", "message", COLUMN_SHRINK);
	if (!(file ? check_named(&check, file, error) :
		check_store(&check, error)))
		return -1;
	if (!file) {
		config_check_names(&check);
		config_each_setting(context, check_setting, &check);
	}
	if (check.table->rows->len == 0)
		context_add_prose(context, file ? &file_is_good : &all_is_good,
			NULL);
	return check.table->rows->len > 0;
}
