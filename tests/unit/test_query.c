#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "cases.h"
#include "model/field.h"
#include "model/regulation.h"
#include "rules/query.h"

static const char desk_yaml[] =
	"desk: 1\n"
	"id: test\n"
	"team: Test\n"
	"language: ru\n"
	"timezone: Europe/Moscow\n"
	"levels: [L1, L2, L3]\n"
	"groups:\n"
	"  support: {level: L1}\n"
	"  network: {level: L2, title: Сетевики}\n"
	"statuses:\n"
	"  new: {class: new, title: Новая}\n"
	"  open: {class: open, title: В работе}\n"
	"  pending: {class: pending, title: Ждём клиента}\n"
	"  solved: {class: solved, title: Решена}\n"
	"  closed: {class: closed, title: Закрыта}\n"
	"types: [incident, request]\n"
	"priorities: [low, normal, high, critical]\n"
	"resolutions: [solved, duplicate, spam]\n"
	"categories:\n"
	"  1c: {title: 1С}\n"
	"  network: {title: Сеть}\n"
	"  network/vpn: {title: VPN}\n"
	"fields:\n"
	"  floor: {type: number, title: {ru: Этаж, en: storey}}\n"
	"  colour: {type: enum, values: [red, Синий], title: Цвет}\n"
	"  renewal: {type: date, title: Продление}\n"
	"  Шкаф: {type: text}\n";

static char *resolve(void *data, const char *field, const char *word,
	GError **error)
{
	static const struct {
		const char *field, *word, *name;
	} known[] = {
		{"assignee", "anna", "anna"}, {"assignee", "Анна", "anna"},
		{"assignee", "ivan", "ivan"}, {"customer", "acme", "acme"},
		{"customer", "Ромашка", "romashka"},
		{"requester", "Петров", "acme/ivan"},
		{"requester", "ivan@acme.example", "acme/ivan"},
	};
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i].field, field) == 0 &&
			strcmp(known[i].word, word) == 0)
			return g_strdup(known[i].name);
	g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON, "nobody is \"%s\"",
		word);
	return NULL;
}

static char *named(void *data, const char *name)
{
	(void)data;
	if (strcmp(name, "urgent") == 0)
		return g_strdup("is:open priority:high+ or is:overdue");
	if (strcmp(name, "circle") == 0)
		return g_strdup("is:open query:circle");
	if (strcmp(name, "broken") == 0)
		return g_strdup("is:opn");
	return NULL;
}

/* Words are separated by " | ". */
static QueryNode *parse_case(const char *input, GHashTable *settings,
	const QueryContext *context, GError **error)
{
	if (g_strcmp0(g_hash_table_lookup(settings, "words"), "yes") != 0)
		return query_parse(input, context, error);
	g_auto(GStrv) words = g_strsplit(input, " | ", -1);
	return query_parse_words(words, context, error);
}

static char *answer(const char *input, void *data)
{
	GHashTable *settings = data;
	g_autoptr(GError) invalid = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(desk_yaml,
		strlen(desk_yaml), "desk.yaml", &invalid);
	g_assert_no_error(invalid);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	g_assert(zone);
	const char *me = g_hash_table_lookup(settings, "me");
	QueryContext context = {.regulation = regulation, .zone = zone,
		.me = g_strcmp0(me, "nobody") == 0 ? NULL : "anna",
		.resolve = resolve, .named = named,
		.typed = g_hash_table_contains(settings, "typed")};
	instant_parse("2026-11-18T06:00:00Z", &context.now);
	g_autoptr(GError) error = NULL;
	g_autoptr(QueryNode) node = parse_case(input, settings, &context, &error);
	g_assert(!node == (error != NULL));
	return node ? query_explain(node) :
		      g_strdup_printf("error %d: %s", error->code,
			      error->message);
}

static void cases_pass(void **state)
{
	(void)state;
	assert_int_equal(cases_run_settings("query", answer), 0);
}

static void registries_are_sorted_and_documented(void **state)
{
	(void)state;
	g_autoptr(GArray) all = query_fields();
	for (guint i = 0; i < all->len; i++) {
		const QueryField *field = &g_array_index(all, QueryField, i);
		QueryField found = {0};
		assert_true(*field->help.en && *field->help.ru &&
			*field->title.en && *field->title.ru && *field->values);
		assert_true(query_field_find(field->name, &found));
		assert_ptr_equal(found.name, field->name);
		assert_ptr_equal(found.values, field->values);
		if (i > 0)
			assert_true(strcmp(field[-1].name, field->name) < 0);
	}
	for (gsize i = 0; i < query_flags_count; i++) {
		assert_true(*query_flags[i].help.en && *query_flags[i].help.ru);
		if (i > 0)
			assert_true(strcmp(query_flags[i - 1].name,
				query_flags[i].name) < 0);
	}
}

static void the_manual_names_every_row(void **state)
{
	(void)state;
	g_autofree char *page = NULL;
	assert_true(g_file_get_contents("man/desk-query.7", &page, NULL, NULL));
	g_autoptr(GArray) all = query_fields();
	for (guint i = 0; i < all->len; i++) {
		const char *name = g_array_index(all, QueryField, i).name;
		g_autofree char *row = g_strdup_printf("\n.It Cm %s :\n",
			name);
		if (!strstr(page, row))
			fail_msg("man/desk-query.7 lacks %s:", name);
	}
	for (gsize i = 0; i < query_flags_count; i++) {
		g_autofree char *row = g_strdup_printf("\n.It Cm %s\n",
			query_flags[i].name);
		if (!strstr(page, row))
			fail_msg("man/desk-query.7 lacks is:%s",
				query_flags[i].name);
	}
}

static void every_ticket_field_can_be_asked_for(void **state)
{
	(void)state;
	for (gsize i = 0; i < fields_count; i++)
		assert_true(query_field_find(fields[i].name, NULL));
}

static QueryNode *parse(const char *text, GError **error)
{
	g_autoptr(Regulation) regulation = regulation_default();
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	QueryContext context = {.regulation = regulation, .zone = zone};
	return query_parse(text, &context, error);
}

static void limits_hold(void **state)
{
	(void)state;
	g_autoptr(GString) deep = g_string_new(NULL);
	for (int i = 0; i < 100; i++)
		g_string_append(deep, "(");
	g_autoptr(GString) many = g_string_new(NULL);
	for (int i = 0; i < 1001; i++)
		g_string_append(many, "a ");
	g_autofree char *nots = g_strnfill(3000, '-');
	g_autofree char *minus = g_strconcat(nots, "a", NULL);
	g_autofree char *longest = g_strnfill(70000, 'a');
	const char *const rows[] = {deep->str, many->str, minus, longest,
		"\xff"};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(parse(rows[i], &error));
		assert_int_equal(error->code, 64);
	}
}

static void mentions_looks_everywhere(void **state)
{
	(void)state;
	g_autoptr(QueryNode) node = parse("a or not (b status:open)", NULL);
	assert_non_null(node);
	assert_true(query_mentions(node, "status"));
	assert_false(query_mentions(node, "priority"));
	g_autoptr(QueryNode) all = query_and(parse("", NULL), parse("c", NULL));
	assert_int_equal(all->kind, QUERY_TERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(registries_are_sorted_and_documented),
		cmocka_unit_test(the_manual_names_every_row),
		cmocka_unit_test(every_ticket_field_can_be_asked_for),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(mentions_looks_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
