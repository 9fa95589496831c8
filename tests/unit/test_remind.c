/* Which tickets have something due, under which keys, and that it is said once. */
#include "desk_fixture.h"

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/ticket_name.h"
#include "app/time/remind.h"
#include "model/ticket.h"

#define HOUR 3600

static Desk *desk;
static GPtrArray *uids; /* of the rows below, in order */

static const FixtureFile files[] = {
	{"desk.yaml", "desk: 1\nid: test\nteam: Test\nlanguage: en\n"
		"levels: [L1]\npriorities: [normal, high]\n"
		"resolutions: [solved]\n"
		"statuses:\n  new: {class: new, title: New}\n"
		"  open: {class: open, title: Open}\n"
		"  pending: {class: pending, title: Waiting}\n"
		"  solved: {class: solved, title: Solved}\n"
		"  closed: {class: closed, title: Closed}\n"
		"reminders:\n"
		"  - {name: silent, if: 'is:open in-status:2d..', to: assignee, "
		"template: nudge, repeat: 1d, times: 2}\n"
		"  - {name: promise, if: 'is:open eta:..now', to: assignee, "
		"template: nudge}\n"
		"  - {name: old, if: 'is:pending in-status:7d..', "
		"do: [tag stale]}\n"},
	{"agents/anna.yaml", "name: Anna\nmails: [anna@desk.test]\n"},
	{0},
};

/* What a ticket is, how old, and the keys of what is due. */
static const struct {
	const char *status, *assignee;
	int hours, promised_hours; /* ago; 0: no promise */
	const char *keys;
} rows[] = {
	{"open", "anna", 1, 0, ""},
	{"open", "anna", 49, 0, "silent/1/assignee"},
	{"open", "anna", 5, 2, "promise/1/assignee"},
	{"open", "anna", 72, 1, "silent/1/assignee promise/1/assignee"},
	{"solved", "anna", 400, 2, ""},
	{"pending", "anna", 24, 0, ""},
	{"pending", "anna", 200, 0, "silent/1/assignee old/do"},
};

static gboolean make(Operation *op, void *data, GError **error)
{
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Ticket *ticket = operation_create(op, NULL,
			FIXTURE_NOW - rows[i].hours * HOUR, error);
		if (!ticket)
			return FALSE;
		ticket_set(ticket, "subject", "x");
		ticket_set(ticket, "status", rows[i].status);
		ticket_set(ticket, "assignee", rows[i].assignee);
		if (strcmp(rows[i].status, "solved") == 0)
			ticket_set(ticket, "resolution", "solved");
		g_autofree char *eta = instant_format(FIXTURE_NOW -
			rows[i].promised_hours * HOUR);
		if (rows[i].promised_hours)
			ticket_set(ticket, "eta", eta);
		g_ptr_array_add(uids, g_strdup(ticket_get(ticket, "uid")));
	}
	return TRUE;
}

static void change(OperationApply apply, void *data, gboolean automation)
{
	OperationSettings settings = {.verb = automation ? "remind" : "new",
		.automation = automation, .by = automation ? "rule" : NULL};
	fixture_operate(desk, &settings, apply, data);
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	uids = g_ptr_array_new_with_free_func(g_free);
	change(make, NULL, FALSE);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	g_clear_pointer(&uids, g_ptr_array_unref);
	return fixture_end(state);
}

static RemindPlan *plan_of(void)
{
	g_autoptr(GError) error = NULL;
	RemindPlan *plan = remind_plan(desk, &error);
	if (!plan)
		fail_msg("%s", error->message);
	return plan;
}

static gboolean is_planned(RemindPlan *plan, const char *uid)
{
	for (guint i = 0; i < remind_tickets(plan)->len; i++)
		if (strcmp(g_ptr_array_index(remind_tickets(plan), i), uid) == 0)
			return TRUE;
	return FALSE;
}

/* "silent/1/assignee promise/1/assignee": without the time that each is about. */
static char *keys_of(const char *uid)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_load_ticket(desk, uid, &error);
	g_autoptr(GString) keys = g_string_new(NULL);
	assert_non_null(ticket);
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		g_auto(GStrv) parts = g_strsplit(entry_get(ticket_entry(ticket,
			i), "key"), "/", 4);
		guint count = g_strv_length(parts);
		if (count >= 3)
			g_string_append_printf(keys, "%s%s/%s%s%s",
				keys->len ? " " : "", parts[0], parts[2],
				count > 3 ? "/" : "", count > 3 ? parts[3] : "");
	}
	return g_string_free(g_steal_pointer(&keys), FALSE);
}

static gboolean say(Operation *op, void *plan, GError **error)
{
	for (guint i = 0; i < remind_tickets(plan)->len; i++) {
		Ticket *ticket = operation_ticket(op, g_ptr_array_index(
			remind_tickets(plan), i), error);
		if (!ticket || !remind_ticket(op, ticket, plan, error))
			return FALSE;
	}
	return TRUE;
}

static void what_is_due_is_said_once(void **state)
{
	g_autoptr(RemindPlan) plan = plan_of();
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(is_planned(plan, uids->pdata[i]),
			*rows[i].keys != '\0');
	change(say, plan, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *keys = keys_of(uids->pdata[i]);
		assert_string_equal(keys, rows[i].keys);
	}
	g_autoptr(RemindPlan) next = plan_of();
	assert_int_equal(remind_tickets(next)->len, 0);
	assert_false(remind_has_digests(next));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_due_is_said_once),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
