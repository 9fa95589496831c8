#include "cmd/change.h"

#include "app/desk/people_words.h"

static const Phrase which = {"how urgent?", "какой приоритет?"};

static gboolean set_priority(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_set(op, ticket, "priority", SET_VALUE, data, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count != 2)
		return usage_error(context, error, &which, NULL);
	const char *value = words_term(context->desk, "priority",
		context->operands[1], error);
	return value ? change_tickets(context, "priority", uids, set_priority,
		(void *)value, error) : -1;
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
