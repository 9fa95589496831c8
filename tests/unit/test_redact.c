/* What is taken out, what stays, and what is not taken for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "model/redact.h"

#define HEAD "uid: 20261121-k3f9x2ab\nnumber: 1\nsubject: Pin 0815-4711\n" \
	"created: 2026-11-21T06:14:03Z\nstatus: new\nchannel: shell\n" \
	"assignee:\ntoken: 7mq2d9xk1v4p\npriority: normal\nrequester:\n" \
	"category:\ncustomer:\nlevel: L1\ntype:\ngroup:\n"
#define ENTRY(id, by, more) "---\nid: " id "\nkind: comment\n" \
	"at: 2026-11-21T06:15:00Z\nby: " by "\n" more
#define AT ((Instant)1795242000) /* 2026-11-21T06:20:00Z */

static char *redact(const char *text, GError **error, ...)
	G_GNUC_NULL_TERMINATED;
static char *redact(const char *text, GError **error, ...)
{
	g_autoptr(GPtrArray) secrets = g_ptr_array_new();
	va_list list;
	va_start(list, error);
	char *secret;
	while ((secret = va_arg(list, char *)))
		g_ptr_array_add(secrets, secret);
	va_end(list);
	return redact_ticket(text, strlen(text), "t", secrets, AT, error);
}

static void texts_go_and_entries_say_so(void **state)
{
	static const char before[] = HEAD
		ENTRY("aaaa11", "anna", "body: |\n  Pin 0815-4711, PIN.\n")
		ENTRY("bbbb22", "ivan 0815-4711", "")
		ENTRY("cccc33", "anna", "body: |\n  Nothing.\n");
	static const char wanted[] = "number: 1\nsubject: Pin █████\n";
	g_autoptr(GError) error = NULL;
	(void)state;
	g_autofree char *after = redact(before, &error, "0815", "0815-4711",
		NULL);
	assert_non_null(after);
	assert_non_null(strstr(after, wanted));
	assert_null(strstr(after, "4711"));
	assert_non_null(strstr(after, "by: anna\nredacted: "
		"2026-11-21T06:20:00Z\nbody: |\n  Pin █████, PIN.\n"));
	assert_non_null(strstr(after, "by: ivan █████\nredacted: "));
	assert_non_null(strstr(after, ENTRY("cccc33", "anna",
		"body: |\n  Nothing.\n")));
	assert_null(redact(before, &error, "none of it", NULL));
	assert_null(error);
	/* Again, of what was redacted before: the first time stands. */
	g_autofree char *again = redact(after, &error, "Pin ", NULL);
	assert_non_null(again);
	assert_non_null(strstr(again, "  ██████████, PIN.\n"));
	g_autoptr(Ticket) first = ticket_parse(before, strlen(before), "t",
		NULL);
	g_autoptr(Ticket) last = ticket_parse(again, strlen(again), "t", NULL);
	const char *broken;
	assert_true(ticket_only_grew(first, last, &broken));
	assert_true(redact_was_done(first, last));
	assert_false(redact_was_done(last, last));
	assert_false(ticket_only_grew(last, first, &broken));
}

static void what_names_a_ticket_stays(void **state)
{
	static const char *const secrets[] = {"20261121", "aaaa11", "comment",
		"2026-11-21"};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(redact(HEAD ENTRY("aaaa11", "anna", ""), &error,
			secrets[i], NULL));
		assert_int_equal(error->code, DESK_ERROR_USAGE);
	}
}

/* An entry may lose words, and nothing else. */
static void other_changes_are_none(void **state)
{
	static const char before[] = HEAD
		ENTRY("aaaa11", "anna", "body: |\n  One two three.\n");
#define REDACTED "redacted: 2026-11-21T05:00:00Z\n"
	static const struct {
		const char *entry;
		gboolean is;
	} rows[] = {
		{ENTRY("aaaa11", "anna", REDACTED
			"body: |\n  One █████ three.\n"), TRUE},
		{ENTRY("aaaa11", "anna", REDACTED "body: |\n  █████\n"), TRUE},
		{ENTRY("aaaa11", "█████", REDACTED "body: |\n  █████ two █████\n"),
			TRUE},
		{ENTRY("aaaa11", "anna", "body: |\n  One █████ three.\n"), FALSE},
		{ENTRY("aaaa11", "anna", REDACTED
			"body: |\n  One █████ four.\n"), FALSE},
		{ENTRY("aaaa11", "anna", REDACTED
			"body: |\n  One two three. █████ More.\n"), FALSE},
		{ENTRY("aaaa11", "anna", REDACTED
			"body: |\n  three █████ One\n"), FALSE},
		{ENTRY("aaaa11", "vera", REDACTED "body: |\n  █████\n"), FALSE},
		{ENTRY("aaaa11", "anna", REDACTED
			"body: |\n  One two three.\n"), FALSE},
	};
	g_autoptr(Ticket) old = ticket_parse(before, strlen(before), "t", NULL);
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat(HEAD, rows[i].entry, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Ticket) new = ticket_parse(text, strlen(text), "t",
			&error);
		const char *broken;
		if (!new)
			fail_msg("%zu: %s", i, error->message);
		if (ticket_only_grew(old, new, &broken) != rows[i].is)
			fail_msg("%zu: %s", i, rows[i].entry);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_go_and_entries_say_so),
		cmocka_unit_test(what_names_a_ticket_stays),
		cmocka_unit_test(other_changes_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
