#include "mail/charset.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <uchardet/uchardet.h>

#include "mail/iso2022jp.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* What senders mean by a label. The names are tried in their order, since
 * not every iconv knows them all. */
typedef struct {
	const char *label;
	const char *names[3];
} CharsetAlias;

static const CharsetAlias aliases[] = {
	{"ansi", {"WINDOWS-1252"}},
	{"ascii", {"US-ASCII"}},
	{"big5", {"BIG5-HKSCS", "BIG5"}},
	{"chinesebig5", {"BIG5-HKSCS", "BIG5"}},
	{"cp-850", {"CP850"}},
	{"cp-866", {"CP866"}},
	{"cp1251", {"WINDOWS-1251"}},
	{"cp936", {"GB18030"}},
	{"default", {"US-ASCII"}},
	{"default_charset", {"US-ASCII"}},
	{"euc-cn", {"GB18030"}},
	{"euc-kr", {"CP949", "UHC", "EUC-KR"}},
	{"gb2312", {"GB18030"}},
	{"gb_2312-80", {"GB18030"}},
	{"gbk", {"GB18030"}},
	{"iso-8859-1", {"WINDOWS-1252"}},
	{"iso-8859-11", {"CP874", "TIS-620"}},
	{"iso-8859-8-e", {"ISO-8859-8"}},
	{"iso-8859-8-i", {"ISO-8859-8"}},
	{"iso-8859-9", {"WINDOWS-1254"}},
	{"iso8859-1", {"WINDOWS-1252"}},
	{"iso8859-15", {"ISO-8859-15"}},
	{"koi", {"KOI8-R"}},
	{"koi8", {"KOI8-R"}},
	{"koi8-r", {"KOI8-R"}},
	{"ks_c_5601-1987", {"CP949", "UHC", "EUC-KR"}},
	{"ks_c_5601-1989", {"CP949", "UHC", "EUC-KR"}},
	{"ksc5601", {"CP949", "UHC", "EUC-KR"}},
	{"latin1", {"WINDOWS-1252"}},
	{"shift-jis", {"CP932", "SHIFT_JIS"}},
	{"shift_jis", {"CP932", "SHIFT_JIS"}},
	{"sjis", {"CP932", "SHIFT_JIS"}},
	{"tis-620", {"CP874", "TIS-620"}},
	{"unicode-1-1-utf-7", {"UTF-7"}},
	{"unknown-8bit", {"US-ASCII"}},
	{"us-ascii", {"US-ASCII"}},
	{"utf8", {"UTF-8"}},
	{"win-1251", {"WINDOWS-1251"}},
	{"windows-31j", {"CP932", "SHIFT_JIS"}},
	{"windows-874", {"CP874", "TIS-620"}},
	{"x-gbk", {"GB18030"}},
	{"x-sjis", {"CP932", "SHIFT_JIS"}},
	{"x-unknown", {"US-ASCII"}},
	{"x-user-defined", {"US-ASCII"}},
	{"x-windows-949", {"CP949", "UHC", "EUC-KR"}},
};

/* Tried in this order when neither label nor detection helps. */
static const char *const fallbacks[] = {"WINDOWS-1251", "KOI8-R",
	"WINDOWS-1252"};

static const CharsetAlias *alias_find(const char *label)
{
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (g_ascii_strcasecmp(aliases[i].label, label) == 0)
			return &aliases[i];
	return NULL;
}

/* A label without quotes, spaces and what follows them; NULL if there is
 * nothing that can be a charset. */
static char *label_clean(const char *label)
{
	if (!label)
		return NULL;
	label += strspn(label, " \t\"'");
	gsize size = strspn(label, "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:+");
	if (size == 0 || size > 40)
		return NULL;
	return g_ascii_strdown(label, (gssize)size);
}

static gboolean is_ascii(const char *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (bytes[i] & 0x80)
			return FALSE;
	return TRUE;
}

/* Charsets whose bytes say something else when read as ASCII or UTF-8. */
static gboolean label_hides_in_ascii(const char *label)
{
	static const char *const prefixes[] = {"iso-2022-", "csiso2022", "hz-gb",
		"ucs-", "unicode-1-1-utf-7", "utf-16", "utf-32", "utf-7",
		"utf7"};
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(label, prefixes[i]))
			return TRUE;
	return FALSE;
}

static _Thread_local gboolean failed;

gboolean charset_failed(void)
{
	gboolean was = failed;
	failed = FALSE;
	return was;
}

static gboolean can_open_files(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A charset is loaded from a file, and of one that cannot be loaded just now
 * iconv says what it says of one that it does not know. */
static GIConv open_charset(const char *name)
{
	GIConv converter = (GIConv)-1;
	for (int i = 0; i < 2 && converter == (GIConv)-1; i++)
		converter = g_iconv_open("UTF-8", name);
	if (converter == (GIConv)-1)
		failed |= errno == ENOMEM || !can_open_files();
	return converter;
}

/* Appends the conversion of all of `bytes`; bytes that are none become
 * U+FFFD. Returns how many, or -1 if iconv does not know `name`. */
static gssize convert(GString *out, const char *bytes, gsize size,
	const char *name)
{
	GIConv converter = open_charset(name);
	if (converter == (GIConv)-1)
		return -1;
	gssize errors = 0;
	char *in = (char *)bytes; /* iconv does not write to it */
	gsize left = size;
	while (left > 0) {
		char buffer[4096];
		char *to = buffer;
		gsize room = sizeof buffer;
		gsize rc = g_iconv(converter, &in, &left, &to, &room);
		g_string_append_len(out, buffer, to - buffer);
		if (rc != (gsize)-1 || to > buffer)
			continue;
		g_string_append(out, REPLACEMENT);
		errors++;
		in++;
		left--;
		g_iconv(converter, NULL, NULL, NULL, NULL);
	}
	char rest[64];
	char *to = rest;
	gsize room = sizeof rest;
	g_iconv(converter, NULL, NULL, &to, &room);
	g_string_append_len(out, rest, to - rest);
	g_iconv_close(converter);
	return errors;
}

/* By a cleaned label. As convert(). */
static gssize convert_label(GString *out, const char *bytes, gsize size,
	const char *label)
{
	if (g_str_has_prefix(label, "iso-2022-jp") ||
		strcmp(label, "csiso2022jp") == 0) {
		g_autoptr(GString) euc = iso2022jp_to_euc(bytes, size);
		gssize errors = convert(out, euc->str, euc->len, "EUC-JP-MS");
		if (errors >= 0)
			return errors;
	}
	const CharsetAlias *alias = alias_find(label);
	if (!alias)
		return convert(out, bytes, size, label);
	for (gsize i = 0; i < G_N_ELEMENTS(alias->names); i++) {
		gssize errors = alias->names[i]
			? convert(out, bytes, size, alias->names[i])
			: -1;
		if (errors >= 0)
			return errors;
	}
	return -1;
}

/* The label is believed while at most one byte in fifty contradicts it. */
static gboolean try_label(GString *out, const char *bytes, gsize size,
	const char *label)
{
	gssize errors = convert_label(out, bytes, size, label);
	if (errors >= 0 && (gsize)errors <= size / 50)
		return TRUE;
	g_string_truncate(out, 0);
	return FALSE;
}

/* Damaged UTF-8 is still UTF-8 if most of its longer characters are whole. */
static gboolean try_damaged_utf8(GString *out, const char *bytes, gsize size)
{
	gsize whole = 0, broken = 0;
	const char *at = bytes, *end = bytes + size;
	while (at < end) {
		const char *bad;
		g_utf8_validate_len(at, (gsize)(end - at), &bad);
		for (const char *c = at; c < bad; c++)
			whole += ((guchar)*c & 0xC0) == 0xC0;
		g_string_append_len(out, at, bad - at);
		at = bad;
		if (at < end) {
			/* A NUL is valid here: it is cleaned by the caller. */
			if (*at == '\0') {
				g_string_append_c(out, '\0');
			} else {
				broken++;
				g_string_append(out, REPLACEMENT);
			}
			at++;
		}
	}
	if (whole > 4 * broken)
		return TRUE;
	g_string_truncate(out, 0);
	return FALSE;
}

static gboolean is_valid_utf8(const char *bytes, gsize size)
{
	const char *at = bytes, *end = bytes + size;
	while (!g_utf8_validate_len(at, (gsize)(end - at), &at)) {
		if (*at != '\0')
			return FALSE;
		at++;
	}
	return TRUE;
}

/* The name is interned, so it outlives the detector. */
static const char *detect(const char *bytes, gsize size)
{
	uchardet_t detector = uchardet_new();
	uchardet_handle_data(detector, bytes, MIN(size, 64 * 1024));
	uchardet_data_end(detector);
	g_autofree char *name = g_ascii_strdown(
		uchardet_get_charset(detector), -1);
	uchardet_delete(detector);
	if (name[0] == '\0' || strcmp(name, "ascii") == 0 ||
		strcmp(name, "utf-8") == 0)
		return NULL;
	return g_intern_string(name);
}

/* What detection takes a short text for when it is none of these is chance:
 * charsets of several bytes have marks of their own, Cyrillic has rare pairs. */
static gboolean is_sure(const char *name)
{
	static const char *const prefixes[] = {"big5", "euc", "gb", "hz",
		"ibm866", "iso-2022", "iso-8859-5", "koi8", "mac-cyrillic",
		"shift", "uhc", "utf", "windows-1251"};
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(name, prefixes[i]))
			return TRUE;
	return FALSE;
}

/* Words of high bytes alone are Cyrillic: other scripts of one byte mix them
 * with ASCII. In KOI8-R the small letters stand below the capitals, in
 * windows-1251 above. NULL if there are too few. */
static const char *guess_cyrillic(const char *bytes, gsize size)
{
	gsize low = 0, high = 0;
	for (gsize i = 0; i < size;) {
		gsize start = i, word_low = 0, word_high = 0;
		gboolean ascii = FALSE;
		for (; i < size && ((bytes[i] & 0x80) ||
			g_ascii_isalpha(bytes[i])); i++) {
			guchar c = (guchar)bytes[i];
			ascii |= c < 0x80;
			word_low += c >= 0xC0 && c < 0xE0;
			word_high += c >= 0xE0;
		}
		low += ascii ? 0 : word_low;
		high += ascii ? 0 : word_high;
		i += i == start;
	}
	if (low + high < 3)
		return NULL;
	return low > high ? "koi8-r" : "windows-1251";
}

static const char *decode_by_guess(GString *out, const char *bytes, gsize size)
{
	const char *name = detect(bytes, size);
	if ((!name || !is_sure(name)) && size < 64) {
		const char *cyrillic = guess_cyrillic(bytes, size);
		name = cyrillic ? cyrillic : name;
	}
	if (name && try_label(out, bytes, size, name))
		return name;
	for (gsize i = 0; i < G_N_ELEMENTS(fallbacks); i++) {
		if (convert(out, bytes, size, fallbacks[i]) == 0)
			return fallbacks[i];
		g_string_truncate(out, 0);
	}
	convert(out, bytes, size, "WINDOWS-1252");
	return "windows-1252";
}

/* The charset that was used; NULL if it had to be guessed. */
static const char *decode_by_label(GString *out, const char *bytes, gsize size,
	const char *label)
{
	if (label && label_hides_in_ascii(label) &&
		try_label(out, bytes, size, label))
		return g_intern_string(label);
	gboolean plain = is_ascii(bytes, size);
	if (plain && iso2022jp_is_likely(bytes, size) &&
		try_label(out, bytes, size, "iso-2022-jp"))
		return "iso-2022-jp";
	if (plain || is_valid_utf8(bytes, size)) {
		g_string_append_len(out, bytes, (gssize)size);
		return plain ? "us-ascii" : "utf-8";
	}
	const CharsetAlias *alias = label ? alias_find(label) : NULL;
	const char *name = alias ? alias->names[0] : label;
	if (!name || strcmp(name, "US-ASCII") == 0)
		return try_damaged_utf8(out, bytes, size) ? "utf-8" : NULL;
	if (g_ascii_strcasecmp(name, "UTF-8") == 0)
		return try_damaged_utf8(out, bytes, size) ? "utf-8" : NULL;
	return try_label(out, bytes, size, label) ? g_intern_string(label)
						  : NULL;
}

GString *charset_decode(const void *bytes, gsize size, const char *label,
	const char *hint, const char **used, gboolean *guessed)
{
	GString *out = g_string_sized_new(size + size / 2 + 16);
	if (size == 0)
		bytes = "";
	g_autofree char *clean = label_clean(label);
	const char *name = decode_by_label(out, bytes, size, clean);
	gboolean found = name != NULL;
	if (!name && hint && strcmp(hint, "us-ascii") != 0 &&
		strcmp(hint, "utf-8") != 0 && try_label(out, bytes, size, hint))
		name = hint;
	if (!name)
		name = decode_by_guess(out, bytes, size);
	if (g_str_has_prefix(out->str, "\xEF\xBB\xBF"))
		g_string_erase(out, 0, 3);
	if (used)
		*used = name;
	if (guessed)
		*guessed = !found;
	return out;
}

char *charset_decode_header(const char *value, const char *hint)
{
	GString *text = charset_decode(value, strlen(value), NULL, hint, NULL,
		NULL);
	return g_string_free(text, FALSE);
}
