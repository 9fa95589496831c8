#include "mail/parts.h"

#include <string.h>

#include "mail/base64.h"
#include "mail/header.h"
#include "mail/parameter.h"
#include "mail/reading.h"
#include "mail/smime.h"

#define LIMIT_FILE_NAME 2000

typedef struct {
	GPtrArray *parts;
	const MailLimits *limits;
	gboolean cut;
} PartWalk;

static void part_free(gpointer data)
{
	MailPart *part = data;
	g_free(part->type);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_clear_object(&part->signed_content);
	g_free(part);
}

/* The lines that say how the mail is built, the first of each name, and the
 * body. The other headers are read elsewhere, so they are not shown to GMime:
 * that would take it half of its time. */
static GByteArray *structure_of(GBytes *raw, const MailHeaders *headers)
{
	gsize size;
	const char *bytes = g_bytes_get_data(raw, &size);
	GByteArray *out = g_byte_array_sized_new((guint)size + 64);
	for (guint i = 0; i < headers->list->len; i++) {
		const MailHeader *header = &g_array_index(headers->list,
			MailHeader, i);
		if (!g_str_has_prefix(header->name, "content-") ||
			mail_headers_get(headers, header->name) !=
				header->value)
			continue;
		g_autofree char *line = g_strconcat(header->name, ": ",
			header->value, "\n", NULL);
		g_byte_array_append(out, (guint8 *)line, (guint)strlen(line));
	}
	g_byte_array_append(out, (const guint8 *)"\n", 1);
	g_byte_array_append(out, (const guint8 *)bytes + headers->body,
		(guint)(size - headers->body));
	return out;
}

GMimeObject *mail_parse_mime(GBytes *raw, const MailHeaders *headers)
{
	GByteArray *bytes = structure_of(raw, headers);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	GMimeObject *root = g_mime_parser_construct_part(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return root;
}

const char *mail_part_parameter(const MailPart *part, const char *name)
{
	return g_mime_object_get_content_type_parameter(part->object, name);
}

static gboolean is_file(GMimeObject *object)
{
	const char *disposition = g_mime_object_get_disposition(object);
	return g_mime_object_get_content_type_parameter(object, "name") ||
		(disposition &&
			g_ascii_strcasecmp(disposition, "attachment") == 0);
}

/* In base64 comes what is no text, unless it says so. */
static gboolean is_bytes(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *major = g_mime_content_type_get_media_type(type);
	return g_ascii_strcasecmp(major ? major : "", "text") != 0 &&
		GMIME_IS_PART(object) &&
		g_mime_part_get_content_encoding(GMIME_PART(object)) ==
			GMIME_CONTENT_ENCODING_BASE64;
}

static gboolean is_token(const char *text)
{
	gsize size = strlen(text);
	return size > 0 && size < 80 && g_ascii_isalnum(text[0]) &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+") ==
		size;
}

/* "type/subtype" in lower case; what is none is text/plain (RFC 2045, 5.2), a
 * file of which is only known that it is one application/octet-stream. */
static char *object_type(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *major = type ? g_mime_content_type_get_media_type(type)
				 : NULL;
	const char *minor = type ? g_mime_content_type_get_media_subtype(type)
				 : NULL;
	if (!major || !minor)
		return g_strdup("text/plain");
	g_autofree char *left = g_ascii_strdown(major, -1);
	g_autofree char *right = g_ascii_strdown(minor, -1);
	GMimeHeader *said = g_mime_header_list_get_header(
		g_mime_object_get_header_list(object), "Content-Type");
	const char *raw = said ? g_mime_header_get_raw_value(said) : NULL;
	if (raw && !memchr(raw, '/', strcspn(raw, ";")))
		return g_strdup(is_file(object) || is_bytes(object) ?
			"application/octet-stream" : "text/plain");
	if (!is_token(left) || !is_token(right))
		return g_strdup("application/octet-stream");
	return g_strconcat(left, "/", right, NULL);
}

static char *object_parameter(GMimeObject *object, const char *header,
	const char *name, const char *hint)
{
	GMimeHeader *found = g_mime_header_list_get_header(
		g_mime_object_get_header_list(object), header);
	const char *value = found ? g_mime_header_get_raw_value(found) : NULL;
	return value ? mail_parameter(value, name, hint) : NULL;
}

char *mail_part_file_name(const MailPart *part, const char *hint)
{
	g_autofree char *name = object_parameter(part->object,
		"Content-Disposition", "filename", hint);
	if (!name)
		name = object_parameter(part->object, "Content-Type", "name",
			hint);
	g_autofree char *line = header_clean_line(name ? name : "",
		LIMIT_FILE_NAME);
	return line[0] ? g_steal_pointer(&line) : NULL;
}

/* RFC 2046, 4.1.4: a text of an unknown kind is shown as it is. These are known
 * to be files, or no words for people. */
static gboolean is_text(const char *type)
{
	static const char *const files[] = {"text/calendar", "text/css",
		"text/csv", "text/directory", "text/javascript",
		"text/rfc822-headers", "text/vcard", "text/x-amp-html",
		"text/x-vcard", "text/xml", NULL};
	return g_str_has_prefix(type, "text/") && !g_strv_contains(files, type);
}

/* RFC 1896 and its ancestor: words between marks. */
static gboolean is_enriched(const MailPart *part)
{
	return strcmp(part->type, "text/enriched") == 0 ||
		strcmp(part->type, "text/richtext") == 0;
}

/* A text that is neither an attachment by its label nor has a file name. A
 * mail whose only or first part has one still says what it says. */
static MailPartRole part_role(const MailPart *part)
{
	const char *disposition = g_mime_object_get_disposition(part->object);
	if (!is_text(part->type) || !GMIME_IS_PART(part->object))
		return PART_ATTACHMENT;
	if (disposition && g_ascii_strcasecmp(disposition, "attachment") == 0)
		return PART_ATTACHMENT;
	if (part->is_named && part->number > 1)
		return PART_ATTACHMENT;
	return PART_TEXT;
}

static void add_leaf(PartWalk *walk, GMimeObject *object)
{
	if (walk->parts->len >= walk->limits->limit_parts) {
		walk->cut = TRUE;
		return;
	}
	const char *disposition = g_mime_object_get_disposition(object);
	MailPart *part = g_new0(MailPart, 1);
	part->object = object;
	part->number = walk->parts->len + 1;
	part->type = object_type(object);
	g_autofree char *name = mail_part_file_name(part, NULL);
	part->is_named = name != NULL;
	part->role = part_role(part);
	part->is_html = strcmp(part->type, "text/html") == 0;
	part->is_enriched = is_enriched(part);
	part->is_inline = disposition &&
		g_ascii_strcasecmp(disposition, "inline") == 0;
	g_ptr_array_add(walk->parts, part);
}

static gboolean is_blank(MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	for (gsize i = 0; i < size; i++)
		if ((guchar)bytes[i] > ' ')
			return FALSE;
	return TRUE;
}

/* Of the forms of one text, plain text is shown if it says anything. */
static void choose_alternative(PartWalk *walk, guint from)
{
	gboolean plain = FALSE;
	for (guint i = from; i < walk->parts->len && !plain; i++) {
		MailPart *part = walk->parts->pdata[i];
		plain = part->role == PART_TEXT && !part->is_html &&
			!part->is_enriched && !is_blank(part);
	}
	gboolean html = FALSE;
	for (guint i = from; i < walk->parts->len; i++) {
		MailPart *part = walk->parts->pdata[i];
		html |= part->role == PART_TEXT && part->is_html;
	}
	for (guint i = from; i < walk->parts->len; i++) {
		MailPart *part = walk->parts->pdata[i];
		if (part->role != PART_TEXT)
			continue;
		if ((html && part->is_html == plain) ||
			(part->is_enriched && (html || plain)))
			part->role = PART_ALTERNATIVE;
	}
}

/* What belongs to a text (pictures, styles) is not text itself. */
static void mark_related(PartWalk *walk, guint from)
{
	for (guint i = from; i < walk->parts->len; i++) {
		MailPart *part = walk->parts->pdata[i];
		if (part->role == PART_TEXT)
			part->role = PART_ATTACHMENT;
		part->is_inline = TRUE;
	}
}

/* RFC 2387: the part that `start` names, else the first. */
static int root_of(GMimeMultipart *related)
{
	const char *start = g_mime_object_get_content_type_parameter(
		GMIME_OBJECT(related), "start");
	gsize length = start ? strcspn(start + (*start == '<'), ">") : 0;
	int count = g_mime_multipart_get_count(related);
	for (int i = 0; length > 0 && i < count; i++) {
		const char *id = g_mime_object_get_content_id(
			g_mime_multipart_get_part(related, i));
		if (id && strlen(id) == length &&
			strncmp(id, start + (*start == '<'), length) == 0)
			return i;
	}
	for (int i = 0; i < count; i++) {
		GMimeObject *part = g_mime_multipart_get_part(related, i);
		g_autofree char *type = object_type(part);
		if (GMIME_IS_MULTIPART(part) || is_text(type))
			return i;
	}
	return 0;
}

static void walk_object(PartWalk *walk, GMimeObject *object, guint depth);

static void walk_multipart(PartWalk *walk, GMimeMultipart *multipart,
	guint depth)
{
	g_autofree char *type = object_type(GMIME_OBJECT(multipart));
	guint from = walk->parts->len;
	gboolean related = strcmp(type, "multipart/related") == 0;
	gboolean encrypted = strcmp(type, "multipart/encrypted") == 0;
	int count = g_mime_multipart_get_count(multipart);
	int root = related ? root_of(multipart) : -1;
	for (int i = 0; i < count && !walk->cut; i++) {
		guint start = walk->parts->len;
		walk_object(walk, g_mime_multipart_get_part(multipart, i),
			depth + 1);
		if (related && i != root)
			mark_related(walk, start);
		for (guint k = start; encrypted && k < walk->parts->len; k++)
			((MailPart *)walk->parts->pdata[k])->is_encrypted =
				TRUE;
	}
	if (strcmp(type, "multipart/alternative") == 0)
		choose_alternative(walk, from);
}

/* A signature that holds the text: the file, then what is in it. */
static void walk_smime(PartWalk *walk, GMimeObject *object, guint depth)
{
	add_leaf(walk, object);
	if (walk->cut || depth >= walk->limits->limit_depth)
		return;
	MailPart *part = walk->parts->pdata[walk->parts->len - 1];
	g_autoptr(GBytes) content = smime_content(mail_part_bytes(part));
	part->is_encrypted = content == NULL;
	if (!content)
		return;
	/* It was not seen when the mail was measured. */
	g_autoptr(GBytes) measured = mail_guard(content, walk->limits, NULL);
	gsize size;
	const char *bytes = g_bytes_get_data(measured, &size);
	g_autoptr(MailHeaders) headers = mail_headers_read(bytes, size,
		walk->limits->limit_headers);
	part->signed_content = mail_parse_mime(measured, headers);
	if (part->signed_content)
		walk_object(walk, part->signed_content, depth + 1);
}

static gboolean is_smime(GMimeObject *object)
{
	g_autofree char *type = object_type(object);
	return GMIME_IS_PART(object) &&
		(strcmp(type, "application/pkcs7-mime") == 0 ||
		strcmp(type, "application/x-pkcs7-mime") == 0);
}

static void walk_object(PartWalk *walk, GMimeObject *object, guint depth)
{
	if (is_smime(object))
		walk_smime(walk, object, depth);
	else if (!GMIME_IS_MULTIPART(object))
		add_leaf(walk, object);
	else if (depth >= walk->limits->limit_depth)
		walk->cut = TRUE;
	else
		walk_multipart(walk, GMIME_MULTIPART(object), depth);
}

GPtrArray *mail_parts_list(GMimeObject *root, const MailLimits *limits,
	gboolean *cut)
{
	PartWalk walk = {
		.parts = g_ptr_array_new_with_free_func(part_free),
		.limits = limits,
	};
	walk_object(&walk, root, 0);
	if (cut)
		*cut = walk.cut;
	return walk.parts;
}

static GMimeDataWrapper *part_content(const MailPart *part)
{
	return GMIME_IS_PART(part->object) ?
		g_mime_part_get_content(GMIME_PART(part->object)) : NULL;
}

static void write_part(MailPart *part, GMimeStream *stream)
{
	if (GMIME_IS_MESSAGE_PART(part->object)) {
		GMimeMessage *message = g_mime_message_part_get_message(
			GMIME_MESSAGE_PART(part->object));
		if (message)
			g_mime_object_write_to_stream(GMIME_OBJECT(message),
				NULL, stream);
		return;
	}
	GMimeDataWrapper *content = part_content(part);
	if (content)
		g_mime_data_wrapper_write_to_stream(content, stream);
}

/* UTF-16, UTF-32, UCS-2. */
static gboolean is_wide(const MailPart *part)
{
	const char *label = mail_part_parameter(part, "charset");
	return label && (g_ascii_strncasecmp(label, "utf-16", 6) == 0 ||
		g_ascii_strncasecmp(label, "utf-32", 6) == 0 ||
		g_ascii_strncasecmp(label, "ucs", 3) == 0);
}

/* GMime loses a tail without padding, and makes noise of what is none. */
static void decode_base64(MailPart *part, GByteArray *out)
{
	g_autoptr(GByteArray) raw = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), raw);
	GMimeStream *source = g_mime_data_wrapper_get_stream(part_content(part));
	g_mime_stream_reset(source);
	g_mime_stream_write_to_stream(source, stream);
	g_object_unref(stream);
	if (is_text(part->type))
		base64_append_text(out, (const char *)raw->data, raw->len,
			is_wide(part));
	else
		base64_append(out, (const char *)raw->data, raw->len);
}

static gboolean is_base64(const MailPart *part)
{
	GMimeDataWrapper *content = part_content(part);
	return content && g_mime_data_wrapper_get_stream(content) &&
		g_mime_data_wrapper_get_encoding(content) ==
			GMIME_CONTENT_ENCODING_BASE64;
}

GBytes *mail_part_bytes(MailPart *part)
{
	if (part->bytes)
		return part->bytes;
	GByteArray *array = g_byte_array_new();
	if (is_base64(part)) {
		decode_base64(part, array);
	} else {
		GMimeStream *stream = g_mime_stream_mem_new();
		g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), array);
		write_part(part, stream);
		g_object_unref(stream);
	}
	part->bytes = g_byte_array_free_to_bytes(array);
	return part->bytes;
}
