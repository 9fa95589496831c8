#include "app/change/assign.h"

#include <string.h>

#include "app/desk/agents.h"
#include "index/calendars.h"
#include "model/absence.h"
#include "rules/route.h"
static gboolean has_word(const GPtrArray *words, const char *word)
{
	for (guint i = 0; i < words->len; i++)
		if (strcmp(g_ptr_array_index(words, i), word) == 0)
			return TRUE;
	return FALSE;
}

/* Of the group; without one, of the ticket's level. */
static gboolean belongs(const Agent *agent, const Ticket *ticket)
{
	const char *group = ticket_get(ticket, "group");
	if (has_word(agent->roles, "observer"))
		return FALSE;
	if (*group)
		return has_word(agent->groups, group);
	return g_strcmp0(agent->level, ticket_get(ticket, "level")) == 0;
}

/* `skills: [network, 1c]`; network is a skill for network/vpn, too. */
static gboolean is_skilled(const Agent *agent, const char *category)
{
	const YamlNode *skills = yaml_get(agent->root, "skills");
	const char *skill;
	for (guint i = 0; (skill = yaml_nth_text(skills, i)); i++) {
		gsize length = strlen(skill);
		if (strncmp(category, skill, length) == 0 &&
			(category[length] == '\0' || category[length] == '/'))
			return TRUE;
	}
	return *category == '\0';
}

/* Open tickets by the index, and what this operation has changed. */
static guint load_of(Operation *op, Index *index, const char *login)
{
	const char *values[] = {login, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, "SELECT count(*) FROM"
		" ticket WHERE assignee = ? AND status IN " INDEX_OPEN_STATUSES,
		values, NULL);
	gint64 load = rows && rows->len > 0 ? g_ascii_strtoll(
		((char **)g_ptr_array_index(rows, 0))[0], NULL, 10) : 0;
	const Ticket *before;
	Ticket *now;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++) {
		gboolean had = before &&
			strcmp(ticket_get(before, "assignee"), login) == 0;
		gboolean has = strcmp(ticket_get(now, "assignee"), login) == 0;
		load += has - had;
	}
	return (guint)MAX(load, 0);
}

static gboolean is_candidate(const GArray *candidates, const char *login)
{
	for (guint i = 0; i < candidates->len; i++)
		if (strcmp(g_array_index(candidates, Candidate, i).login,
			login) == 0)
			return TRUE;
	return FALSE;
}

/* Who of them got the last ticket of the group: in this operation, else by
 * history. g_free(). */
static char *last_of(Operation *op, Index *index, const Ticket *ticket,
	const GArray *candidates)
{
	const char *group = ticket_get(ticket, "group");
	const Ticket *before;
	Ticket *now;
	g_autofree char *last = NULL;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++)
		if (strcmp(ticket_get(now, "group"), group) == 0 &&
			is_candidate(candidates, ticket_get(now, "assignee"))) {
			g_free(last);
			last = g_strdup(ticket_get(now, "assignee"));
		}
	if (last)
		return g_steal_pointer(&last);
	const char *values[] = {group, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT event.new FROM event JOIN ticket"
		" ON ticket.id = event.ticket WHERE event.field = 'assignee'"
		" AND event.new <> '' AND ticket.\"group\" = ?"
		" ORDER BY event.at DESC, event.id DESC LIMIT 50", values, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		if (is_candidate(candidates, row[0]))
			return g_strdup(row[0]);
	}
	return NULL;
}

static GArray *candidates_for(Operation *op, Index *index,
	const GPtrArray *agents, const Ticket *ticket)
{
	const Regulation *regulation = operation_regulation(op);
	GArray *candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
	for (guint i = 0; i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		Absence absence;
		if (!belongs(agent, ticket))
			continue;
		Candidate one = {
			.login = agent->login,
			.load = load_of(op, index, agent->login),
			.cap = (guint)g_ascii_strtoull(yaml_get_text(
				agent->root, "cap", "0"), NULL, 10),
			.away = absence_at(agent, regulation->zone,
				operation_now(op), &absence),
			.skilled = is_skilled(agent,
				ticket_get(ticket, "category")),
		};
		g_array_append_val(candidates, one);
	}
	return candidates;
}

Worktime *assign_hours(Desk *desk, const Regulation *regulation,
	const char *group)
{
	WorkCalendars *calendars = desk_calendars(desk, NULL);
	const char *own = yaml_get_text(yaml_get(yaml_get(regulation->root,
		"groups"), group), "calendar", NULL);
	if (!calendars)
		return NULL;
	return own ? work_calendars_get(calendars, own, NULL) :
		work_calendars_default(calendars, NULL);
}

static gboolean is_open(Operation *op, const char *group)
{
	Worktime *hours = assign_hours(operation_desk(op),
		operation_regulation(op), group);
	return !hours || worktime_is_open(hours, operation_now(op));
}

gboolean assign_ticket(Operation *op, Ticket *ticket, const YamlNode *rule,
	GError **error)
{
	Assignment assignment = assignment_for(operation_regulation(op), rule,
		ticket_get(ticket, "group"));
	Index *index = desk_index(operation_desk(op), error);
	if (!index)
		return FALSE;
	if (assignment.way == ASSIGN_NONE ||
		(assignment.hours && !is_open(op, ticket_get(ticket, "group"))))
		return TRUE;
	g_autoptr(GPtrArray) agents = assign_agents(operation_desk(op), error);
	if (!agents)
		return FALSE;
	g_autoptr(GArray) candidates = candidates_for(op, index, agents, ticket);
	g_autofree char *last = last_of(op, index, ticket, candidates);
	int chosen = assignment_choose(&assignment, candidates, last, NULL);
	if (chosen >= 0)
		ticket_set(ticket, "assignee",
			g_array_index(candidates, Candidate, chosen).login);
	return TRUE;
}
