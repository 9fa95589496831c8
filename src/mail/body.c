/* The text of a mail: its text parts in their order. */
#include <string.h>

#include "mail/attachment.h"
#include "mail/base64.h"
#include "mail/charset.h"
#include "mail/enriched.h"
#include "mail/flowed.h"
#include "mail/reading.h"
#include "text/html_text.h"
#include "text/invite.h"
#include "text/yaml.h"

#define LIMIT_HTML ((gsize)8 * 1024 * 1024)
/* What the reader adds becomes part of what a ticket keeps: hosts that pull one
 * mail must write the same bytes, whoever runs there and whatever language
 * desk.yaml has by then. So it is English, as the original's headers are. */
#define CUT_LINE "[cut here: the text of this mail is longer than %" \
	G_GSIZE_FORMAT " KiB; the original has all of it]\n"

/* The charset that an HTML document declares for itself. */
static char *html_charset(const char *html, gsize size)
{
	g_autofree char *head = g_ascii_strdown(html, (gssize)MIN(size, 2048));
	const char *at = strstr(head, "charset=");
	if (!at)
		return NULL;
	at += strlen("charset=");
	at += strspn(at, "\"' ");
	gsize length = strcspn(at, "\"' ;>/");
	return length > 0 && length < 40 ? g_strndup(at, length) : NULL;
}

static GString *decode_part(MailReading *reading, MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	/* No charset needs more than four bytes for one of UTF-8; but markup
	 * may be much longer than its text. */
	gsize limit = 4 * reading->limits->limit_text_bytes + 4;
	size = MIN(size, part->is_html ? MAX(limit, LIMIT_HTML) : limit);
	const char *label = mail_part_parameter(part, "charset");
	g_autofree char *own = part->is_html && !label && size > 0
		? html_charset(bytes, size)
		: NULL;
	const char *used;
	gboolean guessed;
	GString *text = charset_decode(bytes, size, label ? label : own,
		reading->charset, &used, &guessed);
	if (guessed && label)
		mail_warn(reading, "charset guessed: %s instead of %s", used,
			label);
	else if (guessed)
		mail_warn(reading, "charset guessed: %s", used);
	if (!reading->charset && strcmp(used, "us-ascii") != 0)
		reading->charset = used;
	return text;
}

static gboolean parameter_is(MailPart *part, const char *name,
	const char *value)
{
	const char *found = mail_part_parameter(part, name);
	return found && g_ascii_strcasecmp(found, value) == 0;
}

/* Without blank lines around, ending in a newline unless it is empty. */
static char *trim_blank_lines(const char *text)
{
	const char *start = text;
	for (const char *at = text; g_ascii_isspace(*at); at++)
		if (*at == '\n')
			start = at + 1;
	gsize size = strlen(start);
	while (size > 0 && g_ascii_isspace(start[size - 1]))
		size--;
	if (size == 0)
		return g_strdup("");
	g_autofree char *body = g_strndup(start, size);
	return g_strconcat(body, "\n", NULL);
}

static char *render_part(MailReading *reading, MailPart *part)
{
	g_autoptr(GString) decoded = decode_part(reading, part);
	g_autofree char *text = NULL;
	if (part->is_html) {
		g_autofree char *rendered = html_to_text(decoded->str,
			decoded->len, reading->limits->limit_text_bytes);
		text = yaml_clean_text(rendered, -1);
	} else {
		text = yaml_clean_text(decoded->str, (gssize)decoded->len);
		if (part->is_enriched) {
			char *words = enriched_text(text);
			g_free(text);
			text = words;
		}
		if (parameter_is(part, "format", "flowed")) {
			char *unfolded = flowed_unfold(text,
				parameter_is(part, "delsp", "yes"));
			g_free(text);
			text = unfolded;
		}
	}
	return trim_blank_lines(text);
}

/* Cuts at the end of a line where there is one near, else of a character. */
static void cut_text(GString *text, gsize limit)
{
	if (text->len <= limit)
		return;
	gsize end = limit;
	while (end > 0 && ((guchar)text->str[end] & 0xC0) == 0x80)
		end--;
	g_string_truncate(text, end);
	const char *newline = strrchr(text->str, '\n');
	if (newline && end - (gsize)(newline - text->str) < 2000)
		g_string_truncate(text, (gsize)(newline - text->str));
	g_string_append_c(text, '\n');
	g_string_append_printf(text, CUT_LINE, limit / 1024);
}

static void add_text(MailReading *reading, GString *text, MailPart *part)
{
	g_autofree char *piece = render_part(reading, part);
	if (piece[0] && text->len > 0)
		g_string_append_c(text, '\n');
	g_string_append(text, piece);
}

static void decode_body(MailReading *reading, const char *bytes, gsize size,
	GByteArray *out)
{
	const char *name = mail_headers_get(reading->headers,
		"content-transfer-encoding");
	GMimeContentEncoding kind = g_mime_content_encoding_from_string(
		name ? name : "");
	if (kind == GMIME_CONTENT_ENCODING_BASE64) {
		base64_append_text(out, bytes, size, FALSE);
		return;
	}
	GMimeEncoding encoding;
	g_mime_encoding_init_decode(&encoding, kind);
	g_byte_array_set_size(out, (guint)g_mime_encoding_outlen(&encoding,
		size));
	gsize length = g_mime_encoding_flush(&encoding, bytes, size,
		(char *)out->data);
	g_byte_array_set_size(out, (guint)length);
}

/* A multipart whose parts cannot be found: what follows the header. */
static void add_raw_body(MailReading *reading, GString *text)
{
	gsize size;
	const char *bytes = g_bytes_get_data(reading->raw, &size);
	gsize body = reading->headers->body;
	if (body >= size)
		return;
	mail_warn(reading, "a multipart without parts, shown as it came");
	g_autoptr(GByteArray) raw = g_byte_array_new();
	decode_body(reading, bytes + body,
		MIN(size - body, reading->limits->limit_text_bytes * 4), raw);
	g_autoptr(GString) decoded = charset_decode((const char *)raw->data,
		raw->len, NULL, NULL, NULL, NULL);
	g_autofree char *clean = yaml_clean_text(decoded->str,
		(gssize)decoded->len);
	g_autofree char *trimmed = trim_blank_lines(clean);
	g_string_append(text, trimmed);
}

/* The same event often comes as a part and as a file: it is told once. */
static void add_invite(MailReading *reading, GString *text)
{
	for (guint i = 0; i < reading->parts->len; i++) {
		MailPart *part = reading->parts->pdata[i];
		if (strcmp(part->type, "text/calendar") != 0)
			continue;
		g_autoptr(GString) decoded = decode_part(reading, part);
		g_autofree char *words = invite_text(decoded->str,
			decoded->len);
		g_autofree char *clean = words ? yaml_clean_text(words, -1) :
			NULL;
		if (!clean)
			continue;
		g_string_append_printf(text, "%s%s", text->len ? "\n" : "",
			clean);
		return;
	}
}

/* A mail that only its recipient's key opens says so. */
static void add_encrypted(MailReading *reading, GString *text)
{
	gboolean encrypted = FALSE;
	for (guint i = 0; i < reading->parts->len; i++)
		encrypted |= ((MailPart *)reading->parts->pdata[i])->is_encrypted;
	if (encrypted)
		g_string_append(text, "[encrypted: the attachments hold the "
			"text, for whoever has the key]\n");
}

void mail_read_text(MailReading *reading)
{
	GString *text = g_string_new(NULL);
	gsize limit = reading->limits->limit_text_bytes;
	for (guint i = 0; i < reading->parts->len; i++) {
		MailPart *part = reading->parts->pdata[i];
		if (part->role == PART_TEXT && text->len <= limit)
			add_text(reading, text, part);
	}
	if (reading->parts->len == 0)
		add_raw_body(reading, text);
	if (text->len == 0)
		add_encrypted(reading, text);
	if (text->len <= limit)
		add_invite(reading, text);
	if (text->len > limit)
		mail_warn(reading, "the text is cut");
	cut_text(text, limit);
	reading->message->text = g_string_free(text, FALSE);
}

void mail_read_attachments(MailReading *reading)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < reading->parts->len; i++) {
		MailPart *part = reading->parts->pdata[i];
		if (part->role == PART_ATTACHMENT)
			g_ptr_array_add(reading->message->attachments,
				mail_attachment_read(part, reading->charset,
					names));
	}
}
