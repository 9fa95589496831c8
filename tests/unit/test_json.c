#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "text/json.h"

static char *to_json(const Value *value, gboolean pretty)
{
	GString *out = g_string_new(NULL);
	json_append(out, value, pretty);
	return g_string_free(out, FALSE);
}

static void values_have_one_text(void **state)
{
	(void)state;
	Instant at;
	assert_true(instant_parse("2026-11-21T06:14:03Z", &at));
	Value *list = value_list();
	value_list_add(list, value_text("a"));
	value_list_add(list, value_integer(2));
	Value *record = value_record();
	value_record_set(record, "b", value_flag(TRUE));
	value_record_set(record, "a", value_text("old"));
	value_record_set(record, "a", value_none());
	Value *nested = value_list();
	value_list_add(nested, value_copy(record));
	value_list_add(nested, value_integer(1));
	const struct {
		Value *value;
		const char *text, *json;
	} rows[] = {
		{value_none(), "", "null"},
		{value_text(NULL), "", "null"},
		{value_text("Да \"1\"\n"), "Да \"1\"\n", "\"Да \\\"1\\\"\\n\""},
		{value_text("\001\177\\/"), "\001\177\\/",
			"\"\\u0001\177\\\\/\""},
		{value_integer(G_MININT64), "-9223372036854775808",
			"-9223372036854775808"},
		{value_real(0.1), "0.1", "0.1"},
		{value_real(1.0 / 3), "0.3333333333333333", "0.3333333333333333"},
		{value_real(-0.0), "0", "0"},
		{value_real(1e300), "1e+300", "1e+300"},
		{value_real(0.0 / 1.0), "0", "0"},
		{value_share(0.5), "0.5", "0.5"},
		{value_instant(at), "2026-11-21T06:14:03Z",
			"\"2026-11-21T06:14:03Z\""},
		{value_instant(INSTANT_NONE), "", "null"},
		{value_span(-90), "-90", "-90"},
		{value_bytes(48213), "48213", "48213"},
		{value_flag(7), "true", "true"},
		{list, "a,2", "[\"a\",2]"},
		{nested, "[{\"b\":true,\"a\":null},1]",
			"[{\"b\":true,\"a\":null},1]"},
		{record, "{\"b\":true,\"a\":null}", "{\"b\":true,\"a\":null}"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = value_to_text(rows[i].value);
		g_autofree char *json = to_json(rows[i].value, FALSE);
		g_autoptr(Value) copy = value_copy(rows[i].value);
		g_autofree char *copied = to_json(copy, FALSE);
		assert_string_equal(text, rows[i].text);
		assert_string_equal(json, rows[i].json);
		assert_string_equal(copied, rows[i].json);
		value_free(rows[i].value);
	}
}

static void pretty_json_is_indented(void **state)
{
	(void)state;
	const char *text = "{\"a\":[1,{\"b\":null}],\"c\":[],\"d\":{}}";
	g_autoptr(Value) value = json_parse(text, strlen(text), "x", NULL);
	g_autofree char *pretty = to_json(value, TRUE);
	assert_string_equal(pretty, "{\n  \"a\": [\n    1,\n    {\n"
		"      \"b\": null\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}");
}

static void json_round_trips(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"null", "true", "[]", "{}", "\"\"", "0", "-5", "0.25",
		"9007199254740992",
		"{\"z\":1,\"a\":2,\"m\":3,\"b\":4,\"y\":5,\"c\":6,\"x\":7,\"d\":8,"
			"\"w\":9,\"e\":10}",
		"[[\"🙂 日本 \\u001f\\\\\"],{\"\":\"\"}]",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Value) value = json_parse(rows[i], strlen(rows[i]), "x",
			&error);
		assert_null(error);
		g_autofree char *again = to_json(value, FALSE);
		assert_string_equal(again, rows[i]);
	}
}

static void bad_json_is_refused(void **state)
{
	(void)state;
	g_autofree char *deep = g_strnfill(100, '[');
	g_autofree char *closed = g_strnfill(40, '[');
	g_autofree char *close = g_strnfill(40, ']');
	g_autofree char *nested = g_strconcat(closed, close, NULL);
	const struct {
		const char *text, *message;
	} rows[] = {
		{"", "op: empty"},
		{"  \n", "op: empty"},
		{"{\"a\":}", "op:1:"},
		{"{\n\"a\" 1}", "op:2:"},
		{"[1,]", "op:1:"},
		{"nope", "op:1:"},
		/* libjq leaks at these. */
		{"[\"a\" \"b\"]", "op:1:6: not JSON: Expected separator"},
		{"{\"a\\\"\":1,\n\"b\":[1] \"c\"}", "op:2:9: not JSON: Ex"},
		{"{} {}", "op: more than one JSON text"},
		{"{} x", "op:1:"},
		{"\"a\\u0000b\"", "op: a string holds"},
		{"{\"\\u0000\":1}", "op: a key holds"},
		{"\"\377\"", "op: byte 2 is not UTF-8"},
		{deep, "op:"},
		{nested, "op: nested more than 32 deep"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(json_parse(rows[i].text, strlen(rows[i].text), "op",
			&error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
		if (!g_str_has_prefix(error->message, rows[i].message))
			fail_msg("%s: %s", rows[i].text, error->message);
	}
}

static void jq_programs_answer(void **state)
{
	(void)state;
	static const struct {
		const char *program, *input, *out;
	} rows[] = {
		{".", "{\"a\":[1,2]}", "{\"a\":[1,2]}\n"},
		{".[].subject", "[{\"subject\":\"Нет\\nсвязи\"},{\"subject\":null}]",
			"Нет\nсвязи\nnull\n"},
		{"map(select(.n > 1)) | length", "[{\"n\":1},{\"n\":2}]", "1\n"},
		{"empty", "1", ""},
		{"def f: . + 1; f | f", "1", "3\n"},
		{".input, .env, {env: .debug}", "{\"input\":1}",
			"1\nnull\n{\"env\":null}\n"},
		{"# comment\n.", "1", "1\n"},
		{"test(\"^[а-я]+$\")", "\"привет\"", "true\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) out = g_string_new(">");
		if (!json_query(rows[i].program, rows[i].input, out, &error))
			fail_msg("%s", error->message);
		assert_string_equal(out->str + 1, rows[i].out);
	}
}

static void jq_programs_reach_nothing_outside(void **state)
{
	(void)state;
	static const struct {
		const char *program, *message;
	} rows[] = {
		{"env", "env is not available"},
		{"$ENV", "$ENV is not available"},
		{"input", "input is not available"},
		{"[inputs]", "inputs is not available"},
		{"first(debug)", "debug is not available"},
		{"stderr", "stderr is not available"},
		{"halt", "halt is not available"},
		{"\"x\" | halt_error", "halt_error is not available"},
		{"1 | halt_error(2)", "halt_error is not available"},
		{"\"m\" | modulemeta", "modulemeta is not available"},
		{"import \"m\" as m; .", "syntax error, unexpected import"},
		{"include \"m\"; .", "syntax error, unexpected include"},
		{".[", "syntax error"},
		{"", "syntax error"},
		{"nosuch", "nosuch/0 is not defined"},
		{"., .a", "Cannot index number"},
		{"error({a: 1})", "{\"a\":1}"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) out = g_string_new(">");
		assert_false(json_query(rows[i].program, "1", out, &error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_USAGE));
		if (!strstr(error->message, rows[i].message) ||
			strstr(error->message, "_refused"))
			fail_msg("%s: %s", rows[i].program, error->message);
		assert_string_equal(out->str, ">");
	}
	/* Around the word: nothing of the environment comes out. */
	g_setenv("DESK_TEST_SECRET", "secret", TRUE);
	g_autoptr(GString) out = g_string_new(NULL);
	assert_true(json_query("$ ENV", "1", out, NULL));
	assert_string_equal(out->str, "{}\n");
}

int main(void)
{
	/* Decimal commas and the like must not show. */
	setlocale(LC_ALL, "");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_one_text),
		cmocka_unit_test(pretty_json_is_indented),
		cmocka_unit_test(json_round_trips),
		cmocka_unit_test(bad_json_is_refused),
		cmocka_unit_test(jq_programs_answer),
		cmocka_unit_test(jq_programs_reach_nothing_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
