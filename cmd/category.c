#include "cmd/change.h"

#include "app/desk/people_words.h"

static const Phrase which = {"which category?", "какая категория?"};

static gboolean set_category(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return change_category(op, ticket, data, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count != 2)
		return usage_error(context, error, &which, NULL);
	const char *value = words_term(context->desk, "category",
		context->operands[1], error);
	return value ? change_tickets(context, "category", uids, set_category,
		(void *)value, error) : -1;
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
