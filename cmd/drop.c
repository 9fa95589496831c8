#include "cmd/change.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{0},
};

static gboolean drop(Operation *op, Ticket *ticket, void *data, GError **error)
{
	return change_drop(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_autofree char *why = NULL;
	if (!uids || !optional_message(context, &why, error))
		return -1;
	return change_tickets(context, "drop", uids, drop, why, error);
}

const Command drop_command = {
	.name = "drop",
	.group = GROUP_DAILY,
	.synopsis = "drop TICKETS [-m WHY]",
	.summary = {"give tickets back: nobody has them",
		"отказаться от заявок: исполнителя больше нет"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
