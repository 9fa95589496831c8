/* Where new entries may stand, and whose they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/grown.h"

/* "a1 b3": entry a of hour 1, entry b of hour 3. NULL: no ticket. */
static Ticket *ticket_with(const char *entries)
{
	if (!entries)
		return NULL;
	Ticket *ticket = ticket_new("20261121-k3f9x2ab", 0);
	g_auto(GStrv) words = g_strsplit(entries, " ", -1);
	for (char **word = words; *word && **word; word++) {
		const char id[] = {**word, 'a', 'a', 'a', 'a', 'a', '\0'};
		ticket_append(ticket, entry_new("comment", id,
			3600 * (*word)[1], "anna", NULL));
	}
	return ticket;
}

static void entries_stand_at_the_end_or_by_their_time(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after, *beside;
		char odd; /* the id's first letter; 0: none */
	} cases[] = {
		{"a1 b2", "a1 b2", NULL, 0},
		{"a1 b2", "a1 b2 c3", NULL, 0},
		/* Late, but at the end. */
		{"a1 b2", "a1 b2 c0", NULL, 0},
		/* By its time, as a merge puts it. */
		{"a1 b5", "a1 c3 b5", NULL, 0},
		{"a1 b5", "a1 c5 b5", NULL, 0},
		{"a1 b5", "c1 a1 d2 e4 b5 f9", NULL, 0},
		/* What stood out of order stays so. */
		{"a9 b5", "a9 b5 c7", NULL, 0},
		{"a9 b5", "c7 a9 b5", NULL, 0},
		{"a1 b5", "a1 c6 b5", NULL, 'c'},
		{"a1 b5", "c3 a1 b5", NULL, 'c'},
		{"a1 b5", "b5 a1", NULL, 'b'},
		{"a1 b5 c6", "a1 c6 b5 d7", NULL, 'c'},
		/* Gone is another's to tell. */
		{"a1 b5 c6", "a1 c6 d7", NULL, 0},
		/* From the other side of a merge. */
		{"a1 b5", "a1 c6 b5", "a1 c6", 0},
		{"a1 b5", "a1 c6 d7 b5", "a1 c6", 'd'},
		{"", "a1", NULL, 0},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Ticket) before = ticket_with(cases[i].before);
		g_autoptr(Ticket) after = ticket_with(cases[i].after);
		g_autoptr(Ticket) beside = ticket_with(cases[i].beside);
		const Entry *odd = grown_out_of_order(before, after, beside);
		char is = odd ? odd->id[0] : 0;
		if (is != cases[i].odd)
			fail_msg("%s -> %s: %c", cases[i].before,
				cases[i].after, is ? is : '-');
	}
}

static void each_says_what_is_theirs(void **state)
{
	(void)state;
	static const struct {
		const char *by, *login;
		gboolean of_another;
	} cases[] = {
		{"anna", "anna", FALSE},
		{"vera", "anna", TRUE},
		{"vera", NULL, TRUE},
		{"desk", "anna", FALSE},
		{"acme/ivan", "anna", FALSE},
		{"ivan@acme.example", "anna", FALSE},
		{"Ivan <ivan@acme.example>", "anna", FALSE},
		{"ivan <ivan@acme.example>", "anna", FALSE},
		{"+74951234567", "anna", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Entry *entry = entry_new("comment", "aaaaaa", 0, cases[i].by,
			"x");
		g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", 0);
		ticket_append(ticket, entry);
		assert_int_equal(entry_is_of_another(entry, cases[i].login),
			cases[i].of_another);
	}
}

static void a_copy_says_the_same(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *by, *body;
		gboolean copy;
	} cases[] = {
		{"comment", "vera", "On fire.\n", TRUE},
		{"comment", "anna", "On fire.\n", FALSE},
		{"comment", "vera", "On ice.\n", FALSE},
		{"reply", "vera", "On fire.\n", FALSE},
		/* Time that was spent once. */
		{"work", "vera", NULL, FALSE},
	};
	g_autoptr(Ticket) source = ticket_new("20261121-k3f9x2ab", 0);
	ticket_append(source, entry_new("comment", "aaaaaa", 0, "vera",
		"On fire.\n"));
	ticket_append(source, entry_new("work", "bbbbbb", 0, "vera", NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ac", 0);
		ticket_append(ticket, entry_new(cases[i].kind, "cccccc", 5,
			cases[i].by, cases[i].body));
		assert_int_equal(entry_is_copy(ticket_entry(ticket, 0), source),
			cases[i].copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_stand_at_the_end_or_by_their_time),
		cmocka_unit_test(each_says_what_is_theirs),
		cmocka_unit_test(a_copy_says_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
