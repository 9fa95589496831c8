#include "cmd/change.h"

#include "app/change/relate.h"
#include "cmd/other_ticket.h"

static const Phrase
	how = {"linked how, and with which ticket? one of %1",
		"как связать и с какой заявкой? одно из: %1"},
	with_what = {"linked with which ticket?", "связать с какой заявкой?"};

typedef struct {
	const Relation *relation;
	const char *other;
} Link;

static gboolean link_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Link *wanted = data;
	return change_link(op, ticket, wanted->relation, wanted->other, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	Link wanted = {context->operand_count > 1 ?
		relation_find(context->operands[1]) : NULL, NULL};
	g_autofree char *names = relation_names();
	g_autofree char *other = NULL;
	if (!wanted.relation)
		return usage_error(context, error, &how, names, NULL);
	if (!other_ticket(context, 2, &with_what, &other, error))
		return -1;
	wanted.other = other;
	return change_tickets(context, "link", uids, link_ticket, &wanted,
		error);
}

const Command link_command = {
	.name = "link",
	.group = GROUP_TICKETS,
	.synopsis = "link TICKETS child-of|duplicates|blocks|relates TICKET",
	.summary = {"say how tickets stand to another one",
		"связать заявки с другой"},
	.operand = VALUE_OF_TICKET,
	.more = {VALUE_OF_RELATION, VALUE_OF_TICKET},
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
