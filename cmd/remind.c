#include "cmd/change.h"

#include "app/lease.h"
#include "app/remind.h"

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(RemindPlan) plan = desk ? remind_plan(desk, error) : NULL;
	if (!plan)
		return -1;
	if (remind_tickets(plan)->len == 0)
		return 0;
	g_auto(Lease) lease = {0};
	if (!context->dry_run && !lease_need(desk, &lease, error))
		return -1;
	int done = change_by_rule(context, "remind", remind_tickets(plan),
		remind_ticket, plan, error);
	lease_give_back(desk, &lease);
	return done;
}

const Command remind_command = {
	.name = "remind",
	.group = GROUP_REGULATION,
	.synopsis = "remind",
	.summary = "say and do what is due by the regulation's reminders",
	.flags = COMMAND_CHANGES,
	.run = run,
};
