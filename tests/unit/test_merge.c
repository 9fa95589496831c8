#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "cases.h"
#include "model/field.h"
#include "rules/merge.h"

#define AT 1795255200

static const char ticket[] =
	"uid: 20261121-k3f9x2ab\n"
	"number: 1042\n"
	"subject: Нет связи\n"
	"created: 2026-11-21T06:14:03Z\n"
	"status: new\n"
	"channel: email\n"
	"assignee:\n"
	"token: 7mq2d9xk1v4p\n"
	"priority: normal\n"
	"requester: acme/ivan\n"
	"category: 1c\n"
	"customer: acme\n"
	"level: L1\n"
	"type: incident\n"
	"group: support\n"
	"tags:\n"
	"  - vpn\n"
	"---\n"
	"id: m1\n"
	"kind: message\n"
	"at: 2026-11-21T06:14:03Z\n"
	"by: Иван <ivan@acme.example>\n"
	"body: |\n"
	"  Не открывается 1С.\n";

/* --- rows ---------------------------------------------------------------- */

static Ticket *parse(GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	Ticket *one = ticket_parse(text, size, "t", &error);
	if (!one)
		print_error("%s\n%.*s\n", error->message, (int)size, text);
	assert_non_null(one);
	return one;
}

static void say(Ticket *one, const char *kind, const char *id, const char *at)
{
	g_autofree char *time = g_strdup_printf("2026-11-21T%s:00Z", at);
	g_autofree char *name = strcmp(kind, "retract") == 0 ?
		g_strconcat("r-", id, NULL) : g_strdup(id);
	Instant when;
	assert_true(instant_parse(time, &when));
	Entry *entry = entry_new(kind, name, when, "anna", "Text.\n");
	if (strcmp(kind, "retract") == 0)
		entry_set(entry, "of", id);
	ticket_append(one, entry);
}

/* "FIELD=VALUE", "LIST+ELEMENT", "LIST~ELEMENT", "KIND ID TIME". */
static void change(Ticket *one, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 3);
	if (words[0] && entry_kind_find(words[0])) {
		say(one, words[0], words[1], words[2]);
		return;
	}
	gsize end = strcspn(text, "=+~");
	g_autofree char *field = g_strndup(text, end);
	const Field *row = field_find(field);
	const char *value = text + end + 1;
	if (text[end] == '+') {
		ticket_list_add(one, field, value);
	} else if (text[end] == '~') {
		ticket_list_remove(one, field, value);
	} else if (row && row->type == FIELD_LIST) {
		g_auto(GStrv) parts = g_strsplit(value, ",", -1);
		g_autoptr(GPtrArray) list = g_ptr_array_new();
		for (guint i = 0; parts[i]; i++)
			g_ptr_array_add(list, parts[i]);
		ticket_set_list(one, field, list);
	} else {
		ticket_set(one, field, value);
	}
}

static GBytes *changed(GBytes *from, const char *text)
{
	g_autoptr(Ticket) one = parse(from);
	g_auto(GStrv) parts = g_strsplit(text, ";", -1);
	for (guint i = 0; parts[i]; i++)
		if (strcmp(parts[i], "-") != 0)
			change(one, parts[i]);
	return ticket_encode(one);
}

static MergeSide later(const char *field, void *data)
{
	assert_non_null(field);
	return *(MergeSide *)data;
}

static void append_fields(GString *out, const Ticket *before,
	const Ticket *after)
{
	g_autoptr(GPtrArray) names = ticket_field_names(after);
	g_autoptr(GPtrArray) old = ticket_field_names(before);
	for (guint i = 0; i < old->len; i++)
		if (!g_ptr_array_find_with_equal_func(names, old->pdata[i],
			g_str_equal, NULL))
			g_ptr_array_add(names, g_strdup(old->pdata[i]));
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *was = ticket_get_as_text(before,
			names->pdata[i]);
		g_autofree char *is = ticket_get_as_text(after,
			names->pdata[i]);
		if (strcmp(was, is) != 0)
			g_string_append_printf(out, "; %s=%s",
				(char *)names->pdata[i], is);
	}
}

static void append_entries(GString *out, const Ticket *before,
	const Ticket *after)
{
	for (guint i = 0; i < ticket_entry_count(after); i++) {
		const Entry *entry = ticket_entry(after, i);
		if (ticket_entry_by_id(before, entry->id))
			continue;
		if (strcmp(entry->kind, "conflict") != 0) {
			g_string_append_printf(out, "; %s %s", entry->kind,
				entry->id);
			continue;
		}
		g_string_append_printf(out, "; conflict %s \"%s\" not \"%s\"",
			entry_get(entry, "field"), entry_get(entry, "kept"),
			entry_get(entry, "lost"));
	}
}

static char *told(GBytes *base, const MergeAnswer *answer)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < answer->undecided->len; i++)
		g_string_append_printf(out, "; undecided %s",
			(char *)answer->undecided->pdata[i]);
	if (answer->undecided->len == 0) {
		g_autoptr(Ticket) before = parse(base);
		g_autoptr(Ticket) after = parse(answer->bytes);
		append_fields(out, before, after);
		append_entries(out, before, after);
	}
	return g_strdup(out->len > 0 ? out->str + 2 : "");
}

static char *merged(GBytes *base, GBytes *ours, GBytes *theirs, MergeSide side)
{
	g_autoptr(Regulation) regulation = regulation_default();
	g_autoptr(GError) error = NULL;
	g_auto(MergeAnswer) answer = {0};
	MergeQuestion question = {.base = base, .ours = ours,
		.theirs = theirs, .name = "t", .regulation = regulation,
		.at = AT, .by = "desk", .later = later, .data = &side};
	if (!ticket_merge(&question, &answer, &error))
		return g_strdup_printf("error: %s", error->message);
	return told(base, &answer);
}

static char *run(const char *input, void *data)
{
	GHashTable *settings = data;
	const char *which = g_hash_table_lookup(settings, "later");
	g_auto(GStrv) sides = g_strsplit(input, " | ", 2);
	g_autoptr(GBytes) file = g_bytes_new_static(ticket, strlen(ticket));
	g_autoptr(GBytes) base = changed(file,
		g_hash_table_lookup(settings, "base"));
	g_autoptr(GBytes) left = changed(base, sides[0]);
	g_autoptr(GBytes) right = changed(base, sides[1]);
	MergeSide side = strcmp(which, "left") == 0 ? MERGE_OURS :
		strcmp(which, "right") == 0 ? MERGE_THEIRS : MERGE_UNKNOWN;
	MergeSide other = side == MERGE_OURS ? MERGE_THEIRS :
		side == MERGE_THEIRS ? MERGE_OURS : side;
	char *answer = merged(base, left, right, side);
	g_autofree char *turned = merged(base, right, left, other);
	if (strcmp(answer, turned) == 0)
		return answer;
	char *both = g_strdup_printf("%s; turned: %s", answer, turned);
	g_free(answer);
	return both;
}

static void test_rows(void **state)
{
	(void)state;
	assert_int_equal(cases_run_settings("merge", run), 0);
}

/* --- bytes --------------------------------------------------------------- */

static GBytes *bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

static char *replaced(const char *text, const char *from, const char *to)
{
	GString *out = g_string_new(text);
	assert_int_equal(g_string_replace(out, from, to, 1), 1);
	return g_string_free(out, FALSE);
}

static gboolean merge_texts(const char *base, const char *ours,
	const char *theirs, MergeAnswer *answer)
{
	g_autoptr(Regulation) regulation = regulation_default();
	g_autoptr(GBytes) a = base ? bytes_of(base) : NULL;
	g_autoptr(GBytes) b = bytes_of(ours), c = bytes_of(theirs);
	MergeQuestion question = {.base = a, .ours = b, .theirs = c,
		.name = "t", .regulation = regulation, .at = AT, .by = "desk"};
	return ticket_merge(&question, answer, NULL);
}

static void assert_merge(const char *base, const char *ours,
	const char *theirs, const char *expected)
{
	g_auto(MergeAnswer) answer = {0};
	assert_true(merge_texts(base, ours, theirs, &answer));
	g_autofree char *text = g_strndup(g_bytes_get_data(answer.bytes, NULL),
		g_bytes_get_size(answer.bytes));
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(strstr(text, "открывается"));
	assert_null(strstr(text, "kind: conflict"));
}

/* Whatever the file: what one side did alone is there to the byte. */
static void test_one_side(void **state)
{
	(void)state;
	g_autoptr(GDir) folder = g_dir_open("tests/fuzz/seeds/ticket", 0, NULL);
	assert_non_null(folder);
	const char *name;
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *path = g_build_filename(
			"tests/fuzz/seeds/ticket", name, NULL);
		g_autofree char *x = NULL;
		assert_true(g_file_get_contents(path, &x, NULL, NULL));
		assert_merge(ticket, x, ticket, x);
		assert_merge(ticket, x, x, x);
		assert_merge(ticket, ticket, x, x);
	}
}

/* A seed that is a ticket takes a change beside one of its own, and keeps
 * every byte besides. */
static void test_seeds_beside(void **state)
{
	(void)state;
	g_autoptr(GDir) folder = g_dir_open("tests/fuzz/seeds/ticket", 0, NULL);
	const char *name;
	guint merged_count = 0;
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *path = g_build_filename(
			"tests/fuzz/seeds/ticket", name, NULL);
		g_autofree char *text = NULL;
		gsize size;
		assert_true(g_file_get_contents(path, &text, &size, NULL));
		g_autoptr(Ticket) one = ticket_parse(text, size, "t", NULL);
		if (!one)
			continue;
		g_autoptr(GBytes) base = g_bytes_new(text, size);
		g_autoptr(GBytes) left = changed(base, "priority=zz");
		g_autoptr(GBytes) right = changed(base, "comment zz 10:00");
		g_autoptr(GBytes) both = changed(left, "comment zz 10:00");
		g_autoptr(Regulation) regulation = regulation_default();
		g_auto(MergeAnswer) answer = {0};
		MergeQuestion question = {.base = base, .ours = left,
			.theirs = right, .name = name, .at = AT,
			.regulation = regulation};
		assert_true(ticket_merge(&question, &answer, NULL));
		g_autoptr(Ticket) is = parse(answer.bytes);
		g_autoptr(Ticket) should = parse(both);
		assert_string_equal(ticket_get(is, "priority"), "zz");
		assert_int_equal(ticket_entry_count(is),
			ticket_entry_count(should));
		merged_count++;
	}
	assert_true(merged_count > 5);
}

static void test_hand_formatting(void **state)
{
	(void)state;
	g_autofree char *base = replaced(ticket, "priority: normal\n",
		"priority: normal # by phone\nown: {a: [1, 2]}\n");
	g_autofree char *ours = replaced(base, "status: new\n",
		"# on hold since monday\nstatus:   pending\n");
	g_autofree char *one = replaced(base, "[1, 2]", "[1, 2, 3]");
	g_autofree char *theirs = replaced(one, "group: support\n",
		"group: support # said Ivan\n# the last line\n");
	g_autofree char *both = replaced(ours, "[1, 2]", "[1, 2, 3]");
	g_autofree char *expected = replaced(both, "group: support\n",
		"group: support # said Ivan\n# the last line\n");
	assert_merge(base, ours, theirs, expected);
	assert_merge(base, theirs, ours, expected);
}

static void test_markers(void **state)
{
	(void)state;
	g_autofree char *ours = replaced(ticket, "priority: normal\n",
		"priority: high\n");
	g_autofree char *one = replaced(ticket, "priority: normal\n",
		"priority: low\n");
	g_autofree char *theirs = replaced(one, "  - vpn\n",
		"  - vpn\n  - more\n");
	g_autofree char *both = replaced(ours, "  - vpn\n",
		"  - vpn\n  - more\n");
	g_autofree char *expected = replaced(both, "priority: high\n",
		"<<<<<<< ours\npriority: high\n=======\npriority: low\n"
		">>>>>>> theirs\n");
	assert_merge(ticket, ours, theirs, expected);
}

static void test_numbers(void **state)
{
	(void)state;
	g_autofree char *base = replaced(ticket, "number: 1042\n", "number:\n");
	g_autofree char *theirs = replaced(base, "number:\n", "number: 77\n");
	g_autofree char *expected = replaced(ticket, "tags:\n",
		"was:\n  - 77\ntags:\n");
	assert_merge(base, ticket, theirs, expected);
	/* One that gave way gets another, alone. */
	assert_merge(ticket, ticket, expected, expected);
}

/* Altered, and what was altered is not lost; redacted, and it is. */
static void test_altered_entry(void **state)
{
	(void)state;
	g_autofree char *ours = replaced(ticket, "status: new", "status: open");
	g_autofree char *theirs = replaced(ticket, "  Не открывается 1С.\n",
		"  Что-то другое.\n");
	g_auto(MergeAnswer) answer = {0};
	assert_true(merge_texts(ticket, ours, theirs, &answer));
	g_autoptr(Ticket) one = parse(answer.bytes);
	assert_string_equal(ticket_entry(one, 0)->body, "Не открывается 1С.\n");
	assert_string_equal(entry_get(ticket_entry(one, 1), "field"),
		"entry.m1");
	assert_non_null(strstr(entry_get(ticket_entry(one, 1), "lost"),
		"Что-то другое."));
	g_autofree char *redacted = replaced(ticket,
		"body: |\n  Не открывается 1С.\n",
		"redacted: 2026-11-21T10:00:00Z\nbody: |\n  Не █████ 1С.\n");
	g_autofree char *expected = replaced(redacted, "status: new",
		"status: open");
	assert_merge(ticket, ours, redacted, expected);
	assert_merge(ticket, redacted, ours, expected);
	/* And something else, at the same time or later. */
	g_autofree char *other = replaced(ticket,
		"body: |\n  Не открывается 1С.\n",
		"redacted: 2026-11-21T11:00:00Z\nbody: |\n  Не открывается █████.\n");
	g_autofree char *twice = replaced(ticket,
		"body: |\n  Не открывается 1С.\n",
		"redacted: 2026-11-21T11:00:00Z\nbody: |\n  Не █████ █████.\n");
	assert_merge(ticket, redacted, other, twice);
	assert_merge(ticket, other, redacted, twice);
	g_autofree char *more = replaced(redacted, "Не █████ 1С", "Не █████ █████");
	assert_merge(redacted, expected, more, NULL);
	assert_merge(ticket, other, more, NULL);
}

static void test_refused(void **state)
{
	(void)state;
	g_autofree char *ours = replaced(ticket, "status: new", "status: open");
	g_autofree char *other = replaced(ticket, "k3f9x2ab", "k3f9x2ac");
	g_auto(MergeAnswer) answer = {0};
	assert_false(merge_texts(ticket, ours, other, &answer));
	assert_false(merge_texts(ticket, ours, "uid: [\n", &answer));
	assert_null(answer.bytes);
}

/* --- several commits on either side --------------------------------------- */

#define STEPS 4

static char *random_change(GRand *random, char side, guint step)
{
	static const char *const fields_set[] = {"subject", "priority", "eta",
		"assignee", "fields.a", "x-own"};
	static const char *const statuses[] = {"open", "pending", "solved"};
	static const char signs[] = "+~";
	switch (g_rand_int_range(random, 0, 4)) {
	case 0:
		return g_strdup_printf("%s=%s", fields_set[g_rand_int_range(
			random, 0, G_N_ELEMENTS(fields_set))],
			g_rand_boolean(random) ? "2026-11-25T10:00:00Z" :
				"2026-11-26T10:00:00Z");
	case 1:
		return g_strdup_printf("tags%c%c", signs[g_rand_int_range(
			random, 0, 2)], (char)('a' + g_rand_int_range(random, 0,
				5)));
	case 2:
		return g_strdup_printf("%s %c%u 1%d:00",
			g_rand_boolean(random) ? "comment" : "message", side,
			step, g_rand_int_range(random, 0, 9));
	default:
		return g_strdup_printf("status=%s", statuses[g_rand_int_range(
			random, 0, G_N_ELEMENTS(statuses))]);
	}
}

static void make_steps(GRand *random, GBytes *base, char side,
	GBytes *steps[STEPS + 1])
{
	steps[0] = g_bytes_ref(base);
	for (guint i = 1; i <= STEPS; i++) {
		g_autofree char *text = random_change(random, side, i);
		steps[i] = changed(steps[i - 1], text);
	}
}

/* One commit of theirs after the other on top of ours, as sync does. */
static Ticket *replay(GBytes *ours, GBytes *const steps[STEPS + 1],
	MergeSide side)
{
	g_autoptr(Regulation) regulation = regulation_default();
	g_autoptr(GBytes) now = g_bytes_ref(ours);
	for (guint i = 1; i <= STEPS; i++) {
		g_auto(MergeAnswer) answer = {0};
		const MergeQuestion question = {.base = steps[i - 1],
			.ours = now, .theirs = steps[i], .name = "t",
			.regulation = regulation, .at = AT, .by = "desk",
			.later = later, .data = &side};
		assert_true(ticket_merge(&question, &answer, NULL));
		g_bytes_unref(now);
		now = g_bytes_ref(answer.bytes);
	}
	return parse(now);
}

static void assert_has_entries(GBytes *side, const Ticket *both)
{
	g_autoptr(Ticket) one = parse(side);
	const char *broken;
	assert_true(ticket_only_grew(one, both, &broken));
}

/* Whoever is replayed on whom, what was said is all there. */
static void test_replays(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(20261121);
	g_autoptr(GBytes) base = g_bytes_new_static(ticket, strlen(ticket));
	for (guint round = 0; round < 150; round++) {
		GBytes *left[STEPS + 1], *right[STEPS + 1];
		make_steps(random, base, 'l', left);
		make_steps(random, base, 'r', right);
		g_autoptr(Ticket) one = replay(left[STEPS], right, MERGE_OURS);
		g_autoptr(Ticket) other = replay(right[STEPS], left,
			MERGE_THEIRS);
		assert_has_entries(left[STEPS], one);
		assert_has_entries(right[STEPS], one);
		assert_has_entries(left[STEPS], other);
		assert_has_entries(right[STEPS], other);
		for (guint i = 0; i <= STEPS; i++) {
			g_bytes_unref(left[i]);
			g_bytes_unref(right[i]);
		}
	}
}

/* --- mappings ------------------------------------------------------------ */

static const char customer[] =
	"# Who pays by the hour.\n"
	"title: ACME\n"
	"domains: [acme.example]\n"
	"\n"
	"contacts:\n"
	"  ivan:\n"
	"    name: Иван\n"
	"    mail: [ivan@acme.example]\n"
	"sites: {}\n";

static char *mapping(const char *base, const char *ours, const char *theirs)
{
	g_autoptr(GBytes) a = bytes_of(base), b = bytes_of(ours);
	g_autoptr(GBytes) c = bytes_of(theirs);
	g_autoptr(GBytes) both = mapping_merge(a, b, c);
	return both ? g_strndup(g_bytes_get_data(both, NULL),
		g_bytes_get_size(both)) : NULL;
}

static void test_mapping(void **state)
{
	(void)state;
	g_autofree char *ours = replaced(customer, "sites: {}\n",
		"  olga:\n    name: Ольга\nsites: {}\n");
	g_autofree char *one = replaced(customer, "sites: {}\n",
		"  petr: {name: Пётр}\nsites: {}\n");
	g_autofree char *theirs = replaced(one, "    name: Иван\n",
		"    name: Иван # the elder\n    phone: 12\n");
	g_autofree char *first = replaced(theirs, "  petr:",
		"  olga:\n    name: Ольга\n  petr:");
	g_autofree char *both = mapping(customer, ours, theirs);
	assert_string_equal(both, first);
	g_autofree char *turned = mapping(customer, theirs, ours);
	assert_string_equal(turned, first);
}

static void test_mapping_conflict(void **state)
{
	(void)state;
	g_autofree char *ours = replaced(customer, "Иван\n", "Иван П.\n");
	g_autofree char *theirs = replaced(customer, "Иван\n", "Иван С.\n");
	assert_null(mapping(customer, ours, theirs));
	g_autofree char *gone = replaced(customer, "  ivan:\n"
		"    name: Иван\n    mail: [ivan@acme.example]\n", "");
	assert_null(mapping(customer, ours, gone));
	g_autofree char *same = mapping(customer, gone, customer);
	assert_string_equal(same, gone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_one_side),
		cmocka_unit_test(test_seeds_beside),
		cmocka_unit_test(test_hand_formatting),
		cmocka_unit_test(test_markers),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_altered_entry),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_replays),
		cmocka_unit_test(test_mapping),
		cmocka_unit_test(test_mapping_conflict),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
