#include "cmd/change.h"

#include "app/words.h"
static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"as", 0, "RESOLUTION", VALUE_OF_RESOLUTION, FALSE,
		"required on an unsolved ticket, which then never counts as solved"},
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		"the tickets that match"},
	{0},
};

typedef struct {
	const char *resolution, *text;
} Closing;

static gboolean close_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Closing *wanted = data;
	return change_close(op, ticket, wanted->resolution, wanted->text, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	g_autofree char *text = NULL;
	if (!uids || !optional_message(context, &text, error))
		return -1;
	Closing wanted = {.text = text};
	const char *as = option_text(context, "as");
	if (as && !(wanted.resolution = words_term(context->desk, "resolution",
		as, error)))
		return -1;
	return change_tickets(context, "close", uids, close_ticket, &wanted,
		error);
}

const Command close_command = {
	.name = "close",
	.group = GROUP_DAILY,
	.synopsis = "close TICKETS [--as RESOLUTION] [-m WHY]",
	.summary = "end tickets for good",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
