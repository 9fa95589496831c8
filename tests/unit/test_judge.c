/* What may be changed: asked by the write path, and by the hook of plain git. */
#include "desk_fixture.h"

#include "app/change/operation_run.h"
#include "app/check/hook_judge.h"
#include "app/desk/findings.h"
#include "app/desk/ticket_name.h"
#include "app/operation/judge.h"
#include "base/identifier.h"
#include "model/ticket.h"

static Desk *desk;
static char *made; /* uid */

static const FixtureFile files[] = {
	{"agents/vera.yaml", "name: Vera\nmails: [vera@desk.test]\nlevel: L1\n"},
	{"agents/gleb.yaml", "name: Gleb\nmails: [gleb@desk.test]\nlevel: L2\n"},
	{"agents/olga.yaml", "name: Olga\nmails: [olga@desk.test]\n"
		"roles: [observer]\n"},
	{"agents/lead.yaml", "name: Lead\nmails: [lead@desk.test]\n"
		"roles: [lead]\n"},
	{0},
};

static gboolean make(Operation *op, void *data, GError **error)
{
	Ticket *ticket = operation_create(op, NULL, INSTANT_NONE, error);
	(void)data;
	if (!ticket)
		return FALSE;
	ticket_set(ticket, "subject", "Printer");
	made = g_strdup(ticket_get(ticket, "uid"));
	return TRUE;
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	OperationSettings settings = {.verb = "new"};
	fixture_operate(desk, &settings, make, NULL);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	g_clear_pointer(&made, g_free);
	return fixture_end(state);
}

/* --- a change ------------------------------------------------------------- */

/* "status=solved worked=15": fields that differ. */
static Ticket *with(const Ticket *ticket, const char *changes)
{
	Ticket *changed = ticket_copy(ticket);
	g_auto(GStrv) words = g_strsplit(changes, " ", -1);
	for (char **word = words; *word; word++) {
		g_auto(GStrv) pair = g_strsplit(*word, "=", 2);
		if (pair[0] && pair[1])
			ticket_set(changed, pair[0], pair[1]);
	}
	return changed;
}

static void a_change_is_judged(void **state)
{
	static const struct {
		const char *login, *by, *verb, *changes, *wanted, *missing;
	} rows[] = {
		{"vera", NULL, "set", "priority=high", NULL, ""},
		{"olga", NULL, "set", "priority=high", "an observer looks", ""},
		{"vera", NULL, NULL, "status=solved resolution=solved "
			"category=other", "needs working time", "worked"},
		{"vera", NULL, "solve", "status=solved", "needs category, "
			"resolution and working time",
			"category resolution worked"},
		{"gleb", NULL, "escalate", "level=L2 category=other priority=",
			"needs a reason and priority", "reason priority"},
		{"gleb", NULL, "escalate", "level=L2 category=other "
			"priority=high", "needs a reason", "reason"},
		{"vera", "rule", "set", "priority=high", NULL, ""},
		{NULL, NULL, NULL, "priority=high", NULL, ""},
	};
	g_autoptr(GError) trouble = NULL;
	g_autoptr(Ticket) before = desk_load_ticket(desk, made, &trouble);
	(void)state;
	assert_non_null(before);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Ticket) after = with(before, rows[i].changes);
		g_autoptr(GPtrArray) missing =
			g_ptr_array_new_with_free_func(g_free);
		Judge judge = {.login = rows[i].login, .by = rows[i].by,
			.verb = rows[i].verb, .at = INSTANT_NONE,
			.missing = missing};
		gboolean may = judge_change(desk, &judge, before, after, &error);
		g_ptr_array_add(missing, NULL);
		g_autofree char *names = g_strjoinv(" ",
			(char **)missing->pdata);
		if (may != !rows[i].wanted || (error &&
			!strstr(error->message, rows[i].wanted)))
			fail_msg("%zu: %s", i, error ? error->message : "yes");
		if (error)
			assert_int_equal(error->code,
				strcmp(rows[i].missing, "reason") == 0 ?
				DESK_ERROR_USAGE : DESK_ERROR_FORBIDDEN);
		assert_string_equal(names, rows[i].missing);
	}
}

/* --- the hook ------------------------------------------------------------- */

/* The kinds of what is found, in order. */
static char *found_after(const char *line)
{
	g_autoptr(GError) error = NULL;
	const char *folder = desk_place(desk)->work_tree;
	g_autofree char *path = uid_to_path(made);
	g_autoptr(GString) kinds = g_string_new(NULL);
	run("cd %s && F=%s && %s && git add -A", folder, path, line);
	g_autoptr(GPtrArray) findings = staged_check(desk, &error);
	if (!findings)
		fail_msg("%s: %s", line, error->message);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = g_ptr_array_index(findings, i);
		g_string_append_printf(kinds, "%s%s", i ? " " : "",
			finding->kind);
	}
	run("cd %s && git reset -q --hard", folder);
	return g_string_free(g_steal_pointer(&kinds), FALSE);
}

static void what_git_would_commit_is_judged(void **state)
{
	static const struct {
		const char *line, *wanted;
	} rows[] = {
		{"true", ""},
		{"sed -i 's/^subject:.*/subject: Screen/' $F", ""},
		{"sed -i 's/^status:.*/status: solved/' $F", "workflow"},
		{"sed -i 's/^status:.*/status: lost/' $F", "value"},
		{"sed -i 's/^uid:.*/uid: none/' $F", "unreadable"},
		{"printf 'requester: nobody/none\\n' >>$F", "unreadable"},
		{"git rm -q $F", "deleted"},
		{"printf 'level: L9\\n' >>agents/vera.yaml", "people"},
		{"printf 'a: [\\n' >>desk.yaml", "regulation"},
		{"printf 'x\\n' >notes.txt", ""},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *kinds = found_after(rows[i].line);
		if (strcmp(kinds, rows[i].wanted) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].line, kinds,
				rows[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_judged),
		cmocka_unit_test(what_git_would_commit_is_judged),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
