#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/notify.h"
#include "rules/rating.h"

static const char regulation_text[] =
	"desk: 1\nid: x\nteam: T\nlanguage: en\nlevels: [L1, L2]\n"
	"groups: {support: {level: L1}, network: {level: L2}}\n"
	"statuses:\n"
	"  new: {class: new}\n  open: {class: open}\n"
	"  vendor: {class: on-hold}\n  solved: {class: solved}\n"
	"  closed: {class: closed}\n"
	"notify:\n"
	"  created: {template: ack, out-of-hours: closed-now}\n"
	"  status/vendor: waiting\n"
	"  solved: [solved, {to: lead, template: solved-lead}]\n"
	"  closed: off\n"
	"  escalated: {template: up}\n"
	"  assigned: {to: group, template: yours}\n";

static Regulation *regulation(void)
{
	g_autoptr(GError) error = NULL;
	Regulation *result = regulation_parse(regulation_text,
		strlen(regulation_text), "desk.yaml", &error);
	if (error)
		fail_msg("%s", error->message);
	return result;
}

static void test_occasions(G_GNUC_UNUSED void **state)
{
	for (gsize i = 0; i < notify_occasions_count; i++) {
		assert_true(i == 0 || strcmp(notify_occasions[i - 1].name,
			notify_occasions[i].name) < 0);
		assert_true(*notify_occasions[i].to && *notify_occasions[i].help);
	}
	assert_null(notify_occasion_find("nothing"));
	assert_string_equal(notify_occasion_find("status/x")->to, "requester");
}

static void expect_rows(const Regulation *rules, const char *occasion,
	const char *expected)
{
	g_autoptr(GArray) rows = notify_rows(rules, occasion);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		const NotifyRow *row = &g_array_index(rows, NotifyRow, i);
		g_string_append_printf(out, "%s%s>%s", i ? " " : "",
			row->template_name, row->to);
		if (row->out_of_hours)
			g_string_append_printf(out, "/%s", row->out_of_hours);
	}
	assert_string_equal(out->str, expected);
}

static void test_rows(G_GNUC_UNUSED void **state)
{
	g_autoptr(Regulation) rules = regulation();
	expect_rows(rules, "created", "ack>requester/closed-now");
	expect_rows(rules, "status/vendor", "waiting>requester");
	expect_rows(rules, "solved", "solved>requester solved-lead>lead");
	expect_rows(rules, "closed", "");
	expect_rows(rules, "replied", "");
	expect_rows(rules, "escalated", "up>group");
	expect_rows(rules, "assigned", "yours>group");
}

static void test_mistakes(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *rows, *message;
	} cases[] = {
		{"notify:\n  creatd: ack\n", "desk.yaml:3:3: "},
		{"notify:\n  created: [ack, [b]]\n", ""},
		{"notify:\n  created: {to: lead}\n", "template"},
		{"notify:\n  created: {template: a, when: b}\n", "when"},
		{"notify:\n  status/nothing: a\n", "nothing"},
		{"notify:\n  solved: {template: a, out-of-hours: b}\n",
			"desk.yaml:3:39: \"out-of-hours\" stands in a row of"},
		{"notify:\n  created:\n    - {to: lead, template: a, "
			"out-of-hours: b}\n", "desk.yaml:4:45: \"out-of"},
		{"notify:\n  created: {template: a, out-of-hours: [b]}\n",
			"desk.yaml:3:40: "},
		{"notify:\n  due: {to: requester, template: a}\n",
			"desk.yaml:3:13: \"due\" is for agents"},
		{"notify: ack\n", "notify"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat("desk: 1\n", cases[i].rows,
			NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Regulation) rules = regulation_parse(text,
			strlen(text), "desk.yaml", &error);
		if (i == 1) /* a list in a list is the same list */
			continue;
		assert_null(rules);
		if (!strstr(error->message, cases[i].message))
			fail_msg("%s: %s", cases[i].rows, error->message);
	}
}

static void test_switches(G_GNUC_UNUSED void **state)
{
	static const char text[] = "a: off\nb: {created: off}\n"
		"c: {created: ack}\n";
	g_autoptr(YamlNode) off = yaml_parse(text, strlen(text), "x", 1, NULL);
	assert_true(notify_is_off(yaml_get(off, "a"), "created"));
	assert_true(notify_is_off(yaml_get(off, "b"), "created"));
	assert_false(notify_is_off(yaml_get(off, "b"), "solved"));
	assert_false(notify_is_off(yaml_get(off, "c"), "created"));
	assert_false(notify_is_off(NULL, "created"));
	assert_true(notify_is_wish("off") && notify_is_wish("on"));
	assert_false(notify_is_wish("ack"));
}

static Ticket *ticket(const char *status)
{
	Ticket *result = ticket_new("20261121-k3f9x2ab", 0);
	ticket_set(result, "status", status);
	ticket_set(result, "level", "L1");
	return result;
}

static void expect_events(const Ticket *before, const Ticket *after,
	const char *expected)
{
	g_autoptr(Regulation) rules = regulation();
	g_autoptr(GPtrArray) events = notify_events(rules, before, after);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < events->len; i++) {
		const NotifyEvent *event = g_ptr_array_index(events, i);
		g_string_append_printf(out, "%s%s", i ? " " : "",
			event->occasion);
	}
	assert_string_equal(out->str, expected);
}

static void say(Ticket *to, const char *kind, const char *id,
	const char *automatic)
{
	Entry *entry = entry_new(kind, id, 0, "a@b.example", "x");
	if (automatic)
		entry_set(entry, "automatic", automatic);
	ticket_append(to, entry);
}

static void test_events(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *from, *to, *events;
	} cases[] = {
		{NULL, "new", "created"},
		{"new", "new", ""},
		{"new", "vendor", "status/vendor"},
		{"open", "solved", "solved"},
		{"solved", "solved", ""},
		{"solved", "closed", "closed"},
		{"open", "closed", "closed"},
		{"closed", "solved", ""},
		{"solved", "open", "reopened"},
		{"closed", "vendor", "status/vendor reopened"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Ticket) before = cases[i].from ? ticket(cases[i].from)
							 : NULL;
		g_autoptr(Ticket) after = ticket(cases[i].to);
		expect_events(before, after, cases[i].events);
	}
}

static void test_people_and_entries(G_GNUC_UNUSED void **state)
{
	g_autoptr(Ticket) before = ticket("open");
	g_autoptr(Ticket) after = ticket("open");
	ticket_set(after, "assignee", "ivan");
	expect_events(before, after, "assigned");
	expect_events(after, before, "");
	ticket_set(after, "level", "L2");
	expect_events(before, after, "escalated assigned");
	say(after, "comment", "a1", NULL);
	say(after, "message", "a2", "list");
	expect_events(before, after, "escalated assigned");
	say(after, "message", "a3", NULL);
	say(after, "rating", "a4", NULL);
	expect_events(before, after, "escalated assigned replied rated");
	expect_events(NULL, after, "created assigned rated");
	ticket_set(after, "resolution", "spam");
	expect_events(before, after, "");
}

static void test_ratings(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text;
		int rating;
	} cases[] = {
		{"5", 5}, {"5\n", 5}, {" 5! ", 5}, {"1", 1}, {"0", 0}, {"6", 0},
		{"55", 0}, {"", 0}, {"\n", 0}, {"*****", 5}, {"***", 3},
		{"******", 0}, {"Оценка: 4", 4}, {"5 - отлично", 5},
		{"Отлично!", 5}, {"очень хорошо", 5}, {"очень плохо", 1},
		{"very poor", 1}, {"good", 4}, {"Good, thank you!", 4},
		{"4 из 5", 4}, {"4/5", 4}, {"5/5", 5}, {"5 из 5, спасибо", 5},
		{"5, но принтер не печатает", 0}, {"4 5 3", 0},
		{"5 отлично, плохо", 0}, {"В 5 часов приходите", 0},
		{"спасибо", 0}, {"не хорошо", 0}, {"3 принтера", 0}, {"5.", 5},
		{"4\n[image]", 4}, {"[image] [cid:1.png@01D9] 2", 2},
		{"[5]", 5}, {"5 [image", 0}, {"[image: 1]", 0},
		{"5 [but it is slow]", 0},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		if (rating_read(cases[i].text) != cases[i].rating)
			fail_msg("%s is %d", cases[i].text,
				rating_read(cases[i].text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_occasions),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_switches),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_people_and_entries),
		cmocka_unit_test(test_ratings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
