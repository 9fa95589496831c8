#include "cmd/change.h"

#include "app/words.h"
static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"to", 0, "LEVEL|GROUP", VALUE_OF_LEVEL, FALSE,
		"a level or group above; default the next level"},
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
		"who takes it there; default nobody"},
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		"the tickets that match"},
	{0},
};

typedef struct {
	const char *to, *assignee, *why;
} Escalation;

static gboolean escalate(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Escalation *wanted = data;
	return change_escalate(op, ticket, wanted->to, wanted->assignee,
		wanted->why, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	const char *agent = option_text(context, "assignee");
	g_autofree char *assignee = NULL;
	if (!uids || (agent && !(assignee = words_assignee(context->desk, agent,
		FALSE, error))))
		return -1;
	g_autofree char *why = NULL;
	if (!optional_message(context, &why, error))
		return -1;
	Escalation wanted = {option_text(context, "to"), assignee, why};
	return change_tickets(context, "escalate", uids, escalate, &wanted,
		error);
}

const Command escalate_command = {
	.name = "escalate",
	.group = GROUP_DAILY,
	.synopsis = "escalate TICKETS [--to LEVEL|GROUP] [-a AGENT] -m WHY",
	.summary = "pass tickets to the next level, with a reason",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
