/* Paths that a push may bring, and those that no file of a store has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/check/push_path.h"

static void paths_are_refused_with_a_reason(void **state)
{
	(void)state;
	static const struct {
		const char *path, *said; /* NULL: it may be */
	} cases[] = {
		{"desk.yaml", NULL},
		{"tickets/2026/11/21/k3f9x2ab.yaml", NULL},
		{"agents/anna.yaml", NULL},
		{"заметки/план.md", NULL},
		{"notes/.gitkeep", NULL},
		{".gitattributes", NULL},
		{".gitignore", NULL},
		{".gitmodules", NULL},
		{".github/workflows/check.yaml", NULL},
		{"notes/git", NULL},
		{"../desk.yaml", "out of its folder"},
		{"notes/./x", "out of its folder"},
		{"notes//x", "out of its folder"},
		{".git/config", "git's own"},
		{"notes/.GIT/config", "git's own"},
		{"GIT~1/config", "git's own"},
		{".git . /config", "git's own"},
		{".git::$INDEX_ALLOCATION/config", "git's own"},
		{".g\xe2\x80\x8cit/config", "git's own"},
		{"notes\\..\\x", "written everywhere"},
		{"notes/a\nb", "written everywhere"},
		{"notes/\xff", "written everywhere"},
		{"tickets/README", "no file of a store"},
		{"tickets/2026/11/21/K3F9X2AB.yaml", "no file of a store"},
		{"Tickets/2026/11/21/k3f9x2ab.yaml", "no file of a store"},
		{"agents", NULL},
		{"AGENTS/anna.yaml", "no file of a store"},
		{"Desk.yaml", "no file of a store"},
		{"agents/.gitattributes", "no file of a store"},
		{"tickets/.gitignore", "no file of a store"},
		{".GitModules", "no file of a store"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const Phrase *refusal = push_path_refusal(cases[i].path);
		if (cases[i].said ? !refusal ||
			!strstr(refusal->en, cases[i].said) : refusal != NULL)
			fail_msg("%s: %s", cases[i].path,
				refusal ? refusal->en : "may be");
	}
}

static void names_are_the_same_but_for_case(void **state)
{
	(void)state;
	static const struct {
		const char *one, *other;
		gboolean same;
	} cases[] = {
		{"agents/Vera", "agents/vera", TRUE},
		{"ПЛАН", "план", TRUE},
		{"\xc3\xa9", "e\xcc\x81", TRUE},
		{"agents/vera", "agents/wera", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *one = push_path_fold(cases[i].one);
		g_autofree char *other = push_path_fold(cases[i].other);
		assert_int_equal(strcmp(one, other) == 0, cases[i].same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_refused_with_a_reason),
		cmocka_unit_test(names_are_the_same_but_for_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
