/* Any bytes as a mail: no crash, texts are UTF-8 that a store can hold, names
 * of attachments stay in their folder, every part can be read again. */
#include <stdint.h>
#include <string.h>

#include "mail/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, gboolean one_line)
{
	g_assert(text && g_utf8_validate(text, -1, NULL));
	for (const char *c = text; *c; c++)
		g_assert((guchar)*c >= ' ' || (*c == '\n' && !one_line) ||
			(*c == '\t' && !one_line));
}

static void check_address(const MailAddress *address)
{
	check_text(address->name, TRUE);
	check_text(address->address, TRUE);
	g_assert(!strpbrk(address->address, " <>,;\"()"));
}

static void check_list(GPtrArray *addresses)
{
	for (guint i = 0; i < addresses->len; i++)
		check_address(addresses->pdata[i]);
}

/* message_part() knows the usual limits, which are wider than ours. */
static void check_attachment(const MailAttachment *attachment, GBytes *raw,
	gboolean cut, GHashTable *names)
{
	check_text(attachment->name, TRUE);
	g_assert(attachment->name[0] && attachment->name[0] != '.' &&
		attachment->name[0] != '-');
	g_assert(!strpbrk(attachment->name, "/\\:*?\"<>|"));
	g_assert(strlen(attachment->name) < 240);
	g_assert(g_hash_table_add(names, attachment->name));
	check_text(attachment->type, TRUE);
	g_autoptr(GBytes) bytes = message_part(raw, attachment->part, NULL);
	g_assert(bytes && (cut ||
		(gint64)g_bytes_get_size(bytes) == attachment->size));
}

static void check(const MailMessage *message, GBytes *raw)
{
	check_address(&message->from);
	check_list(message->to);
	check_list(message->cc);
	check_list(message->reply_to);
	check_text(message->subject, TRUE);
	check_text(message->text, FALSE);
	g_assert(strlen(message->content_hash) == 64);
	g_assert(message->references->len <= 100);
	g_assert(message->automatic == (message->automatic_reason != NULL));
	if (message->message_id)
		check_text(message->message_id, TRUE);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < message->attachments->len; i++)
		check_attachment(message->attachments->pdata[i], raw,
			message->caution && strstr(message->caution->message,
				"over the limit"), names);
	for (guint i = 0; i < message->warnings->len; i++)
		check_text(message->warnings->pdata[i], TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static gboolean started;
	if (!started)
		mail_start();
	started = TRUE;
	MailLimits limits;
	mail_limits_default(&limits);
	limits.limit_parts = 50;
	limits.limit_depth = 10;
	limits.limit_text_bytes = 10000;
	g_auto(GStrv) ids = g_strsplit("mx.desk.example", " ", 0);
	limits.authserv_ids = ids;
	g_autoptr(GBytes) raw = g_bytes_new(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(MailMessage) message = message_parse(raw, &limits, &error);
	g_assert((message == NULL) == (error != NULL));
	if (message)
		check(message, raw);
	return 0;
}
