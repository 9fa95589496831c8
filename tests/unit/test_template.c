#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "text/template.h"

static Value *ticket(void)
{
	Instant at = 0;
	assert_true(instant_parse("2026-11-21T06:14:03Z", &at));
	Value *record = value_record();
	value_record_set(record, "number", value_integer(1042));
	value_record_set(record, "subject", value_text("Нет связи с 1С"));
	value_record_set(record, "created", value_instant(at));
	value_record_set(record, "assignee", value_none());
	Value *tags = value_list();
	value_list_add(tags, value_text("vpn"));
	value_list_add(tags, value_text("urgent"));
	value_record_set(record, "tags", tags);
	return record;
}

static void formats_are_expanded(void **state)
{
	(void)state;
	static const struct {
		const char *format, *out;
	} rows[] = {
		{"", ""},
		{"plain\\n\\t\\\\\\x%%", "plain\n\t\\\\x%"},
		{"%(number) %(subject)", "1042 Нет связи с 1С"},
		{"%(subject:trunc(4))|", "Нет…|"},
		{"%(subject:pad(16))|", "Нет связи с 1С  |"},
		{"%(number:left(6))|", "  1042|"},
		{"%(number:pad(2))|", "1042|"},
		{"%(subject:upper)%(subject:lower)",
			"НЕТ СВЯЗИ С 1Снет связи с 1с"},
		{"%(created)", "2026-11-21T06:14:03Z"},
		{"%(created:local)", "2026-11-21 09:14"},
		{"%(created:age)", "3h"},
		{"%(assignee)|%(assignee:default(none (yet)))", "|none (yet)"},
		{"%(assignee:default(a:b))", "a:b"},
		{"%(assignee:json)%(number:json)%(subject:json)",
			"null1042\"Нет связи с 1С\""},
		{"%(tags) %(tags:json)", "vpn,urgent [\"vpn\",\"urgent\"]"},
		{"%(subject:lower:trunc(4):left(6))", "  нет…"},
	};
	g_autoptr(Value) record = ticket();
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(3 * 3600);
	Instant now = value_record_get(record, "created")->integer + 3 * 3600;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) out = g_string_new(NULL);
		if (!template_expand(out, rows[i].format, record, now, zone,
			&error))
			fail_msg("%s", error->message);
		assert_string_equal(out->str, rows[i].out);
	}
}

static void bad_formats_are_explained(void **state)
{
	(void)state;
	static const struct {
		const char *format, *message;
	} rows[] = {
		{"№ %(prio)", "--format: column 5: unknown field \"prio\"; one of "
			"number subject created"},
		{"100%", "column 4: write %(name)"},
		{"%x", "column 1: write"},
		{"%(number", "column 1: write"},
		{"%(number:trunc(4)", "column 1: write"},
		{"%()", "column 3: unknown field \"\""},
		{"%(number:big)", "column 10: unknown modifier \"big\"; one of age"},
		{"%(number:)", "column 10: unknown modifier \"\""},
		{"%(number:pad(3)x)", "unknown modifier \"pad(3)x\""},
		{"%(number:trunc)", "\"trunc\" needs a value: trunc(40)"},
		{"%(number:default)", "\"default\" needs a value: default(text)"},
		{"%(number:upper(2))", "\"upper\" takes no value"},
		{"%(number:pad(x))", "pad(x): write a width"},
		{"%(number:pad(-1))", "pad(-1): write a width"},
		{"%(number:pad(999999999999999999999))", "write a width"},
	};
	g_autoptr(Value) record = ticket();
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) out = g_string_new(NULL);
		assert_false(template_expand(out, rows[i].format, record, 0, zone,
			&error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_USAGE));
		if (!strstr(error->message, rows[i].message))
			fail_msg("%s: %s", rows[i].format, error->message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_expanded),
		cmocka_unit_test(bad_formats_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
