#include "mail/parts.h"

#include <string.h>

#include "mail/header.h"
#include "mail/parameter.h"

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

static gboolean is_token(const char *text)
{
	gsize size = strlen(text);
	return size > 0 && size < 80 && g_ascii_isalnum(text[0]) &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+") ==
		size;
}

/* "type/subtype" in lower case; what is none is application/octet-stream. */
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

static gboolean is_text(const char *type)
{
	static const char *const types[] = {"text/html", "text/markdown",
		"text/plain", "text/x-markdown"};
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (strcmp(types[i], type) == 0)
			return TRUE;
	return FALSE;
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
			!is_blank(part);
	}
	gboolean html = FALSE;
	for (guint i = from; i < walk->parts->len; i++) {
		MailPart *part = walk->parts->pdata[i];
		html |= part->role == PART_TEXT && part->is_html;
	}
	for (guint i = from; i < walk->parts->len; i++) {
		MailPart *part = walk->parts->pdata[i];
		if (part->role == PART_TEXT && html && part->is_html == plain)
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

static void walk_object(PartWalk *walk, GMimeObject *object, guint depth);

static void walk_multipart(PartWalk *walk, GMimeMultipart *multipart,
	guint depth)
{
	g_autofree char *type = object_type(GMIME_OBJECT(multipart));
	guint from = walk->parts->len;
	gboolean related = strcmp(type, "multipart/related") == 0;
	gboolean encrypted = strcmp(type, "multipart/encrypted") == 0;
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count && !walk->cut; i++) {
		guint start = walk->parts->len;
		walk_object(walk, g_mime_multipart_get_part(multipart, i),
			depth + 1);
		if (related && start > from)
			mark_related(walk, start);
		for (guint k = start; encrypted && k < walk->parts->len; k++)
			((MailPart *)walk->parts->pdata[k])->is_encrypted =
				TRUE;
	}
	if (strcmp(type, "multipart/alternative") == 0)
		choose_alternative(walk, from);
}

static void walk_object(PartWalk *walk, GMimeObject *object, guint depth)
{
	if (!GMIME_IS_MULTIPART(object))
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
	GMimeDataWrapper *content = GMIME_IS_PART(part->object)
		? g_mime_part_get_content(GMIME_PART(part->object))
		: NULL;
	if (content)
		g_mime_data_wrapper_write_to_stream(content, stream);
}

GBytes *mail_part_bytes(MailPart *part)
{
	if (part->bytes)
		return part->bytes;
	GByteArray *array = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), array);
	write_part(part, stream);
	g_object_unref(stream);
	part->bytes = g_byte_array_free_to_bytes(array);
	return part->bytes;
}
