#include "app/outbox/audience.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/outbox_address.h"
#include "app/outbox/outbox.h"
#include "model/absence.h"

static void colleague_free(void *data)
{
	Colleague *colleague = data;
	g_free(colleague->login);
	g_free(colleague->address);
	g_free(colleague->language);
	g_free(colleague);
}

static void letter_free(void *data)
{
	AudienceLetter *letter = data;
	g_ptr_array_unref(letter->to);
	g_free(letter);
}

/* --- one agent ----------------------------------------------------------- */

/* Most files say nothing of it, and need not be read for that. */
static Agent *read_agent(const char *login, const char *text)
{
	return strstr(text, "away") || strstr(text, "language") ?
		agent_parse(login, text, strlen(text), login, NULL) : NULL;
}

static char *language_of(Desk *desk, const Agent *agent)
{
	const Regulation *regulation = desk_regulation(desk, NULL);
	if (agent && agent->language)
		return g_strdup(agent->language);
	return g_strdup(regulation && regulation->language ?
		regulation->language : "en");
}

static char *text_of(Index *index, const char *login)
{
	const char *values[] = {login, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT text FROM agent WHERE login = ?", values, NULL);
	return g_strdup(rows && rows->len > 0 ?
		((char **)g_ptr_array_index(rows, 0))[0] : "");
}

char *audience_language(Desk *desk, const char *login)
{
	Index *index = desk_index(desk, NULL);
	g_autofree char *text = index ? text_of(index, login) : g_strdup("");
	g_autoptr(Agent) agent = read_agent(login, text);
	return language_of(desk, agent);
}

/* --- who is meant -------------------------------------------------------- */

/* Sorted; each row is login and text. */
static GPtrArray *meant(Index *index, const AudienceQuestion *question,
	GError **error)
{
	static const char in_group[] = "SELECT login, text FROM agent"
		" WHERE left = 0 AND login IN (SELECT login FROM agent_group"
		" WHERE name = ?1) ORDER BY login";
	static const char by_login[] = "SELECT login, text FROM agent"
		" WHERE left = 0 AND login = ?1";
	static const char by_any[] = "SELECT login, text FROM agent"
		" WHERE left = 0 AND (login = ?1 OR level = ?1 OR login IN"
		" (SELECT login FROM agent_group WHERE name = ?1) OR login IN"
		" (SELECT login FROM agent_role WHERE name = ?1))"
		" ORDER BY login";
	gboolean assignee = strcmp(question->word, "assignee") == 0;
	gboolean group = strcmp(question->word, "group") == 0;
	const char *values[] = {assignee ? question->assignee : group ?
		question->group : question->word, NULL};
	/* The empty level is that of everybody without one. */
	if (*values[0] == '\0')
		return g_ptr_array_new();
	return index_rows(index, assignee ? by_login : group ? in_group :
		by_any, values, error);
}

static gboolean is_there(const GPtrArray *people, const char *login)
{
	for (guint i = 0; i < people->len; i++)
		if (strcmp(((Colleague *)people->pdata[i])->login, login) == 0)
			return TRUE;
	return FALSE;
}

static void add(Desk *desk, GPtrArray *people, const AudienceQuestion *question,
	const char *login, const Agent *agent)
{
	if (is_there(people, login) || g_strcmp0(login, question->except) == 0)
		return;
	Colleague *colleague = g_new0(Colleague, 1);
	colleague->login = g_strdup(login);
	colleague->address = outbox_address_of(desk_index(desk, NULL), login);
	colleague->language = language_of(desk, agent);
	g_ptr_array_add(people, colleague);
}

/* The agent, or who stands in; `*all` is every agent, once it was needed. */
static gboolean add_meant(Desk *desk, GPtrArray *people, GPtrArray **all,
	const AudienceQuestion *question, char **row, GError **error)
{
	GTimeZone *zone = desk_regulation(desk, NULL)->zone;
	g_autoptr(Agent) agent = read_agent(row[0], row[1]);
	Absence absence;
	if (g_strcmp0(row[0], question->except) == 0)
		return TRUE;
	if (!agent || !absence_at(agent, zone, question->at, &absence)) {
		add(desk, people, question, row[0], agent);
		return TRUE;
	}
	if (!*all && !(*all = assign_agents(desk, error)))
		return FALSE;
	const Agent *there = absence_stand_in(*all, agent, zone, question->at);
	add(desk, people, question, there->login, there);
	return TRUE;
}

static int by_login(const void *a, const void *b)
{
	return strcmp((*(Colleague *const *)a)->login,
		(*(Colleague *const *)b)->login);
}

GPtrArray *audience_find(Desk *desk, const AudienceQuestion *question,
	GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) rows = index && desk_regulation(desk, error) ?
		meant(index, question, error) : NULL;
	g_autoptr(GPtrArray) all = NULL;
	if (!rows)
		return NULL;
	g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(
		colleague_free);
	for (guint i = 0; i < rows->len; i++)
		if (!add_meant(desk, people, &all, question, rows->pdata[i],
			error))
			return NULL;
	g_ptr_array_sort(people, by_login);
	return g_steal_pointer(&people);
}

/* --- letters ------------------------------------------------------------- */

static AudienceLetter *letter_in(GPtrArray *letters, const char *language)
{
	for (guint i = 0; i < letters->len; i++) {
		AudienceLetter *letter = letters->pdata[i];
		if (strcmp(letter->language, language) == 0)
			return letter;
	}
	AudienceLetter *letter = g_new0(AudienceLetter, 1);
	letter->language = language;
	letter->to = g_ptr_array_new();
	g_ptr_array_add(letters, letter);
	return letter;
}

GPtrArray *audience_letters(const GPtrArray *people)
{
	GPtrArray *letters = g_ptr_array_new_with_free_func(letter_free);
	for (guint i = 0; i < people->len; i++) {
		const Colleague *colleague = people->pdata[i];
		if (colleague->address)
			g_ptr_array_add(letter_in(letters, colleague->language)
				->to, colleague->address);
	}
	return letters;
}

char *audience_key(const char *key, guint place, const char *language)
{
	return !key || place == 0 ? g_strdup(key) :
		g_strjoin("/", key, language, NULL);
}
