/* What happens by time, asked of one store: clocks that run out, recurring
 * tickets, who is called, digests, visits, and what cron remembers. */
#include "desk_fixture.h"

#include "app/change/alert_entry.h"
#include "app/change/operation_run.h"
#include "app/desk/cron_state.h"
#include "app/desk/current_index.h"
#include "app/desk/ticket_name.h"
#include "app/time/alert.h"
#include "app/time/digest.h"
#include "app/time/escalate.h"
#include "app/time/schedule.h"
#include "app/time/visit.h"
#include "base/texts.h"
#include "model/ticket.h"

#define MINUTE 60

static Desk *desk;
static GPtrArray *uids; /* of the rows below, in order */

static const FixtureFile files[] = {
	{"desk.yaml", "desk: 1\nid: test\nteam: Test\nlanguage: en\n"
		"timezone: UTC\nlevels: [L1, L2]\n"
		"priorities: [low, normal, critical]\nresolutions: [solved]\n"
		"statuses:\n  new: {class: new, title: New}\n"
		"  open: {class: open, title: Open}\n"
		"  pending: {class: pending, title: Waiting}\n"
		"  solved: {class: solved, title: Solved}\n"
		"  closed: {class: closed, title: Closed}\n"
		"calendars: {always: 24x7}\n"
		"sla:\n  standard:\n    calendar: always\n"
		"    pause: [pending]\n"
		"    targets: {normal: {resolution: 8h}}\n"
		"    warn: 75%\n    on-warn: [notify assignee]\n"
		"    on-breach: [notify lead, escalate]\n"
		"notify:\n  digest: {to: agents, at: '06:00',"
		" template: digest}\n"
		"oncall: {rota: oncall.yaml, when: 'priority:critical',"
		" repeat: 5m, then: lead}\n"},
	{"oncall.yaml", "rota:\n  - {who: [vera, ivan], when: always}\n"},
	{"agents/anna.yaml", "name: Anna\nmails: [anna@desk.test]\n"
		"roles: [lead]\n"},
	{"agents/ivan.yaml", "name: Ivan\nmails: [ivan@desk.test]\n"},
	{"agents/olga.yaml", "name: Olga\nmails: [olga@desk.test]\n"
		"away: [{from: 2026-11-20, until: 2026-11-22}]\n"},
	{"agents/vera.yaml", "name: Vera\nmails: [vera@desk.test]\n"
		"left: true\n"},
	{"schedules/backups.yaml", "subject: Check the backups\n"
		"start: 2026-11-19 06:10\nrepeat: FREQ=DAILY\nzone: UTC\n"},
	{0},
};

/* What a ticket is, how old, and what its clock asks for. */
static const struct {
	const char *status, *assignee, *priority;
	int hours;
	const char *notices;
} rows[] = {
	{"open", "ivan", "normal", 1, ""},
	{"open", "ivan", "normal", 7, "warn:ivan"},
	{"open", "ivan", "normal", 9, "breach:anna breach:escalate"},
	{"pending", "ivan", "normal", 9, ""},
	{"solved", "ivan", "normal", 9, ""},
	{"open", "olga", "low", 9, ""},
	{"open", "", "critical", 1, ""},
};

static gboolean try(OperationApply apply, void *data, const char *by,
	GError **error)
{
	OperationSettings settings = {.verb = "test", .automation = by != NULL,
		.by = by};
	g_auto(OperationResult) result = {0};
	gboolean done = operation_run(desk, &settings, apply, data, &result,
		error);
	desk_forget_index(desk);
	return done;
}

static void change(OperationApply apply, void *data, const char *by)
{
	g_autoptr(GError) error = NULL;
	if (!try(apply, data, by, &error))
		fail_msg("%s", error->message);
}

static gboolean make(Operation *op, void *data, GError **error)
{
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Ticket *ticket = operation_create(op, NULL,
			FIXTURE_NOW - rows[i].hours * 60 * MINUTE, error);
		if (!ticket)
			return FALSE;
		ticket_set(ticket, "subject", "x");
		ticket_set(ticket, "level", "L1");
		ticket_set(ticket, "status", rows[i].status);
		ticket_set(ticket, "assignee", rows[i].assignee);
		ticket_set(ticket, "priority", rows[i].priority);
		if (strcmp(rows[i].status, "solved") == 0)
			ticket_set(ticket, "resolution", "solved");
		g_ptr_array_add(uids, g_strdup(ticket_get(ticket, "uid")));
	}
	return TRUE;
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	uids = g_ptr_array_new_with_free_func(g_free);
	change(make, NULL, NULL);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	g_clear_pointer(&uids, g_ptr_array_unref);
	return fixture_end(state);
}

/* Frees nothing: what failed ends the test. */
static void *need(void *answer, GError *error)
{
	if (error)
		fail_msg("%s", error->message);
	assert_non_null(answer);
	return answer;
}

/* --- clocks ---------------------------------------------------------------- */

/* "warn:ivan breach:escalate", of one ticket. */
static char *notices_of(const GPtrArray *notices, const char *uid)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < notices->len; i++) {
		const ClockNotice *notice = notices->pdata[i];
		if (strcmp(notice->uid, uid) == 0)
			g_ptr_array_add(words, g_strdup_printf("%s:%s",
				notice->breach ? "breach" : "warn",
				strrchr(notice->key, '/') + 1));
	}
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

static void a_clock_is_told_of_once(void **state)
{
	GError *error = NULL;
	char commit[41];
	(void)state;
	g_autoptr(GPtrArray) due = need(escalate_due(desk, &error), error);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *notices = notices_of(due, uids->pdata[i]);
		assert_string_equal(notices, rows[i].notices);
	}
	assert_true(escalate_tell(desk, due, TRUE, commit, &error));
	g_autoptr(GPtrArray) still = need(escalate_due(desk, &error), error);
	assert_int_equal(still->len, due->len);
	assert_true(escalate_tell(desk, due, FALSE, commit, &error));
	assert_int_equal(strlen(commit), 40);
	desk_forget_index(desk);
	g_autoptr(GPtrArray) none = need(escalate_due(desk, &error), error);
	assert_int_equal(none->len, 0);
	g_autoptr(Ticket) ticket = need(desk_load_ticket(desk, uids->pdata[2],
		&error), error);
	assert_string_equal(ticket_get(ticket, "level"), "L2");
	/* A plan that another host has carried out meanwhile. */
	assert_true(escalate_tell(desk, due, FALSE, commit, &error));
	assert_string_equal(commit, "");
}

/* --- recurring tickets ----------------------------------------------------- */

static void a_recurring_ticket_is_made_once(void **state)
{
	GError *error = NULL;
	(void)state;
	g_autoptr(SchedulePlan) plan = need(schedule_plan(desk, 0, &error),
		error);
	/* That of today; those before are older than the file. */
	assert_int_equal(plan->tickets->len, 1);
	assert_int_equal(plan->problems->len, 0);
	const DueTicket *due = plan->tickets->pdata[0];
	g_autofree char *day = occurrence_key(&due->occurrence);
	assert_string_equal(day, "2026-11-21");
	g_autoptr(SchedulePlan) older = need(schedule_plan(desk, 2, &error),
		error);
	assert_int_equal(older->tickets->len, 2);
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	ScheduleRun made = {.problems = problems};
	change(schedule_apply, &made, "rule");
	g_autoptr(Ticket) ticket = need(desk_load_ticket(desk, due->uid, &error),
		error);
	assert_string_equal(ticket_get(ticket, "subject"), "Check the backups");
	gboolean was = FALSE;
	assert_true(schedule_was_made(desk_index(desk, NULL), due->uid, &was,
		NULL));
	assert_true(was);
	g_autoptr(SchedulePlan) none = need(schedule_plan(desk, 0, &error),
		error);
	assert_int_equal(none->tickets->len, 0);
	GError *unknown = NULL;
	assert_null(schedules_find(none->files, "backup", &unknown));
	assert_true(g_error_matches(unknown, DESK_ERROR, DESK_ERROR_NOT_FOUND));
	assert_non_null(strstr(unknown->message, "backups"));
	g_error_free(unknown);
}

/* --- who is called --------------------------------------------------------- */

static gboolean acknowledge(Operation *op, void *uid, GError **error)
{
	Ticket *ticket = operation_ticket(op, uid, error);
	if (!ticket)
		return FALSE;
	assert_non_null(alert_entry_say(op, ticket, "ivan", 0));
	assert_null(alert_entry_say(op, ticket, "ivan", 0));
	alert_acknowledge(op, ticket);
	return TRUE;
}

static void who_is_called(void **state)
{
	GError *error = NULL;
	char *uid = uids->pdata[6];
	(void)state;
	g_autoptr(Rota) rota = need(alert_rota(desk, &error), error);
	g_autoptr(GPtrArray) chain = need(alert_chain(desk, rota, FIXTURE_NOW,
		&error), error);
	g_autofree char *names = texts_join(chain);
	assert_string_equal(names, "ivan, anna");
	g_autoptr(GPtrArray) due = need(alert_due(desk, &error), error);
	assert_int_equal(due->len, 1);
	assert_string_equal(due->pdata[0], uid);
	AlertResult result = {0};
	assert_false(alert_ticket(desk, uid, TRUE, &result, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFIG));
	g_clear_error(&error);
	alert_result_clear(&result);
	change(acknowledge, uid, NULL);
	g_autoptr(GPtrArray) none = need(alert_due(desk, &error), error);
	assert_int_equal(none->len, 0);
}

/* --- digests --------------------------------------------------------------- */

static void a_digest_is_for_who_is_here(void **state)
{
	GError *error = NULL;
	guint written = 0;
	(void)state;
	g_autoptr(GPtrArray) letters = need(digest_due(desk, &error), error);
	for (guint i = 0; i < letters->len; i++) {
		const DirectMail *letter = letters->pdata[i];
		assert_null(strstr(letter->key, "olga"));
		assert_null(strstr(letter->key, "vera"));
		if (!letter->body)
			continue;
		written++;
		assert_string_equal(letter->key, "digest/ivan/2026-11-21");
		assert_non_null(strstr(letter->to, "ivan@desk.test"));
		assert_non_null(strstr(letter->body, "Overdue: 1"));
	}
	assert_int_equal(written, 1);
	assert_true(digest_add(desk, letters, &error));
	g_autoptr(GPtrArray) again = need(digest_due(desk, &error), error);
	assert_int_equal(again->len, 0);
	g_autoptr(GPtrArray) waits = direct_list(desk, NULL);
	assert_int_equal(waits->len, 1);
}

/* --- visits ---------------------------------------------------------------- */

static gboolean plan_visit(Operation *op, void *minutes, GError **error)
{
	Ticket *ticket = operation_ticket(op, uids->pdata[0], error);
	VisitPlan plan = {"ivan", FIXTURE_NOW + 60 * MINUTE,
		GPOINTER_TO_INT(minutes), "with a ladder"};
	return ticket && change_visit(op, ticket, &plan, error);
}

static gboolean cancel_visit(Operation *op, void *data, GError **error)
{
	Ticket *ticket = operation_ticket(op, uids->pdata[0], error);
	(void)data;
	return ticket && change_visit_cancel(op, ticket, NULL, error);
}

static gboolean end_visit(Operation *op, void *data, GError **error)
{
	Ticket *ticket = operation_ticket(op, uids->pdata[0], error);
	VisitDone done = {90 * MINUTE, 30 * MINUTE, "hung it up"};
	(void)data;
	return ticket && change_visit_done(op, ticket, &done, error);
}

static void a_visit_is_a_chain(void **state)
{
	GError *error = NULL;
	(void)state;
	change(plan_visit, GINT_TO_POINTER(60), NULL);
	change(plan_visit, GINT_TO_POINTER(30), NULL);
	g_autoptr(GPtrArray) moved = need(visits_read(desk, uids->pdata[0],
		&error), error);
	assert_int_equal(moved->len, 1);
	const Visit *visit = need((void *)visit_planned(moved), NULL);
	assert_int_equal(visit->minutes, 30);
	assert_int_equal(visit->sequence, 1);
	assert_string_equal(visit->note, "with a ladder");
	g_autoptr(GString) invitation = need(visit_invitation(desk, visit,
		&error), error);
	assert_non_null(strstr(invitation->str, "METHOD:REQUEST"));
	change(cancel_visit, NULL, NULL);
	assert_false(try(cancel_visit, NULL, NULL, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFLICT));
	g_clear_error(&error);
	g_autoptr(GPtrArray) off = need(visits_read(desk, NULL, &error), error);
	assert_null(visit_planned(off));
	/* What nobody had planned is a visit, too. */
	change(end_visit, NULL, NULL);
	g_autoptr(GPtrArray) all = need(visits_read(desk, NULL, &error), error);
	assert_int_equal(all->len, 2);
	guint done = 0;
	for (guint i = 0; i < all->len; i++) {
		const Visit *one = all->pdata[i];
		if (one->done) {
			done++;
			assert_int_equal(one->onsite, 90);
			assert_int_equal(one->travel, 30);
		}
	}
	assert_int_equal(done, 1);
}

/* --- cron ------------------------------------------------------------------ */

static void what_cron_remembers(void **state)
{
	(void)state;
	g_autoptr(GPtrArray) states = cron_states_read(desk, NULL);
	assert_int_equal(states->len, 0);
	cron_state_of(states, "pull")->well = FIXTURE_NOW;
	CronState *send = cron_state_of(states, "send");
	assert_ptr_equal(cron_state_of(states, "send"), send);
	send->failing = FIXTURE_NOW - 60;
	send->code = 75;
	send->causes = (g_free(send->causes), g_strdup("a3f9,k2x8"));
	assert_true(cron_states_write(desk, states, NULL));
	g_autoptr(GPtrArray) again = cron_states_read(desk, NULL);
	assert_int_equal(again->len, 2);
	assert_int_equal(cron_state_of(again, "pull")->well, FIXTURE_NOW);
	assert_int_equal(cron_state_of(again, "pull")->failing, 0);
	send = cron_state_of(again, "send");
	assert_int_equal(send->failing, FIXTURE_NOW - 60);
	assert_int_equal(send->code, 75);
	assert_string_equal(send->causes, "a3f9,k2x8");
}

static void a_cause_has_no_numbers_in_it(void **state)
{
	(void)state;
	g_autofree char *one = cron_cause(75, "mx1: no answer within 30 s (12)");
	g_autofree char *same = cron_cause(75, "mx1: no answer within 31 s (7)");
	g_autofree char *other = cron_cause(75, "mx1: login refused");
	g_autofree char *code = cron_cause(69, "mx1: no answer within 30 s (12)");
	assert_string_equal(one, same);
	assert_string_not_equal(one, other);
	assert_string_not_equal(one, code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_is_for_who_is_here),
		cmocka_unit_test(a_clock_is_told_of_once),
		cmocka_unit_test(a_recurring_ticket_is_made_once),
		cmocka_unit_test(who_is_called),
		cmocka_unit_test(a_visit_is_a_chain),
		cmocka_unit_test(what_cron_remembers),
		cmocka_unit_test(a_cause_has_no_numbers_in_it),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
