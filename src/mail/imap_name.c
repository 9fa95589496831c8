#include "mail/imap_name.h"

#include <string.h>

#define LIMIT_NAME 1000

/* The characters of base64 in names: "," instead of "/", no padding. */
static void append_base64(GString *out, const guchar *bytes, gsize size)
{
	g_autofree char *text = g_base64_encode(bytes, size);
	g_string_append_c(out, '&');
	for (const char *c = text; *c && *c != '='; c++)
		g_string_append_c(out, *c == '/' ? ',' : *c);
	g_string_append_c(out, '-');
}

static void flush(GString *out, GByteArray *utf16)
{
	if (utf16->len > 0)
		append_base64(out, utf16->data, utf16->len);
	g_byte_array_set_size(utf16, 0);
}

static void append_utf16(GByteArray *utf16, gunichar c)
{
	gunichar2 units[2] = {(gunichar2)c, 0};
	guint count = 1;
	if (c > 0xFFFF) {
		units[0] = (gunichar2)(0xD800 + ((c - 0x10000) >> 10));
		units[1] = (gunichar2)(0xDC00 + ((c - 0x10000) & 0x3FF));
		count = 2;
	}
	for (guint i = 0; i < count; i++) {
		guint8 pair[] = {(guint8)(units[i] >> 8), (guint8)units[i]};
		g_byte_array_append(utf16, pair, 2);
	}
}

char *imap_name_quote(const char *folder)
{
	if (!g_utf8_validate(folder, -1, NULL) || strlen(folder) > LIMIT_NAME)
		return NULL;
	g_autoptr(GByteArray) utf16 = g_byte_array_new();
	GString *out = g_string_new("\"");
	for (const char *at = folder; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
			g_string_free(out, TRUE);
			return NULL;
		}
		if (c >= 0x7F) {
			append_utf16(utf16, c);
			continue;
		}
		flush(out, utf16);
		if (c == '"' || c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, (char)c);
		if (c == '&')
			g_string_append_c(out, '-');
	}
	flush(out, utf16);
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

char *imap_uid_set(GPtrArray *uids, guint from, guint to)
{
	GString *set = g_string_new(NULL);
	for (guint i = from; i < to;) {
		guint64 first = g_ascii_strtoull(uids->pdata[i], NULL, 10);
		guint64 last = first;
		for (i++; i < to &&
			g_ascii_strtoull(uids->pdata[i], NULL, 10) == last + 1;
			i++)
			last++;
		if (set->len > 0)
			g_string_append_c(set, ',');
		g_string_append_printf(set, "%" G_GUINT64_FORMAT, first);
		if (last > first)
			g_string_append_printf(set, ":%" G_GUINT64_FORMAT, last);
	}
	return g_string_free(set, FALSE);
}
