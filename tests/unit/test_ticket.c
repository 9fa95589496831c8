#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/error.h"
#include "model/field.h"
#include "model/ticket_known.h"

#define UID "uid: 20261121-k3f9x2ab\n"
#define CREATED "created: 2026-11-21T06:14:03Z\n"
#define ENTRY \
	"---\nid: 8h2k4m\nkind: message\nat: 2026-11-21T06:14:03Z\n" \
	"by: Иван <i@x.example>\nbody: |\n  Здравствуйте!\n"

/* The example of the design, with what a hand may add. */
static const char example[] =
	"uid: 20261121-k3f9x2ab\n"
	"number: 1042\n"
	"subject: Нет связи с сервером 1С\n"
	"created: 2026-11-21T06:14:03Z\n"
	"status: open\n"
	"channel: email\n"
	"assignee: anna\n"
	"token: 7mq2d9xk1v4p\n"
	"priority: high\n"
	"requester: acme/ivan\n"
	"category: 1c\n"
	"customer: acme\n"
	"level: L1\n"
	"type: incident\n"
	"group: support\n"
	"tags:\n"
	"  - vpn\n"
	"---\n"
	"id: 8h2k4m\n"
	"kind: message\n"
	"at: 2026-11-21T06:14:03Z\n"
	"by: Иван Петров <ivan@acme.example>\n"
	"sent: 2026-11-21T09:13:58+03:00\n"
	"message-id: <abc@acme.example>\n"
	"original: 2026/11/21/3f2a9c\n"
	"attachments:\n"
	"  - {name: screen.png, type: image/png, size: 48213, part: 2}\n"
	"body: |\n"
	"  Здравствуйте! С утра не открывается 1С.\n"
	"---\n"
	"id: 9c7d1q\n"
	"kind: comment\n"
	"at: 2026-11-21T06:31:10Z\n"
	"by: anna\n"
	"body: |\n"
	"  Ping теряется на шлюзе.\n";

static Ticket *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = ticket_parse(text, strlen(text), "t.yaml", &error);
	if (!ticket)
		fail_msg("%s\nin:\n%s", error->message, text);
	return ticket;
}

static void assert_file(const Ticket *ticket, const char *expected)
{
	g_autoptr(GBytes) bytes = ticket_encode(ticket);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data ? data : "", size);
	assert_string_equal(text, expected);
	assert_int_equal(size, strlen(expected));
	g_autoptr(Ticket) again = parse(text);
}

static char *example_with(const char *old, const char *new)
{
	g_auto(GStrv) parts = g_strsplit(example, old, 2);
	assert_int_equal(g_strv_length(parts), 2);
	return g_strjoinv(new, parts);
}

static void the_example_is_understood(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(example);
	assert_string_equal(ticket_get(ticket, "subject"),
		"Нет связи с сервером 1С");
	assert_int_equal(ticket_get_number(ticket), 1042);
	assert_string_equal(ticket_get(ticket, "eta"), "");
	assert_true(ticket_get_instant(ticket, "eta") == INSTANT_NONE);
	g_autofree char *created =
		instant_format(ticket_get_instant(ticket, "created"));
	assert_string_equal(created, "2026-11-21T06:14:03Z");
	assert_int_equal(ticket_get_list(ticket, "tags")->len, 1);
	assert_int_equal(ticket_get_list(ticket, "cc")->len, 0);
	g_autofree char *tags = ticket_get_as_text(ticket, "tags");
	assert_string_equal(tags, "[\"vpn\"]");
	assert_int_equal(ticket_entry_count(ticket), 2);
	const Entry *entry = ticket_entry_by_id(ticket, "8h2k4m");
	assert_string_equal(entry->kind, "message");
	assert_string_equal(entry->by, "Иван Петров <ivan@acme.example>");
	assert_string_equal(entry->body,
		"Здравствуйте! С утра не открывается 1С.\n");
	assert_string_equal(entry_get(entry, "message-id"), "<abc@acme.example>");
	assert_string_equal(entry_get(entry, "at"), "2026-11-21T06:14:03Z");
	assert_string_equal(entry_get(entry, "attachments"), "");
	assert_null(ticket_entry_by_id(ticket, "none"));
	assert_file(ticket, example);
}

static void a_changed_field_changes_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *field, *value, *old, *new;
	} rows[] = {
		{"status", "solved", "status: open\n", "status: solved\n"},
		{"assignee", NULL, "assignee: anna\n", "assignee:\n"},
		{"priority", "no", "priority: high\n", "priority: 'no'\n"},
		{"subject", "a: b", "subject: Нет связи с сервером 1С\n",
			"subject: 'a: b'\n"},
		{"number", "7", "number: 1042\n", "number: 7\n"},
		{"tags", NULL, "tags:\n  - vpn\n", ""},
		{"tags", "x", "  - vpn\n", "  - x\n"},
		{"resolution", "solved", "group: support\n",
			"group: support\nresolution: solved\n"},
		{"eta", "2026-11-22T07:00:00Z", "group: support\n",
			"group: support\neta: 2026-11-22T07:00:00Z\n"},
		{"cc", "a@x", "tags:", "cc:\n  - a@x\ntags:"},
		{"was", "2", "tags:", "was:\n  - 2\ntags:"},
		{"links", "a b", "  - vpn\n", "  - vpn\nlinks:\n  - a b\n"},
		{"fields.asset", "srv-014", "  - vpn\n",
			"  - vpn\nfields:\n  asset: srv-014\n"},
		{"unknown", "x", "  - vpn\n", "  - vpn\nunknown: x\n"},
		{"status", "open", "status: open\n", "status: open\n"},
		{"resolution", NULL, "status: open\n", "status: open\n"},
		{"subject", "a\nb", "subject: Нет связи с сервером 1С\n",
			"subject: \"a\\nb\"\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Ticket) ticket = parse(example);
		ticket_set(ticket, rows[i].field, rows[i].value);
		assert_string_equal(ticket_get(ticket, rows[i].field),
			rows[i].value && !field_find(rows[i].field)
				? rows[i].value
			: rows[i].value && field_find(rows[i].field)->type ==
				FIELD_LIST ? ""
			: rows[i].value ? rows[i].value : "");
		g_autofree char *expected = example_with(rows[i].old,
			rows[i].new);
		assert_file(ticket, expected);
	}
}

/* Each row: a head, a change, the head after it. */
static void hand_formatting_survives(void **state)
{
	(void)state;
	static const struct {
		const char *before, *field, *value, *after;
	} rows[] = {
		/* comments, blank lines, alignment, order, unknown keys */
		{UID CREATED "# why\nstatus:   open   # hot\n\nx-key: {a: 1}\n",
			"status", "new",
			UID CREATED
			"# why\nstatus:   new   # hot\n\nx-key: {a: 1}\n"},
		{UID CREATED "assignee: anna # gone\nstatus: new\n",
			"assignee", NULL,
			UID CREATED "assignee: # gone\nstatus: new\n"},
		{UID CREATED "assignee: # nobody\n", "assignee", "anna",
			UID CREATED "assignee: anna # nobody\n"},
		{UID CREATED "assignee: ''\n", "assignee", "anna",
			UID CREATED "assignee: anna\n"},
		{UID CREATED "assignee: ''\n", "assignee", "",
			UID CREATED "assignee: ''\n"},
		{CREATED "level: L1\n" UID "status: new\n", "subject", "x",
			CREATED "level: L1\n" UID "subject: x\nstatus: new\n"},
		{UID CREATED "'status' : \"open\"\n", "status", "new",
			UID CREATED "'status' : new\n"},
		{UID CREATED "subject: |\n  one\n  two\n\n# c\nstatus: new\n",
			"subject", "x",
			UID CREATED "subject: x\n\n# c\nstatus: new\n"},
		{UID CREATED "subject: one\n  two\n  three\nstatus: new\n",
			"subject", "x", UID CREATED "subject: x\nstatus: new\n"},
		{UID CREATED "subject:\n  one two\nstatus: new\n", "subject",
			"x", UID CREATED "subject:\n  x\nstatus: new\n"},
		{UID CREATED "subject:\n  one two\nstatus: new\n", "subject",
			"", UID CREATED "subject:\nstatus: new\n"},
		{UID CREATED "subject: # c\n  one two\nstatus: new\n",
			"subject", "x",
			UID CREATED "subject: # c\n  x\nstatus: new\n"},
		{UID CREATED "subject: \n|\n one\nstatus: new\n", "subject",
			"x", UID CREATED "subject: x\nstatus: new\n"},
		/* a kept text keeps its blank lines */
		{UID CREATED "resolution: |+\n  x\n\n\n", "eta",
			"2026-11-22T07:00:00Z",
			UID CREATED "resolution: |+\n  x\n\n\n"
			"eta: 2026-11-22T07:00:00Z\n"},
		{UID CREATED "resolution: |\n  x\n\n\n", "eta",
			"2026-11-22T07:00:00Z",
			UID CREATED "resolution: |\n  x\n"
			"eta: 2026-11-22T07:00:00Z\n\n\n"},
		{UID CREATED "resolution: |2\n     \n\n", "eta",
			"2026-11-22T07:00:00Z",
			UID CREATED "resolution: |2\n     \n"
			"eta: 2026-11-22T07:00:00Z\n\n"},
		/* no end of the last line, document marks */
		{UID "created: 2026-11-21T06:14:03Z", "status", "new",
			UID CREATED "status: new\n"},
		{UID CREATED "assignee:", "assignee", "anna",
			UID CREATED "assignee: anna"},
		{"# top\n---\n" UID CREATED "status: new\n...\n", "level",
			"L2",
			"# top\n---\n" UID CREATED
			"status: new\nlevel: L2\n...\n"},
		/* lists */
		{UID CREATED "tags: [a, b] # t\nstatus: new\n", "tags", "c",
			UID CREATED "tags:\n  - c # t\nstatus: new\n"},
		{UID CREATED "tags:\n- a\n- b\nstatus: new\n", "tags", "b",
			UID CREATED "tags:\n- b\nstatus: new\n"},
		{UID CREATED "tags:\n- a\nstatus: new\n", "tags", "c",
			UID CREATED "tags:\n- c\nstatus: new\n"},
		{UID CREATED "tags: # t\n    # one\n    - a # x\n    - b\n",
			"tags", "b",
			UID CREATED "tags: # t\n    # one\n    - b\n"},
		{UID CREATED "tags:\n  # one\n  - a\nlinks:\n  - x\n", "tags",
			NULL, UID CREATED "# one\nlinks:\n  - x\n"},
		{UID CREATED "tags:\nstatus: new\n", "tags", "a",
			UID CREATED "tags:\n  - a\nstatus: new\n"},
		{UID CREATED "tags: []\nstatus: new\n", "tags", "a",
			UID CREATED "tags:\n  - a\nstatus: new\n"},
		{UID CREATED "tags:\n  - a", "tags", "b",
			UID CREATED "tags:\n  - b\n"},
		{UID CREATED "x:\n  - a\n", "x", "b", UID CREATED "x: b\n"},
		{UID CREATED "tags: [a]# t\n", "tags", "c",
			UID CREATED "tags:\n  - c # t\n"},
		{UID CREATED "status: 'a'# t\n", "status", "b",
			UID CREATED "status: b # t\n"},
		{UID CREATED "status: 'a'# t\n", "status", "",
			UID CREATED "status: # t\n"},
		/* custom fields */
		{UID CREATED "fields:\n    a: 1 # c\n    b: 2\n", "fields.a",
			"x", UID CREATED "fields:\n    a: x # c\n    b: 2\n"},
		{UID CREATED "fields:\n    a: 1 # c\n    b: 2\n", "fields.a",
			NULL, UID CREATED "fields:\n    b: 2\n"},
		{UID CREATED "fields:\n    a: 1\n# end\n", "fields.b", "x",
			UID CREATED "fields:\n    a: 1\n    b: x\n# end\n"},
		{UID CREATED "fields:\n  a: 1\nstatus: new\n", "fields.a",
			"", UID CREATED "status: new\n"},
		{UID CREATED "fields: {a: 1, b: 2}\n", "fields.a", "x y",
			UID CREATED "fields:\n  a: x y\n  b: '2'\n"},
		{UID CREATED "fields:\nstatus: new\n", "fields.a", "x",
			UID CREATED "fields:\n  a: x\nstatus: new\n"},
		{UID CREATED "fields:\n  a:", "fields.a", "x",
			UID CREATED "fields:\n  a: x"},
		{UID CREATED "fields:\n  a: 1\n", "fields", NULL, UID CREATED},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (int tail = 0; tail < 2; tail++) {
			gsize length = strlen(rows[i].before);
			if (tail && rows[i].before[length - 1] != '\n')
				continue;
			g_autofree char *before = g_strconcat(rows[i].before,
				tail ? ENTRY : "", NULL);
			g_autofree char *after = g_strconcat(rows[i].after,
				tail ? ENTRY : "", NULL);
			g_autoptr(Ticket) ticket = parse(before);
			assert_file(ticket, before);
			ticket_set(ticket, rows[i].field, rows[i].value);
			assert_file(ticket, after);
		}
	}
}

static void several_new_keys_come_in_order(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(UID CREATED "zzz: 1");
	ticket_set(ticket, "mine", "1st");
	ticket_set(ticket, "fields.b", "2nd");
	ticket_set(ticket, "fields.a", "3rd");
	ticket_set(ticket, "other", "4th");
	ticket_list_add(ticket, "tags", "t");
	ticket_set(ticket, "status", "new");
	ticket_set(ticket, "number", "1");
	ticket_set(ticket, "eta", "2026-11-22T07:00:00Z");
	assert_file(ticket,
		"uid: 20261121-k3f9x2ab\n"
		"number: 1\n"
		"created: 2026-11-21T06:14:03Z\n"
		"status: new\n"
		"eta: 2026-11-22T07:00:00Z\n"
		"tags:\n"
		"  - t\n"
		"fields:\n"
		"  b: 2nd\n"
		"  a: 3rd\n"
		"zzz: 1\n"
		"mine: 1st\n"
		"other: 4th\n");
}

static void lists_add_and_remove(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(UID CREATED
		"tags:\n  - a\n  # keep\n  - b # bee\n  - c\nlinks:\n  - x\n");
	assert_false(ticket_list_add(ticket, "tags", "b"));
	assert_true(ticket_list_add(ticket, "tags", "no"));
	assert_false(ticket_list_remove(ticket, "tags", "zz"));
	assert_true(ticket_list_remove(ticket, "tags", "a"));
	assert_true(ticket_list_remove(ticket, "links", "x"));
	assert_true(ticket_list_add(ticket, "cc", "a@x"));
	assert_file(ticket, UID CREATED
		"cc:\n  - a@x\n"
		"tags:\n  # keep\n  - b # bee\n  - c\n  - 'no'\n");
	/* back again: the same bytes */
	ticket_list_remove(ticket, "cc", "a@x");
	ticket_list_remove(ticket, "tags", "no");
	ticket_list_add(ticket, "links", "x");
	g_autoptr(GPtrArray) tags = g_ptr_array_new();
	g_ptr_array_add(tags, (gpointer) "a");
	g_ptr_array_add(tags, (gpointer) "b");
	g_ptr_array_add(tags, (gpointer) "c");
	ticket_set_list(ticket, "tags", tags);
	assert_file(ticket, UID CREATED
		"tags:\n  - a\n  # keep\n  - b # bee\n  - c\nlinks:\n  - x\n");
}

static void a_new_ticket_has_the_common_keys(void **state)
{
	(void)state;
	Instant at;
	assert_true(instant_parse("2026-11-21T06:14:03Z", &at));
	g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", at);
	ticket_set(ticket, "subject", "Принтер: не печатает");
	ticket_set(ticket, "token", "123e4567");
	ticket_set(ticket, "number", "12");
	Entry *entry = entry_new("message", "8h2k4m", at, "Иван <i@x>",
		" первая\n\nвторая");
	ticket_append(ticket, entry);
	entry_set(entry, "sent", "2026-11-21T09:13:58+03:00");
	entry_set(entry, "message-id", "<a@x>");
	entry_set(entry, "nothing", "");
	entry_set_integer(entry, "waited", -3);
	entry_add_record(entry, "attachments", "name", "42", "type",
		"image/png", "size", "48213", "none", "", NULL);
	entry_add_record(entry, "attachments", "name", "a, {b}: \x01", "size",
		"012", NULL);
	assert_string_equal(entry_get(entry, "message-id"), "<a@x>");
	assert_string_equal(entry_get(entry, "waited"), "-3");
	assert_string_equal(entry_get(entry, "at"), "2026-11-21T06:14:03Z");
	assert_string_equal(entry_get(entry, "nothing"), "");
	assert_file(ticket,
		"uid: 20261121-k3f9x2ab\n"
		"number: 12\n"
		"subject: 'Принтер: не печатает'\n"
		"created: 2026-11-21T06:14:03Z\n"
		"status:\n"
		"channel:\n"
		"assignee:\n"
		"token: '123e4567'\n"
		"priority:\n"
		"requester:\n"
		"category:\n"
		"customer:\n"
		"level:\n"
		"type:\n"
		"group:\n"
		"---\n"
		"id: 8h2k4m\n"
		"kind: message\n"
		"at: 2026-11-21T06:14:03Z\n"
		"by: Иван <i@x>\n"
		"sent: 2026-11-21T09:13:58+03:00\n"
		"message-id: <a@x>\n"
		"waited: -3\n"
		"attachments:\n"
		"  - {name: '42', type: image/png, size: 48213}\n"
		"  - {name: 'a, {b}: \xEF\xBF\xBD', size: '012'}\n"
		"body: |2\n"
		"   первая\n"
		"\n"
		"  вторая\n");
	g_autoptr(GBytes) bytes = ticket_encode(ticket);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(Ticket) again = ticket_parse(text, size, "t", NULL);
	const Entry *read = ticket_entry(again, 0);
	assert_string_equal(read->body, entry->body);
	assert_string_equal(entry_get(read, "sent"), entry_get(entry, "sent"));
	const char *broken;
	assert_true(ticket_only_grew(ticket, again, &broken));
}

static void bodies_end_in_one_newline(void **state)
{
	(void)state;
	static const struct {
		const char *text, *body;
	} cases[] = {
		{"one", "one\n"}, {"one\n", "one\n"}, {"one\n\n\n", "one\n"},
		{"one\r\ntwo\r\n", "one\ntwo\n"}, {"  one ", "  one \n"},
		{"\n\none", "\n\none\n"}, {"", NULL}, {"\n\n", NULL},
		{NULL, NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *body = entry_clean_body(cases[i].text);
		if (g_strcmp0(body, cases[i].body) != 0)
			fail_msg("%s: %s", cases[i].text, body);
	}
}

static void entries_are_appended_byte_for_byte(void **state)
{
	(void)state;
	static const struct {
		const char *before, *between;
	} rows[] = {
		{UID CREATED ENTRY, ""},
		{UID "created: 2026-11-21T06:14:03Z", "\n"},
		{UID CREATED "---\nid: a\nkind: comment\n"
			"at: 2026-11-21T06:14:03Z\nbody: x", "\n"},
		{UID CREATED "---\n", ""},
		{UID CREATED "--- # c\n# nothing\n", ""},
		{UID CREATED ENTRY "...\n", ""},
		{UID CREATED ENTRY "# end\n\n\n", ""},
	};
	Instant at;
	assert_true(instant_parse("2026-11-21T06:31:10Z", &at));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Ticket) before = parse(rows[i].before);
		g_autoptr(Ticket) ticket = ticket_copy(before);
		ticket_append(ticket, entry_new("comment", "9c7d1q", at, "anna",
			"ok\n"));
		g_autofree char *after = g_strconcat(rows[i].before,
			rows[i].between, "---\nid: 9c7d1q\nkind: comment\n"
			"at: 2026-11-21T06:31:10Z\nby: anna\nbody: |\n  ok\n",
			NULL);
		assert_file(ticket, after);
		assert_file(before, rows[i].before);
		g_autoptr(Ticket) again = parse(after);
		const char *broken = NULL;
		assert_true(ticket_only_grew(before, again, &broken));
		assert_false(ticket_only_grew(again, before, &broken));
		assert_string_equal(broken, "9c7d1q");
	}
}

static void altered_entries_are_found(void **state)
{
	(void)state;
	g_autoptr(Ticket) before = parse(example);
	g_autofree char *text = example_with("Ping теряется", "Ping ок");
	g_autoptr(Ticket) after = parse(text);
	const char *broken = NULL;
	assert_false(ticket_only_grew(before, after, &broken));
	assert_string_equal(broken, "9c7d1q");
}

static void copies_are_independent(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(example);
	ticket_set(ticket, "fields.a", "1");
	ticket_list_add(ticket, "tags", "x");
	Entry *entry = entry_new("work", "w1", 0, "anna", NULL);
	entry_set_integer(entry, "minutes", 5);
	ticket_append(ticket, entry);
	g_autoptr(Ticket) copy = ticket_copy(ticket);
	g_autoptr(GBytes) first = ticket_encode(ticket);
	g_autoptr(GBytes) second = ticket_encode(copy);
	assert_true(g_bytes_equal(first, second));
	ticket_set(copy, "status", "solved");
	ticket_list_add(copy, "tags", "y");
	entry_set(entry, "billable", "yes");
	g_clear_pointer(&ticket, ticket_free);
	assert_string_equal(ticket_get(copy, "fields.a"), "1");
	assert_string_equal(entry_get(ticket_entry_by_id(copy, "w1"),
		"billable"), "");
	g_autoptr(GBytes) third = ticket_encode(copy);
	assert_false(g_bytes_equal(first, third));
}

static void retracted_entries_are_known(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(UID CREATED ENTRY
		"---\nid: r1\nkind: retract\nat: 2026-11-21T06:14:03Z\n"
		"of: 8h2k4m\n");
	assert_true(ticket_entry_is_retracted(ticket, "8h2k4m"));
	assert_false(ticket_entry_is_retracted(ticket, "r1"));
	Entry *entry = entry_new("retract", "r2", 0, "anna", NULL);
	ticket_append(ticket, entry);
	assert_false(ticket_entry_is_retracted(ticket, "r1"));
	entry_set(entry, "of", "r1");
	assert_true(ticket_entry_is_retracted(ticket, "r1"));
}

static void field_names_and_texts(void **state)
{
	(void)state;
	g_autoptr(Ticket) ticket = parse(UID CREATED
		"assignee:\ntags: [a, 'b\"c']\nx: {k: [1, ~]}\ny: []\nz: ''\n"
		"fields: {asset: s1, none: }\n");
	ticket_set(ticket, "status", "new");
	ticket_set(ticket, "fields.more", "2");
	g_autoptr(GPtrArray) names = ticket_field_names(ticket);
	g_ptr_array_add(names, NULL);
	g_autofree char *joined = g_strjoinv(" ", (char **)names->pdata);
	assert_string_equal(joined,
		"uid created tags x status fields.asset fields.more");
	static const struct {
		const char *field, *text;
	} rows[] = {
		{"tags", "[\"a\",\"b\\\"c\"]"},
		{"x", "{\"k\":[\"1\",\"\"]}"},
		{"fields.asset", "s1"},
		{"fields", "{\"asset\":\"s1\",\"more\":\"2\"}"},
		{"assignee", ""},
		{"nothing", ""},
		{"status", "new"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = ticket_get_as_text(ticket,
			rows[i].field);
		assert_string_equal(text, rows[i].text);
	}
}

/* A file that was read after another one. */
static Ticket *parse_beside(const char *before, const char *text,
	GError **error)
{
	g_autoptr(GHashTable) known = ticket_known_new();
	g_autoptr(GBytes) first = g_bytes_new(before, strlen(before));
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(Ticket) other = ticket_parse_known(first, known, "o", NULL);
	assert_non_null(other);
	return ticket_parse_known(bytes, known, "t", error);
}

static void mistakes_name_the_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where, *what;
	} rows[] = {
		{"", "t:1:1: ", "no \"uid\""},
		{"- a\n", "t:1:1: ", "begins with \"uid"},
		{CREATED, "t:1:1: ", "no \"uid\""},
		{"uid:\n" CREATED, "t:1:5: ", "no \"uid\""},
		{UID, "t:1:1: ", "no \"created\""},
		{"uid: 2026-1\n" CREATED, "t:1:6: ", "no ticket id"},
		{"uid: [a]\n" CREATED, "t:1:6: ", "one text is needed"},
		{UID CREATED "number: x1\n", "t:3:9: ", "no number"},
		{UID CREATED "number: 007\n", "t:3:9: ", "no number"},
		{UID "created: yesterday\n", "t:2:10: ", "no time"},
		{UID CREATED "eta: 2026-11-21\n", "t:3:6: ", "no time"},
		{UID CREATED "tags: vpn\n", "t:3:7: ", "\"  - vpn\""},
		{UID CREATED "tags: [[a]]\n", "t:3:8: ", "one text"},
		{UID CREATED "fields: x\n", "t:3:9: ", "is a mapping"},
		{UID CREATED "fields: {a: [x]}\n", "t:3:13: ", "\"a\""},
		{UID CREATED "status: {a: b}\n", "t:3:9: ", "one text"},
		{"{uid: 20261121-k3f9x2ab}\n", "t:1:1: ", "one key a line"},
		{"  uid: 20261121-k3f9x2ab\n", "t:1:3: ", "column 1"},
		{"? uid\n: 20261121-k3f9x2ab\n", "t:1:3: ", "column 1"},
		{UID CREATED "status: a\nstatus: b\n", "t:4:1: ", "second time"},
		{UID CREATED "status: a\r\n", "t:3:10: ", "carriage return"},
		{UID CREATED "--- x\n", "t:3:1: ", "second document"},
		{UID CREATED "---\nkind: x\n", "t:4:1: ", "without \"id\""},
		{UID CREATED "---\nid: x\n", "t:4:1: ", "without \"kind\""},
		{UID CREATED "---\nid: a\nkind: mesage\n", "t:5:7: ",
			"call, comment"},
		{UID CREATED "---\nid: a\nkind: work\nat: now\n", "t:6:5: ",
			"no time"},
		{UID CREATED "---\nid: a b\n", "t:4:5: ", "entry id"},
		{UID CREATED "---\n- a\n", "t:4:1: ", "is a mapping"},
		{UID CREATED ENTRY ENTRY, "t:11:5: ", "second entry \"8h2k4m\""},
		{UID CREATED ENTRY "---\na: [\n", "t:12:1: ", "value is missing"},
		{"---\n" UID CREATED "---\na: *b\n", "t:5:4: ", "aliases"},
	};
	guint wrong = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Ticket) ticket = ticket_parse(rows[i].text,
			strlen(rows[i].text), "t", &error);
		g_autoptr(GError) same = NULL;
		g_autoptr(Ticket) shared = parse_beside(UID CREATED "\n" ENTRY,
			rows[i].text, &same);
		if (!ticket && !shared &&
			g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA) &&
			g_str_has_prefix(error->message, rows[i].where) &&
			strstr(error->message, rows[i].what) &&
			strcmp(error->message, same->message) == 0)
			continue;
		print_error("%s: %s\n", rows[i].text,
			error ? error->message : "accepted");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void entries_in_common_are_shared(void **state)
{
	(void)state;
	static const char first[] = UID CREATED ENTRY,
		second[] = UID CREATED "status: open\n" ENTRY
			"---\nid: c\nkind: comment\nat: 2026-11-21T07:00:00Z\n",
		altered[] = UID CREATED ENTRY "# seen\n";
	g_autoptr(GHashTable) known = ticket_known_new();
	g_autoptr(GBytes) one = g_bytes_new_static(first, strlen(first));
	g_autoptr(GBytes) two = g_bytes_new_static(second, strlen(second));
	g_autoptr(GBytes) three = g_bytes_new_static(altered, strlen(altered));
	Ticket *old = ticket_parse_known(one, known, "t", NULL);
	g_autoptr(Ticket) new = ticket_parse_known(two, known, "t", NULL);
	g_autoptr(Ticket) other = ticket_parse_known(three, known, "t", NULL);
	assert_int_equal(ticket_entry_count(new), 2);
	assert_ptr_equal(ticket_entry(new, 0), ticket_entry(old, 0));
	assert_ptr_not_equal(ticket_entry(other, 0), ticket_entry(old, 0));
	ticket_free(old);
	assert_string_equal(ticket_entry(new, 0)->id, "8h2k4m");
	assert_string_equal(ticket_entry(new, 1)->id, "c");
	g_autoptr(GBytes) same = ticket_encode(new);
	assert_true(g_bytes_equal(same, two));
}

static void parts_can_be_read_alone(void **state)
{
	(void)state;
	gsize size = strlen(example);
	gsize first = ticket_head_size(example, size);
	assert_true(g_str_has_prefix(example + first, "---\nid: 8h2k4m"));
	gsize second = (gsize)(strstr(example, "---\nid: 9c7d1q") - example);
	static const struct {
		int from; /* relative to the second entry's separator */
		guint count;
	} rows[] = {{-1, 1}, {0, 1}, {3, 1}, {4, 1}, {5, 0}, {40, 0}, {9999, 0}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Ticket) ticket = ticket_parse_after(example, size,
			second + (gsize)(gssize)rows[i].from, "t", NULL);
		assert_int_equal(ticket_entry_count(ticket), rows[i].count);
		assert_string_equal(ticket_get(ticket, "status"), "open");
	}
	g_autoptr(Ticket) all = ticket_parse_after(example, size, 0, "t", NULL);
	assert_int_equal(ticket_entry_count(all), 2);
	g_autoptr(Ticket) both =
		ticket_parse_after(example, size, first, "t", NULL);
	assert_int_equal(ticket_entry_count(both), 2);
}

static void large_tickets_stay_quick(void **state)
{
	(void)state;
	g_autoptr(GString) text = g_string_new(UID CREATED);
	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(text, "---\nid: e%u\nkind: comment\n"
			"at: 2026-11-21T06:14:03Z\nby: anna\nbody: |\n  x\n", i);
	clock_t start = clock();
	g_autoptr(Ticket) ticket = parse(text->str);
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *id = g_strdup_printf("e%u", i);
		assert_ptr_equal(ticket_entry_by_id(ticket, id),
			ticket_entry(ticket, i));
	}
	assert_true(clock() - start < 30 * CLOCKS_PER_SEC);
	assert_file(ticket, text->str);
}

/* --- any change to any file ---------------------------------------------- */

static const char *pick(GRand *random, const char *const *rows, gsize count)
{
	return rows[g_rand_int_range(random, 0, (gint32)count)];
}
#define PICK(random, rows) pick(random, rows, G_N_ELEMENTS(rows))

static char *random_file(GRand *random)
{
	static const char *const lines[] = {"status: open\n", "status:\n",
		"subject: 'a # b'\n", "subject: >-\n  a\n  b\n\n",
		"subject: |+\n  a\n\n", "priority: high # p\n",
		"assignee: \"an\\\n  na\"\n", "level:\n  L1\n"};
	static const char *const lists[] = {"tags:\n", "tags: []\n",
		"tags: [a, b]\n", "tags: [a,\n  b, # c\n  c]\n",
		"tags:\n- a\n- b\n", "tags:\n  # x\n  - a\n\n  - 'b' # y\n",
		"tags:\n  - |+\n    a\n\n  - b\n", "tags:\n  -\n  - b\n",
		"tags:\n  -\n    a\n  - b\n"};
	static const char *const maps[] = {"fields:\n", "fields: {}\n",
		"fields: {a: 1}\n", "fields:\n  a: 1\n  b:\n",
		"fields:\n  # c\n  a: |+\n    x\n\n  b: 2 # d\n",
		"fields: {a: 1,\n  b: 2}\n"};
	static const char *const others[] = {"", "# c\n", "\n", "x: 1\n",
		"y:\n  - {z: 1}\n", "y: |+\n  z\n\n", "y: |\n  z\n\n  # z\n",
		"y:\n  z:\n    - >+\n      t\n\n\n"};
	static const char *const ends[] = {"", ENTRY, "---\n", "...\n"};
	return g_strconcat(PICK(random, others), UID, PICK(random, lines),
		CREATED, PICK(random, lists), PICK(random, others),
		PICK(random, maps), PICK(random, ends), NULL);
}

static void change_something(GRand *random, Ticket *ticket)
{
	static const char *const names[] = {"status", "subject", "priority",
		"assignee", "level", "resolution", "x", "y", "w", "fields.a",
		"fields.b", "fields.c", "number"};
	static const char *const values[] = {"", "new", "a: b", "no", "\n",
		"x\ny\n", " s", "#", "12"};
	static const char *const elements[] = {"a", "b", "c", "no", "- x", ""};
	switch (g_rand_int_range(random, 0, 4)) {
	case 0:
		ticket_list_add(ticket, "tags", PICK(random, elements));
		break;
	case 1:
		ticket_list_remove(ticket, "tags", PICK(random, elements));
		break;
	default:
		ticket_set(ticket, PICK(random, names), PICK(random, values));
		break;
	}
}

static void what_follows_stands_behind_its_cause(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *id, *cause;
	} rows[] = {
		{"message", "m1aaaa", NULL}, {"message", "m2aaaa", NULL},
		{"notice", "n1aaaa", "m1aaaa"}, {"notice", "n2aaaa", "m1aaaa"},
		{"notice", "n3aaaa", "m2aaaa"},
	};
	static const char *const order[] = {"m1aaaa", "n1aaaa", "n2aaaa",
		"m2aaaa", "n3aaaa"};
	g_autoptr(Ticket) ticket = ticket_new("20261121-k3f9x2ab", 0);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		ticket_append(ticket, entry_new(rows[i].kind, rows[i].id, 0,
			"anna", "Text\n"));
		if (rows[i].cause)
			ticket_put_behind(ticket, rows[i].cause);
	}
	for (guint i = 0; i < G_N_ELEMENTS(order); i++)
		assert_string_equal(ticket_entry(ticket, i)->id, order[i]);
}

static void assert_same_values(const Ticket *a, const Ticket *b,
	const char *text)
{
	g_autoptr(GPtrArray) names = ticket_field_names(a);
	g_autoptr(GPtrArray) other = ticket_field_names(b);
	if (names->len != other->len)
		fail_msg("%u names became %u in\n%s", names->len, other->len,
			text);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *x = ticket_get_as_text(a, names->pdata[i]);
		g_autofree char *y = ticket_get_as_text(b, names->pdata[i]);
		if (strcmp(x, y) != 0)
			fail_msg("%s: \"%s\" became \"%s\" in\n%s",
				(char *)names->pdata[i], x, y, text);
	}
}

static void whatever_is_set_reads_back(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *before = random_file(random);
		g_autoptr(GError) error = NULL;
		g_autoptr(Ticket) ticket = ticket_parse(before, strlen(before),
			"t", &error);
		if (!ticket) /* `y` twice and the like */
			continue;
		g_autoptr(GBytes) same = ticket_encode(ticket);
		assert_int_equal(g_bytes_get_size(same), strlen(before));
		for (gint32 n = g_rand_int_range(random, 1, 6); n > 0; n--)
			change_something(random, ticket);
		if (!*ticket_get(ticket, "number") ||
			ticket_get_number(ticket) == 0)
			ticket_set(ticket, "number", "");
		g_autoptr(GBytes) bytes = ticket_encode(ticket);
		gsize size;
		const char *data = g_bytes_get_data(bytes, &size);
		g_autofree char *text = g_strndup(data, size);
		g_autoptr(Ticket) again = ticket_parse(text, size, "t", &error);
		if (!again)
			fail_msg("%s\nbefore:\n%s\nafter:\n%s", error->message,
				before, text);
		assert_same_values(ticket, again, text);
		const char *broken;
		assert_true(ticket_only_grew(ticket, again, &broken));
		assert_int_equal(ticket_entry_count(again),
			ticket_entry_count(ticket));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_understood),
		cmocka_unit_test(a_changed_field_changes_its_line),
		cmocka_unit_test(hand_formatting_survives),
		cmocka_unit_test(several_new_keys_come_in_order),
		cmocka_unit_test(lists_add_and_remove),
		cmocka_unit_test(a_new_ticket_has_the_common_keys),
		cmocka_unit_test(bodies_end_in_one_newline),
		cmocka_unit_test(entries_are_appended_byte_for_byte),
		cmocka_unit_test(altered_entries_are_found),
		cmocka_unit_test(copies_are_independent),
		cmocka_unit_test(retracted_entries_are_known),
		cmocka_unit_test(field_names_and_texts),
		cmocka_unit_test(mistakes_name_the_place),
		cmocka_unit_test(entries_in_common_are_shared),
		cmocka_unit_test(parts_can_be_read_alone),
		cmocka_unit_test(large_tickets_stay_quick),
		cmocka_unit_test(what_follows_stands_behind_its_cause),
		cmocka_unit_test(whatever_is_set_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
