#include "cmd/change.h"

#include "app/change/relate.h"
#include "app/desk/talk.h"
#include "cmd/other_ticket.h"
#include "model/ticket.h"

static const Phrase
	into_what = {"merge into which ticket?", "объединить с какой заявкой?"},
	strangers = {"%1: its requester is of another customer, and gets no "
			"copies of what is answered in %2",
		"%1: заявитель — другого клиента и не получит копий ответов "
		"из %2"};

typedef struct {
	const char *target;
	GPtrArray *strange; /* char*: names of tickets */
} Merging;

static gboolean merge(Operation *op, Ticket *ticket, void *data, GError **error)
{
	Merging *merging = data;
	gboolean strange = FALSE;
	if (!change_merge(op, ticket, merging->target, &strange, error))
		return FALSE;
	if (strange)
		g_ptr_array_add(merging->strange, ticket_short_name(ticket));
	return TRUE;
}

static int run(Context *context, GError **error)
{
	g_autofree char *target = NULL;
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids || !other_ticket(context, 1, &into_what, &target, error))
		return -1;
	g_autoptr(GPtrArray) strange = g_ptr_array_new_with_free_func(g_free);
	Merging merging = {target, strange};
	int answer = change_tickets(context, "merge", uids, merge, &merging,
		error);
	for (guint i = 0; i < strange->len; i++)
		desk_say(context->desk, &strangers,
			(const char *)strange->pdata[i], context->operands[1],
			NULL);
	return answer;
}

const Command merge_command = {
	.name = "merge",
	.group = GROUP_TICKETS,
	.synopsis = "merge TICKETS TICKET",
	.summary = {"let tickets go on in another one, as its duplicates",
		"объединить заявки с другой как её повторы"},
	.operand = VALUE_OF_TICKET,
	.more = {VALUE_OF_TICKET},
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
