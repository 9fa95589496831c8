#include "cmd/change.h"

#include "app/time/digest.h"
#include "app/desk/lease.h"
#include "app/time/remind.h"

/* By the state under the lock: that of before may be gone. */
static GPtrArray *plan_again(Operation *op, void *data, GError **error)
{
	RemindPlan **plan = data;
	g_clear_pointer(plan, remind_plan_free);
	*plan = remind_plan(operation_desk(op), error);
	return *plan ? remind_tickets(*plan) : NULL;
}

static gboolean remind_one(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	return remind_ticket(op, ticket, *(RemindPlan **)data, error);
}

static gboolean write_digests(Operation *op, void *data, GError **error)
{
	return plan_again(op, data, error) &&
		remind_digests(op, *(RemindPlan **)data, error);
}

static int remind_all(Context *context, RemindPlan **plan,
	const GPtrArray *letters, GError **error)
{
	gboolean any = remind_tickets(*plan)->len > 0;
	gboolean digests = remind_has_digests(*plan);
	if (!context->dry_run && !digest_add(context->desk, letters, error))
		return -1;
	int done = !any ? 0 : change_planned_by_rule(context, "remind",
		plan_again, remind_one, plan, error);
	if (!digests)
		return done;
	/* Tickets that were refused hold up nobody's letter. */
	g_autoptr(GError) problem = NULL;
	int told = change_run_by_rule(context, "remind", write_digests, plan,
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
	int done = remind_all(context, &plan, letters, error);
	lease_give_back(desk, &lease);
	return done;
}

const Command remind_command = {
	.name = "remind",
	.group = GROUP_REGULATION,
	.synopsis = "remind",
	.summary = {"say and do what is due by the regulation's reminders",
		"напоминания регламента: сказать и сделать то, чему пора"},
	.flags = COMMAND_CHANGES,
	.run = run,
};
