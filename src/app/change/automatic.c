#include "app/change/automatic.h"

#include "app/change/change_parts.h"
#include "app/desk/talk.h"
#include "app/operation/place.h"
#include "app/outbox/notice.h"
#include "app/outbox/tell.h"
#include "base/automation.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/history.h"

/* What no other time will mend. */
static gboolean is_refusal(const GError *problem)
{
	static const int codes[] = {DESK_ERROR_CONFIG, DESK_ERROR_CONFLICT,
		DESK_ERROR_FORBIDDEN, DESK_ERROR_PERSON, DESK_ERROR_USAGE};
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(problem, DESK_ERROR, codes[i]))
			return TRUE;
	return FALSE;
}

static gboolean apply_judged(Operation *op, const char *uid,
	const Ticket *before, AutomaticApply apply, void *data, GError **error)
{
	Ticket *ticket = operation_ticket(op, uid, error);
	return ticket && apply(op, ticket, data, error) &&
		place_agree(op, before, ticket, error) &&
		operation_judge(op, uid, INSTANT_NONE, error);
}

gboolean automatic_act(Operation *op, const char *uid, AutomaticApply apply,
	void *data, gboolean *changed, GError **refusal, GError **error)
{
	Ticket *ticket = operation_ticket(op, uid, error);
	g_autoptr(GError) problem = NULL;
	*changed = FALSE;
	if (!ticket)
		return FALSE;
	g_autoptr(Ticket) before = ticket_copy(ticket);
	operation_by_rule(op, uid);
	if (apply_judged(op, uid, before, apply, data, &problem)) {
		ticket = operation_ticket(op, uid, error);
		*changed = ticket && history_differs(before, ticket);
		return ticket != NULL;
	}
	if (!is_refusal(problem))
		return desk_error_pass(error, &problem);
	g_propagate_error(refusal, g_steal_pointer(&problem));
	return operation_replace(op, uid, g_steal_pointer(&before), error);
}

void automatic_note(Operation *op, Ticket *ticket, const Automatic *act,
	const char *text)
{
	const char *version = operation_regulation(op)->version;
	g_autofree char *id = act->key ? notice_entry_id(op, ticket, act->key) :
		NULL;
	Entry *entry = operation_say(op, ticket, "comment", text ? text :
		act->rule, id, AUTOMATION, INSTANT_NONE);
	entry_set(entry, "about", "rule");
	entry_set(entry, "rule", act->rule);
	if (*version)
		entry_set(entry, "version", version);
	if (act->why)
		entry_set(entry, "why", act->why);
	if (act->key)
		entry_set(entry, "key", act->key);
	entry_set(entry, "automatic", "rule");
}

static gboolean tell_lead(Operation *op, Ticket *ticket, const Automatic *act,
	const GError *refusal, GError **error)
{
	g_autofree char *key = g_strconcat(act->key, "/refused", NULL);
	Telling telling = {.who = "lead", .rule = act->rule, .key = key,
		.refusal = refusal};
	return tell(op, ticket, &telling, error);
}

gboolean automatic_once(Operation *op, const char *uid, const Automatic *act,
	AutomaticApply apply, AutomaticText text, void *data, GError **error)
{
	static const Phrase said = {"%1: %2", NULL};
	gboolean changed;
	g_autoptr(GError) refusal = NULL;
	if (!automatic_act(op, uid, apply, data, &changed, &refusal, error))
		return FALSE;
	Ticket *ticket = operation_ticket(op, uid, error);
	if (!ticket)
		return FALSE;
	g_autofree char *body = text(op, refusal, data);
	automatic_note(op, ticket, act, body);
	if (!refusal)
		return TRUE;
	Desk *desk = operation_desk(op);
	g_autofree char *words = desk_problem_text(desk, refusal);
	desk_say(desk, &said, act->what, words, NULL);
	return tell_lead(op, ticket, act, refusal, error);
}
