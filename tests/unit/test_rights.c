#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/rights.h"

static Agent *agent(const char *login, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *yaml = g_strconcat("name: X\nmails: [", login,
		"@desk.example]\n", text, NULL);
	Agent *parsed = agent_parse(login, yaml, strlen(yaml), login, &error);
	g_assert_no_error(error);
	return parsed;
}

static void add(Rights *rights, const char *login, const char *text)
{
	g_autoptr(Agent) one = agent(login, text);
	rights_add(rights, one);
}

static void standing_is_that_of_the_files(void **state)
{
	(void)state;
	g_autoptr(Rights) rights = rights_new();
	const char *known;
	assert_int_equal(rights_standing(rights, "anna", NULL, &known),
		RIGHTS_LEAD);
	assert_null(known);
	add(rights, "anna", "roles: [lead]\n");
	add(rights, "boris", "roles: [lead]\nleft: true\n");
	add(rights, "olga", "roles: [observer]\n");
	add(rights, "tina", "trainee: anna\n");
	static const struct {
		const char *login, *mail;
		Standing wanted;
	} rows[] = {
		{"anna", NULL, RIGHTS_LEAD},
		{NULL, "Anna@Desk.example", RIGHTS_LEAD},
		{"boris", NULL, RIGHTS_LEFT},
		{"olga", NULL, RIGHTS_OBSERVER},
		{"tina", NULL, RIGHTS_AGENT},
		{"nobody", NULL, RIGHTS_NOBODY},
		{NULL, "who@else.example", RIGHTS_NOBODY},
		{NULL, NULL, RIGHTS_NOBODY},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(rights_standing(rights, rows[i].login,
			rows[i].mail, NULL), rows[i].wanted);
}

/* A store must not lock its people out; who has left stays out. */
static void without_a_lead_everybody_leads(void **state)
{
	(void)state;
	g_autoptr(Rights) rights = rights_new();
	add(rights, "boris", "roles: [lead]\nleft: true\n");
	add(rights, "tina", "");
	assert_int_equal(rights_standing(rights, "tina", NULL, NULL),
		RIGHTS_LEAD);
	assert_int_equal(rights_standing(rights, "boris", NULL, NULL),
		RIGHTS_LEFT);
}

static void what_of_an_agent_is_for_the_lead(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after;
		gboolean own;
		const char *wanted;
	} rows[] = {
		{"", "phones: ['+74951234567']\n", FALSE, NULL},
		{"roles: [agent]\n", "roles: [agent]\nlanguage: ru\n", FALSE,
			NULL},
		{"", "roles: [lead]\n", TRUE, "roles"},
		{"trainee: anna\n", "", TRUE, "trainee"},
		{"level: L1\n", "level: L2\nleft: true\n", FALSE,
			"level, left"},
		{"aliases: [a]\n", "aliases: [b]\n", TRUE, NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Agent) before = agent("tina", rows[i].before);
		g_autoptr(Agent) after = agent("tina", rows[i].after);
		g_autofree char *what = rights_agent_change(before, after,
			rows[i].own);
		if (g_strcmp0(what, rows[i].wanted) != 0)
			fail_msg("row %zu: %s", i, what ? what : "nothing");
	}
	g_autoptr(Agent) tina = agent("tina", "");
	g_autoptr(Agent) moved = agent("else", "");
	g_autofree char *others = rights_agent_change(tina, moved, FALSE);
	g_autofree char *own = rights_agent_change(tina, moved, TRUE);
	g_autofree char *made = rights_agent_change(NULL, tina, FALSE);
	g_autofree char *gone = rights_agent_change(tina, NULL, TRUE);
	assert_string_equal(others, "mails");
	assert_null(own);
	assert_non_null(made);
	assert_non_null(gone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(standing_is_that_of_the_files),
		cmocka_unit_test(without_a_lead_everybody_leads),
		cmocka_unit_test(what_of_an_agent_is_for_the_lead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
