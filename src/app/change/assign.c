#include "app/change/assign.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/operation/place.h"
#include "base/texts.h"
#include "index/calendars.h"
#include "index/history.h"
#include "index/tickets.h"
#include "model/absence.h"
#include "model/ticket.h"
#include "rules/route.h"

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
static gboolean load_of(Operation *op, Index *index, const char *login,
	guint *load, GError **error)
{
	gint64 open;
	if (!index_count_open_of(index, login, &open, error))
		return FALSE;
	const Ticket *before;
	Ticket *now;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++) {
		gboolean had = before &&
			strcmp(ticket_get(before, "assignee"), login) == 0;
		gboolean has = strcmp(ticket_get(now, "assignee"), login) == 0;
		open += has - had;
	}
	*load = (guint)MAX(open, 0);
	return TRUE;
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
 * history; NULL: nobody. g_free(). */
static gboolean last_of(Operation *op, Index *index, const Ticket *ticket,
	const GArray *candidates, char **last, GError **error)
{
	const char *group = ticket_get(ticket, "group");
	const Ticket *before;
	Ticket *now;
	*last = NULL;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++)
		if (strcmp(ticket_get(now, "group"), group) == 0 &&
			is_candidate(candidates, ticket_get(now, "assignee"))) {
			g_free(*last);
			*last = g_strdup(ticket_get(now, "assignee"));
		}
	if (*last)
		return TRUE;
	g_autoptr(GPtrArray) logins = index_last_assignees(index, group, error);
	for (guint i = 0; logins && !*last && i < logins->len; i++)
		if (is_candidate(candidates, logins->pdata[i]))
			*last = g_strdup(logins->pdata[i]);
	return logins != NULL;
}

static GArray *candidates_for(Operation *op, Index *index,
	const GPtrArray *agents, const Ticket *ticket, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
	for (guint i = 0; i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		Absence absence;
		guint load;
		if (!place_belongs(agent, ticket))
			continue;
		if (!load_of(op, index, agent->login, &load, error))
			return NULL;
		Candidate one = {
			.login = agent->login,
			.load = load,
			.cap = (guint)g_ascii_strtoull(yaml_get_text(
				agent->root, "cap", "0"), NULL, 10),
			.away = absence_at(agent, regulation->zone,
				operation_now(op), &absence),
			.skilled = is_skilled(agent,
				ticket_get(ticket, "category")),
		};
		g_array_append_val(candidates, one);
	}
	return g_steal_pointer(&candidates);
}

gboolean assign_hours(Desk *desk, const Regulation *regulation,
	const char *group, Worktime **hours, GError **error)
{
	WorkCalendars *calendars = desk_calendars(desk, error);
	const char *own = yaml_get_text(yaml_get(yaml_get(regulation->root,
		"groups"), group), "calendar", NULL);
	return calendars && work_calendars_find(calendars, own, hours, error);
}

static gboolean is_open(Operation *op, const char *group, gboolean *open,
	GError **error)
{
	Worktime *hours;
	if (!assign_hours(operation_desk(op), operation_regulation(op), group,
		&hours, error))
		return FALSE;
	*open = !hours || worktime_is_open(hours, operation_now(op));
	return TRUE;
}

gboolean assign_ticket(Operation *op, Ticket *ticket, const YamlNode *rule,
	GError **error)
{
	Assignment assignment = assignment_for(operation_regulation(op), rule,
		ticket_get(ticket, "group"));
	Index *index = desk_index(operation_desk(op), error);
	gboolean open = TRUE;
	if (!index)
		return FALSE;
	if (assignment.way == ASSIGN_NONE)
		return TRUE;
	if (assignment.hours && !is_open(op, ticket_get(ticket, "group"), &open,
		error))
		return FALSE;
	if (!open)
		return TRUE;
	g_autoptr(GPtrArray) agents = assign_agents(operation_desk(op), error);
	if (!agents)
		return FALSE;
	g_autoptr(GArray) candidates = candidates_for(op, index, agents, ticket,
		error);
	g_autofree char *last = NULL;
	if (!candidates || !last_of(op, index, ticket, candidates, &last, error))
		return FALSE;
	int chosen = assignment_choose(&assignment, candidates, last, NULL);
	if (chosen >= 0)
		ticket_set(ticket, "assignee",
			g_array_index(candidates, Candidate, chosen).login);
	return TRUE;
}
