#include "cmd/change.h"

static const Phrase which = {"how urgent?", "какой приоритет?"};

static gboolean set_priority(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_set(op, ticket, "priority", SET_VALUE, data, error);
}

static int run(Context *context, GError **error)
{
	return change_term(context, "priority", &which, set_priority, error);
}

const Command priority_command = {
	.name = "priority",
	.group = GROUP_TICKETS,
	.synopsis = "priority TICKETS PRIORITY",
	.summary = {"set the priority of tickets", "задать приоритет заявок"},
	.operand = VALUE_OF_PRIORITY,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
