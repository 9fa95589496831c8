#include "app/operation/approval.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/desk.h"
#include "app/desk/outbox_address.h"
#include "base/error.h"
#include "index/agents.h"
#include "index/outbox.h"
#include "index/people.h"
#include "model/absence.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase
	mentor_approves = {"%1: %2 may not approve what %3 wrote; %4 or a lead "
			"does it, by `desk approve`",
		"%1: %2 не может согласовать то, что пишет %3; согласует %4 "
		"или lead: `desk approve`"},
	lead_approves = {"%1: %2 may not approve what %3 wrote; a lead does it, "
			"by `desk approve`",
		"%1: %2 не может согласовать то, что пишет %3; согласует "
		"lead: `desk approve`"};

/* --- who ----------------------------------------------------------------- */

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
	*may = g_ptr_array_find_with_equal_func(agent->roles, "lead",
			g_str_equal, NULL) ||
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

/* Who committed the mail; of one that is not committed yet, its `by`. g_free(). */
static gboolean author_of(Desk *desk, const Ticket *ticket, const Entry *mail,
	char **author, GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index || !index_mail_author(index, ticket_get(ticket, "uid"),
			mail->id, author, error))
		return FALSE;
	if (!*author)
		*author = g_strdup(mail->by);
	return TRUE;
}

static gboolean refuse(Desk *desk, const char *login, const char *author,
	const Ticket *ticket, GError **error)
{
	g_autofree char *mentor = NULL;
	if (!approval_mentor(desk, author, &mentor, error))
		return FALSE;
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, mentor ? &mentor_approves :
		&lead_approves, ticket_get(ticket, "number"), login ? login :
		"?", author ? author : "?", mentor, NULL);
}

gboolean approval_check(Desk *desk, const char *login, const Ticket *before,
	const Ticket *after, GError **error)
{
	for (guint i = 0; i < ticket_entry_count(after); i++) {
		const Entry *entry = ticket_entry(after, i);
		if (strcmp(entry->kind, "approval") != 0 ||
			(before && ticket_entry_by_id(before, entry->id)))
			continue;
		const Entry *mail = ticket_entry_by_id(after,
			entry_get(entry, "of"));
		g_autofree char *author = NULL;
		gboolean may = FALSE;
		if (mail && (!author_of(desk, after, mail, &author, error) ||
			!approval_may(desk, login, author, desk_now(desk), &may,
				error)))
			return FALSE;
		if (!may)
			return refuse(desk, login, author, after, error);
	}
	return TRUE;
}
