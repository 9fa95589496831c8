#include "cmd/change.h"

#include "app/desk/current_index.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "index/tickets.h"

static const Phrase to_whom = {"assign to whom?", "кому отдать?"};

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{0},
};

typedef struct {
	const char *who, *why;
} Assignment;

static gboolean assign(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Assignment *wanted = data;
	return change_assign(op, ticket, wanted->who, wanted->why, error);
}

/* The tickets have their agent: what goes wrong here is only said. */
static void say_load(Context *context, const char *login)
{
	g_autoptr(GError) problem = NULL;
	Index *index = desk_index(context->desk, &problem);
	gint64 open;
	if (!index || !index_count_open_of(index, login, &open, &problem)) {
		desk_say_problem(context->desk, problem);
		return;
	}
	static const Phrase tickets = {"open ticket|open tickets",
		"открытая заявка|открытые заявки|открытых заявок"},
		load = {"%1 has %2 now", "%1: теперь %2"};
	g_autofree char *count = phrase_count(&tickets, context->language, open);
	context_add_footer(context, &load, login, count, NULL);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count != 2)
		return usage_error(context, error, &to_whom, NULL);
	g_autofree char *who = words_assignee(context->desk,
		context->operands[1], TRUE, error);
	g_autofree char *why = NULL;
	if (!who || !optional_message(context, &why, error))
		return -1;
	Assignment wanted = {who, why};
	if (change_tickets(context, "assign", uids, assign, &wanted, error) != 0)
		return -1;
	if (*who && !context->dry_run)
		say_load(context, who);
	return 0;
}

const Command assign_command = {
	.name = "assign",
	.group = GROUP_DAILY,
	.synopsis = "assign TICKETS AGENT|GROUP|none [-m WHY]",
	.summary = {"give tickets to an agent or a group",
		"отдать заявки сотруднику или группе"},
	.options = options,
	.operand = VALUE_OF_ASSIGNEE,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
