#include "app/judge.h"

#include <string.h>

#include "base/error.h"

char **judge_roles(Desk *desk, const char *login)
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

gboolean judge_change(Desk *desk, const Judge *judge, const Ticket *before,
	const Ticket *after, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation)
		return FALSE;
	g_auto(GStrv) roles = judge_roles(desk, judge->login);
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
