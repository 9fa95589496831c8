#include "cmd/change.h"

#include "app/words.h"
static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"as", 0, "RESOLUTION", VALUE_OF_RESOLUTION, FALSE, "default solved"},
	{"work", 'w', "TIME", VALUE_OF_DURATION, FALSE,
		"time worked: 15m, 1h30"},
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		"the tickets that match"},
	{0},
};

typedef struct {
	const char *resolution, *text;
	gint64 work;
} Solution;

static gboolean solve(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Solution *wanted = data;
	change_work(op, ticket, wanted->work);
	return change_solve(op, ticket, wanted->resolution, wanted->text, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	Solution wanted = {0};
	if (!uids || !option_work(context, &wanted.work, error))
		return -1;
	const char *as = option_text(context, "as");
	if (as && !(wanted.resolution = words_term(context->desk, "resolution",
		as, error)))
		return -1;
	g_autofree char *text = NULL;
	if (!optional_message(context, &text, error))
		return -1;
	wanted.text = text;
	return change_tickets(context, "solve", uids, solve, &wanted, error);
}

const Command solve_command = {
	.name = "solve",
	.group = GROUP_DAILY,
	.synopsis = "solve TICKETS [-m WHAT] [--as RESOLUTION] [-w TIME]",
	.summary = "mark tickets solved",
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
