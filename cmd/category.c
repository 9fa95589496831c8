#include "cmd/change.h"

static const Phrase which = {"which category?", "какая категория?"};

static gboolean set_category(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_category(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	return change_term(context, "category", &which, set_category, error);
}

const Command category_command = {
	.name = "category",
	.group = GROUP_TICKETS,
	.synopsis = "category TICKETS CATEGORY",
	.summary = {"set the category of tickets", "задать категорию заявок"},
	.operand = VALUE_OF_CATEGORY,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
