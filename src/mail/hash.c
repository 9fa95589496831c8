/*
 * What makes two copies of one mail the same: who wrote it, when, about what,
 * and the decoded content. Transport (Received, line ends, transfer encoding,
 * white space at the end of a part) does not count.
 */
#include <string.h>

#include "mail/reading.h"

static void add_text(GChecksum *sum, const char *text)
{
	/* The NUL keeps two fields apart. */
	g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void add_part(GChecksum *sum, MailPart *part)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail_part_bytes(part), &size);
	while (size > 0 && g_ascii_isspace(bytes[size - 1]))
		size--;
	add_text(sum, part->type);
	for (gsize at = 0; at < size;) {
		const char *cr = memchr(bytes + at, '\r', size - at);
		gsize end = cr ? (gsize)(cr - bytes) : size;
		gboolean bare = cr && (end + 1 == size || cr[1] != '\n');
		g_checksum_update(sum, (const guchar *)bytes + at,
			(gssize)(end + bare - at));
		at = cr ? end + 1 : size;
	}
	add_text(sum, "");
}

void mail_read_hash(MailReading *reading)
{
	MailMessage *message = reading->message;
	const char *date = mail_headers_get(reading->headers, "date");
	g_autofree char *raw_date = header_clean_line(date ? date : "", 200);
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	add_text(sum, message->from.address);
	add_text(sum, message->sent ? message->sent : raw_date);
	add_text(sum, message->subject);
	for (guint i = 0; i < reading->parts->len; i++)
		add_part(sum, reading->parts->pdata[i]);
	if (reading->parts->len == 0)
		add_text(sum, message->text);
	message->content_hash = g_strdup(g_checksum_get_string(sum));
	g_checksum_free(sum);
}
