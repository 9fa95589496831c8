#include "cmd/change.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{0},
};

static gboolean reopen(Operation *op, Ticket *ticket, void *data, GError **error)
{
	return change_reopen(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_autofree char *why = NULL;
	if (!uids || !optional_message(context, &why, error))
		return -1;
	return change_tickets(context, "reopen", uids, reopen, why, error);
}

const Command reopen_command = {
	.name = "reopen",
	.group = GROUP_DAILY,
	.synopsis = "reopen TICKETS [-m WHY]",
	.summary = {"open solved or closed tickets again",
		"снова открыть решённые или закрытые заявки"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
