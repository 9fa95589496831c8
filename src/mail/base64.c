#include "mail/base64.h"

#include <string.h>

/* Of a line one strange character, or so many, are an accident. */
#define STRANGE_PERCENT 5

static gboolean is_digit(char c)
{
	return g_ascii_isalnum(c) || c == '+' || c == '/';
}

static void decode_block(GByteArray *out, GString *digits)
{
	/* One digit alone is less than a byte. */
	if (digits->len % 4 == 1)
		g_string_truncate(digits, digits->len - 1);
	while (digits->len % 4 != 0)
		g_string_append_c(digits, '=');
	gsize size = 0;
	if (digits->len > 0)
		g_base64_decode_inplace(digits->str, &size);
	g_byte_array_append(out, (const guint8 *)digits->str, (guint)size);
	g_string_truncate(digits, 0);
}

void base64_append(GByteArray *out, const char *text, gsize size)
{
	g_autoptr(GString) digits = g_string_sized_new(size);
	for (gsize i = 0; i < size; i++)
		if (is_digit(text[i]))
			g_string_append_c(digits, text[i]);
		else if (text[i] == '=')
			decode_block(out, digits);
	decode_block(out, digits);
}

/* --- text ------------------------------------------------------------------ */

/* A line of digits, with accidents. */
static gboolean is_line(const char *line, gsize size)
{
	gsize strange = 0, start = 0;
	while (size > 0 && g_ascii_isspace(line[size - 1]))
		size--;
	while (start < size && g_ascii_isspace(line[start]))
		start++;
	for (gsize i = start; i < size; i++)
		strange += !is_digit(line[i]) && line[i] != '=';
	return strange <= 1 ||
		strange * 100 <= (size - start) * STRANGE_PERCENT;
}

/* Where the first line stands that is none. */
static gsize digits_end(const char *text, gsize size)
{
	gsize at = 0;
	while (at < size) {
		const char *newline = memchr(text + at, '\n', size - at);
		gsize end = newline ? (gsize)(newline - text) + 1 : size;
		if (!is_line(text + at, end - at))
			return at;
		at = end;
	}
	return size;
}

static gboolean is_text(const GByteArray *bytes, guint from)
{
	for (guint i = from; i < bytes->len; i++)
		if (bytes->data[i] < 0x20 &&
			!strchr("\t\n\v\f\r\x1b", bytes->data[i]))
			return FALSE;
	return TRUE;
}

void base64_append_text(GByteArray *out, const char *text, gsize size,
	gboolean wide)
{
	gsize end = digits_end(text, size);
	guint before = out->len;
	base64_append(out, text, end);
	/* NUL and byte order marks: a wide charset that nobody named. */
	gboolean marked = out->len > before + 1 &&
		(memchr(out->data + before, 0, out->len - before) ||
			out->data[before] >= 0xFE);
	if (!wide && !marked && !is_text(out, before)) {
		g_byte_array_set_size(out, before);
		end = 0;
	}
	if (end > 0 && end < size)
		g_byte_array_append(out, (const guint8 *)"\n", 1);
	g_byte_array_append(out, (const guint8 *)text + end,
		(guint)(size - end));
}
