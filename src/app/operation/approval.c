#include "app/operation/approval.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/outbox_address.h"
#include "base/error.h"
#include "index/people.h"
#include "model/absence.h"

/* --- who ----------------------------------------------------------------- */

char *approval_mentor(Desk *desk, const char *login)
{
	Index *index = desk_index(desk, NULL);
	const char *values[] = {login, NULL};
	g_autoptr(GPtrArray) rows = index && login ? index_rows(index,
		"SELECT trainee FROM agent WHERE login = ? AND trainee <> ''",
		values, NULL) : NULL;
	return rows && rows->len > 0 ?
		g_strdup(((char **)g_ptr_array_index(rows, 0))[0]) : NULL;
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
static gboolean stands_in(Desk *desk, const GPtrArray *agents,
	const Agent *mentor, const char *who, Instant at)
{
	Absence absence;
	const Regulation *regulation = desk_regulation(desk, NULL);
	return mentor && regulation &&
		absence_at(mentor, regulation->zone, at, &absence) &&
		(g_strcmp0(absence.deputy, who) == 0 ||
		strcmp(absence_stand_in(agents, mentor, regulation->zone,
			at)->login, who) == 0);
}

gboolean approval_may(Desk *desk, const char *who, const char *author,
	Instant at)
{
	g_autoptr(GPtrArray) agents = assign_agents(desk, NULL);
	const Agent *agent = agents ? agent_of(agents, who) : NULL;
	if (!agent || agent->mentor || g_strcmp0(who, author) == 0)
		return FALSE;
	if (g_ptr_array_find_with_equal_func(agent->roles, "lead", g_str_equal,
		NULL))
		return TRUE;
	const Agent *trainee = agent_of(agents, author);
	const char *mentor = trainee ? trainee->mentor : NULL;
	return mentor && (strcmp(mentor, who) == 0 ||
		stands_in(desk, agents, agent_of(agents, mentor), who, at));
}

/* --- what waits ------------------------------------------------------------ */

gboolean approval_is_agent(Desk *desk, const char *address)
{
	Index *index = desk_index(desk, NULL);
	g_autofree char *bare = outbox_bare_address(address);
	g_autofree char *login = index ? people_agent_by_mail(index, bare) :
		NULL;
	return login != NULL;
}

static gboolean are_agents(Desk *desk, const GPtrArray *addresses)
{
	for (guint i = 0; addresses && i < addresses->len; i++)
		if (!approval_is_agent(desk, g_ptr_array_index(addresses, i)))
			return FALSE;
	return TRUE;
}

const char *approval_hold(Desk *desk, const char *login, const GPtrArray *to,
	const GPtrArray *cc)
{
	g_autofree char *mentor = approval_mentor(desk, login);
	return mentor && !(are_agents(desk, to) && are_agents(desk, cc)) ?
		ENTRY_HOLD_APPROVAL : NULL;
}

enum { ROW_WHO, ROW_AT, ROW_NOT_BEFORE };

gboolean approval_given(Desk *desk, const char *uid, const char *entry,
	const char *author, Instant *not_before)
{
	const char *values[] = {uid, entry, NULL};
	Index *index = desk_index(desk, NULL);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, "SELECT "
		APPROVAL_AUTHOR("e") ", e.at,"
		" json_extract(e.extra, '$.not-before')"
		" FROM ticket t JOIN entry e ON e.ticket = t.id"
		" WHERE t.uid = ? AND e.kind = 'approval' AND e.of = ?"
		" AND e.state = 'approved' AND e.retracted = 0", values, NULL) :
		NULL;
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		Instant at = g_ascii_strtoll(row[ROW_AT], NULL, 10);
		if (!approval_may(desk, row[ROW_WHO], author, at))
			continue;
		*not_before = INSTANT_NONE;
		instant_parse(row[ROW_NOT_BEFORE], not_before);
		return TRUE;
	}
	return FALSE;
}

/* Who committed the mail; of one that is not committed yet, its `by`. g_free(). */
static char *author_of(Desk *desk, const Ticket *ticket, const Entry *mail)
{
	const char *values[] = {ticket_get(ticket, "uid"), mail->id, NULL};
	Index *index = desk_index(desk, NULL);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, "SELECT "
		APPROVAL_AUTHOR("e") " FROM ticket t JOIN entry e"
		" ON e.ticket = t.id WHERE t.uid = ? AND e.entry_id = ?",
		values, NULL) : NULL;
	return g_strdup(rows && rows->len > 0 ?
		((char **)g_ptr_array_index(rows, 0))[0] : mail->by);
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
		g_autofree char *author = mail ? author_of(desk, after, mail) :
			NULL;
		if (author && approval_may(desk, login, author, desk_now(desk)))
			continue;
		g_autofree char *mentor = approval_mentor(desk, author);
		g_set_error(error, DESK_ERROR, DESK_ERROR_FORBIDDEN,
			"%s: %s may not approve what %s wrote; %s%sa lead does "
			"it, by `desk approve`", ticket_get(after, "number"),
			login ? login : "nobody known", author ? author :
			"nobody", mentor ? mentor : "", mentor ? " or " : "");
		return FALSE;
	}
	return TRUE;
}
