#include "cmd/change.h"

#include "app/remind.h"

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(RemindPlan) plan = desk ? remind_plan(desk, error) : NULL;
	if (!plan)
		return -1;
	if (remind_tickets(plan)->len == 0)
		return 0;
	return change_by_rule(context, "remind", remind_tickets(plan),
		remind_ticket, plan, error);
}

const Command remind_command = {
	.name = "remind",
	.group = GROUP_REGULATION,
	.synopsis = "remind",
	.summary = "say and do what is due by the regulation's reminders",
	.flags = COMMAND_CHANGES,
	.run = run,
};
