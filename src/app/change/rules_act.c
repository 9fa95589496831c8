/* What an action of desk.yaml does. */

#include "app/change/rules.h"

#include <string.h>

#include "app/change/change.h"
#include "app/outbox/tell.h"
#include "base/automation.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase no_action = {"%1: unknown action \"%2\"",
	"%1: неизвестное действие «%2»"};

typedef struct {
	const char *operand; /* NULL: the action has none */
	const char *rule, *key;
} Doing;

static gboolean act_assign(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	return change_assign(op, ticket, strcmp(doing->operand, "none") ?
		doing->operand : "", NULL, error);
}

static gboolean act_close(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	(void)doing;
	gboolean solved = regulation_class_of(operation_regulation(op), ticket) >=
		CLASS_SOLVED;
	return change_close(op, ticket, solved ? NULL : "no-answer", NULL,
		error);
}

static gboolean act_comment(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	(void)error;
	Entry *entry = operation_say(op, ticket, "comment", doing->operand, NULL,
		AUTOMATION, INSTANT_NONE);
	entry_set(entry, "rule", doing->rule);
	entry_set(entry, "automatic", "rule");
	return TRUE;
}

static gboolean act_escalate(Operation *op, Ticket *ticket,
	const Doing *doing, GError **error)
{
	return change_escalate(op, ticket, NULL, NULL, doing->rule, error);
}

static gboolean act_notify(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	return tell_agents(op, ticket, doing->operand, doing->rule, doing->key,
		error);
}

static gboolean act_reopen(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	(void)doing;
	const Regulation *regulation = operation_regulation(op);
	if (regulation_class_of(regulation, ticket) <
		CLASS_SOLVED)
		ticket_set(ticket, "status", regulation_status_of(regulation,
			CLASS_OPEN));
	return change_reopen(op, ticket, NULL, error);
}

static gboolean act_tag(Operation *op, Ticket *ticket, const Doing *doing,
	GError **error)
{
	(void)op;
	(void)error;
	ticket_list_add(ticket, "tags", doing->operand);
	return TRUE;
}

/* In the order of regulation_actions. */
static gboolean (*const acts[])(Operation *op, Ticket *ticket,
	const Doing *doing, GError **error) = {
	act_assign,
	act_close,
	act_comment,
	act_escalate,
	act_notify,
	act_reopen,
	act_tag,
};

gboolean rules_act(Operation *op, Ticket *ticket, const char *action,
	const char *rule, const char *key, GError **error)
{
	g_assert(G_N_ELEMENTS(acts) == regulation_actions_count);
	Doing doing = {NULL, rule, key};
	const RegulationAction *row = regulation_action_find(action,
		&doing.operand);
	if (row)
		return acts[row - regulation_actions](op, ticket, &doing,
			error);
	return desk_refuse(error, DESK_ERROR_CONFIG, &no_action, rule, action,
		NULL);
}
