#include "cmd/change.h"

#include "app/words.h"
static const Option options[] = {
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE, "the tickets that match"},
	{0},
};

static gboolean promise(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Instant *when = data;
	return change_eta(op, ticket, *when, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count < 2) {
		usage_error(context, error, "promised for when?");
		return -1;
	}
	g_autofree char *words = g_strjoinv(" ", context->operands + 1);
	Instant when;
	if (!words_deadline(context->desk, words, &when, error))
		return -1;
	return change_tickets(context, "eta", uids, promise, &when, error);
}

const Command eta_command = {
	.name = "eta",
	.group = GROUP_DAILY,
	.synopsis = "eta TICKETS WHEN",
	.summary = "promise the requester a time",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
