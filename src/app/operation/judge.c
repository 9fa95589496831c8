#include "app/operation/judge.h"

#include <string.h>

#include "app/operation/approval.h"
#include "base/error.h"
#include "index/select.h"

/* Roles of an agent: those of the file, the level, and "agent"; of "desk":
 * "automation". */
static char **roles_of(Desk *desk, const char *login)
{
	g_autoptr(GStrvBuilder) roles = g_strv_builder_new();
	Index *index = desk_index(desk, NULL);
	if (login && strcmp(login, "desk") == 0)
		g_strv_builder_add(roles, "automation");
	const char *values[] = {login, login, login, NULL};
	g_autoptr(GPtrArray) rows = login && index ? index_rows(index,
		"SELECT name FROM agent_role WHERE login = ?"
		" UNION SELECT level FROM agent WHERE login = ?"
		" AND level <> '' UNION SELECT 'agent' FROM agent"
		" WHERE login = ?", values, NULL) : NULL;
	for (guint i = 0; rows && i < rows->len; i++)
		g_strv_builder_add(roles,
			((char **)g_ptr_array_index(rows, i))[0]);
	return g_strv_builder_end(roles);
}

static Instant status_since(Desk *desk, const Ticket *before)
{
	Index *index = before ? desk_index(desk, NULL) : NULL;
	const char *values[] = {before ? ticket_get(before, "uid") : "", NULL};
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT status_since FROM ticket WHERE uid = ?", values, NULL) :
		NULL;
	if (!rows || rows->len == 0)
		return INSTANT_NONE;
	const char *text = ((char **)g_ptr_array_index(rows, 0))[0];
	return *text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

static char *name_of(const Ticket *ticket)
{
	gint64 number = ticket_get_number(ticket);
	if (number > 0)
		return g_strdup_printf("%" G_GINT64_FORMAT, number);
	return g_strndup(ticket_get(ticket, "uid") + 9, 4);
}

/* --- footballs ----------------------------------------------------------- */

static gboolean is_bounced(Desk *desk, const Ticket *ticket)
{
	QueryContext context;
	Index *index = desk_index(desk, NULL);
	g_autoptr(QueryNode) query = index && desk_query_context(desk, &context,
		NULL) ? query_parse("is:bounced", &context, NULL) : NULL;
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *where = query ? select_where(query, &context, values,
		NULL) : NULL;
	if (!where)
		return FALSE;
	g_autofree char *sql = g_strdup_printf(
		"SELECT 1 FROM ticket WHERE (%s) AND uid = ?", where);
	g_ptr_array_add(values, g_strdup(ticket_get(ticket, "uid")));
	g_ptr_array_add(values, NULL);
	g_autoptr(GPtrArray) rows = index_rows(index, sql,
		(const char *const *)values->pdata, NULL);
	return rows && rows->len > 0;
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
	const Regulation *regulation = desk_regulation(desk, NULL);
	const Term *first = regulation->levels->len > 0 ?
		g_ptr_array_index(regulation->levels, 0) : NULL;
	if ((judge->by && strcmp(judge->by, "agent") != 0) ||
		g_strcmp0(judge->verb, "take") == 0 ||
		g_strcmp0(judge->verb, "undo") == 0 ||
		!yaml_get(regulation->root, "bounced") ||
		!moves(before, after) || g_strv_contains(roles, "lead") ||
		(first && g_strv_contains(roles, first->name)) ||
		!is_bounced(desk, before))
		return TRUE;
	g_autofree char *name = name_of(after);
	g_set_error(error, DESK_ERROR, DESK_ERROR_FORBIDDEN,
		"%s went to and fro too often (is:bounced); only lead%s%s moves "
		"it on. `desk take %s` keeps it, `desk comment %s -m 'TEXT'` "
		"says what is needed", name, first ? " or " : "",
		first ? first->name : "", name, name);
	return FALSE;
}

gboolean judge_change(Desk *desk, const Judge *judge, const Ticket *before,
	const Ticket *after, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation)
		return FALSE;
	g_auto(GStrv) roles = roles_of(desk, judge->login);
	if (!may_move(desk, judge, (const char *const *)roles, before, after,
		error) || !approval_check(desk, judge->login, before, after,
		error))
		return FALSE;
	WorkflowQuestion question = {
		.by = judge->by ? judge->by : "agent",
		.verb = judge->verb,
		.roles = (const char *const *)roles,
		.now = judge->at != INSTANT_NONE ? judge->at : desk_now(desk),
		.status_since = status_since(desk, before),
	};
	g_auto(WorkflowAnswer) answer = {0};
	if (workflow_allows(regulation, &question, before, after, &answer))
		return TRUE;
	for (guint i = 0; judge->missing && i < answer.missing->len; i++)
		g_ptr_array_add(judge->missing,
			g_strdup(g_ptr_array_index(answer.missing, i)));
	g_autofree char *name = name_of(after);
	g_autofree char *words = workflow_explain(regulation, &answer, name);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_FORBIDDEN, words);
	return FALSE;
}
