#include "cmd/demand.h"

#include "app/desk/people_words.h"

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{"to", 0, "LEVEL|GROUP", VALUE_OF_LEVEL, FALSE,
		{"a level or group above; default the next level",
			"линия или группа выше; по умолчанию следующая линия"}},
	{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
		{"who takes it there; default nobody",
			"кто возьмёт её там; по умолчанию никто"}},
	OPTIONS_OF_DEMANDS,
	{0},
};

typedef struct {
	Demands demands;
	const char *to, *assignee;
} Escalation;

static gboolean escalate(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Escalation *wanted = data;
	return demands_apply(op, ticket, &wanted->demands, CLASS_CLOSED, error) &&
		change_escalate(op, ticket, wanted->to, wanted->assignee,
			wanted->demands.text, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	const char *agent = option_text(context, "assignee");
	g_autofree char *assignee = NULL;
	if (!uids || (agent && !(assignee = words_assignee(context->desk, agent,
		FALSE, error))))
		return -1;
	Escalation wanted = {.to = option_text(context, "to"),
		.assignee = assignee};
	int answer = demands_run(context, "escalate", uids, escalate, &wanted,
		error);
	demands_clear(&wanted.demands);
	return answer;
}

const Command escalate_command = {
	.name = "escalate",
	.group = GROUP_DAILY,
	.synopsis = "escalate TICKETS [--to LEVEL|GROUP] [-a AGENT] -m WHY",
	.summary = {"pass tickets to the next level, with a reason",
		"передать заявки на следующую линию, с причиной"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
