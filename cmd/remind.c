#include "cmd/change.h"

#include "app/digest.h"
#include "app/lease.h"
#include "app/remind.h"

static int remind_all(Context *context, RemindPlan *plan,
	const GPtrArray *letters, GError **error)
{
	if (!context->dry_run && !digest_add(context->desk, letters, error))
		return -1;
	int done = remind_tickets(plan)->len == 0 ? 0 : change_by_rule(context,
		"remind", remind_tickets(plan), remind_ticket, plan, error);
	if (!remind_has_digests(plan))
		return done;
	/* Tickets that were refused hold up nobody's letter. */
	g_autoptr(GError) problem = NULL;
	int told = change_run_by_rule(context, "remind", remind_digests, plan,
		done < 0 ? &problem : error);
	return done < 0 ? done : told;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(RemindPlan) plan = desk ? remind_plan(desk, error) : NULL;
	g_autoptr(GPtrArray) letters = plan ? digest_due(desk, error) : NULL;
	if (!letters)
		return -1;
	if (remind_tickets(plan)->len + letters->len == 0 &&
		!remind_has_digests(plan))
		return 0;
	g_auto(Lease) lease = {0};
	if (!context->dry_run && !lease_need(desk, &lease, error))
		return -1;
	int done = remind_all(context, plan, letters, error);
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
