/* Any bytes: no crash; what was read is written so that it reads the same. */
#include <stdint.h>

#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libjq 1.6 forgets the string of a text it refuses: {"a" "b"}. That our side
 * forgets nothing is seen by tests/unit/test_json.c. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libjq";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Value) value = json_parse((const char *)data, size, "x", &error);
	if (!value) {
		g_assert(error && error->message);
		return 0;
	}
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);
	json_append(first, value, TRUE);
	g_autoptr(Value) again = json_parse(first->str, first->len, "y", &error);
	g_assert(again);
	json_append(second, again, TRUE);
	g_assert(g_string_equal(first, second));
	return 0;
}
