/* Which changes of a status count for nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/undone.h"

/* "open>solved" is a change, "!solved>open" an undo. */
static void expect(const char *history, const char *undone)
{
	StatusChange changes[8] = {0};
	g_auto(GStrv) words = g_strsplit(history, " ", -1);
	guint count = g_strv_length(words);
	g_autoptr(GString) marks = g_string_new(NULL);
	assert_in_range(count, 1, G_N_ELEMENTS(changes));
	for (guint i = 0; i < count; i++) {
		char *arrow = strchr(words[i], '>');
		*arrow = '\0';
		changes[i].undo = *words[i] == '!';
		changes[i].before = words[i] + changes[i].undo;
		changes[i].after = arrow + 1;
	}
	undone_mark(changes, count);
	for (guint i = 0; i < count; i++)
		g_string_append_c(marks, changes[i].undone ? 'x' : '-');
	if (strcmp(marks->str, undone) != 0)
		fail_msg("%s: %s, not %s", history, marks->str, undone);
}

static void test_undone(void **state)
{
	(void)state;
	expect("open>solved", "-");
	expect("open>solved solved>open", "--");
	expect("open>solved !solved>open", "xx");
	expect("new>open open>solved !solved>open open>solved", "-xx-");
	/* One after the other, as undo goes on to what was before. */
	expect("open>solved solved>closed !closed>solved !solved>open", "xxxx");
	expect("open>solved solved>closed !closed>solved", "-xx");
	/* It leads elsewhere, or there is nothing that it could take back. */
	expect("open>solved solved>pending !pending>open", "---");
	expect("!new>closed", "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
