#include "mail/iso2022jp.h"

#include <string.h>

typedef enum { SET_ASCII, SET_KANJI, SET_KANA, SET_SUPPLEMENT } CharacterSet;

static const struct {
	const char *escape; /* after ESC */
	CharacterSet set;
} escapes[] = {
	{"$(D", SET_SUPPLEMENT},
	{"$(B", SET_KANJI},
	{"$(@", SET_KANJI},
	{"$B", SET_KANJI},
	{"$@", SET_KANJI},
	{"(B", SET_ASCII},
	{"(J", SET_ASCII},
	{"(H", SET_ASCII},
	{"(I", SET_KANA},
};

/* The length of the escape sequence at `bytes`, 0 if it is none. */
static gsize escape_at(const char *bytes, gsize size, CharacterSet *set)
{
	if (bytes[0] != '\x1B')
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(escapes); i++) {
		gsize length = strlen(escapes[i].escape);
		if (size > length &&
			memcmp(bytes + 1, escapes[i].escape, length) == 0) {
			*set = escapes[i].set;
			return length + 1;
		}
	}
	return 0;
}

static gboolean is_graphic(char c)
{
	return c > 0x20 && c < 0x7F;
}

GString *iso2022jp_to_euc(const char *bytes, gsize size)
{
	GString *out = g_string_sized_new(size);
	CharacterSet set = SET_ASCII;
	for (gsize i = 0; i < size;) {
		gsize length = escape_at(bytes + i, size - i, &set);
		if (length > 0) {
			i += length;
			continue;
		}
		gboolean wide = set == SET_KANJI || set == SET_SUPPLEMENT;
		if (bytes[i] == '\n')
			set = SET_ASCII; /* each line starts anew */
		if (set == SET_ASCII || !is_graphic(bytes[i]) ||
			(wide && (i + 1 == size || !is_graphic(bytes[i + 1])))) {
			g_string_append_c(out, bytes[i++]);
			continue;
		}
		if (set == SET_KANA)
			g_string_append_c(out, '\x8E');
		if (set == SET_SUPPLEMENT)
			g_string_append_c(out, '\x8F');
		g_string_append_c(out, (char)(bytes[i++] | 0x80));
		if (wide)
			g_string_append_c(out, (char)(bytes[i++] | 0x80));
	}
	return out;
}

gboolean iso2022jp_is_likely(const char *bytes, gsize size)
{
	const char *at = bytes, *end = bytes + size;
	while ((at = memchr(at, '\x1B', (gsize)(end - at)))) {
		CharacterSet set = SET_ASCII;
		if (escape_at(at, (gsize)(end - at), &set) && set != SET_ASCII)
			return TRUE;
		at++;
	}
	return FALSE;
}
