/* Any format: no crash, and a refusal says why. */
#include <stdint.h>

#include "text/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *format = g_strndup((const char *)data, size);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(Value) record = value_record();
	value_record_set(record, "n", value_integer(1042));
	value_record_set(record, "s", value_text("Нет связи \xff 🙂"));
	value_record_set(record, "t", value_instant(1794981600));
	value_record_set(record, "e", value_none());
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	if (!template_expand(out, format, record, 1794985200, zone, &error))
		g_assert(error && error->message);
	return 0;
}
