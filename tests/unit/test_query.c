#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/field.h"
#include "rules/query.h"

static void registries_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < query_fields_count; i++) {
		assert_true(*query_fields[i].help && *query_fields[i].values);
		assert_ptr_equal(query_field_find(query_fields[i].name),
			&query_fields[i]);
		if (i > 0)
			assert_true(strcmp(query_fields[i - 1].name,
				query_fields[i].name) < 0);
	}
	for (gsize i = 0; i < query_flags_count; i++) {
		assert_true(*query_flags[i].help);
		if (i > 0)
			assert_true(strcmp(query_flags[i - 1].name,
				query_flags[i].name) < 0);
	}
}

static void every_ticket_field_can_be_asked_for(void **state)
{
	(void)state;
	for (gsize i = 0; i < fields_count; i++)
		assert_non_null(query_field_find(fields[i].name));
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
		cmocka_unit_test(registries_are_sorted_and_documented),
		cmocka_unit_test(every_ticket_field_can_be_asked_for),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(mentions_looks_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
