#include "cmd/config_check.h"

#include <string.h>

#include "app/file_judge.h"
#include "cmd/config.h"
#include "cmd/frame.h"
#include "model/people.h"
#include "model/setting.h"
#include "rules/regulation_check.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES (1024 * 1024)

typedef struct {
	Context *context;
	Block *table;
	const char *root; /* of the work tree; NULL: the branch */
	Store *store;	  /* the branch; NULL with a work tree */
	Regulation *regulation; /* NULL: invalid */
	GHashTable *logins, *left, *roles;
	GHashTable *told; /* lines */
	GPtrArray *trainees; /* Agent* */
} Check;

static void check_clear(Check *check)
{
	g_clear_pointer(&check->regulation, regulation_free);
	g_clear_pointer(&check->logins, g_hash_table_unref);
	g_clear_pointer(&check->left, g_hash_table_unref);
	g_clear_pointer(&check->roles, g_hash_table_unref);
	g_clear_pointer(&check->told, g_hash_table_unref);
	g_clear_pointer(&check->trainees, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

/* "file:line:column: message", as every reader reports it. */
static void add_finding(Check *check, const char *file, const char *text)
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

static void add_findings(Check *check, const char *file, const GError *problem)
{
	g_auto(GStrv) lines = g_strsplit(problem->message, "\n", -1);
	/* What several files include is told once. */
	for (char **line = lines; *line; line++)
		if (**line && g_hash_table_add(check->told, g_strdup(*line)))
			add_finding(check, file, *line);
}

static void check_regulation(Check *check, const char *text, gsize size,
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

static void check_agent(Check *check, const char *text, gsize size,
	const char *file)
{
	g_autofree char *name = name_of(file);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Agent) agent = agent_parse(name, text, size, file, &problem);
	if (!agent) {
		add_findings(check, file, problem);
		return;
	}
	g_hash_table_add(agent->left ? check->left : check->logins,
		g_strdup(name));
	for (guint i = 0; i < agent->roles->len; i++)
		g_hash_table_add(check->roles,
			g_strdup(g_ptr_array_index(agent->roles, i)));
	if (agent->mentor)
		g_ptr_array_add(check->trainees, g_steal_pointer(&agent));
}

/* Another file of what is checked: of the work tree, else of the branch. */
static GBytes *read_file(void *data, const char *path)
{
	const Check *check = data;
	if (check->store)
		return store_read(check->store, NULL, path, NULL);
	g_autofree char *file = g_build_filename(check->root, path, NULL);
	return file_read(file, FILE_LIMIT_BYTES, FALSE, NULL);
}

static FileJudge judge_of(Check *check)
{
	return (FileJudge){check->regulation, read_file, check};
}

static void check_bytes(Check *check, const char *path, GBytes *bytes)
{
	gsize size;
	const char *raw = g_bytes_get_data(bytes, &size);
	const char *text = raw ? raw : "";
	FileJudge judge = judge_of(check);
	g_autoptr(GError) problem = NULL;
	if (strcmp(path, "desk.yaml") == 0)
		check_regulation(check, text, size, path);
	else if (g_str_has_prefix(path, "agents/"))
		check_agent(check, text, size, path);
	else if (!file_judge(&judge, path, text, size, &problem))
		add_findings(check, path, problem);
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

static gboolean is_there(const Check *check, const char *path);
static const char *const folders[] = {"agents", "calendars", "customers",
	"schedules", "templates"};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Files as they stand in the work tree, committed or not. */
static void check_work_tree(Check *check, const char *root)
{
	check_file(check, root, "desk.yaml");
	FileJudge judge = judge_of(check);
	if (is_there(check, file_judge_rota(&judge)))
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
		g_ptr_array_sort(paths, by_name);
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

static void check_blob(Check *check, const char *path)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(check->store, NULL, path, &problem);
	if (bytes)
		check_bytes(check, path, bytes);
	else
		add_findings(check, path, problem);
}

/* A bare store: the tip of the branch. */
static gboolean check_branch(Check *check, Store *store, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	check_blob(check, "desk.yaml");
	FileJudge judge = judge_of(check);
	if (is_there(check, file_judge_rota(&judge)))
		check_blob(check, file_judge_rota(&judge));
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (!store_each(store, NULL, folders[i], add_path, paths, error))
			return FALSE;
	for (guint i = 0; i < paths->len; i++)
		check_blob(check, g_ptr_array_index(paths, i));
	return TRUE;
}

/* --- what desk.yaml names beyond itself ------------------------------------- */

static gboolean is_there(const Check *check, const char *path)
{
	char oid[41];
	if (check->store)
		return store_lookup(check->store, NULL, path, oid, NULL);
	if (!check->root)
		return TRUE;
	g_autofree char *file = g_build_filename(check->root, path, NULL);
	return g_file_test(file, G_FILE_TEST_IS_REGULAR);
}

static void add_missing(Check *check, const char *file,
	const RegulationReference *reference, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

static void add_missing(Check *check, const char *file,
	const RegulationReference *reference, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	g_autofree char *message = g_strdup_vprintf(format, list);
	va_end(list);
	g_autofree char *line = g_strdup_printf("%s:%u:%u: %s", file,
		reference->node->line, reference->node->column, message);
	add_finding(check, file, line);
}

/* The nearest of the names in `known`, as "; did you mean …". */
static char *near_of(GHashTable *known, const char *text)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, known);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, name);
	g_ptr_array_sort(names, by_name);
	const char *near = nearest_name(text, names);
	return near ? g_strdup_printf("; did you mean \"%s\"?", near) :
		g_strdup("");
}

static void check_reference(Check *check, const char *file,
	const RegulationReference *reference)
{
	const char *text = reference->text;
	g_autofree char *template = g_strdup_printf("templates/%s.yaml", text);
	gboolean by_login = reference->kind == REFERENCE_WHO;
	if (reference->kind == REFERENCE_TEMPLATE &&
		!is_there(check, template)) {
		add_missing(check, file, reference, "there is no template "
			"\"%s\": no file %s", text, template);
	} else if (reference->kind == REFERENCE_FILE && !is_there(check, text)) {
		add_missing(check, file, reference, "there is no file %s",
			text);
	} else if ((by_login || reference->kind == REFERENCE_ASSIGNEE) &&
		g_hash_table_contains(check->left, text)) {
		add_missing(check, file, reference, "%s has left (agents/%s.yaml)",
			text, text);
	} else if ((by_login || reference->kind == REFERENCE_ROLE) &&
		!g_hash_table_contains(check->roles, text) &&
		!(by_login && g_hash_table_contains(check->logins, text))) {
		g_autofree char *near = near_of(by_login ? check->logins :
			check->roles, text);
		add_missing(check, file, reference, by_login ?
			"\"%s\" is no agent, group, level or role%s" :
			"no agent has the role \"%s\"%s", text, near);
	}
}

static void check_references(Check *check, const char *file)
{
	for (guint i = 0; check->regulation &&
		i < check->regulation->references->len; i++)
		check_reference(check, file, &g_array_index(
			check->regulation->references, RegulationReference, i));
}

/* --- who is called, and when there is work ---------------------------------- */

static void check_rota(Check *check)
{
	FileJudge judge = judge_of(check);
	const char *path = file_judge_rota(&judge);
	g_autoptr(GBytes) bytes = is_there(check, path) ?
		read_file(check, path) : NULL;
	gsize size;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Rota) rota = text ? file_judge_read_rota(&judge, path, text,
		size, NULL) : NULL;
	g_autoptr(GPtrArray) people = rota ? rota_people(rota) :
		g_ptr_array_new();
	for (guint i = 0; i < people->len; i++) {
		const char *login = g_ptr_array_index(people, i);
		gboolean left = g_hash_table_contains(check->left, login);
		if (g_hash_table_contains(check->logins, login))
			continue;
		g_autofree char *near = left ? g_strdup("") :
			near_of(check->logins, login);
		g_autofree char *line = g_strdup_printf("%s: \"%s\" %s%s",
			path, login, left ? "has left; nobody is called in "
			"their place" : "is no agent", near);
		add_finding(check, path, line);
	}
}

/* Files that are only included may have none. */
static void check_calendar_work(Check *check, const CalendarName *calendar)
{
	FileJudge judge = judge_of(check);
	g_autoptr(GBytes) bytes = calendar->file && is_there(check,
		calendar->file) ? read_file(check, calendar->file) : NULL;
	gsize size;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Calendar) days = text ? file_judge_calendar(&judge,
		calendar->file, text, size, NULL) : NULL;
	if (!days || calendar_has_work(days))
		return;
	g_autofree char *line = g_strdup_printf("%s: no working time, so "
		"nothing that is counted by it ever becomes due; give it hours "
		"under \"week:\"", calendar->file);
	add_finding(check, calendar->file, line);
}

static void check_calendars(Check *check)
{
	for (guint i = 0; check->regulation && check->regulation->calendars &&
		i < check->regulation->calendars->len; i++)
		check_calendar_work(check, g_ptr_array_index(
			check->regulation->calendars, i));
}

/* --- mentors ---------------------------------------------------------------- */

static gboolean is_trainee(const Check *check, const char *login)
{
	for (guint i = 0; i < check->trainees->len; i++) {
		const Agent *agent = g_ptr_array_index(check->trainees, i);
		if (strcmp(agent->login, login) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Who works here and is no trainee, so that approvals never go in a circle. */
static void check_mentor(Check *check, const Agent *agent)
{
	const YamlNode *node = yaml_get(agent->root, "trainee");
	g_autofree char *file = g_strdup_printf("agents/%s.yaml", agent->login);
	RegulationReference reference = {.node = node, .text = agent->mentor};
	if (strcmp(agent->mentor, agent->login) == 0) {
		add_missing(check, file, &reference, "trainee: nobody is the "
			"mentor of themselves");
	} else if (!g_hash_table_contains(check->logins, agent->mentor)) {
		g_autofree char *near = near_of(check->logins, agent->mentor);
		add_missing(check, file, &reference, "trainee: the mentor \"%s\" "
			"is no agent who works here%s", agent->mentor, near);
	} else if (is_trainee(check, agent->mentor)) {
		add_missing(check, file, &reference, "trainee: the mentor \"%s\" "
			"is a trainee, too; name somebody whose mail needs no "
			"approval", agent->mentor);
	}
}

static void check_mentors(Check *check)
{
	for (guint i = 0; i < check->trainees->len; i++)
		check_mentor(check, g_ptr_array_index(check->trainees, i));
}

/* --- the command ------------------------------------------------------------ */

/* A file that is to become a desk.yaml; it may lie anywhere. */
static gboolean check_named(Check *check, const char *file, GError **error)
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
	Check *check = data;
	g_autoptr(GError) problem = NULL;
	const Setting *setting = setting_need(name, &problem);
	if (!setting || !setting_check(setting, name, value, &problem))
		add_findings(check, "git config", problem);
}

static gboolean check_store(Check *check, GError **error)
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
	const char *file = context->operand_count > 1 ? context->operands[1] :
		NULL;
	context->page = page_new(PAGE_LIST, "check/1");
	g_auto(Check) check = {
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
		.trainees = g_ptr_array_new_with_free_func(
			(GDestroyNotify)agent_free),
	};
	check.table->machines = TRUE;
	block_add_column(check.table, "file", "file", COLUMN_ID);
	block_add_column(check.table, "line", "line", 0);
	block_add_column(check.table, "column", "column", 0);
	block_add_column(check.table, "message", "message", COLUMN_SHRINK);
	if (!(file ? check_named(&check, file, error) :
		check_store(&check, error)))
		return -1;
	if (!file) {
		check_references(&check, "desk.yaml");
		check_mentors(&check);
		check_rota(&check);
		check_calendars(&check);
		config_each_setting(context, check_setting, &check);
	}
	if (check.table->rows->len == 0)
		page_add_prose(context->page, "%s", file ?
			in_language(context, "it is in order", "всё в порядке") :
			in_language(context,
			"desk.yaml, the files beside it and settings are in order",
			"desk.yaml, файлы рядом с ним и настройки в порядке"));
	return check.table->rows->len > 0;
}
