#include "app/change/verify.h"

#include "app/change/change.h"
#include "app/change/change_parts.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/verification.h"

static const Phrase
	not_solved = {"%1 is not solved; nobody asks yet whether it is",
		"%1 не решена; спрашивать ещё не о чем"},
	own = {"%1 is yours; somebody else calls back about it, or who has the "
			"role lead",
		"%1 — ваша; перезванивает другой сотрудник или тот, у кого "
		"роль lead"},
	recorded = {"%1: it is written down, but not open again: %2",
		"%1: записано, но заявка не открыта снова: %2"};

/* By who acts; one that the workflow keeps shut stays as it was. */
static gboolean reopen(Operation *op, Ticket *ticket, const char *name,
	GError **error)
{
	g_autofree char *status = g_strdup(ticket_get(ticket, "status"));
	g_autofree char *resolution = g_strdup(ticket_get(ticket,
		"resolution"));
	g_autoptr(GError) problem = NULL;
	if (!change_reopen(op, ticket, NULL, error))
		return FALSE;
	if (operation_judge(op, ticket_get(ticket, "uid"), INSTANT_NONE,
		&problem))
		return TRUE;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		return desk_error_pass(error, &problem);
	g_autofree char *why = desk_problem_text(operation_desk(op), problem);
	desk_say(operation_desk(op), &recorded, name, why, NULL);
	ticket_set(ticket, "status", status);
	ticket_set(ticket, "resolution", *resolution ? resolution : NULL);
	return TRUE;
}

gboolean change_verify(Operation *op, Ticket *ticket, gboolean ok,
	const char *text, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	g_autofree char *name = ticket_short_name(ticket);
	if (!change_may_judge(op, ticket, &not_solved, &own, error))
		return FALSE;
	Entry *entry = operation_say(op, ticket, "verify", text, NULL, NULL,
		INSTANT_NONE);
	entry_set(entry, "state", ok ? VERIFIED_OK : VERIFIED_NOT_OK);
	return ok || !verification_reopens(regulation) ||
		reopen(op, ticket, name, error);
}
