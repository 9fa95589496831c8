#include "mail/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/error.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/header_write.h"
#include "text/escape.h"
#include "text/markdown.h"

#define LIMIT_REFERENCES 20
#define LIMIT_NAME 120

static const Phrase
	unwritable = {"%1: \"%2\" cannot be written to; name@domain can",
		"%1: на «%2» написать нельзя; нужен адрес вида name@domain"},
	no_id = {"\"%1\" is no Message-ID; <left@right> is",
		"«%1» — не Message-ID; он выглядит так: <left@right>"},
	own_needs_utf8 = {"%1: the server has no SMTPUTF8, which our own "
			"address needs",
		"%1: сервер не умеет SMTPUTF8, без которого с нашего адреса не "
		"отправить"},
	to_nobody = {"the mail goes to nobody", "у письма нет получателей"};

static gboolean check_address(const MailAddress *address, const char *what,
	GError **error)
{
	g_autofree char *wire = mail_address_wire(address->address);
	if (wire)
		return TRUE;
	g_autofree char *shown = escape_line(
		address->address ? address->address : "");
	return desk_refuse(error, DESK_ERROR_DATA, &unwritable, what, shown,
		NULL);
}

static gboolean check_list(const GPtrArray *list, const char *what,
	GError **error)
{
	for (guint i = 0; list && i < list->len; i++)
		if (!check_address(list->pdata[i], what, error))
			return FALSE;
	return TRUE;
}

static gboolean check_id(const char *id, GError **error)
{
	g_autofree char *good = id ? header_message_id(id) : NULL;
	if (!id || g_strcmp0(good, id) == 0)
		return TRUE;
	g_autofree char *shown = escape_line(id);
	return desk_refuse(error, DESK_ERROR_DATA, &no_id, shown, NULL);
}

/* Others can be named without an address; nobody could answer us. */
static gboolean check_own(const OutgoingMail *mail, GError **error)
{
	const char *at = strrchr(mail->from.address, '@');
	g_autofree char *local = g_strndup(mail->from.address,
		(gsize)(at - mail->from.address));
	if (!mail->ascii || g_str_is_ascii(local))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &own_needs_utf8,
		mail->from.address, NULL);
}

static gboolean check(const OutgoingMail *mail, GError **error)
{
	const MailAddress reply_to = {.name = NULL,
		.address = (char *)mail->reply_to};
	if (!mail->to || mail->to->len == 0)
		return desk_refuse(error, DESK_ERROR_DATA, &to_nobody, NULL);
	if (!check_address(&mail->from, "From", error) ||
		!check_list(mail->to, "To", error) ||
		!check_list(mail->cc, "Cc", error) ||
		(mail->reply_to && !check_address(&reply_to, "Reply-To", error)))
		return FALSE;
	if (!check_own(mail, error))
		return FALSE;
	g_assert(mail->message_id);
	return check_id(mail->message_id, error) &&
		check_id(mail->in_reply_to, error);
}

/* RFC 5322, 3.6.4; a broken one of somebody else is left out. */
static void write_references(GString *out, const GPtrArray *all)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; all && i < all->len; i++) {
		g_autofree char *good = header_message_id(all->pdata[i]);
		if (g_strcmp0(good, all->pdata[i]) == 0)
			g_ptr_array_add(ids, all->pdata[i]);
	}
	if (ids->len > LIMIT_REFERENCES + 1)
		g_ptr_array_remove_range(ids, 1,
			ids->len - LIMIT_REFERENCES - 1);
	if (ids->len > 0)
		header_write_words(out, "References", ids);
}

static void write_date(GString *out, const OutgoingMail *mail)
{
	g_autoptr(GDateTime) date = instant_to_date_time(mail->date, mail->zone);
	g_autofree char *text = g_mime_utils_header_format_date(date);
	g_string_append_printf(out, "Date: %s\r\n", text);
}

static void write_list(GString *out, const char *name, const GPtrArray *list,
	gboolean ascii)
{
	if (list && list->len > 0)
		header_write_mailboxes(out, name,
			(const MailAddress *const *)list->pdata, list->len,
			ascii);
}

static gboolean is_token(const char *text)
{
	return text && text[0] &&
		text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")] == '\0';
}

static void write_automatic(GString *out, const OutgoingMail *mail)
{
	if (!mail->automatic)
		return;
	g_string_append_printf(out, "Auto-Submitted: %s\r\n"
		"X-Auto-Response-Suppress: All\r\n",
		is_token(mail->automatic) ? mail->automatic : "auto-generated");
	header_write_text(out, MAIL_LOOP_HEADER, mail->loop ? mail->loop : "yes");
	if (mail->trial)
		header_write_text(out, MAIL_TRIAL_HEADER, mail->trial);
}

static void write_headers(GString *out, const OutgoingMail *mail)
{
	const MailAddress *from = &mail->from;
	const MailAddress back = {.name = mail->from.name,
		.address = (char *)mail->reply_to};
	const MailAddress *reply_to = &back;
	write_date(out, mail);
	header_write_mailboxes(out, "From", &from, 1, mail->ascii);
	if (mail->reply_to)
		header_write_mailboxes(out, "Reply-To", &reply_to, 1,
			mail->ascii);
	write_list(out, "To", mail->to, mail->ascii);
	write_list(out, "Cc", mail->cc, mail->ascii);
	header_write_text(out, "Subject", mail->subject);
	if (mail->topic)
		header_write_text(out, "Thread-Topic", mail->topic);
	g_string_append_printf(out, "Message-ID: %s\r\n", mail->message_id);
	if (mail->in_reply_to)
		g_string_append_printf(out, "In-Reply-To: %s\r\n",
			mail->in_reply_to);
	write_references(out, mail->references);
	if (is_token(mail->language))
		g_string_append_printf(out, "Content-Language: %s\r\n",
			mail->language);
	write_automatic(out, mail);
	g_string_append(out, "MIME-Version: 1.0\r\n");
}

/* Mostly Latin text stays readable in the raw mail. Never as it is: what a
 * server might change on the way ("From ", dots, blanks) is encoded. */
static GMimeContentEncoding text_encoding(const char *text, gsize size)
{
	gsize strange = 0;
	for (gsize i = 0; i < size; i++)
		strange += (guchar)text[i] > 0x7E;
	return strange > size / 6 ? GMIME_CONTENT_ENCODING_BASE64
				  : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

static void set_bytes(GMimePart *part, const void *bytes, gsize size)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream,
		GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_object_unref(stream);
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
	GMimePart *part = g_mime_part_new_with_type("text", subtype);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset",
		"utf-8");
	gsize size = strlen(text);
	GMimeContentEncoding encoding = text_encoding(text, size);
	g_mime_part_set_content_encoding(part, encoding);
	/* In a text that becomes base64, lines must end as mail says. */
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *wire = g_strjoinv("\r\n", lines);
	if (encoding == GMIME_CONTENT_ENCODING_BASE64)
		set_bytes(part, wire, strlen(wire));
	else
		set_bytes(part, text, size);
	return GMIME_OBJECT(part);
}

static char *clean_text(const char *markdown)
{
	g_autofree char *valid = g_utf8_make_valid(markdown ? markdown : "", -1);
	GString *out = g_string_sized_new(strlen(valid));
	for (const char *c = valid; *c; c++)
		if ((guchar)*c >= 0x20 || *c == '\n' || *c == '\t')
			g_string_append_c(out, *c);
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

static GMimeObject *html_part(const OutgoingMail *mail, const char *text)
{
	g_autofree char *body = markdown_to_html(text);
	g_autofree char *html = g_strdup_printf("<!DOCTYPE html>\n"
		"<html%s%s%s>\n<head>\n<meta charset=\"utf-8\">\n<style>"
		"blockquote{margin:0 0 0 .6em;border-left:2px solid #bbb;"
		"padding-left:.8em}pre,code{font-family:monospace}</style>\n"
		"</head>\n<body>\n%s</body>\n</html>\n",
		is_token(mail->language) ? " lang=\"" : "",
		is_token(mail->language) ? mail->language : "",
		is_token(mail->language) ? "\"" : "", body);
	return text_part("html", html);
}

static GMimeObject *calendar_part(const OutgoingMail *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail->calendar, &size);
	GMimePart *part = g_mime_part_new_with_type("text", "calendar");
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset",
		"utf-8");
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "method",
		is_token(mail->calendar_method) ? mail->calendar_method
						: "PUBLISH");
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	set_bytes(part, bytes, size);
	return GMIME_OBJECT(part);
}

/* "=_" never occurs in base64 or quoted-printable, so no text can hold it. */
static GMimeMultipart *multipart(const char *subtype, const OutgoingMail *mail)
{
	g_autofree char *seed = g_strconcat(subtype, mail->message_id, NULL);
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
		seed, -1);
	g_autofree char *boundary = g_strdup_printf("=_%.32s", sum);
	GMimeMultipart *parts = g_mime_multipart_new_with_subtype(subtype);
	g_mime_multipart_set_boundary(parts, boundary);
	return parts;
}

static void take_part(GMimeMultipart *parts, GMimeObject *part)
{
	g_mime_multipart_add(parts, part);
	g_object_unref(part);
}

static GMimeObject *alternative(const OutgoingMail *mail)
{
	g_autofree char *text = clean_text(mail->markdown);
	GMimeMultipart *parts = multipart("alternative", mail);
	take_part(parts, text_part("plain", text));
	take_part(parts, html_part(mail, text));
	if (mail->calendar)
		take_part(parts, calendar_part(mail));
	return GMIME_OBJECT(parts);
}

static void set_name(GMimeParamList *list, const char *key, const char *name,
	GMimeParamEncodingMethod method)
{
	g_mime_param_list_set_parameter(list, key, name);
	GMimeParam *param = g_mime_param_list_get_parameter(list, key);
	g_mime_param_set_charset(param, "utf-8");
	g_mime_param_set_encoding_method(param, method);
}

/* What programs of recipients look at; the machine's own table would make the
 * bytes depend on the machine. */
static const char *type_by_name(const char *name)
{
	static const struct {
		const char *end, *type;
	} types[] = {
		{".csv", "text/csv"},
		{".doc", "application/msword"},
		{".docx", "application/vnd.openxmlformats-officedocument."
			"wordprocessingml.document"},
		{".gif", "image/gif"},
		{".gz", "application/gzip"},
		{".htm", "text/html"},
		{".html", "text/html"},
		{".jpeg", "image/jpeg"},
		{".jpg", "image/jpeg"},
		{".log", "text/plain"},
		{".odt", "application/vnd.oasis.opendocument.text"},
		{".pdf", "application/pdf"},
		{".png", "image/png"},
		{".txt", "text/plain"},
		{".xls", "application/vnd.ms-excel"},
		{".xlsx", "application/vnd.openxmlformats-officedocument."
			"spreadsheetml.sheet"},
		{".zip", "application/zip"},
	};
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_has_suffix(lower, types[i].end))
			return types[i].type;
	return "application/octet-stream";
}

/* The longest that a line of a header has room for, encoded; what it ends in
 * says what it is. */
static char *short_name(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *name = header_clean_line(valid, 1000);
	glong length = g_utf8_strlen(name, -1);
	if (length <= LIMIT_NAME)
		return g_steal_pointer(&name);
	g_autofree char *head = g_utf8_substring(name, 0, LIMIT_NAME - 20);
	return g_strconcat(head, "…",
		g_utf8_offset_to_pointer(name, length - 19), NULL);
}

/* RFC 2231 in the disposition, and for older programs an encoded word in the
 * type. */
static GMimeObject *file_part(const OutgoingFile *file)
{
	g_autofree char *name = short_name(file->name ? file->name : "");
	g_auto(GStrv) type = g_strsplit(file->type ? file->type
						   : type_by_name(name), "/", 2);
	gboolean good = is_token(type[0]) && is_token(type[1]) &&
		g_ascii_strcasecmp(type[0], "multipart") != 0 &&
		g_ascii_strcasecmp(type[0], "message") != 0;
	GMimePart *part = g_mime_part_new_with_type(
		good ? type[0] : "application", good ? type[1] : "octet-stream");
	GMimeObject *object = GMIME_OBJECT(part);
	set_name(g_mime_content_type_get_parameters(
			 g_mime_object_get_content_type(object)),
		"name", name, GMIME_PARAM_ENCODING_METHOD_RFC2047);
	g_mime_object_set_disposition(object, "attachment");
	set_name(g_mime_content_disposition_get_parameters(
			 g_mime_object_get_content_disposition(object)),
		"filename", name, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	gsize size;
	const void *bytes = g_bytes_get_data(file->bytes, &size);
	set_bytes(part, bytes, size);
	return object;
}

static GMimeObject *body(const OutgoingMail *mail)
{
	if (!mail->files || mail->files->len == 0)
		return alternative(mail);
	GMimeMultipart *parts = multipart("mixed", mail);
	take_part(parts, alternative(mail));
	for (guint i = 0; i < mail->files->len; i++)
		take_part(parts, file_part(mail->files->pdata[i]));
	return GMIME_OBJECT(parts);
}

GBytes *mail_compose(const OutgoingMail *mail, GError **error)
{
	if (!check(mail, error))
		return NULL;
	g_autoptr(GString) head = g_string_new(NULL);
	write_headers(head, mail);
	GMimeFormatOptions *options = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(options,
		GMIME_NEWLINE_FORMAT_DOS);
	GMimeObject *root = body(mail);
	GMimeStream *stream = g_mime_stream_mem_new();
	g_mime_stream_write(stream, head->str, head->len);
	g_mime_object_write_to_stream(root, options, stream);
	const GByteArray *bytes = g_mime_stream_mem_get_byte_array(
		GMIME_STREAM_MEM(stream));
	GBytes *result = g_bytes_new(bytes->data, bytes->len);
	g_object_unref(stream);
	g_object_unref(root);
	g_mime_format_options_free(options);
	return result;
}
