#include "app/outbox/audience.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "app/outbox/outbox_parts.h"
#include "index/agents.h"
#include "model/absence.h"
#include "model/regulation.h"

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

/* Most files say nothing of it, and need not be read for that: NULL. */
static gboolean read_agent(const char *login, const char *text, Agent **agent,
	GError **error)
{
	*agent = NULL;
	if (!strstr(text, "away") && !strstr(text, "language"))
		return TRUE;
	*agent = agent_parse(login, text, strlen(text), login, error);
	return *agent != NULL;
}

const char *audience_language(const Regulation *regulation, const Agent *agent)
{
	if (agent && agent->language)
		return agent->language;
	return regulation && regulation->language ? regulation->language : "en";
}

/* Takes `address`. */
static void add_colleague(GPtrArray *people, const Regulation *regulation,
	const char *login, const Agent *agent, char *address)
{
	Colleague *colleague = g_new0(Colleague, 1);
	colleague->login = g_strdup(login);
	colleague->address = address;
	colleague->language = g_strdup(audience_language(regulation, agent));
	g_ptr_array_add(people, colleague);
}

GPtrArray *audience_nobody(void)
{
	return g_ptr_array_new_with_free_func(colleague_free);
}

GPtrArray *audience_agent(Desk *desk, const char *login, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	g_autoptr(Agent) agent = NULL;
	char *address;
	if (!index || !index_agent(index, login, &agent, error) ||
		!outbox_address_of(index, login, &address, error))
		return NULL;
	GPtrArray *people = audience_nobody();
	add_colleague(people, regulation, login, agent, address);
	return people;
}

/* --- who is meant -------------------------------------------------------- */

/* AgentFile*, sorted. */
static GPtrArray *meant(Index *index, const AudienceQuestion *question,
	GError **error)
{
	gboolean assignee = strcmp(question->word, "assignee") == 0;
	gboolean group = strcmp(question->word, "group") == 0;
	const char *word = assignee ? question->assignee : group ?
		question->group : question->word;
	/* The empty level is that of everybody without one. */
	return *word == '\0' ? g_ptr_array_new() :
		index_agent_files(index, assignee ? AGENTS_OF_LOGIN : group ?
			AGENTS_OF_GROUP : AGENTS_OF_ANY, word, error);
}

static gboolean is_there(const GPtrArray *people, const char *login)
{
	for (guint i = 0; i < people->len; i++)
		if (strcmp(((Colleague *)people->pdata[i])->login, login) == 0)
			return TRUE;
	return FALSE;
}

/* What is asked while the people of a question are gathered. */
typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	const AudienceQuestion *question;
	GPtrArray *people; /* Colleague* */
	GPtrArray *all;	   /* every agent, once it was needed */
} Gathering;

static void gathering_clear(Gathering *gathering)
{
	g_clear_pointer(&gathering->people, g_ptr_array_unref);
	g_clear_pointer(&gathering->all, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

static gboolean add(Gathering *gathering, const char *login, const Agent *agent,
	GError **error)
{
	char *address;
	if (is_there(gathering->people, login) ||
		g_strcmp0(login, gathering->question->except) == 0)
		return TRUE;
	if (!outbox_address_of(gathering->index, login, &address, error))
		return FALSE;
	add_colleague(gathering->people, gathering->regulation, login, agent,
		address);
	return TRUE;
}

/* The agent, or who stands in. */
static gboolean add_meant(Gathering *gathering, const AgentFile *file,
	GError **error)
{
	const AudienceQuestion *question = gathering->question;
	GTimeZone *zone = gathering->regulation->zone;
	g_autoptr(Agent) agent = NULL;
	Absence absence;
	if (g_strcmp0(file->login, question->except) == 0)
		return TRUE;
	if (!read_agent(file->login, file->text, &agent, error))
		return FALSE;
	if (!agent || !absence_at(agent, zone, question->at, &absence))
		return add(gathering, file->login, agent, error);
	if (!gathering->all &&
		!(gathering->all = assign_agents(gathering->desk, error)))
		return FALSE;
	const Agent *there = absence_stand_in(gathering->all, agent, zone,
		question->at);
	return add(gathering, there->login, there, error);
}

static int by_login(const void *a, const void *b)
{
	return strcmp((*(Colleague *const *)a)->login,
		(*(Colleague *const *)b)->login);
}

GPtrArray *audience_find(Desk *desk, const AudienceQuestion *question,
	GError **error)
{
	g_auto(Gathering) gathering = {.desk = desk, .question = question};
	gathering.regulation = desk_regulation(desk, error);
	gathering.index = gathering.regulation ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) files = gathering.index ?
		meant(gathering.index, question, error) : NULL;
	if (!files)
		return NULL;
	gathering.people = audience_nobody();
	for (guint i = 0; i < files->len; i++)
		if (!add_meant(&gathering, files->pdata[i], error))
			return NULL;
	g_ptr_array_sort(gathering.people, by_login);
	return g_steal_pointer(&gathering.people);
}

void audience_join(GPtrArray *people, GPtrArray *some)
{
	for (guint i = some->len; i > 0; i--)
		if (!is_there(people, ((Colleague *)some->pdata[i - 1])->login))
			g_ptr_array_add(people,
				g_ptr_array_steal_index(some, i - 1));
	g_ptr_array_sort(people, by_login);
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
