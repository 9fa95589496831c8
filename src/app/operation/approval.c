#include "app/operation/approval.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "base/texts.h"
#include "index/agents.h"
#include "index/outbox.h"
#include "index/people.h"
#include "model/absence.h"
#include "model/regulation.h"
#include "model/ticket.h"

gboolean approval_mentor(Desk *desk, const char *login, char **mentor,
	GError **error)
{
	*mentor = NULL;
	if (!login)
		return TRUE;
	Index *index = desk_index(desk, error);
	return index && index_agent_mentor(index, login, mentor, error);
}

static const Agent *agent_of(const GPtrArray *agents, const char *login)
{
	for (guint i = 0; login && i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		if (strcmp(agent->login, login) == 0)
			return agent;
	}
	return NULL;
}

/* Stands `who` in for the absent mentor? */
static gboolean stands_in(const Regulation *regulation, const GPtrArray *agents,
	const Agent *mentor, const char *who, Instant at)
{
	Absence absence;
	return mentor && absence_at(mentor, regulation->zone, at, &absence) &&
		(g_strcmp0(absence.deputy, who) == 0 ||
		strcmp(absence_stand_in(agents, mentor, regulation->zone,
			at)->login, who) == 0);
}

gboolean approval_may(Desk *desk, const char *who, const char *author,
	Instant at, gboolean *may, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	g_autoptr(GPtrArray) agents = regulation ? assign_agents(desk, error) :
		NULL;
	*may = FALSE;
	if (!agents)
		return FALSE;
	const Agent *agent = agent_of(agents, who);
	if (!agent || agent->mentor || g_strcmp0(who, author) == 0)
		return TRUE;
	const Agent *trainee = agent_of(agents, author);
	const char *mentor = trainee ? trainee->mentor : NULL;
	*may = texts_have(agent->roles, "lead") ||
		(mentor && (strcmp(mentor, who) == 0 ||
			stands_in(regulation, agents, agent_of(agents, mentor),
				who, at)));
	return TRUE;
}

/* --- what waits ------------------------------------------------------------ */

gboolean approval_is_agent(Desk *desk, const char *address, gboolean *is,
	GError **error)
{
	Index *index = desk_index(desk, error);
	g_autofree char *bare = outbox_bare_address(address);
	g_autofree char *login = NULL;
	if (!index || !people_agent_by_mail(index, bare, &login, error))
		return FALSE;
	*is = login != NULL;
	return TRUE;
}

/* `all` becomes FALSE with the first who is none. */
static gboolean are_agents(Desk *desk, const GPtrArray *addresses,
	gboolean *all, GError **error)
{
	for (guint i = 0; *all && addresses && i < addresses->len; i++)
		if (!approval_is_agent(desk, g_ptr_array_index(addresses, i),
			all, error))
			return FALSE;
	return TRUE;
}

gboolean approval_hold(Desk *desk, const char *login, const GPtrArray *to,
	const GPtrArray *cc, const char **hold, GError **error)
{
	g_autofree char *mentor = NULL;
	gboolean inside = TRUE;
	if (!approval_mentor(desk, login, &mentor, error) ||
		(mentor && (!are_agents(desk, to, &inside, error) ||
			!are_agents(desk, cc, &inside, error))))
		return FALSE;
	*hold = mentor && !inside ? ENTRY_HOLD_APPROVAL : NULL;
	return TRUE;
}

gboolean approval_given(Desk *desk, const char *uid, const char *entry,
	const char *author, gboolean *given, Instant *not_before,
	GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) list = index ? index_approvals(index, uid, entry,
		error) : NULL;
	*given = FALSE;
	for (guint i = 0; list && !*given && i < list->len; i++) {
		const GivenApproval *approval = g_ptr_array_index(list, i);
		if (!approval_may(desk, approval->who, author, approval->at,
			given, error))
			return FALSE;
		if (*given)
			*not_before = approval->not_before;
	}
	return list != NULL;
}
