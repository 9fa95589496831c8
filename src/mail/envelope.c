/* Who, when and about what: the header fields of a mail. */
#include <string.h>

#include "base/texts.h"
#include "mail/address.h"
#include "mail/reading.h"

#define LIMIT_ADDRESSES 1000
#define LIMIT_REFERENCES 100
#define LIMIT_SUBJECT 500

static void warn_repeated(MailReading *reading)
{
	static const struct {
		const char *name, *shown;
	} single[] = {
		{"cc", "Cc"},
		{"date", "Date"},
		{"from", "From"},
		{"in-reply-to", "In-Reply-To"},
		{"message-id", "Message-ID"},
		{"references", "References"},
		{"reply-to", "Reply-To"},
		{"subject", "Subject"},
		{"to", "To"},
	};
	static const Phrase several = {"several %1 headers, the first is used",
		"заголовков %1 несколько, взят первый"};
	for (gsize i = 0; i < G_N_ELEMENTS(single); i++) {
		if (mail_headers_count(reading->headers, single[i].name) < 2)
			continue;
		if (strcmp(single[i].name, "from") == 0)
			mail_caution(reading, &several, single[i].shown, NULL);
		else
			mail_warn(reading, "several %s headers, the first is "
				"used", single[i].shown);
	}
}

static void read_addresses(MailReading *reading, const char *name,
	GPtrArray *list)
{
	const char *value = mail_headers_get(reading->headers, name);
	if (value)
		mail_addresses_read(value, reading->charset, LIMIT_ADDRESSES,
			list);
	if (list->len == LIMIT_ADDRESSES)
		mail_warn(reading, "more than %d addresses in %s",
			LIMIT_ADDRESSES, name);
}

/* The first mailbox of `name` that has an address. */
static MailAddress *first_address(GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		MailAddress *address = list->pdata[i];
		if (address->address[0])
			return address;
	}
	return NULL;
}

static const Phrase several_senders = {"several addresses in From",
	"в From несколько адресов"};

/* From; its address from Reply-To, Sender or Return-Path where it has none. */
static void read_from(MailReading *reading)
{
	static const char *const names[] = {"from", "reply-to", "sender",
		"return-path"};
	MailAddress *from = &reading->message->from;
	for (gsize i = 0; i < G_N_ELEMENTS(names) && !from->address; i++) {
		g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(
			(GDestroyNotify)mail_address_free);
		read_addresses(reading, names[i], list);
		MailAddress *found = first_address(list);
		MailAddress *named = found ? found
			: list->len > 0	   ? list->pdata[0]
					   : NULL;
		if (named && (!from->name || !from->name[0])) {
			g_free(from->name);
			from->name = g_strdup(named->name);
		}
		if (i == 0)
			reading->message->from_count = list->len;
		if (i == 0 && list->len > 1)
			mail_caution(reading, &several_senders, NULL);
		if (!found)
			continue;
		from->address = g_strdup(found->address);
		if (i > 0)
			mail_warn(reading, "no address in From, taken from %s",
				names[i]);
	}
	if (!from->address)
		mail_warn(reading, "no sender address");
	from->address = from->address ? from->address : g_strdup("");
	from->name = from->name ? from->name : g_strdup("");
}

static void read_delivered_to(MailReading *reading)
{
	static const char *const names[] = {"delivered-to", "envelope-to",
		"x-original-to"};
	GPtrArray *out = reading->message->delivered_to;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(
		(GDestroyNotify)mail_address_free);
	for (guint i = 0; i < reading->headers->list->len; i++) {
		MailHeader *header = &g_array_index(reading->headers->list,
			MailHeader, i);
		for (gsize k = 0; k < G_N_ELEMENTS(names); k++)
			if (strcmp(names[k], header->name) == 0)
				mail_addresses_read(header->value, NULL, 100,
					list);
	}
	for (guint i = 0; i < list->len; i++) {
		const char *address =
			((MailAddress *)list->pdata[i])->address;
		if (address[0] &&
			!texts_have(out, address))
			g_ptr_array_add(out, g_strdup(address));
	}
}

static void read_message_id(MailReading *reading)
{
	const char *value = mail_headers_get(reading->headers, "message-id");
	if (!value)
		return;
	reading->message->message_id = header_message_id(value);
	if (!reading->message->message_id)
		mail_warn(reading, "malformed Message-ID");
}

/* In-Reply-To is nearest, then the last of References. */
static void read_references(MailReading *reading)
{
	GPtrArray *ids = reading->message->references;
	const char *value = mail_headers_get(reading->headers, "references");
	if (value)
		header_message_ids(value, LIMIT_REFERENCES, ids);
	value = mail_headers_get(reading->headers, "in-reply-to");
	g_autoptr(GPtrArray) direct = g_ptr_array_new_with_free_func(g_free);
	if (value)
		header_message_ids(value, LIMIT_REFERENCES, direct);
	for (guint i = 0; i < direct->len; i++)
		if (!texts_have(ids, direct->pdata[i]))
			g_ptr_array_add(ids, g_strdup(direct->pdata[i]));
	if (ids->len > LIMIT_REFERENCES)
		g_ptr_array_remove_range(ids, 0, ids->len - LIMIT_REFERENCES);
}

static void read_date(MailReading *reading)
{
	const char *value = mail_headers_get(reading->headers, "date");
	if (!value)
		return;
	reading->message->sent = header_date(value);
	if (!reading->message->sent)
		mail_warn(reading, "impossible Date");
}

static void read_subject(MailReading *reading)
{
	const char *value = mail_headers_get(reading->headers, "subject");
	reading->message->subject = header_text(value ? value : "",
		reading->charset, LIMIT_SUBJECT);
}

static char *own_header(MailReading *reading, const char *name)
{
	const char *value = mail_headers_get(reading->headers, name);
	return value ? g_strstrip(g_strdup(value)) : NULL;
}

void mail_read_headers(MailReading *reading)
{
	MailMessage *message = reading->message;
	warn_repeated(reading);
	read_from(reading);
	read_addresses(reading, "reply-to", message->reply_to);
	read_addresses(reading, "to", message->to);
	read_addresses(reading, "cc", message->cc);
	read_delivered_to(reading);
	message->was_carried = mail_headers_get(reading->headers, "received") !=
		NULL;
	read_subject(reading);
	read_message_id(reading);
	read_references(reading);
	read_date(reading);
	message->loop = own_header(reading, "x-desk-loop");
	message->trial = own_header(reading, "x-desk-test");
}
