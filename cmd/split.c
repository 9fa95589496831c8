#include "cmd/change.h"

#include "app/change/relate.h"

static const Phrase
	which = {"which entries go into a ticket of their own? `desk show %1 "
			"-O json` names them",
		"какие записи выделить в свою заявку? их называет `desk show "
		"%1 -O json`"},
	one_ticket = {"one ticket at a time", "по одной заявке за раз"};

static const Option options[] = {
	{"subject", 's', "TEXT", VALUE_OF_TEXT, FALSE,
		{"of the new ticket; else that of the old one",
			"тема новой заявки; иначе — как у прежней"}},
	{0},
};

typedef struct {
	const char *uid, *subject;
	GPtrArray *ids;
} Split;

static gboolean split(Operation *op, void *data, GError **error)
{
	const Split *wanted = data;
	Ticket *ticket = operation_ticket(op, wanted->uid, error);
	return ticket && change_split(op, ticket, wanted->ids, wanted->subject,
		error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (uids->len != 1)
		return usage_error(context, error, &one_ticket, NULL);
	if (context->operand_count < 2)
		return usage_error(context, error, &which, context->operands[0],
			NULL);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 1; i < context->operand_count; i++)
		g_ptr_array_add(ids, context->operands[i]);
	Split wanted = {uids->pdata[0], option_text(context, "subject"), ids};
	return change_run(context, "split", split, &wanted, error);
}

const Command split_command = {
	.name = "split",
	.group = GROUP_TICKETS,
	.synopsis = "split TICKET ENTRY... [-s TEXT]",
	.summary = {"copy entries of a ticket into one of their own",
		"выделить записи заявки в отдельную"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.more = {VALUE_OF_ENTRY},
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
