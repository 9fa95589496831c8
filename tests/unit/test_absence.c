#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/absence.h"

static GPtrArray *team(void)
{
	static const struct {
		const char *login, *text;
	} files[] = {
		{"anna", "name: Anna\n"},
		{"bob", "away: [{from: 2026-11-20, until: 2026-11-22, to: anna}]\n"},
		{"carl", "away: [{from: 2026-11-20, until: 2026-11-24, to: bob}]\n"},
		{"dora", "away: [{from: 2026-11-20, until: 2026-11-24}]\n"},
		{"eve", "away: [{from: 2026-11-20, until: 2026-11-24, to: fred}]\n"},
		{"fred", "away: [{from: 2026-11-20, until: 2026-11-24, to: eve}]\n"},
		{"gus", "away: [{from: 2026-11-20, until: 2026-11-24, to: gone}]\n"},
		{"hans", "away: [{from: 2026-11-20, until: 2026-11-24, to: hans}]\n"},
	};
	GPtrArray *agents = g_ptr_array_new_with_free_func(
		(GDestroyNotify)agent_free);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		g_ptr_array_add(agents, agent_parse(files[i].login,
			files[i].text, strlen(files[i].text), "x", NULL));
	return agents;
}

static void test_stand_in(G_GNUC_UNUSED void **state)
{
	static const struct {
		guint agent;
		const char *at, *there;
	} cases[] = {
		{0, "2026-11-21T12:00:00Z", "anna"},
		{1, "2026-11-19T23:59:59Z", "bob"},
		{1, "2026-11-20T00:00:00Z", "anna"},
		{1, "2026-11-23T00:00:00Z", "bob"},
		{2, "2026-11-21T12:00:00Z", "anna"}, /* bob is away, too */
		{2, "2026-11-23T12:00:00Z", "bob"},
		{3, "2026-11-21T12:00:00Z", "dora"}, /* nobody stands in */
		{4, "2026-11-21T12:00:00Z", "eve"},  /* for each other */
		{5, "2026-11-21T12:00:00Z", "fred"},
		{6, "2026-11-21T12:00:00Z", "gus"},  /* who is not there */
		{7, "2026-11-21T12:00:00Z", "hans"},
	};
	g_autoptr(GPtrArray) agents = team();
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Instant at;
		assert_true(instant_parse(cases[i].at, &at));
		assert_string_equal(absence_stand_in(agents,
			g_ptr_array_index(agents, cases[i].agent), zone, at)->
			login, cases[i].there);
	}
}

static void test_language(G_GNUC_UNUSED void **state)
{
	static const char text[] = "name: Ivan\nlanguage: ru\n";
	g_autoptr(Agent) ivan = agent_parse("ivan", text, strlen(text), "x",
		NULL);
	g_autoptr(Agent) anna = agent_parse("anna", "name: A\n", 8, "x", NULL);
	g_autoptr(Agent) list = agent_parse("list", "language: [ru]\n", 15,
		"x", NULL);
	assert_string_equal(ivan->language, "ru");
	assert_null(anna->language);
	assert_null(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stand_in),
		cmocka_unit_test(test_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
