#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "history_equal.h"
#include "rules/history.h"

#define UID "20261121-k3f9x2ab"
#define HEAD "uid: " UID "\nnumber:\nsubject: Printer\n" \
	"created: 2026-11-21T06:00:00Z\n"
#define ENTRY(id, at) "---\nid: " id "\nkind: comment\nat: " at "\nby: anna\n" \
	"body: |\n  Text.\n"
#define ONE ENTRY("aaaa", "2026-11-21T07:00:00Z")
#define TWO ENTRY("bbbb", "2026-11-21T08:00:00Z")

#define NEW HEAD "status: new\n"
#define OPEN HEAD "status: open\nassignee: anna\n"

static const Instant commit_time = 1795255200; /* 2026-11-21T10:00:00Z */

static Ticket *parse(const char *text)
{
	if (!text)
		return NULL;
	GError *error = NULL;
	Ticket *ticket = ticket_parse(text, strlen(text), "test", &error);
	if (!ticket)
		fail_msg("%s", error->message);
	return ticket;
}

static char *tell(const GPtrArray *events)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		g_autofree char *at = instant_format(event->at);
		g_string_append_printf(text, "%.5s %s", at + 11,
			event_kind_name(event->kind));
		if (event->field)
			g_string_append_printf(text, " %s %s>%s", event->field,
				event->old_text, event->new_text);
		if (event->entry_id)
			g_string_append_printf(text, " %s", event->entry_id);
		g_string_append(text, "\n");
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *what;
	const char *running, *before, *after;
	const char *events;
} cases[] = {
	{"the file appears: all values since it was created",
		NULL, NULL, NEW ONE,
		"06:00 created\n"
		"06:00 changed uid >" UID "\n"
		"06:00 changed subject >Printer\n"
		"06:00 changed created >2026-11-21T06:00:00Z\n"
		"06:00 changed status >new\n"
		"07:00 said aaaa\n"},
	{"nothing", NEW, NEW, NEW, ""},
	{"fields in head order, at the commit's time",
		NEW, NEW, OPEN,
		"10:00 changed status new>open\n"
		"10:00 changed assignee >anna\n"},
	{"a field goes", OPEN, OPEN, HEAD "status: open\n",
		"10:00 changed assignee anna>\n"},
	{"empty and absent are the same",
		HEAD "status: open\nassignee:\n", HEAD "status: open\nassignee:\n",
		HEAD "status: open\n", ""},
	{"lists are JSON, custom fields and unknown keys have names",
		NEW, NEW, NEW "tags:\n  - b\n  - a\nfields:\n  asset: x\nzzz: 1\n",
		"10:00 changed tags >[\"b\",\"a\"]\n"
		"10:00 changed fields.asset >x\n"
		"10:00 changed zzz >1\n"},
	{"an entry is told at its own time", NEW ONE, NEW ONE, NEW ONE TWO,
		"08:00 said bbbb\n"},
	{"but not before there was a ticket, nor from the future",
		NEW, NEW, NEW ENTRY("cccc", "2026-11-21T05:00:00Z")
			ENTRY("dddd", "2026-11-22T10:00:00Z")
			ENTRY("eeee", "2026-11-22T10:00:01Z"),
		"06:00 said cccc\n"
		"10:00 said dddd\n"
		"10:00 said eeee\n"},
	{"a ticket from the future is made with its commit", NULL, NULL,
		"uid: " UID "\ncreated: 2062-01-01T06:00:00Z\n",
		"10:00 created\n"
		"10:00 changed uid >" UID "\n"
		"10:00 changed created >2062-01-01T06:00:00Z\n"},
	{"an entry in the middle", NEW TWO, NEW TWO, NEW ONE TWO,
		"07:00 said aaaa\n"},
	{"an entry removed by hand", NEW ONE TWO, NEW ONE TWO, NEW TWO,
		"10:00 removed aaaa\n"},
	{"one goes, one comes", NEW ONE, NEW ONE, NEW TWO,
		"10:00 removed aaaa\n"
		"08:00 said bbbb\n"},
	{"order of entries is no event", NEW ONE TWO, NEW ONE TWO, NEW TWO ONE,
		""},
	{"the file goes", NEW ONE, NEW ONE, NULL, "10:00 deleted\n"},
	{"gone already", NULL, NEW, NULL, ""},
	{"never was", NULL, NULL, NULL, ""},
	{"side branch: old is the running value",
		OPEN, NEW, HEAD "status: pending\n",
		"10:00 changed status open>pending\n"},
	{"side branch: what it did not touch stays",
		OPEN, NEW, NEW ONE, "07:00 said aaaa\n"},
	{"side branch: the same change twice is one event",
		OPEN ONE, NEW, OPEN ONE, ""},
	{"side branch: both made the file",
		NEW ONE, NULL, OPEN TWO,
		"10:00 changed status new>open\n"
		"10:00 changed assignee >anna\n"
		"08:00 said bbbb\n"},
	{"side branch: it changes what the other deleted",
		NULL, NEW, HEAD "status: open\n",
		"06:00 created\n"
		"06:00 changed uid >" UID "\n"
		"06:00 changed subject >Printer\n"
		"06:00 changed created >2026-11-21T06:00:00Z\n"
		"06:00 changed status >open\n"},
	{"side branch: removes what is running", NEW ONE TWO, NEW ONE, NEW,
		"10:00 removed aaaa\n"},
	{"merge: the tree wins over the running value",
		OPEN ONE TWO, OPEN ONE TWO, NEW ONE,
		"10:00 changed status open>new\n"
		"10:00 changed assignee anna>\n"
		"10:00 removed bbbb\n"},
};

static void test_compare(void **state)
{
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Ticket) running = parse(cases[i].running);
		g_autoptr(Ticket) before = parse(cases[i].before);
		g_autoptr(Ticket) after = parse(cases[i].after);
		g_autoptr(GPtrArray) events = history_compare(running, before,
			after, commit_time);
		g_autofree char *told = tell(events);
		if (strcmp(told, cases[i].events) != 0)
			fail_msg("%s:\n%s\nexpected\n%s", cases[i].what, told,
				cases[i].events);
	}
}

static HistoryState *state_of(const char *text)
{
	g_autoptr(Ticket) ticket = parse(text);
	return ticket ? history_state_new(ticket) : NULL;
}

/* From whatever is running, the events of a merge lead to its file. */
static void test_replay_gives_the_file(void **state)
{
	(void)state;
	static const char *const files[] = {NULL, NEW, NEW ONE, OPEN ONE TWO,
		OPEN "tags:\n  - x\nother: {a: [1, 2]}\n" TWO};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		for (gsize k = 0; k < G_N_ELEMENTS(files); k++) {
			g_autoptr(HistoryState) running = state_of(files[i]);
			g_autoptr(HistoryState) after = state_of(files[k]);
			g_autoptr(GPtrArray) events = history_compare_states(
				running, running, after, commit_time);
			g_autoptr(HistoryState) replayed = history_replay(
				running, events);
			assert_true(states_are_equal(replayed, after));
		}
}

static void test_replay_leaves_its_origin_alone(void **state)
{
	(void)state;
	g_autoptr(HistoryState) before = state_of(NEW ONE);
	g_autoptr(HistoryState) same = state_of(NEW ONE);
	g_autoptr(HistoryState) after = state_of(OPEN TWO);
	g_autoptr(GPtrArray) events = history_compare_states(before, before,
		after, commit_time);
	g_autoptr(HistoryState) replayed = history_replay(before, events);
	assert_true(states_are_equal(before, same));
	assert_false(states_are_equal(before, replayed));
}

/* A hand edit that takes very much away costs no more than adding it. */
static void test_many_removed(void **state)
{
	(void)state;
	enum { MANY = 200000 };
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(
		(GDestroyNotify)event_free);
	g_ptr_array_add(events, event_new(EVENT_CREATED, 0));
	for (int i = 0; i < 2 * MANY; i++) {
		Event *event = event_new(i < MANY ? EVENT_SAID : EVENT_REMOVED,
			0);
		event->entry_id = g_strdup_printf("e%d", i % MANY);
		event->entry_kind = g_strdup("comment");
		if (i < 2 * MANY - 1)
			g_ptr_array_add(events, event);
		else
			event_free(event);
	}
	g_autoptr(HistoryState) left = history_replay(NULL, events);
	assert_int_equal(history_state_entry_count(left), 1);
}

static void test_appended(void **state)
{
	(void)state;
	static const char grown[] = OPEN ONE TWO;
	g_autoptr(HistoryState) before = state_of(NEW ONE);
	g_autoptr(HistoryState) whole = state_of(grown);
	g_autoptr(Ticket) rest = ticket_parse_after(grown, strlen(grown),
		strlen(OPEN ONE), "test", NULL);
	g_autoptr(HistoryState) appended = history_state_append(before, rest);
	assert_true(states_are_equal(appended, whole));
	g_autoptr(HistoryState) twice = history_state_append(whole, rest);
	assert_null(twice);
}

static void test_kind_names(void **state)
{
	(void)state;
	for (int i = EVENT_CREATED; i <= EVENT_EDITED; i++) {
		EventKind kind;
		assert_true(event_kind_find(event_kind_name((EventKind)i),
			&kind));
		assert_int_equal(kind, i);
	}
	EventKind kind;
	assert_false(event_kind_find("thought", &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_replay_gives_the_file),
		cmocka_unit_test(test_replay_leaves_its_origin_alone),
		cmocka_unit_test(test_many_removed),
		cmocka_unit_test(test_appended),
		cmocka_unit_test(test_kind_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
