#include "cmd/automation.h"
#include "cmd/change.h"

#include "app/time/digest.h"
#include "app/desk/lease.h"
#include "app/time/remind.h"

static const Member members[] = {
	{"changed", {NULL}, VALUE_INTEGER, 0, "tickets"},
	{"tickets", {NULL}, VALUE_LIST, 0,
		"what was done to each, as in change/1", &change_schema},
	{"digests", {NULL}, VALUE_FLAG, 0,
		"true: letters that list tickets were due"},
	{"letters", {NULL}, VALUE_INTEGER, 0,
		"digests of desk.yaml that were due"},
	{0},
};
static const Schema schema = {"remind/1", "desk remind: an object", members};

static void answer(Context *context, gboolean digests, guint letters)
{
	Block *fields = automation_answer(context, &schema, "tickets", "changed");
	if (!fields)
		return;
	block_set(fields, "digests", value_flag(digests));
	block_set(fields, "letters", value_integer(letters));
}

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
	g_autoptr(Page) before = g_steal_pointer(&context->page);
	/* Tickets that were refused hold up nobody's letter. */
	g_autoptr(GError) problem = NULL;
	int told = change_run_by_rule(context, "remind", write_digests, plan,
		done < 0 ? &problem : error);
	if (context->page && before)
		automation_move_rows(before, context->page);
	else if (before)
		context->page = g_steal_pointer(&before);
	return done < 0 ? done : told;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(RemindPlan) plan = desk ? remind_plan(desk, error) : NULL;
	g_autoptr(GPtrArray) letters = plan ? digest_due(desk, error) : NULL;
	if (!letters)
		return -1;
	gboolean digests = remind_has_digests(plan);
	if (remind_tickets(plan)->len + letters->len == 0 && !digests) {
		answer(context, FALSE, 0);
		return 0;
	}
	g_auto(Lease) lease = {0};
	if (!context->dry_run && !lease_need(desk, &lease, error))
		return -1;
	int done = remind_all(context, &plan, letters, error);
	lease_give_back(desk, &lease);
	answer(context, digests, letters->len);
	return done;
}

const Command remind_command = {
	.name = "remind",
	.group = GROUP_REGULATION,
	.synopsis = "remind",
	.summary = {"say and do what is due by the regulation's reminders",
		"напоминания регламента: сказать и сделать то, чему пора"},
	.flags = COMMAND_CHANGES | COMMAND_READS,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
