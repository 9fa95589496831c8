#include "app/change/rate.h"

#include "app/change/change_parts.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase
	not_solved = {"%1 is not solved; what is not done yet is not rated",
		"%1 не решена; незаконченное не оценивают"},
	own = {"%1 is yours; what the requester thinks of it is written down "
			"by somebody else, or by who has the role lead",
		"%1 — ваша; что думает о ней заявитель, записывает другой "
		"сотрудник или тот, у кого роль lead"};

gboolean change_may_judge(Operation *op, const Ticket *ticket,
	const Phrase *not_solved_yet, const Phrase *by_owner, GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	gboolean leads;
	if (regulation_class_of(operation_regulation(op), ticket) <
		CLASS_SOLVED)
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, not_solved_yet,
			name, NULL);
	if (!change_leads(op, &leads, error))
		return FALSE;
	return leads || g_strcmp0(ticket_get(ticket, "assignee"),
		operation_me(op)) != 0 || desk_refuse(error,
		DESK_ERROR_FORBIDDEN, by_owner, name, NULL);
}

gboolean change_rate(Operation *op, Ticket *ticket, int rating,
	const char *text, GError **error)
{
	if (!change_may_judge(op, ticket, &not_solved, &own, error))
		return FALSE;
	Entry *entry = operation_say(op, ticket, "rating", text, NULL, NULL,
		INSTANT_NONE);
	entry_set_integer(entry, "value", rating);
	return TRUE;
}
