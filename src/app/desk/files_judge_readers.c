#include "app/desk/files_judge_parts.h"

#include <string.h>

#include "app/desk/file_source.h"
#include "base/error.h"
#include "model/canned.h"
#include "model/schedule.h"
#include "rules/regulation_check.h"

#define ENDING ".yaml"

const char *files_judge_rota(const FilesJudge *judge)
{
	const YamlNode *oncall = judge->regulation ?
		yaml_get(judge->regulation->root, "oncall") : NULL;
	return yaml_get_text(oncall, "rota", "oncall.yaml");
}

static GTimeZone *zone_of(const FilesJudge *judge)
{
	return judge->regulation && judge->regulation->zone ?
		g_time_zone_ref(judge->regulation->zone) :
		g_time_zone_new_utc();
}

/* "office" of "calendars/office.yaml" */
static char *name_of(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	return g_strndup(base, strlen(base) - strlen(ENDING));
}

/* --- the readers ----------------------------------------------------------- */

typedef struct {
	FileSource *source;
	GHashTable *texts; /* path → char* */
} Included;

/* What cannot be read is told as missing: nothing is taken for good. */
static const char *included_text(void *data, const char *path)
{
	Included *included = data;
	g_autoptr(GBytes) bytes = file_source_read(included->source, path,
		NULL);
	gsize size = 0;
	const char *raw = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (!bytes || size > CALENDAR_LIMIT_BYTES)
		return NULL;
	char *text = g_strndup(raw ? raw : "", size);
	g_hash_table_replace(included->texts, g_strdup(path), text);
	return text;
}

Calendar *files_judge_calendar(const FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	g_autoptr(GTimeZone) zone = zone_of(judge);
	g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	Included included = {judge->source, texts};
	return calendar_parse(name, text, size, path, zone, included_text,
		&included, error);
}

static gboolean read_calendar(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(Calendar) calendar = files_judge_calendar(judge, path, text,
		size, error);
	return calendar != NULL;
}

Rota *files_judge_read_rota(const FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(GTimeZone) zone = zone_of(judge);
	return rota_parse(text, size, path, zone, error);
}

static gboolean read_rota(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(Rota) rota = files_judge_read_rota(judge, path, text, size,
		error);
	return rota != NULL;
}

static gboolean read_regulation(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	judge->own = regulation_read(text, size, path, error);
	if (judge->own)
		judge->regulation = judge->own;
	return judge->own != NULL;
}

static gboolean read_agent(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	Agent *agent = agent_parse(name, text, size, path, error);
	if (agent)
		g_ptr_array_add(judge->agents, agent);
	else
		g_ptr_array_add(judge->unread, g_steal_pointer(&name));
	return agent != NULL;
}

static gboolean read_customer(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	Customer *customer = customer_parse(name, text, size, path, error);
	if (customer)
		g_ptr_array_add(judge->customers, customer);
	return customer != NULL;
}

static gboolean read_schedule(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	g_autoptr(GTimeZone) zone = zone_of(judge);
	g_autoptr(Schedule) schedule = schedule_parse(name, text, size, path,
		zone, judge->regulation, error);
	return schedule != NULL;
}

static gboolean read_template(FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	const char *language = judge->regulation && judge->regulation->language ?
		judge->regulation->language : "en";
	g_autoptr(CannedReply) reply = canned_reply_parse(name, text, size,
		language, error);
	return reply != NULL;
}

/* --- which ----------------------------------------------------------------- */

typedef struct {
	const char *folder, *kind;
	gboolean (*read)(FilesJudge *judge, const char *path,
		const char *text, gsize size, GError **error);
} FileKind;

static const FileKind kinds[] = {
	{"agents", "people", read_agent},
	{"calendars", "calendar", read_calendar},
	{"customers", "people", read_customer},
	{"schedules", "schedule", read_schedule},
	{"templates", "template", read_template},
};

const char *files_judge_folder(guint place)
{
	return place < G_N_ELEMENTS(kinds) ? kinds[place].folder : NULL;
}

/* "anna.yaml" of "agents/anna.yaml" */
static gboolean is_in(const char *path, const char *folder)
{
	const char *name = path + strlen(folder) + 1;
	return g_str_has_prefix(path, folder) && name[-1] == '/' &&
		*name != '.' && !strchr(name, '/') &&
		g_str_has_suffix(name, ENDING);
}

static const FileKind *kind_of(const FilesJudge *judge, const char *path)
{
	static const FileKind regulation = {"", "regulation", read_regulation};
	static const FileKind rota = {"", "rota", read_rota};
	if (strcmp(path, "desk.yaml") == 0)
		return &regulation;
	if (strcmp(path, files_judge_rota(judge)) == 0)
		return &rota;
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (is_in(path, kinds[i].folder))
			return &kinds[i];
	return NULL;
}

gboolean files_judge_asks(const char *path)
{
	static const FilesJudge any = {0};
	return kind_of(&any, path) != NULL || files_judge_is_of_git(path) ||
		files_judge_is_bill(path);
}

gboolean files_judge_read(FilesJudge *judge, const char *path, GError **error)
{
	const FileKind *kind = kind_of(judge, path);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = kind ? file_source_read(judge->source, path,
		&problem) : NULL;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (bytes)
		kind->read(judge, path, text ? text : "", size, &problem);
	if (!desk_error_finding(error, &problem))
		return FALSE;
	if (problem)
		findings_add_error(judge->findings, kind->kind, path,
			SEVERITY_BROKEN, problem);
	return TRUE;
}
