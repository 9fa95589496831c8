#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/desk/outbox_address.h"
#include "app/outbox/outbox.h"
#include "model/ticket.h"

static void test_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *text, *bare;
		gboolean good;
	} cases[] = {
		{"ivan@acme.example", "ivan@acme.example", TRUE},
		{"Ivan <Ivan@ACME.example>", "ivan@acme.example", TRUE},
		{"a <b@c> <d@e.example>", "d@e.example", TRUE},
		{"иван@почта.рф", "иван@xn--80a1acny.xn--p1ai", TRUE},
		{"o'neil+tag@x.example", "o'neil+tag@x.example", TRUE},
		{"", "", FALSE},
		{"ivan", "ivan", FALSE},
		{"@acme.example", "@acme.example", FALSE},
		{"ivan@", "ivan@", FALSE},
		{"ivan@-acme", "ivan@-acme", FALSE},
		{"i van@acme.example", "i van@acme.example", FALSE},
		{"a@b@acme.example", "a@b@acme.example", FALSE},
		{"ivan@acme.example\r\nBcc: x@y.z",
			"ivan@acme.example\r\nbcc: x@y.z", FALSE},
		{"a,b@acme.example", "a,b@acme.example", FALSE},
		{"\xff@acme.example", NULL, FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		assert_int_equal(outbox_is_address(cases[i].text),
			cases[i].good);
		if (!cases[i].bare)
			continue;
		g_autofree char *bare = outbox_bare_address(cases[i].text);
		assert_string_equal(bare, cases[i].bare);
	}
}

static void test_lists(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", 0);
	Entry *entry = entry_new("reply", "r1", 0, "anna", "Hello.");
	entry_add_text(entry, "to", "Ivan: the \"one\" <ivan@acme.example>");
	entry_add_text(entry, "to", "no");
	ticket_append(ticket, entry);
	g_autoptr(GPtrArray) before = entry_get_list(entry, "to");
	assert_int_equal(before->len, 2);
	g_autoptr(GBytes) bytes = ticket_encode(ticket);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(Ticket) again = ticket_parse(text, size, "t", NULL);
	g_autoptr(GPtrArray) after = entry_get_list(ticket_entry(again, 0),
		"to");
	assert_int_equal(after->len, 2);
	for (guint i = 0; i < 2; i++)
		assert_string_equal(g_ptr_array_index(before, i),
			g_ptr_array_index(after, i));
	g_autoptr(GPtrArray) none = entry_get_list(entry, "cc");
	assert_int_equal(none->len, 0);
}

static void test_settles(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *of, *state;
		gboolean settles;
	} cases[] = {
		{"delivery", "r1", "sent", TRUE},
		{"delivery", "r1", "failed", TRUE},
		{"delivery", "r1", "reported", FALSE},
		{"delivery", "r2", "sent", FALSE},
		{"retract", "r1", "sent", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", 0);
		Entry *entry = entry_new(cases[i].kind, "x", 0, "desk", NULL);
		ticket_append(ticket, entry);
		entry_set(entry, "of", cases[i].of);
		entry_set(entry, "state", cases[i].state);
		assert_int_equal(outbox_settles(entry, "r1"), cases[i].settles);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_settles),
	};
	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
