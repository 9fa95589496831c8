/* Who and what desk.yaml, the rota and people's files name is there. */
#include "cmd/config_check_parts.h"

#include <string.h>

/* --- what desk.yaml names beyond itself ------------------------------------- */

static void add_missing(ConfigCheck *check, const char *file,
	const RegulationReference *reference, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

static void add_missing(ConfigCheck *check, const char *file,
	const RegulationReference *reference, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	g_autofree char *message = g_strdup_vprintf(format, list);
	va_end(list);
	g_autofree char *line = g_strdup_printf("%s:%u:%u: %s", file,
		reference->node->line, reference->node->column, message);
	config_check_add(check, file, line);
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
	g_ptr_array_sort(names, config_check_by_name);
	const char *near = nearest_name(text, names);
	return near ? g_strdup_printf("; did you mean \"%s\"?", near) :
		g_strdup("");
}

static void check_reference(ConfigCheck *check, const char *file,
	const RegulationReference *reference)
{
	const char *text = reference->text;
	g_autofree char *template = g_strdup_printf("templates/%s.yaml", text);
	gboolean by_login = reference->kind == REFERENCE_WHO;
	if (reference->kind == REFERENCE_TEMPLATE &&
		!config_check_has(check, template)) {
		add_missing(check, file, reference, "there is no template "
			"\"%s\": no file %s", text, template);
	} else if (reference->kind == REFERENCE_FILE && !config_check_has(check, text)) {
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

static void check_references(ConfigCheck *check, const char *file)
{
	for (guint i = 0; check->regulation &&
		i < check->regulation->references->len; i++)
		check_reference(check, file, &g_array_index(
			check->regulation->references, RegulationReference, i));
}

/* --- who is called, and when there is work ---------------------------------- */

static void check_rota(ConfigCheck *check)
{
	FileJudge judge = config_check_judge(check);
	const char *path = file_judge_rota(&judge);
	g_autoptr(GBytes) bytes = config_check_has(check, path) ?
		config_check_read(check, path) : NULL;
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
		config_check_add(check, path, line);
	}
}

/* Files that are only included may have none. */
static void check_calendar_work(ConfigCheck *check, const CalendarName *calendar)
{
	FileJudge judge = config_check_judge(check);
	g_autoptr(GBytes) bytes = calendar->file && config_check_has(check,
		calendar->file) ? config_check_read(check, calendar->file) : NULL;
	gsize size;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Calendar) days = text ? file_judge_calendar(&judge,
		calendar->file, text, size, NULL) : NULL;
	if (!days || calendar_has_work(days))
		return;
	g_autofree char *line = g_strdup_printf("%s: no working time, so "
		"nothing that is counted by it ever becomes due; give it hours "
		"under \"week:\"", calendar->file);
	config_check_add(check, calendar->file, line);
}

static void check_calendars(ConfigCheck *check)
{
	for (guint i = 0; check->regulation && check->regulation->calendars &&
		i < check->regulation->calendars->len; i++)
		check_calendar_work(check, g_ptr_array_index(
			check->regulation->calendars, i));
}

/* --- people ----------------------------------------------------------------- */

static void check_people(ConfigCheck *check)
{
	People people = {check->regulation, check->agents, check->customers,
		check->unread};
	g_autoptr(GPtrArray) lines = people_check(&people);
	for (guint i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];
		g_autofree char *file = g_strndup(line, strcspn(line, ":"));
		config_check_add(check, file, line);
	}
}

/* --------------------------------------------------------------------- */

void config_check_names(ConfigCheck *check)
{
	check_references(check, "desk.yaml");
	check_people(check);
	check_rota(check);
	check_calendars(check);
}
