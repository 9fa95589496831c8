#include "cmd/change.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{0},
};

static gboolean give_back(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_return(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	if (!uids)
		return -1;
	g_autofree char *why = NULL;
	if (!optional_message(context, &why, error))
		return -1;
	return change_tickets(context, "return", uids, give_back, why, error);
}

const Command return_command = {
	.name = "return",
	.group = GROUP_DAILY,
	.synopsis = "return TICKETS -m WHY",
	.summary = {"give tickets back to who escalated them",
		"вернуть заявки тем, кто их передал"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
