#include "mail/header_write.h"

#include <string.h>

#include "mail/address.h"
#include "mail/header.h"

#define LINE 76
#define LIMIT_TEXT 500
#define LIMIT_NAME 200
/* Bytes of UTF-8 that make an encoded word of at most 75 characters. */
#define WORD_BYTES 45

/* The columns of the last line. */
static gsize column(const GString *out)
{
	const char *newline = g_strrstr_len(out->str, (gssize)out->len, "\n");
	return newline ? out->len - (gsize)(newline + 1 - out->str) : out->len;
}

/* `text` after a blank or, if the line is full, on a line of its own. */
static void add_folded(GString *out, const char *text)
{
	gboolean fits = column(out) + 1 + strlen(text) <= LINE;
	g_string_append(out, fits ? " " : "\r\n ");
	g_string_append(out, text);
}

static gboolean is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((guchar)*c < 0x20 || (guchar)*c > 0x7E)
			return FALSE;
	/* What looks like an encoded word would be decoded. */
	return !strstr(text, "=?") && strlen(text) < LINE - 2;
}

/* How many bytes of UTF-8 the rest of the line has room for. */
static gsize word_room(const GString *out)
{
	gsize used = column(out) + 1 + strlen("=?utf-8?B?" "?=");
	gsize room = used < LINE ? (LINE - used) / 4 * 3 : 0;
	return room >= 12 && room < WORD_BYTES ? room : WORD_BYTES;
}

static void add_encoded(GString *out, const char *text)
{
	while (*text) {
		const char *end = text;
		gsize room = word_room(out);
		while (*end && (gsize)(g_utf8_next_char(end) - text) <= room)
			end = g_utf8_next_char(end);
		g_autofree char *base64 = g_base64_encode(
			(const guchar *)text, (gsize)(end - text));
		g_autofree char *word = g_strdup_printf("=?utf-8?B?%s?=",
			base64);
		add_folded(out, word);
		text = end;
	}
}

static char *clean(const char *text, glong limit)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	return header_clean_line(valid, limit);
}

static void add_words(GString *out, char **words, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		add_folded(out, words[i]);
}

void header_write_text(GString *out, const char *name, const char *value)
{
	g_autofree char *text = clean(value, LIMIT_TEXT);
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	guint count = g_strv_length(words), from = 0, to = count;
	while (from < count && is_plain(words[from]))
		from++;
	while (to > from && is_plain(words[to - 1]))
		to--;
	g_string_append_printf(out, "%s:", name);
	add_words(out, words, 0, from);
	g_autoptr(GString) strange = g_string_new(NULL);
	for (guint i = from; i < to; i++)
		g_string_append_printf(strange, "%s%s", i > from ? " " : "",
			words[i]);
	add_encoded(out, strange->str);
	add_words(out, words, to, count);
	g_string_append(out, "\r\n");
}

static gboolean is_atom_phrase(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr(" !#$%&'*+-/=?^_`{|}~", *c))
			return FALSE;
	return TRUE;
}

static char *quoted(const char *text)
{
	GString *out = g_string_new("\"");
	for (const char *c = text; *c; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

static void add_phrase(GString *out, const char *name)
{
	g_autofree char *text = clean(name, LIMIT_NAME);
	if (text[0] == '\0')
		return;
	if (!is_plain(text)) {
		add_encoded(out, text);
		return;
	}
	g_autofree char *phrase = is_atom_phrase(text) ? g_strdup(text)
						       : quoted(text);
	add_folded(out, phrase);
}

/* "=?utf-8?B?…?= :;" */
static void add_group(GString *out, const char *name, const char *address,
	const char *comma)
{
	g_autofree char *phrase = g_strdup_printf("%s%s%s", name ? name : "",
		name && *name ? " " : "", address);
	g_autofree char *end = g_strconcat(":;", comma, NULL);
	g_autofree char *text = clean(phrase, LIMIT_NAME);
	add_encoded(out, text);
	add_folded(out, end);
}

static void add_mailbox(GString *out, const MailAddress *mailbox,
	const char *comma, gboolean ascii)
{
	g_autofree char *address = mail_address_wire(mailbox->address);
	g_assert(address);
	if (ascii && !g_str_is_ascii(address)) {
		add_group(out, mailbox->name, address, comma);
		return;
	}
	gsize start = out->len;
	add_phrase(out, mailbox->name);
	g_autofree char *spec = g_strdup_printf(
		out->len > start ? "<%s>%s" : "%s%s", address, comma);
	add_folded(out, spec);
}

void header_write_mailboxes(GString *out, const char *name,
	const MailAddress *const *list, guint count, gboolean ascii)
{
	g_string_append_printf(out, "%s:", name);
	for (guint i = 0; i < count; i++)
		add_mailbox(out, list[i], i + 1 < count ? "," : "", ascii);
	g_string_append(out, "\r\n");
}

void header_write_words(GString *out, const char *name, const GPtrArray *words)
{
	g_string_append_printf(out, "%s:", name);
	for (guint i = 0; i < words->len; i++)
		add_folded(out, words->pdata[i]);
	g_string_append(out, "\r\n");
}
