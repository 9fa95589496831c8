#include "cmd/demand.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"as", 0, "RESOLUTION", VALUE_OF_RESOLUTION, FALSE, "default solved"},
	OPTIONS_OF_DEMANDS,
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		"the tickets that match"},
	{0},
};

static gboolean solve(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Demands *wanted = data;
	return demands_apply(op, ticket, wanted, error) &&
		change_solve(op, ticket, wanted->resolution, wanted->text,
			error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_auto(Demands) wanted = {0};
	return uids ? demands_run(context, "solve", uids, solve, &wanted, error) :
		-1;
}

const Command solve_command = {
	.name = "solve",
	.group = GROUP_DAILY,
	.synopsis = "solve TICKETS [-m WHAT] [--as RESOLUTION] [-w TIME] "
		"[-k CATEGORY]",
	.summary = "mark tickets solved",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
