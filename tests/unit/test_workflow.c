#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cases.h"
#include "model/verb.h"
#include "rules/workflow.h"
#include "text/date.h"

#define NOW 1795255200

static const char desk_yaml[] =
	"desk: 1\n"
	"priorities: [low, high]\n"
	"resolutions: [solved, wontfix]\n"
	"categories: {net: {}, net/vpn: {}}\n"
	"fields: {asset: {type: asset}}\n"
	"workflow:\n"
	"  - {to: solved, require: [category, resolution, worked]}\n"
	"  - {do: escalate, require: [category, priority, reason]}\n"
	"  - {from: closed, to: open, roles: [lead, L3]}\n"
	"  - {from: closed, to: open, roles: boss, require: reason}\n"
	"  - {from: closed, to: open, by: mail, within: 14d}\n"
	"  - {to: solved, by: rule, require: resolution}\n"
	"  - {from: on-hold, to: open, require: [fields.asset]}\n";

typedef struct {
	const Regulation *regulation;
	Ticket *before, *after;
	char *by, *verb;
	char **roles;
	Instant since;
} Row;

static void row_clear(Row *row)
{
	ticket_free(row->before);
	ticket_free(row->after);
	g_free(row->by);
	g_free(row->verb);
	g_strfreev(row->roles);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static void say(Ticket *ticket, const char *kind, const char *id,
	const char *body, gint64 minutes)
{
	Entry *entry = entry_new(kind, id, NOW, "anna", body);
	if (minutes > 0)
		entry_set_integer(entry, "minutes", minutes);
	ticket_append(ticket, entry);
}

static void set_both(Row *row, const char *field, const char *pair)
{
	g_auto(GStrv) parts = g_strsplit(pair, ">", 2);
	ticket_set(row->before, field, g_strstrip(parts[0]));
	ticket_set(row->after, field, g_strstrip(parts[1]));
}

static void read_key(Row *row, const char *word)
{
	g_auto(GStrv) pair = g_strsplit(word, " ", 2);
	const char *value = pair[1] ? pair[1] : "";
	gint64 seconds;
	if (strcmp(pair[0], "roles") == 0) {
		g_strfreev(row->roles);
		row->roles = g_strsplit(value, " ", -1);
	} else if (strcmp(pair[0], "by") == 0) {
		g_free(row->by);
		row->by = g_strdup(value);
	} else if (strcmp(pair[0], "verb") == 0) {
		row->verb = g_strdup(value);
	} else if (strcmp(pair[0], "since") == 0) {
		assert_true(duration_parse(value, &seconds, NULL));
		row->since = NOW - seconds;
	} else if (strcmp(pair[0], "worked") == 0) {
		say(row->after, "work", "w1", NULL,
			g_ascii_strtoll(value, NULL, 10));
	} else if (strcmp(pair[0], "reason") == 0) {
		say(row->after, "comment", "c1", "Because.", 0);
	} else if (strcmp(pair[0], "level") == 0) {
		set_both(row, "level", value);
	} else {
		ticket_set(row->after, pair[0], value);
	}
}

static char *judge(const char *input, void *data)
{
	g_auto(Row) row = {.regulation = data, .since = INSTANT_NONE};
	row.before = ticket_new("20261121-k3f9x2ab", NOW - 86400);
	row.after = ticket_new("20261121-k3f9x2ab", NOW - 86400);
	row.by = g_strdup("agent");
	row.roles = g_new0(char *, 1);
	ticket_set(row.after, "number", "12");
	g_auto(GStrv) words = g_strsplit(input, "; ", -1);
	set_both(&row, "status", words[0]);
	for (guint i = 1; words[i]; i++)
		read_key(&row, words[i]);
	WorkflowQuestion question = {row.by, row.verb,
		(const char *const *)row.roles, NOW, row.since};
	g_auto(WorkflowAnswer) answer = {0};
	if (workflow_allows(row.regulation, &question, row.before, row.after,
		&answer))
		return g_strdup("allowed");
	g_autofree char *words_of = workflow_explain(row.regulation, &answer,
		"12", "en");
	g_auto(GStrv) lines = g_strsplit(words_of, "\n", -1);
	return g_strjoinv("\\n", lines);
}

static void cases_pass(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(desk_yaml,
		strlen(desk_yaml), "desk.yaml", &error);
	if (!regulation)
		fail_msg("%s", error->message);
	assert_int_equal(cases_run("workflow", judge, regulation), 0);
}

static void rows_are_found(void **state)
{
	(void)state;
	g_autoptr(Regulation) regulation = regulation_parse(desk_yaml,
		strlen(desk_yaml), "desk.yaml", NULL);
	gint64 within = -1;
	assert_true(workflow_has_row(regulation, "closed", "open", "mail",
		&within));
	assert_int_equal(within, 14 * 86400);
	assert_false(workflow_has_row(regulation, "solved", "open", "mail",
		&within));
}

static void retracted_work_does_not_count(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", NOW);
	say(ticket, "work", "w1", NULL, 15);
	assert_int_equal(workflow_worked(ticket), 15);
	Entry *entry = entry_new("retract", "r1", NOW, "anna", NULL);
	entry_set(entry, "of", "w1");
	ticket_append(ticket, entry);
	assert_int_equal(workflow_worked(ticket), 0);
}

static void some_verbs_are_special(void **state)
{
	static const struct {
		const char *name;
		VerbFlag flag;
		gboolean is;
	} rows[] = {
		{"take", VERB_FREE, TRUE}, {"take", VERB_TAKES, TRUE},
		{"take", VERB_REASONED, FALSE}, {"undo", VERB_UNRULED, TRUE},
		{"escalate", VERB_REASONED, TRUE}, {"solve", VERB_FREE, FALSE},
		{"comment", VERB_OBSERVED, TRUE}, {NULL, VERB_FREE, FALSE},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(verb_is(rows[i].name, rows[i].flag),
			rows[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(rows_are_found),
		cmocka_unit_test(some_verbs_are_special),
		cmocka_unit_test(retracted_work_does_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
