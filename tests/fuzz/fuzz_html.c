/* Any bytes as HTML: no crash, the text is UTF-8, as short as it must be,
 * long as it may be. */
#include <stdint.h>
#include <string.h>

#include "text/html_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	gsize limit = size > 0 ? data[0] * 40 : 0;
	g_autofree char *text = html_to_text((const char *)data, size, limit);
	g_assert(strlen(text) <= limit);
	g_assert(g_utf8_validate(text, -1, NULL));
	return 0;
}
