/* Which ticket a mail belongs to: what rules/threading.h asks, answered by the
 * index and this batch. */
#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/intake/intake_parts.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/invitation.h"

#define LIMIT_OTHERS 40
#define LIMIT_AWAITED 10
#define LIMIT_ID 500 /* bytes */

/* --- questions ----------------------------------------------------------- */

static IntakeStore *store_of(void *data)
{
	return ((Intake *)data)->store;
}

static GPtrArray *by_message_id(void *data, const char *id, gboolean own)
{
	return intake_store_of_mail(store_of(data), id, own);
}

static GPtrArray *awaiting(void *data, const char *id)
{
	return intake_store_awaiting(store_of(data), id);
}

static char *by_token(void *data, const char *token)
{
	return intake_store_by_token(store_of(data), token);
}

static char *by_name(void *data, const char *name)
{
	return intake_store_by_name(store_of(data), name);
}

static char *merged_into(void *data, const char *uid)
{
	Ticket *ticket = intake_store_ticket(store_of(data), uid);
	const char *target = ticket ? ticket_get(ticket, "merged-into") : "";
	return *target ? g_strdup(target) : NULL;
}

static gboolean lists_address(const Ticket *ticket, const char *field,
	const char *address)
{
	const GPtrArray *list = ticket_get_list(ticket, field);
	for (guint i = 0; list && i < list->len; i++) {
		const char *element = g_ptr_array_index(list, i);
		if (g_ascii_strcasecmp(element, address) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Somebody there has asked for answers to this address. */
static gboolean is_answered_at(const Ticket *ticket, const char *address)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		g_autofree char *bare = outbox_bare_address(entry_get(
			ticket_entry(ticket, i), "reply-to"));
		if (*bare && g_ascii_strcasecmp(bare, address) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean belongs(void *data, const char *uid, const char *sender)
{
	IntakeStore *store = store_of(data);
	Ticket *ticket = intake_store_ticket(store, uid);
	if (!ticket || !*sender)
		return FALSE;
	/* Whether it is really us is another question, answered later. */
	if (intake_is_ours(data, sender))
		return TRUE;
	g_autofree char *contact = intake_store_contact(store, sender);
	const char *requester = ticket_get(ticket, "requester");
	if (g_ascii_strcasecmp(requester, sender) == 0 ||
		(contact && strcmp(requester, contact) == 0) ||
		lists_address(ticket, "cc", sender) ||
		lists_address(ticket, "participants", sender) ||
		(contact && lists_address(ticket, "cc", contact)) ||
		(contact && lists_address(ticket, "participants", contact)))
		return TRUE;
	if (is_answered_at(ticket, sender))
		return TRUE;
	g_autofree char *customer = intake_store_customer(store, sender,
		contact);
	const char *of_ticket = ticket_get(ticket, "customer");
	return customer && *of_ticket && strcmp(customer, of_ticket) == 0;
}

static const ThreadStore questions = {
	.by_message_id = by_message_id,
	.awaiting = awaiting,
	.by_token = by_token,
	.by_name = by_name,
	.merged_into = merged_into,
	.belongs = belongs,
};

/* --- invitations --------------------------------------------------------- */

/* "TICKET-ENTRY@MARK", as app/time/visit.c makes them. */
static gboolean read_name(Intake *intake, Arrival *arrival, const char *name)
{
	const char *at = strrchr(name, '@');
	const char *mark = operation_regulation(intake->op)->mark;
	g_autofree char *uid = at ? g_strndup(name, (gsize)(at - name)) : NULL;
	char *entry_id = uid ? strrchr(uid, '-') : NULL;
	if (!entry_id || g_strcmp0(at + 1, mark) != 0)
		return FALSE;
	*entry_id++ = '\0';
	const Ticket *ticket = intake_store_ticket(intake->store, uid);
	const Entry *visit = ticket ? ticket_entry_by_id(ticket, entry_id) :
		NULL;
	if (!visit || strcmp(visit->kind, "visit") != 0)
		return FALSE;
	arrival->invitation = g_steal_pointer(&uid);
	arrival->is_invited = arrival->agent && strcmp(arrival->agent,
		entry_get(visit, "agent")) == 0;
	return TRUE;
}

/* A calendar says whether somebody comes (RFC 5546). */
static void find_invitation(Intake *intake, Arrival *arrival)
{
	const GPtrArray *files = arrival->message->attachments;
	for (guint i = 0; i < files->len; i++) {
		const MailAttachment *file = g_ptr_array_index(files, i);
		if (strcmp(file->type, "text/calendar") != 0)
			continue;
		g_autoptr(GBytes) bytes = message_part(
			arrival->incoming->mail->raw, file->part, NULL);
		gsize size = 0;
		const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
		g_autofree char *name = text ? invitation_answered(text, size) :
			NULL;
		arrival->answers_invitation |= name != NULL;
		if (name && read_name(intake, arrival, name))
			return;
	}
}

/* --- the thread ---------------------------------------------------------- */

static GPtrArray *recipients_of(const MailMessage *message)
{
	GPtrArray *all = g_ptr_array_new();
	const GPtrArray *lists[] = {message->to, message->cc};
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint j = 0; lists[i] && j < lists[i]->len; j++) {
			const MailAddress *address =
				g_ptr_array_index(lists[i], j);
			g_ptr_array_add(all, address->address);
		}
	for (guint i = 0; message->delivered_to &&
		i < message->delivered_to->len; i++)
		g_ptr_array_add(all, g_ptr_array_index(message->delivered_to, i));
	return all;
}

/* Who else it went to. */
static GPtrArray *others_of(Intake *intake, const MailMessage *message)
{
	GPtrArray *others = g_ptr_array_new();
	const GPtrArray *lists[] = {message->to, message->cc};
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint k = 0; k < lists[i]->len; k++) {
			const MailAddress *to = g_ptr_array_index(lists[i], k);
			if (others->len < LIMIT_OTHERS && *to->address &&
				!intake_is_ours(intake, to->address))
				g_ptr_array_add(others, to->address);
		}
	return others;
}

void intake_find_thread(Intake *intake, Arrival *arrival)
{
	const Regulation *regulation = operation_regulation(intake->op);
	const MailMessage *message = arrival->message;
	g_autoptr(GPtrArray) recipients = recipients_of(message);
	g_autoptr(GPtrArray) others = others_of(intake, message);
	find_invitation(intake, arrival);
	ThreadMail mail = {
		.message_id = message->message_id,
		.references = message->references,
		.recipients = recipients,
		.others = others,
		.subject = message->subject,
		.invitation = arrival->invitation,
		.sender = intake_writer(intake, message)->address,
		.prefix = regulation->prefix ? regulation->prefix : "",
	};
	thread_find(&mail, &questions, intake, &arrival->thread);
}

/* --- what is not here yet ------------------------------------------------ */

/* The nearest, and the first of all. */
static gboolean is_kept(const GPtrArray *ids, guint place)
{
	return place == 0 || ids->len - place < LIMIT_AWAITED;
}

void intake_await(Intake *intake, const MailMessage *message, const char *uid,
	Entry *entry)
{
	const GPtrArray *ids = message->references;
	for (guint i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i];
		if (!is_kept(ids, i) || strlen(id) > LIMIT_ID ||
			g_str_has_prefix(id, MAIL_OWN_ID_PREFIX) ||
			g_strcmp0(id, message->message_id) == 0 ||
			intake_store_knows_id(intake->store, id))
			continue;
		entry_add_text(entry, "awaits", id);
		intake_store_await(intake->store, id, uid);
	}
}
