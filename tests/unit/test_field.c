#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "model/field.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/json.h"

static void fields_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = &fields[i];
		if (i > 0)
			assert_true(strcmp(field[-1].name, field->name) < 0);
		assert_ptr_equal(field_find(field->name), field);
		assert_true(*field->title.en && *field->title.ru);
		assert_true(field->type == FIELD_ENUM ?
			field->section || field->values :
			!field->section && (!field->values ||
				field->type == FIELD_TEXT));
		assert_true(*field->help.en && *field->help.ru);
	}
	assert_null(field_find("prio"));
	assert_null(field_find(""));
}

static void the_head_has_the_order_of_the_format(void **state)
{
	(void)state;
	static const char order[] =
		"uid number subject created status channel assignee token "
		"priority requester category customer level type group "
		"resolution eta until asset vendor-ref dedupe-key was "
		"merged-into cc participants tags checklist links fields "
		"schedule about";
	g_auto(GStrv) names = g_strsplit(order, " ", -1);
	assert_int_equal(g_strv_length(names), fields_count);
	for (guint i = 0; i < fields_count; i++) {
		const Field *field = field_at(i);
		assert_string_equal(field->name, names[i]);
		assert_int_equal((field->flags & FIELD_ALWAYS) != 0, i < 15);
	}
	assert_null(field_at((guint)fields_count));
}

static void kinds_are_sorted_and_documented(void **state)
{
	(void)state;
	for (gsize i = 0; i < entry_kinds_count; i++) {
		const EntryKind *kind = &entry_kinds[i];
		if (i > 0)
			assert_true(strcmp(kind[-1].name, kind->name) < 0);
		assert_ptr_equal(entry_kind_find(kind->name), kind);
		assert_true(*kind->title.en && *kind->title.ru && *kind->help.en && *kind->help.ru);
	}
	assert_null(entry_kind_find("mesage"));
	assert_true(entry_kind_find("message")->is_public);
	assert_true(entry_kind_find("message")->by_requester);
	assert_false(entry_kind_find("comment")->is_public);
	assert_false(entry_kind_find("notice")->is_public);
}

static void changes_are_typed_as_their_fields(void **state)
{
	(void)state;
	static const char text[] = "desk: 1\nfields:\n  seats: {type: number}\n"
		"  room: {type: text}\n";
	const struct {
		const char *field, *text, *json;
	} cases[] = {
		{"number", "7", "7"}, {"number", "", "null"},
		{"status", "7", "\"7\""}, {"subject", "true", "\"true\""},
		{"eta", "2026-11-23T10:00:00+03:00",
			"\"2026-11-23T07:00:00Z\""},
		{"tags", "[\"a, b\",\"c\"]", "[\"a, b\",\"c\"]"},
		{"tags", "", "null"},
		{"fields.seats", "12", "12"}, {"fields.seats", "2.5", "2.5"},
		{"fields.seats", "many", "\"many\""},
		{"fields.room", "12", "\"12\""}, {"fields.gone", "1", "\"1\""},
	};
	g_autoptr(Regulation) regulation = regulation_parse(text, strlen(text),
		"desk.yaml", NULL);
	assert_non_null(regulation);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) json = g_string_new(NULL);
		g_autoptr(Value) value = regulation_field_value(regulation,
			cases[i].field, cases[i].text);
		json_append(json, value, FALSE);
		assert_string_equal(json->str, cases[i].json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_sorted_and_documented),
		cmocka_unit_test(the_head_has_the_order_of_the_format),
		cmocka_unit_test(kinds_are_sorted_and_documented),
		cmocka_unit_test(changes_are_typed_as_their_fields),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
