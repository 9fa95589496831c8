/* The life of one ticket, made by the verbs, as its clocks, its way and the
 * facts of reports tell it. */
#include "desk_fixture.h"

#include "app/change/change.h"
#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/show/clocks.h"
#include "app/show/path.h"
#include "base/work_span.h"
#include "model/ticket.h"
#include "render/render.h"
#include "report/facts.h"
#include "system/clock.h"

static Desk *desk;
static char *uid;

static const FixtureFile files[] = {
	{"desk.yaml", "desk: 1\nid: test\nteam: Test\nlanguage: en\n"
		"timezone: UTC\nlevels: [L1, L2]\npriorities: [normal]\n"
		"resolutions: [solved]\n"
		"statuses:\n  new: {class: new, title: New}\n"
		"  open: {class: open, title: Open}\n"
		"  pending: {class: pending, title: Waiting}\n"
		"  solved: {class: solved, title: Solved}\n"
		"  closed: {class: closed, title: Closed}\n"
		"calendars: {always: 24x7}\n"
		"sla:\n  standard:\n    calendar: always\n"
		"    pause: [pending]\n    warn: 50%\n"
		"    targets: {normal: {first-response: 1h, resolution: 4h}}\n"},
	{"agents/anna.yaml", "name: Anna\nmails: [anna@desk.test]\n"
		"level: L1\n"},
	{"agents/ivan.yaml", "name: Ivan\nmails: [ivan@desk.test]\n"
		"level: L2\n"},
	{"customers/acme.yaml", "name: Acme\ncontacts:\n"
		"  bob: {name: Bob, mail: bob@acme.test, phone: '+100'}\n"},
	{0},
};

static gboolean create(Operation *op, void *data, GError **error)
{
	NewTicket wanted = {.subject = "No network", .requester = "acme/bob",
		.customer = "acme", .priority = "normal"};
	NewOutcome outcome;
	(void)data;
	Ticket *ticket = change_new(op, &wanted, &outcome, error);
	if (ticket)
		uid = g_strdup(ticket_get(ticket, "uid"));
	return ticket != NULL;
}

static gboolean take(Operation *op, Ticket *ticket, GError **error)
{
	return change_take(op, ticket, FALSE, error);
}

static gboolean escalate(Operation *op, Ticket *ticket, GError **error)
{
	return change_escalate(op, ticket, NULL, NULL, "the router", error);
}

static gboolean give_back(Operation *op, Ticket *ticket, GError **error)
{
	return change_return(op, ticket, "the cable", error);
}

static gboolean call(Operation *op, Ticket *ticket, GError **error)
{
	Call out = {.outgoing = TRUE, .contact = "acme/bob", .text = "replugged"};
	return change_call(op, ticket, &out, error);
}

static gboolean hold(Operation *op, Ticket *ticket, GError **error)
{
	return change_wait(op, ticket, WAIT_REQUESTER, INSTANT_NONE, NULL, error);
}

static gboolean solve(Operation *op, Ticket *ticket, GError **error)
{
	return change_solve(op, ticket, NULL, NULL, error);
}

typedef gboolean (*Verb)(Operation *op, Ticket *ticket, GError **error);
static const struct {
	int minute;
	const char *agent;
	Verb verb; /* NULL: it comes */
} life[] = {
	{0, "anna", NULL}, {20, "anna", take}, {50, "anna", escalate},
	{80, "ivan", take}, {100, "ivan", give_back}, {130, "anna", call},
	{140, "anna", hold}, {200, "anna", solve},
};

static gboolean act(Operation *op, void *verb, GError **error)
{
	Ticket *ticket = operation_ticket(op, uid, error);
	return ticket && (*(const Verb *)verb)(op, ticket, error);
}

/* Opens the store anew, at so many minutes of that life. */
static void at(int minute, const char *agent)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *now = instant_format(FIXTURE_NOW + minute * 60);
	g_autofree char *folder = g_strdup(desk_place(desk)->work_tree);
	DeskOptions options = {.folder = folder, .agent = agent};
	g_setenv("DESK_NOW", now, TRUE);
	clock_renew();
	desk_free(desk);
	desk = desk_open(&options, &error);
	if (!desk)
		fail_msg("%s", error->message);
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	for (gsize i = 0; i < G_N_ELEMENTS(life); i++) {
		g_autoptr(GError) error = NULL;
		OperationSettings settings = {.verb = "test"};
		g_auto(OperationResult) result = {0};
		at(life[i].minute, life[i].agent);
		Verb verb = life[i].verb;
		if (!operation_run(desk, &settings, verb ? act : create, &verb,
			&result, &error))
			fail_msg("%d: %s", life[i].minute, error->message);
	}
	at(240, "anna");
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	g_clear_pointer(&uid, g_free);
	return fixture_end(state);
}

/* What a program reads of some columns. */
static char *rows_of(const Page *page, const char *columns)
{
	g_auto(GStrv) names = g_strsplit(columns, ",", -1);
	RenderSettings settings = {.fields = names};
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	if (!render_page(renderer_find("csv"), page, &settings, out, &error))
		fail_msg("%s", error->message);
	for (gsize i = 0; i < out->len; i++)
		if (out->str[i] == '\r')
			g_string_erase(out, (gssize)i--, 1);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void its_way(void **state)
{
	GError *error = NULL;
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_LIST, &path_schema, "en");
	Block *stops = path_table(page);
	if (!path_add(desk, uid, "en", page, stops, &error))
		fail_msg("%s", error->message);
	g_autofree char *rows = rows_of(page,
		"stop,level,holder,status,time,returned");
	assert_string_equal(rows, "stop,level,holder,status,time,returned\n"
		"1,L1,,new,1200,false\n"
		"2,L1,anna,open,1800,false\n"
		"3,L2,,open,1800,false\n"
		"4,L2,ivan,open,1200,false\n"
		"5,L1,anna,open,6000,true\n"
		"6,L1,anna,solved,2400,false\n");
	g_autoptr(GString) people = g_string_new(NULL);
	RenderSettings settings = {0};
	assert_true(render_page(renderer_find("table"), page, &settings, people,
		NULL));
	assert_non_null(strstr(people->str, "L1 20m → L1 anna 30m → L2 30m → "
		"L2 ivan 20m → L1 anna ↩ 1h 40m → Solved"));
}

static void its_clocks(void **state)
{
	GError *error = NULL;
	(void)state;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &clocks_sla_schema, "en");
	if (!clocks_show(desk, uid, "en", page, &error))
		fail_msg("%s", error->message);
	g_autofree char *clocks = rows_of(page, "clocks");
	g_autofree char *stretches = rows_of(page, "stretches");
	assert_non_null(strstr(clocks, "\nfirst-response,1,breached,3600,7800,"
		"2026-11-21T06:14:03Z,2026-11-21T07:14:03Z,"
		"2026-11-21T08:24:03Z,"));
	assert_non_null(strstr(clocks, "\nresolution,1,met,14400,8400,"));
	assert_non_null(strstr(stretches, "\nresolution,2026-11-21T08:34:03Z,"
		"2026-11-21T09:34:03Z,status pending: paused,0,8400\n"));
}

/* "running breached at-risk", as it stood at a minute of that life. */
static char *counts_at(int minute)
{
	GError *error = NULL;
	ClockCheck check = {.language = "en"};
	ClockCounts counts;
	at(minute, "anna");
	if (!desk_as_of(desk, desk_now(desk), &error) ||
		!clocks_check(desk, &check, NULL, &counts, &error))
		fail_msg("%s", error->message);
	return g_strdup_printf("%u %u %u", counts.running, counts.breached,
		counts.at_risk);
}

static void tell_fact(const Fact *fact, GString *told)
{
	static const char *const names[FACT_KINDS] = {"created", "taken",
		"reassigned", "escalated", "arrived", "solved", "unsolved",
		"merged", "reopened", "revived", "deleted", "message", "reply",
		"call", "comment", "automatic", "missed",
		"verified", "refuted", "answered",
		"responded", "stood", "stock"};
	if (fact->at == INSTANT_NONE)
		g_string_append(told, "still");
	else
		g_string_append_printf(told, "%d",
			(int)(fact->at - FIXTURE_NOW) / 60);
	g_string_append_printf(told, " %s %s %s", names[fact->kind],
		fact->agent, fact->kind == FACT_STOOD ?
			status_class_name(fact->stood) : fact->source);
	g_string_append_printf(told, "; %s\n", fact->by);
}

static void tell_ticket(const FactTicket *ticket, const Fact *facts,
	guint count, void *told)
{
	for (guint i = 0; i < count; i++)
		tell_fact(&facts[i], told);
	g_string_append_printf(told, "%s by %s, was %s, ended %s\n",
		ticket->fields[TICKET_STATUS], ticket->solver,
		fact_ticket_as(ticket, TICKET_BY, AS_WAS_CREATED),
		fact_ticket_as(ticket, TICKET_BY, AS_WAS_SOLVED));
}

static void its_facts(void **state)
{
	GError *error = NULL;
	(void)state;
	g_autoptr(GString) told = g_string_new(NULL);
	const FactQuestion question = {
		.since = FIXTURE_NOW - 60,
		.as_of = FIXTURE_NOW + 14400,
		.stocks = {FIXTURE_NOW + 3600, INSTANT_NONE},
		.by = field_find("level"),
		.ticket = tell_ticket,
		.data = told,
	};
	Index *index = desk_index(desk, &error);
	if (!index || !facts_replay(index, desk_regulation(desk, NULL),
		&question, &error))
		fail_msg("%s", error->message);
	assert_string_equal(told->str,
		"0 created anna ; L1\n20 stood  new; L1\n"
		"20 taken anna ; L1\n140 stood anna open; L1\n"
		"50 escalated anna L1; L1\n50 comment anna ; L2\n"
		"60 stock  ; L2\n80 reassigned ivan anna; L2\n"
		"80 arrived ivan ; L2\n100 reassigned anna ivan; L1\n"
		"100 comment ivan ; L1\n130 call anna ; L1\n"
		"130 answered anna ; L1\n130 responded anna ; L1\n"
		"200 stood anna pending; L1\n200 solved anna ; L1\n"
		"still stood anna solved; L1\nsolved by anna, was L1, ended L1\n");
}

/* Last, as it opens the store at other times. */
static void its_clocks_as_it_went(void **state)
{
	static const struct {
		int minute;
		const char *counts;
	} moments[] = {
		{10, "2 0 0"}, {40, "2 0 1"}, {70, "2 1 0"}, {135, "1 0 1"},
		{150, "0 0 0"}, {230, "0 0 0"},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(moments); i++) {
		g_autofree char *counts = counts_at(moments[i].minute);
		assert_string_equal(counts, moments[i].counts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_way),
		cmocka_unit_test(its_clocks),
		cmocka_unit_test(its_facts),
		cmocka_unit_test(its_clocks_as_it_went),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
