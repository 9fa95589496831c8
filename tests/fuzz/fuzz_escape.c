/* Any bytes: what comes out is UTF-8 without what the destination obeys, and
 * widths are kept. The first byte is the width. */
#include <stdint.h>
#include <string.h>

#include "text/escape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(char *text, const char *banned)
{
	g_assert(g_utf8_validate(text, -1, NULL));
	g_assert(!strpbrk(text, banned));
	g_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	guint width = data[0] % 40 + 2;
	g_autofree char *text = g_strndup((const char *)data + 1, size - 1);
	check(escape_terminal(text, FALSE), "\033\n\r\t\177");
	check(escape_tsv(text), "\033\n\r\t\177");
	check(escape_csv(text), "\033\177");
	check(escape_html(text), "\033<>\"'\177");
	check(escape_line(text), "\033\n\r\t\177");
	g_autofree char *body = escape_terminal(text, TRUE);
	g_autofree char *cut = text_truncate(body, width);
	g_assert(text_width(cut) <= width);
	g_autofree char *wrapped = text_wrap(body, width, 0);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
	for (char **line = lines; *line; line++)
		g_assert(text_width(*line) <= width);
	return 0;
}
