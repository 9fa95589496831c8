#include "app/desk/files_judge_parts.h"

#include <string.h>

#include "app/desk/file_source.h"
#include "base/texts.h"
#include "model/people_check.h"
#include "report/goals.h"

/* --- who there is -------------------------------------------------------- */

typedef enum { NOBODY, HERE, LEFT } Standing;

/* Whose file cannot be read works here until that is mended. */
static Standing standing_of(const FilesJudge *judge, const char *login)
{
	for (guint i = 0; i < judge->agents->len; i++) {
		const Agent *agent = judge->agents->pdata[i];
		if (strcmp(agent->login, login) == 0)
			return agent->left ? LEFT : HERE;
	}
	return texts_have(judge->unread, login) ? HERE : NOBODY;
}

/* char*, borrowed: those who work here, or what they may do. */
static GPtrArray *logins_of(const FilesJudge *judge)
{
	GPtrArray *logins = g_ptr_array_new();
	for (guint i = 0; i < judge->agents->len; i++) {
		const Agent *agent = judge->agents->pdata[i];
		if (!agent->left)
			g_ptr_array_add(logins, agent->login);
	}
	return logins;
}

static GPtrArray *roles_of(const FilesJudge *judge)
{
	GPtrArray *roles = g_ptr_array_new();
	for (guint i = 0; i < judge->agents->len; i++)
		g_ptr_array_extend(roles,
			((const Agent *)judge->agents->pdata[i])->roles, NULL,
			NULL);
	texts_sort(roles);
	return roles;
}

static const Phrase
	no_file = {"there is no file %1", "нет файла %1"},
	no_template = {"there is no template \"%1\": no file %2",
		"нет шаблона «%1»: нет файла %2"},
	has_left = {"%1 has left (agents/%1.yaml)",
		"%1 больше не работает здесь (agents/%1.yaml)"},
	rota_has_left = {"\"%1\" has left; nobody is called in their place",
		"«%1» больше не работает здесь; вместо него никого не вызовут"},
	no_hours = {"no working time, so nothing that is counted by it ever "
			"becomes due; give it hours under \"week:\"",
		"нет рабочего времени, поэтому по нему никогда не наступит "
		"никакой срок; задайте часы в «week:»"},
	/* With the nearest name, and without. */
	no_role[] = {{"no agent has the role \"%1\"",
		"роли «%1» нет ни у кого из сотрудников"},
		{"no agent has the role \"%1\"; did you mean \"%2\"?",
		"роли «%1» нет ни у кого из сотрудников; может быть, «%2»?"}},
	no_who[] = {{"\"%1\" is no agent, group, level or role",
		"«%1» — не сотрудник, не группа, не линия и не роль"},
		{"\"%1\" is no agent, group, level or role; did you mean "
		"\"%2\"?",
		"«%1» — не сотрудник, не группа, не линия и не роль; может "
		"быть, «%2»?"}},
	no_agent[] = {{"\"%1\" is no agent", "«%1» — не сотрудник"},
		{"\"%1\" is no agent; did you mean \"%2\"?",
		"«%1» — не сотрудник; может быть, «%2»?"}};

/* `phrases` without and with the nearest of `names`. */
static Finding *warn_near(FilesJudge *judge, const char *kind,
	const char *file, const Phrase *phrases, const char *text,
	const GPtrArray *names)
{
	const char *near = nearest_name(text, names);
	return findings_add(judge->findings, kind, file, SEVERITY_WARNING,
		&phrases[near != NULL], text, near, NULL);
}

/* --- what desk.yaml names ---------------------------------------------------- */

/* What cannot be read is told as missing: nothing is taken for good; of what
 * cannot be known files_judge() makes nothing. */
static Finding *judge_file_reference(FilesJudge *judge, const char *text)
{
	return file_source_has(judge->source, text, NULL) ? NULL :
		findings_add(judge->findings, "regulation", "desk.yaml",
			SEVERITY_WRONG, &no_file, text, NULL);
}

static Finding *judge_template(FilesJudge *judge, const char *text)
{
	g_autofree char *path = g_strdup_printf("templates/%s.yaml", text);
	return file_source_has(judge->source, path, NULL) ? NULL :
		findings_add(judge->findings, "regulation", "desk.yaml",
			SEVERITY_WRONG, &no_template, text, path, NULL);
}

static Finding *judge_assignee(FilesJudge *judge, const char *text)
{
	return standing_of(judge, text) != LEFT ? NULL :
		findings_add(judge->findings, "regulation", "desk.yaml",
			SEVERITY_WARNING, &has_left, text, NULL);
}

static Finding *judge_role(FilesJudge *judge, const char *text)
{
	g_autoptr(GPtrArray) roles = roles_of(judge);
	return texts_have(roles, text) ? NULL :
		warn_near(judge, "regulation", "desk.yaml", no_role, text,
			roles);
}

static Finding *judge_who(FilesJudge *judge, const char *text)
{
	g_autoptr(GPtrArray) roles = roles_of(judge);
	if (standing_of(judge, text) == LEFT)
		return judge_assignee(judge, text);
	if (standing_of(judge, text) == HERE || texts_have(roles, text))
		return NULL;
	g_autoptr(GPtrArray) logins = logins_of(judge);
	return warn_near(judge, "regulation", "desk.yaml", no_who, text,
		logins);
}

static Finding *judge_goal(FilesJudge *judge, const char *text)
{
	g_autoptr(GError) problem = NULL;
	return goal_prove(text, &problem) ? NULL : findings_add_refusal(
		judge->findings, "regulation", "desk.yaml", SEVERITY_WRONG,
		problem);
}

static void judge_references(FilesJudge *judge)
{
	static Finding *(*const judges[])(FilesJudge *judge, const char *text) = {
		[REFERENCE_TEMPLATE] = judge_template,
		[REFERENCE_FILE] = judge_file_reference,
		[REFERENCE_ROLE] = judge_role,
		[REFERENCE_WHO] = judge_who,
		[REFERENCE_ASSIGNEE] = judge_assignee,
		[REFERENCE_GOAL] = judge_goal,
	};
	const GArray *references = judge->own->references;
	for (guint i = 0; i < references->len; i++) {
		const RegulationReference *reference = &g_array_index(
			references, RegulationReference, i);
		Finding *finding = judges[reference->kind] ?
			judges[reference->kind](judge, reference->text) : NULL;
		if (finding) {
			finding->line = reference->node->line;
			finding->column = reference->node->column;
		}
	}
}

/* --- who is called, and when there is work ----------------------------------- */

/* Whether these can be read was told by files_judge_read(). */
static void judge_rota(FilesJudge *judge)
{
	const char *path = files_judge_rota(judge);
	g_autoptr(GBytes) bytes = file_source_read(judge->source, path, NULL);
	gsize size;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Rota) rota = text ? files_judge_read_rota(judge, path, text,
		size, NULL) : NULL;
	g_autoptr(GPtrArray) people = rota ? rota_people(rota) :
		g_ptr_array_new();
	g_autoptr(GPtrArray) logins = logins_of(judge);
	for (guint i = 0; i < people->len; i++) {
		const char *login = people->pdata[i];
		Standing standing = standing_of(judge, login);
		if (standing == LEFT)
			findings_add(judge->findings, "rota", path,
				SEVERITY_WARNING, &rota_has_left, login, NULL);
		else if (standing == NOBODY)
			warn_near(judge, "rota", path, no_agent, login, logins);
	}
}

/* Files that are only included may have none. */
static void judge_calendar_work(FilesJudge *judge, const CalendarName *calendar)
{
	g_autoptr(GBytes) bytes = calendar->file ? file_source_read(
		judge->source, calendar->file, NULL) : NULL;
	gsize size;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Calendar) days = text ? files_judge_calendar(judge,
		calendar->file, text, size, NULL) : NULL;
	if (days && !calendar_has_work(days))
		findings_add(judge->findings, "calendar", calendar->file,
			SEVERITY_WARNING, &no_hours, NULL);
}

static void judge_calendars(FilesJudge *judge)
{
	const GPtrArray *calendars = judge->own->calendars;
	for (guint i = 0; calendars && i < calendars->len; i++)
		judge_calendar_work(judge, calendars->pdata[i]);
}

/* --- people ------------------------------------------------------------------ */

static void judge_people(FilesJudge *judge)
{
	People people = {judge->regulation, judge->agents, judge->customers,
		judge->unread};
	g_autoptr(GPtrArray) problems = people_check(&people);
	for (guint i = 0; i < problems->len; i++)
		findings_add_error(judge->findings, "people", "",
			SEVERITY_WRONG, problems->pdata[i]);
}

void files_judge_names(FilesJudge *judge)
{
	if (judge->own)
		judge_references(judge);
	judge_people(judge);
	judge_rota(judge);
	if (judge->own)
		judge_calendars(judge);
}
