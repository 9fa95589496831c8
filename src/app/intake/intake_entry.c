/* Entries that mails make. */
#include <string.h>

#include "app/intake/intake_parts.h"
#include "base/error.h"
#include "model/ticket.h"

#define ENTRY_ID_LENGTH 6

char *intake_name(Intake *intake, const char *purpose, const char *key,
	guint length)
{
	return operation_name(intake->op, purpose, key, length);
}

char *intake_sender(const MailAddress *from)
{
	if (!from->name || !*from->name)
		return g_strdup(*from->address ? from->address : "unknown");
	return g_strdup_printf("%s <%s>", from->name, from->address);
}

/* What stands in tickets is in the language of the store. */
static const char *language_of(const Intake *intake)
{
	return operation_regulation(intake->op)->language;
}

/* The text of the mail, or that it was too large. */
static char *intake_body(const Intake *intake, const Incoming *incoming)
{
	static const Phrase oversize = {"(This mail of %1 bytes is over the "
			"limit; only its header was fetched. It is still in "
			"the mailbox: `desk pull --retry` fetches it when the "
			"limit of the account was raised.)\n",
		"(Письмо в %1 байт больше предела; взят только его заголовок. "
		"Само оно осталось в ящике: `desk pull --retry` заберёт его, "
		"когда предел ящика поднимут.)\n"};
	if (!incoming->mail->oversize)
		return g_strdup(incoming->message->text);
	return phrase_fill(&oversize, language_of(intake),
		PHRASE_NUMBER(incoming->mail->size), NULL);
}

char *intake_original(const Incoming *incoming)
{
	if (incoming->mail->original)
		return g_strdup(incoming->mail->original);
	g_autofree char *day = instant_format(incoming->mail->received);
	return g_strdup_printf("%.4s/%.2s/%.2s/%s", day, day + 5, day + 8,
		incoming->digest);
}

void intake_add_source(const Intake *intake, const Incoming *incoming,
	Entry *entry)
{
	entry_set(entry, "account", intake->settings->account);
	if (*incoming->mail->folder)
		entry_set(entry, "folder", incoming->mail->folder);
	if (*incoming->mail->uidvalidity)
		entry_set(entry, "uidvalidity", incoming->mail->uidvalidity);
	if (*incoming->mail->uid)
		entry_set(entry, "uid", incoming->mail->uid);
}

static void add_attachments(Entry *entry, const MailMessage *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const MailAttachment *file =
			g_ptr_array_index(message->attachments, i);
		g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT,
			file->size);
		g_autofree char *part = g_strdup_printf("%u", file->part);
		entry_add_record(entry, "attachments", "name", file->name,
			"type", file->type, "size", size, "part", part, NULL);
	}
}

static const Phrase
	of_several = {"the sender belongs to %1, so to no customer; `desk config "
			"check` names the files",
		"отправителя считают своим %1, поэтому клиента у письма нет; "
		"файлы назовёт `desk config check`"},
	not_theirs = {"the sender does not belong to the ticket that the mail "
			"answers",
		"отправитель не имеет отношения к заявке, на которую отвечает "
		"письмо"},
	same_id = {"another mail with this Message-ID was taken in",
		"другое письмо с этим Message-ID уже принято"};

/* An address or domain that two customers have is nobody's. */
static char *several_owners(Intake *intake, const Arrival *arrival)
{
	const char *sender = arrival->message->from.address;
	g_autofree char *owners = sender ? intake_store_owners(intake->store,
		sender) : NULL;
	return owners ? phrase_fill(&of_several, language_of(intake), owners,
		NULL) : NULL;
}

static char *warning_of(Intake *intake, const Arrival *arrival)
{
	const char *id = arrival->message->message_id;
	if (arrival->thread.linked && !arrival->is_past)
		return g_strdup(phrase_in(&not_theirs, language_of(intake)));
	if (!arrival->incoming->mail->whole_of && id &&
		intake_store_knows_id(intake->store, id))
		return g_strdup(phrase_in(&same_id, language_of(intake)));
	char *several = several_owners(intake, arrival);
	const GError *caution = arrival->message->caution;
	return several || !caution ? several : desk_error_text(caution,
		language_of(intake));
}

static void add_marks(Intake *intake, const Arrival *arrival, Entry *entry)
{
	const MailMessage *message = arrival->message;
	g_autofree char *warning = warning_of(intake, arrival);
	if (intake->settings->silent)
		entry_set_flag(entry, "imported");
	if (message->automatic && strcmp(entry->kind, "reply") != 0)
		entry_set(entry, "automatic", message->automatic_reason);
	if (!arrival->verified)
		entry_set_flag(entry, "unverified");
	if (arrival->incoming->mail->oversize) {
		g_autofree char *size = g_strdup_printf("%" G_GSIZE_FORMAT,
			arrival->incoming->mail->size);
		entry_set(entry, "oversize", size);
	}
	if (warning)
		entry_set(entry, "warning", warning);
}

Entry *intake_say(Intake *intake, const Arrival *arrival, Ticket *ticket,
	const char *kind, const char *by, const char *body)
{
	const Incoming *incoming = arrival->incoming;
	const MailMessage *message = arrival->message;
	g_autofree char *id = intake_name(intake, "entry", incoming->key,
		ENTRY_ID_LENGTH);
	g_autofree char *sender = intake_sender(&message->from);
	g_autofree char *text = !entry_kind_find(kind)->has_body ? NULL :
		body ? g_strdup(body) : intake_body(intake, incoming);
	g_autofree char *original = intake_original(incoming);
	Entry *entry = operation_say(intake->op, ticket, kind, text, id,
		by ? by : sender, incoming->mail->received);
	if (message->sent)
		entry_set(entry, "sent", message->sent);
	if (message->message_id)
		entry_set(entry, "message-id", message->message_id);
	if (strcmp(message->subject, ticket_get(ticket, "subject")) != 0 &&
		*message->subject)
		entry_set(entry, "subject", message->subject);
	entry_set(entry, "original", original);
	entry_set(entry, "content-hash", message->content_hash);
	intake_add_source(intake, incoming, entry);
	add_marks(intake, arrival, entry);
	if (strcmp(kind, "duplicate") != 0)
		add_attachments(entry, message);
	if (entry_kind_find(kind)->has_body)
		intake_await(intake, message, ticket_get(ticket, "uid"), entry);
	if (!incoming->mail->original)
		operation_add_original(intake->op, original, incoming->mail->raw);
	intake_store_add(intake->store, message->message_id,
		message->content_hash, ticket_get(ticket, "uid"), id,
		ticket_get(ticket, "token"));
	return entry;
}
