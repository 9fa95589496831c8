#include "cmd/demand.h"
#include "model/regulation.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"as", 0, "RESOLUTION", VALUE_OF_RESOLUTION, FALSE,
		{"required on an unsolved ticket, which then never counts as "
			"solved",
			"обязателен для нерешённой заявки; решённой она не "
			"считается"}},
	OPTIONS_OF_DEMANDS,
	{0},
};

static gboolean close_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Demands *wanted = data;
	return demands_apply(op, ticket, wanted, CLASS_CLOSED, error) &&
		change_close(op, ticket, wanted->resolution, wanted->text,
			error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_auto(Demands) wanted = {0};
	return uids ? demands_run(context, "close", uids, close_ticket, &wanted,
		error) : -1;
}

const Command close_command = {
	.name = "close",
	.group = GROUP_DAILY,
	.synopsis = "close TICKETS [--as RESOLUTION] [-m WHY]",
	.summary = {"end tickets for good", "закрыть заявки насовсем"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
