#include "cmd/change.h"

#include "app/desk/current_index.h"
#include "app/desk/query_context.h"
#include "index/select.h"
static const Phrase none_left = {"no unassigned ticket is left",
	"заявок без исполнителя не осталось"};

static const Option options[] = {
	{"steal", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"even if another agent has it",
			"даже если она у другого сотрудника"}},
	{"next", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the most urgent unassigned ticket (of the query)",
			"самая срочная заявка без исполнителя (из запроса)"}},
	{0},
};

static gboolean take(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const gboolean *steal = data;
	return change_take(op, ticket, *steal, error);
}

/* The most urgent open ticket that nobody has; 1 (the answer is no) if none. */
static GPtrArray *next_ticket(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	QueryContext query;
	if (!desk || !desk_query_context(desk, &query, error))
		return NULL;
	g_autoptr(QueryNode) asked = query_parse_words(context->operands, &query,
		error);
	g_autoptr(QueryNode) free_ones = asked ?
		query_parse("is:open is:unassigned", &query, error) : NULL;
	if (!free_ones)
		return NULL;
	g_autoptr(QueryNode) both = query_and(g_steal_pointer(&free_ones),
		g_steal_pointer(&asked));
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) uids = index ? select_uids(index, both, &query,
		NULL, 1, error) : NULL;
	if (uids && uids->len == 0) {
		desk_refuse(error, DESK_ERROR_NO, &none_left, NULL);
		return NULL;
	}
	return g_steal_pointer(&uids);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = option_given(context, "next") ?
		next_ticket(context, error) :
		context_tickets(context, FALSE, error);
	gboolean steal = option_given(context, "steal");
	return uids ? change_tickets(context, "take", uids, take, &steal, error) :
		-1;
}

const Command take_command = {
	.name = "take",
	.group = GROUP_DAILY,
	.synopsis = "take [TICKETS | --next [QUERY]] [--steal]",
	.summary = {"make tickets yours", "взять заявки себе"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_SYNCS | COMMAND_TICKETS,
	.run = run,
};
