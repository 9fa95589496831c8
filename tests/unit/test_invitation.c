/* What calendars answer to an invitation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "text/invitation.h"

static void names_what_is_answered(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *file, *uid;
	} cases[] = {
		{"METHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a-b@c\r\n", "a-b@c"},
		{"BEGIN:VCALENDAR\nUID: a\nmethod:reply\nUID:b\n", "a"},
		/* Folded, by both kinds of white space. */
		{"METHOD:RE\r\n PLY\r\nUID:long\n\ter\r\n  one\r\n",
			"longer one"},
		{"METHOD:REQUEST\r\nUID:a\r\n", NULL},
		{"METHOD:REPLY\r\nX-UID:a\r\nDESCRIPTION:UID:b\r\n", NULL},
		{"METHOD:REPLY-TO\r\nUID:a\r\n", NULL},
		{"", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *uid = invitation_answered(cases[i].file,
			strlen(cases[i].file));
		if (g_strcmp0(uid, cases[i].uid) != 0)
			fail_msg("case %u: %s", (guint)i, uid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_is_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
