#include "cmd/change.h"

#include "app/change/relate.h"
#include "cmd/other_ticket.h"

static const Phrase from_what = {"no longer linked with which ticket?",
	"с какой заявкой больше не связана?"};

static gboolean unlink_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_unlink(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	g_autofree char *other = NULL;
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids || !other_ticket(context, 1, &from_what, &other, error))
		return -1;
	return change_tickets(context, "unlink", uids, unlink_ticket, other,
		error);
}

const Command unlink_command = {
	.name = "unlink",
	.group = GROUP_TICKETS,
	.synopsis = "unlink TICKETS TICKET",
	.summary = {"take off whatever links tickets with another one",
		"снять связь заявок с другой"},
	.operand = VALUE_OF_TICKET,
	.more = {VALUE_OF_LINKED},
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
