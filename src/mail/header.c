#include "mail/header.h"

#include <string.h>

#include "base/texts.h"
#include "mail/charset.h"
#include "text/yaml.h"

#define LIMIT_VALUE (256 * 1024)
#define LIMIT_MESSAGE_ID 250

static void header_clear(gpointer data)
{
	MailHeader *header = data;
	g_free(header->name);
	g_free(header->value);
}

void mail_headers_free(MailHeaders *headers)
{
	if (!headers)
		return;
	g_array_unref(headers->list);
	g_free(headers);
}

static gboolean is_name_character(char c)
{
	return c > 0x20 && c < 0x7F && c != ':';
}

/* The length of the field name at `line`, 0 if the line is no header. */
static gsize name_length(const char *line, gsize size)
{
	gsize length = 0;
	while (length < size && is_name_character(line[length]))
		length++;
	gsize colon = length;
	while (colon < size && (line[colon] == ' ' || line[colon] == '\t'))
		colon++;
	if (length == 0 || length > 100 || colon == size || line[colon] != ':')
		return 0;
	return length;
}

/* Unfolds: line breaks go, the white space after them stays. */
static char *value_unfold(const char *from, gsize size)
{
	GString *value = g_string_sized_new(size);
	for (gsize i = 0; i < size; i++) {
		if (from[i] == '\r' || from[i] == '\n')
			continue;
		g_string_append_c(value, from[i] ? from[i] : ' ');
	}
	return g_strstrip(g_string_free(value, FALSE));
}

static gsize line_end(const char *bytes, gsize size, gsize at)
{
	const char *newline = memchr(bytes + at, '\n', size - at);
	return newline ? (gsize)(newline - bytes) + 1 : size;
}

static gboolean is_empty_line(const char *line, gsize size)
{
	return size == 0 || line[0] == '\n' ||
		(line[0] == '\r' && (size == 1 || line[1] == '\n'));
}

/* White space alone, which some take for the empty line. */
static gboolean is_blank_line(const char *line, gsize size)
{
	for (gsize i = 0; i < size; i++)
		if (!strchr(" \t\r\n", line[i]) || !line[i])
			return FALSE;
	return TRUE;
}

/* The bytes of a mail while its header is read. */
typedef struct {
	const char *bytes;
	gsize size;
	gsize header; /* a line that is a header: seen ahead once only */
} HeaderScan;

/* No header comes any more before the empty line: so what stands here is text
 * whose empty line is missing. */
static gboolean is_text_from(HeaderScan *scan, gsize at)
{
	const char *bytes = scan->bytes;
	if (at <= scan->header && scan->header > 0)
		return FALSE;
	while (at < scan->size && !is_empty_line(bytes + at, scan->size - at)) {
		gsize end = line_end(bytes, scan->size, at);
		if (name_length(bytes + at, end - at) > 0) {
			scan->header = at;
			return FALSE;
		}
		at = end;
	}
	return TRUE;
}

/* The end of the header line at `at` with what is folded; a blank line that no
 * header or fold follows ends the header, so it belongs to none. */
static gsize folded_end(HeaderScan *scan, gsize at)
{
	const char *bytes = scan->bytes;
	gsize size = scan->size;
	gsize end = line_end(bytes, size, at);
	while (end < size && (bytes[end] == ' ' || bytes[end] == '\t')) {
		gsize next = line_end(bytes, size, end);
		if (is_blank_line(bytes + end, next - end) &&
			is_text_from(scan, next))
			return end;
		end = next;
	}
	return end;
}

/* Does the header end at `at`? The body begins at `body`. */
static gboolean ends_at(HeaderScan *scan, gsize at, gsize *body)
{
	const char *bytes = scan->bytes;
	gsize size = scan->size;
	gsize end = line_end(bytes, size, at);
	*body = end;
	if (is_empty_line(bytes + at, size - at))
		return TRUE;
	if (is_blank_line(bytes + at, end - at))
		return is_text_from(scan, end);
	*body = at;
	return name_length(bytes + at, end - at) == 0 &&
		is_text_from(scan, at);
}

static void header_add(MailHeaders *headers, const char *line, gsize length,
	gsize name)
{
	const char *colon = memchr(line + name, ':', length - name);
	gsize start = (gsize)(colon - line) + 1;
	gsize size = MIN(length - start, LIMIT_VALUE);
	headers->ignored += size < length - start;
	MailHeader header = {
		.name = g_ascii_strdown(line, (gssize)name),
		.value = value_unfold(colon + 1, size),
	};
	g_array_append_val(headers->list, header);
}

MailHeaders *mail_headers_read(const char *bytes, gsize size, guint limit)
{
	MailHeaders *headers = g_new0(MailHeaders, 1);
	headers->list = g_array_sized_new(FALSE, FALSE, sizeof(MailHeader), 32);
	g_array_set_clear_func(headers->list, header_clear);
	gsize at = 0;
	HeaderScan scan = {bytes, size, 0};
	headers->body = size;
	while (at < size && !ends_at(&scan, at, &headers->body)) {
		gsize name = name_length(bytes + at,
			line_end(bytes, size, at) - at);
		gsize end = folded_end(&scan, at);
		if (name > 0 && headers->list->len < limit)
			header_add(headers, bytes + at, end - at, name);
		else if (name > 0)
			headers->ignored++;
		at = end;
		headers->body = size;
	}
	return headers;
}

const char *mail_headers_get(const MailHeaders *headers, const char *name)
{
	for (guint i = 0; i < headers->list->len; i++) {
		MailHeader *header = &g_array_index(headers->list, MailHeader, i);
		if (strcmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

guint mail_headers_count(const MailHeaders *headers, const char *name)
{
	guint count = 0;
	for (guint i = 0; i < headers->list->len; i++)
		count += strcmp(g_array_index(headers->list, MailHeader, i).name,
				 name) == 0;
	return count;
}

/* Characters that show nothing, or show other characters elsewhere. */
static gboolean is_invisible(gunichar c)
{
	return (c >= 0x200B && c <= 0x200F && c != 0x200D) ||
		(c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
		c == 0x00AD || c == 0x061C || c == 0x180E || c == 0xFEFF ||
		(c >= 0xE0000 && c <= 0xE007F);
}

/* Printable ASCII with single spaces inside is clean as it is. */
static gboolean is_clean(const char *text, glong limit)
{
	gsize size = 0;
	for (; text[size]; size++)
		if (text[size] < ' ' || text[size] > '~' ||
			(text[size] == ' ' &&
				(size == 0 || text[size - 1] == ' ')))
			return FALSE;
	return size == 0 || (size <= (gsize)limit && text[size - 1] != ' ');
}

char *header_clean_line(const char *text, glong limit)
{
	if (is_clean(text, limit))
		return g_strdup(text);
	g_autofree char *clean = yaml_clean_text(text, -1);
	GString *line = g_string_sized_new(strlen(clean));
	glong count = 0;
	gboolean space = FALSE;
	for (const char *at = clean; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_isspace(c)) {
			space = line->len > 0;
			continue;
		}
		if (is_invisible(c))
			continue;
		if (count >= limit) {
			g_string_append(line, "…");
			break;
		}
		if (space)
			g_string_append_c(line, ' ');
		count += 1 + space;
		space = FALSE;
		g_string_append_unichar(line, c);
	}
	return g_string_free(line, FALSE);
}

char *header_text(const char *value, const char *charset_hint, glong limit)
{
	g_autofree char *text = charset_decode_header(value, charset_hint);
	g_autofree char *decoded = header_decode_words(text);
	return header_clean_line(decoded, limit);
}

/* The length of "<left@right>" at `at`, 0 if it is none. */
static gsize message_id_length(const char *at)
{
	gsize ats = 0, i = 1;
	if (*at != '<')
		return 0;
	for (; at[i] > 0x20 && at[i] < 0x7F && at[i] != '>' && at[i] != '<';
		i++)
		ats += at[i] == '@' && i > 1 && at[i + 1] != '>';
	if (at[i] != '>' || ats != 1 || i >= LIMIT_MESSAGE_ID)
		return 0;
	return i + 1;
}

char *header_message_id(const char *value)
{
	gsize length = message_id_length(value);
	if (length > 0)
		return g_strndup(value, length);
	/* Without its brackets, and nothing beside. */
	g_autofree char *whole = *value && !strpbrk(value, "<> \t,;\"()") ?
		g_strconcat("<", value, ">", NULL) : NULL;
	return whole && message_id_length(whole) == strlen(whole) ?
		g_steal_pointer(&whole) : NULL;
}

static void insert_id(GPtrArray *ids, char *id)
{
	if (texts_have(ids, id))
		g_free(id);
	else
		g_ptr_array_insert(ids, 0, id);
}

/* Ids without brackets, blanks between; with words between them they are
 * addresses. */
static void bare_message_ids(const char *value, guint limit, GPtrArray *ids)
{
	g_auto(GStrv) words = g_strsplit_set(value, " \t,", -1);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	for (guint i = g_strv_length(words); i-- > 0;) {
		char *id = header_message_id(words[i]);
		if (!id && *words[i])
			return;
		if (id && found->len < limit)
			g_ptr_array_add(found, id);
		else
			g_free(id);
	}
	for (guint i = 0; i < found->len && ids->len < limit; i++)
		insert_id(ids, g_strdup(found->pdata[i]));
}

void header_message_ids(const char *value, guint limit, GPtrArray *ids)
{
	if (!strchr(value, '<')) {
		bare_message_ids(value, limit, ids);
		return;
	}
	for (const char *at = value + strlen(value);
		at > value && ids->len < limit;) {
		g_autofree char *id = *--at == '<' ? header_message_id(at)
						   : NULL;
		if (id)
			insert_id(ids, g_steal_pointer(&id));
	}
}
