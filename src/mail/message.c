#include "mail/message.h"

#include "base/error.h"
#include "mail/address.h"
#include "mail/attachment.h"
#include "mail/charset.h"
#include "mail/reading.h"

void mail_limits_default(MailLimits *limits)
{
	*limits = (MailLimits){
		.limit_bytes = 25 * 1024 * 1024,
		.limit_parts = 1000,
		.limit_depth = 50,
		.limit_headers = 2000,
		.limit_text_bytes = 1024 * 1024,
	};
}

void mail_start(void)
{
	g_mime_init();
}

static GPtrArray *address_list(void)
{
	return g_ptr_array_new_with_free_func(
		(GDestroyNotify)mail_address_free);
}

static const Phrase
	empty = {"an empty mail", "пустое письмо"},
	too_large = {"a mail of %1 bytes is over the limit of %2",
		"письмо в %1 байт больше предела в %2"},
	not_mail = {"not a mail: it does not start with a header",
		"это не письмо: оно начинается не с заголовка"},
	over_limits = {"over the limit (%1), not all of it is read",
		"письмо больше того, что desk разбирает; прочитано не всё"},
	cut_headers = {"%1 headers ignored or cut",
		"пропущено или обрезано заголовков: %1"},
	unheard = {"a charset cannot be loaded just now",
		"кодировку сейчас не загрузить"},
	no_part = {"the mail has no part %1", "в письме нет части %1"};

static MailMessage *message_new(void)
{
	MailMessage *message = g_new0(MailMessage, 1);
	message->reply_to = address_list();
	message->to = address_list();
	message->cc = address_list();
	message->delivered_to = g_ptr_array_new_with_free_func(g_free);
	message->references = g_ptr_array_new_with_free_func(g_free);
	message->attachments = g_ptr_array_new_with_free_func(
		(GDestroyNotify)mail_attachment_free);
	message->warnings = g_ptr_array_new_with_free_func(g_free);
	return message;
}

void message_free(MailMessage *message)
{
	if (!message)
		return;
	GPtrArray *lists[] = {message->reply_to, message->to, message->cc,
		message->delivered_to, message->references,
		message->attachments, message->warnings};
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(lists[i]);
	char *texts[] = {message->from.name, message->from.address,
		message->subject, message->message_id, message->sent,
		message->text, message->content_hash, message->delivered_by,
		message->loop, message->trial};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	mail_report_free(message->report);
	g_clear_error(&message->caution);
	g_free(message);
}

static gboolean check_size(GBytes *raw, const MailLimits *limits,
	GError **error)
{
	gsize size = g_bytes_get_size(raw);
	if (size == 0)
		return desk_refuse(error, DESK_ERROR_DATA, &empty, NULL);
	if (limits->limit_bytes > 0 && size > limits->limit_bytes)
		return desk_refuse(error, DESK_ERROR_DATA, &too_large,
			PHRASE_NUMBER(size), PHRASE_NUMBER(limits->limit_bytes),
			NULL);
	return TRUE;
}

/* Header, structure; FALSE if it is no mail. */
static gboolean reading_open(MailReading *reading, GError **error)
{
	gsize size;
	const char *bytes = g_bytes_get_data(reading->raw, &size);
	reading->headers = mail_headers_read(bytes, size,
		reading->limits->limit_headers);
	if (reading->headers->list->len > 0)
		reading->mime = mail_parse_mime(reading->raw,
			reading->headers);
	if (reading->mime)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &not_mail, NULL);
}

static void reading_close(MailReading *reading)
{
	g_clear_pointer(&reading->parts, g_ptr_array_unref);
	g_clear_object(&reading->mime);
	g_clear_pointer(&reading->headers, mail_headers_free);
	g_clear_pointer(&reading->raw, g_bytes_unref);
}

static void read_all(MailReading *reading, const char *over_limit)
{
	gboolean cut = FALSE;
	reading->message = message_new();
	reading->parts = mail_parts_list(reading->mime, reading->limits, &cut);
	if (over_limit || cut)
		mail_caution(reading, &over_limits,
			over_limit ? over_limit : "parts", NULL);
	if (reading->headers->ignored > 0)
		mail_caution(reading, &cut_headers,
			PHRASE_NUMBER(reading->headers->ignored), NULL);
	mail_read_text(reading);
	mail_read_headers(reading);
	mail_read_attachments(reading);
	mail_read_report(reading);
	mail_read_automatic(reading);
	mail_read_authentication(reading);
	mail_read_hash(reading);
}

/* Programs that end lines with CR alone make one line of a mail. */
static GBytes *lines_of(GBytes *raw)
{
	gsize size;
	const char *bytes = g_bytes_get_data(raw, &size);
	gsize before_end = size ? size - 1 : 0;
	if (before_end == 0 || memchr(bytes, '\n', before_end) ||
		!memchr(bytes, '\r', before_end))
		return g_bytes_ref(raw);
	char *lines = g_memdup2(bytes, size);
	for (gsize i = 0; i < size; i++)
		if (lines[i] == '\r')
			lines[i] = '\n';
	return g_bytes_new_take(lines, size);
}

MailMessage *message_parse(GBytes *raw, const MailLimits *limits,
	GError **error)
{
	MailLimits defaults;
	mail_limits_default(&defaults);
	MailReading reading = {.limits = limits ? limits : &defaults};
	if (!check_size(raw, reading.limits, error))
		return NULL;
	const char *over_limit;
	charset_failed();
	g_autoptr(GBytes) lines = lines_of(raw);
	reading.raw = mail_guard(lines, reading.limits, &over_limit);
	if (reading_open(&reading, error))
		read_all(&reading, over_limit);
	reading_close(&reading);
	if (reading.message && charset_failed()) {
		desk_refuse(error, DESK_ERROR_TEMPORARY, &unheard, NULL);
		g_clear_pointer(&reading.message, message_free);
	}
	return reading.message;
}

GBytes *message_part(GBytes *raw, guint part, GError **error)
{
	MailLimits limits;
	mail_limits_default(&limits);
	limits.limit_bytes = 0; /* it was checked when the mail came in */
	MailReading reading = {.limits = &limits};
	g_autoptr(GBytes) lines = lines_of(raw);
	reading.raw = mail_guard(lines, &limits, NULL);
	GBytes *bytes = NULL;
	if (reading_open(&reading, error)) {
		reading.parts = mail_parts_list(reading.mime, &limits, NULL);
		if (part >= 1 && part <= reading.parts->len)
			bytes = g_bytes_ref(mail_part_bytes(
				reading.parts->pdata[part - 1]));
		else
			desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_part,
				PHRASE_NUMBER(part), NULL);
	}
	reading_close(&reading);
	return bytes;
}
