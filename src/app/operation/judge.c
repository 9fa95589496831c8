#include "app/operation/judge.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "app/operation/approval.h"
#include "base/automation.h"
#include "base/error.h"
#include "index/agents.h"
#include "index/outbox.h"
#include "index/select.h"
#include "index/tickets.h"
#include "model/verb.h"
#include "rules/complaint.h"

static const Phrase
	bounced_first = {"%1 went to and fro too often (is:bounced); only lead "
			"or %2 moves it on. `desk take %1` keeps it, `desk "
			"comment %1 -m 'TEXT'` says what is needed",
		"%1 слишком часто ходила туда-обратно (is:bounced); дальше её "
		"передаёт только lead или %2. Оставить себе: "
		"`desk take %1`, сказать, что нужно: `desk comment %1 -m "
		"'ТЕКСТ'`"},
	bounced_lead = {"%1 went to and fro too often (is:bounced); only lead "
			"moves it on. `desk take %1` keeps it, `desk comment "
			"%1 -m 'TEXT'` says what is needed",
		"%1 слишком часто ходила туда-обратно (is:bounced); дальше её "
		"передаёт только lead. Оставить себе: `desk "
		"take %1`, сказать, что нужно: `desk comment %1 -m 'ТЕКСТ'`"},
	mentor_approves = {"%1: %2 may not approve what %3 wrote; %4 or a lead "
			"does it, by `desk approve`",
		"%1: %2 не может согласовать то, что пишет %3; согласует %4 "
		"или lead: `desk approve`"},
	against_you = {"%1 is a complaint about you (about); somebody else ends "
			"it, or says that it is not about you. `desk assign %1 "
			"AGENT` hands it over",
		"%1 — жалоба на вас (about); закрывает её или снимает жалобу "
		"другой. Передать: `desk assign %1 СОТРУДНИК`"},
	lead_approves = {"%1: %2 may not approve what %3 wrote; a lead does it, "
			"by `desk approve`",
		"%1: %2 не может согласовать то, что пишет %3; согласует "
		"lead: `desk approve`"};

/* --- complaints ---------------------------------------------------------- */

static gboolean may_settle(const Regulation *regulation, const Judge *judge,
	const Ticket *before, const Ticket *after, GError **error)
{
	const char *me = judge->by && strcmp(judge->by, "agent") != 0 ? NULL :
		judge->login;
	if (!me || !complaint_is_settled(regulation, me, before, after))
		return TRUE;
	g_autofree char *name = ticket_short_name(after);
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, &against_you, name,
		NULL);
}

/* --- who ----------------------------------------------------------------- */

/* Roles of an agent: those of the file, the level, and "agent"; of "desk":
 * "automation". char*, and a NULL at the end. */
static GPtrArray *roles_of(Index *index, const char *login, GError **error)
{
	GPtrArray *roles = login ? index_agent_roles(index, login, error) :
		g_ptr_array_new();
	if (!roles)
		return NULL;
	if (g_strcmp0(login, AUTOMATION) == 0)
		g_ptr_array_insert(roles, 0, g_strdup("automation"));
	g_ptr_array_add(roles, NULL);
	return roles;
}

/* --- footballs ----------------------------------------------------------- */

static gboolean is_bounced(Desk *desk, const Ticket *ticket, gboolean *is,
	GError **error)
{
	QueryContext context;
	Index *index = desk_index(desk, error);
	g_autoptr(QueryNode) query = index && desk_rule_context(desk, &context,
		error) ? query_parse("is:bounced", &context, error) : NULL;
	return query && select_has(index, query, &context,
		ticket_get(ticket, "uid"), is, error);
}

static gboolean moves(const Ticket *before, const Ticket *after)
{
	static const char *const fields[] = {"assignee", "group", "level"};
	for (gsize i = 0; before && i < G_N_ELEMENTS(fields); i++)
		if (strcmp(ticket_get(before, fields[i]),
			ticket_get(after, fields[i])) != 0)
			return TRUE;
	return FALSE;
}

/* What went to and fro too often is moved on by the lead or the first level. */
static gboolean may_move(Desk *desk, const Judge *judge,
	const char *const *roles, const Ticket *before, const Ticket *after,
	GError **error)
{
	const Regulation *regulation = desk_read_regulation(desk);
	const Term *first = regulation->levels->len > 0 ?
		g_ptr_array_index(regulation->levels, 0) : NULL;
	if ((judge->by && strcmp(judge->by, "agent") != 0) || judge->may_move ||
		!yaml_get(regulation->root, "bounced") ||
		!moves(before, after) || g_strv_contains(roles, "lead") ||
		(first && g_strv_contains(roles, first->name)))
		return TRUE;
	gboolean bounced;
	if (!is_bounced(desk, before, &bounced, error))
		return FALSE;
	if (!bounced)
		return TRUE;
	g_autofree char *name = ticket_short_name(after);
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, first ? &bounced_first :
		&bounced_lead, name, first ? first->name : NULL, NULL);
}

/* --- approvals ----------------------------------------------------------- */

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

static gboolean refuse_approval(Desk *desk, const char *login, const char *author,
	const Ticket *ticket, GError **error)
{
	g_autofree char *mentor = NULL;
	if (!approval_mentor(desk, author, &mentor, error))
		return FALSE;
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, mentor ? &mentor_approves :
		&lead_approves, ticket_get(ticket, "number"), login ? login :
		"?", author ? author : "?", mentor, NULL);
}

/* Does `after` have an approval that `before` has not and that `login` may not
 * give? */
static gboolean check_approvals(Desk *desk, const char *login,
	const Ticket *before, const Ticket *after, GError **error)
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
			return refuse_approval(desk, login, author, after, error);
	}
	return TRUE;
}

/* ------------------------------------------------------------------------- */

gboolean judge_change(Desk *desk, const Judge *judge, const Ticket *before,
	const Ticket *after, GError **error)
{
	const Regulation *regulation = judge->regulation ? judge->regulation :
		desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) list = index ? roles_of(index, judge->login, error) :
		NULL;
	Instant since = INSTANT_NONE;
	if (!list || (before && !index_ticket_time(index,
			ticket_get(before, "uid"), TICKET_STATUS_SINCE, &since,
			error)))
		return FALSE;
	const char *const *roles = (const char *const *)list->pdata;
	if (!may_settle(regulation, judge, before, after, error) ||
		!may_move(desk, judge, roles, before, after, error) ||
		!check_approvals(desk, judge->login, before, after, error))
		return FALSE;
	/* A program that is an agent acts as a rule does: nobody asks it for
	 * work that it did not do. */
	const char *as = g_strv_contains(roles, "automation") ? "rule" :
		"agent";
	WorkflowQuestion question = {
		.by = judge->by ? judge->by : as,
		.verb = judge->verb,
		.roles = roles,
		.now = judge->at != INSTANT_NONE ? judge->at : desk_now(desk),
		.status_since = since,
	};
	g_auto(WorkflowAnswer) answer = {0};
	if (workflow_allows(regulation, &question, before, after, &answer))
		return TRUE;
	for (guint i = 0; judge->missing && i < answer.missing->len; i++)
		g_ptr_array_add(judge->missing,
			g_strdup(g_ptr_array_index(answer.missing, i)));
	g_autofree char *name = ticket_short_name(after);
	/* These have it in their synopsis: an option was forgotten. */
	gboolean unsaid = verb_is(judge->verb, VERB_REASONED) &&
		answer.missing->len == 1 &&
		strcmp(answer.missing->pdata[0], "reason") == 0;
	return desk_refuse_take(error, unsaid ? DESK_ERROR_USAGE :
			DESK_ERROR_FORBIDDEN,
		workflow_explain(regulation, &answer, name, "en"),
		workflow_explain(regulation, &answer, name, "ru"));
}
