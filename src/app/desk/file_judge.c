#include "app/desk/file_judge.h"

#include <string.h>

#include "model/canned.h"
#include "model/people.h"
#include "model/schedule.h"
#include "rules/regulation_check.h"

#define ENDING ".yaml"

const char *file_judge_rota(const FileJudge *judge)
{
	const YamlNode *oncall = judge->regulation ?
		yaml_get(judge->regulation->root, "oncall") : NULL;
	return yaml_get_text(oncall, "rota", "oncall.yaml");
}

static GTimeZone *zone_of(const FileJudge *judge)
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
	const FileJudge *judge;
	GHashTable *texts; /* path → char* */
} Included;

static const char *included_text(void *data, const char *path)
{
	Included *included = data;
	const FileJudge *judge = included->judge;
	if (!judge->read)
		return "";
	g_autoptr(GBytes) bytes = judge->read(judge->data, path);
	gsize size = 0;
	const char *raw = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (!bytes || size > CALENDAR_LIMIT_BYTES)
		return NULL;
	char *text = g_strndup(raw ? raw : "", size);
	g_hash_table_replace(included->texts, g_strdup(path), text);
	return text;
}

Calendar *file_judge_calendar(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	g_autoptr(GTimeZone) zone = zone_of(judge);
	g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	Included included = {judge, texts};
	return calendar_parse(name, text, size, path, zone, included_text,
		&included, error);
}

static gboolean read_calendar(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(Calendar) calendar = file_judge_calendar(judge, path, text,
		size, error);
	return calendar != NULL;
}

Rota *file_judge_read_rota(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(GTimeZone) zone = zone_of(judge);
	return rota_parse(text, size, path, zone, error);
}

static gboolean read_rota(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autoptr(Rota) rota = file_judge_read_rota(judge, path, text, size,
		error);
	return rota != NULL;
}

static gboolean read_regulation(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	(void)judge;
	g_autoptr(Regulation) regulation = regulation_read(text, size, path,
		error);
	return regulation != NULL;
}

static gboolean read_agent(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	(void)judge;
	g_autofree char *name = name_of(path);
	g_autoptr(Agent) agent = agent_parse(name, text, size, path, error);
	return agent != NULL;
}

static gboolean read_customer(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	(void)judge;
	g_autofree char *name = name_of(path);
	g_autoptr(Customer) customer = customer_parse(name, text, size, path,
		error);
	return customer != NULL;
}

static gboolean read_schedule(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error)
{
	g_autofree char *name = name_of(path);
	g_autoptr(GTimeZone) zone = zone_of(judge);
	g_autoptr(Schedule) schedule = schedule_parse(name, text, size, path,
		zone, judge->regulation, error);
	return schedule != NULL;
}

static gboolean read_template(const FileJudge *judge, const char *path,
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
	gboolean (*read)(const FileJudge *judge, const char *path,
		const char *text, gsize size, GError **error);
} FileKind;

static const FileKind kinds[] = {
	{"agents/", "people", read_agent},
	{"calendars/", "calendar", read_calendar},
	{"customers/", "people", read_customer},
	{"schedules/", "schedule", read_schedule},
	{"templates/", "template", read_template},
};

static const FileKind *kind_of(const FileJudge *judge, const char *path)
{
	static const FileKind regulation = {"", "regulation", read_regulation};
	static const FileKind rota = {"", "rota", read_rota};
	if (strcmp(path, "desk.yaml") == 0)
		return &regulation;
	if (strcmp(path, file_judge_rota(judge)) == 0)
		return &rota;
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const char *name = path + strlen(kinds[i].folder);
		if (g_str_has_prefix(path, kinds[i].folder) && *name != '.' &&
			!strchr(name, '/') && g_str_has_suffix(name, ENDING))
			return &kinds[i];
	}
	return NULL;
}

const char *file_judge_kind(const FileJudge *judge, const char *path)
{
	const FileKind *kind = kind_of(judge, path);
	return kind ? kind->kind : NULL;
}

gboolean file_judge(const FileJudge *judge, const char *path, const char *text,
	gsize size, GError **error)
{
	const FileKind *kind = kind_of(judge, path);
	return !kind || kind->read(judge, path, text ? text : "", size, error);
}
