/* What our own people wrote to customers outside of desk is a reply that was
 * sent: a Sent folder, copies to ourselves, an old mailbox. */
#include <string.h>

#include "app/intake/intake_parts.h"
#include "base/automation.h"
#include "model/ticket.h"

/* Who got it, if nobody of ours did. */
static const MailAddress *stranger_of(Intake *intake, const Arrival *arrival)
{
	const GPtrArray *to = arrival->message->to;
	for (guint i = 0; i < to->len; i++) {
		const MailAddress *address = g_ptr_array_index(to, i);
		if (*address->address &&
			!intake_is_own(intake, address->address))
			return address;
	}
	return NULL;
}

/* The last part of the folder's name, as programs give it to sent mail. */
static gboolean is_sent_folder(const char *folder)
{
	static const char *const names[] = {"sent", "sent items", "sent mail",
		"sent messages", "sent-mail", "gesendet",
		"gesendete elemente", "gesendete objekte", "envoyés",
		"messages envoyés", "éléments envoyés", "enviados",
		"elementos enviados", "inviata", "posta inviata", "verzonden",
		"verzonden items", "wysłane", "elementy wysłane", "skickat",
		"odeslaná pošta", "надіслані", "отправленные",
		"отправленная почта", NULL};
	gsize start = strlen(folder);
	while (start > 0 && !strchr("/.\\", folder[start - 1]))
		start--;
	g_autofree char *name = g_utf8_strdown(folder + start, -1);
	return g_strv_contains(names, name);
}

/* A From line proves nothing. What lies among sent mail was put there by who
 * owns the mailbox, and so was what no server has carried; else it takes DMARC.
 * An agent's own mail is told apart by where it lies alone. */
static gboolean is_proven(Intake *intake, const Arrival *arrival)
{
	const MailMessage *message = arrival->message;
	gboolean own = intake_is_mailbox(intake, message->from.address);
	return (own || arrival->agent) && (intake->settings->silent ||
		is_sent_folder(arrival->incoming->mail->folder) ||
		(own && (!message->was_carried || arrival->verified)));
}

void intake_say_sent(Intake *intake, const Arrival *arrival, Ticket *ticket)
{
	Entry *reply = intake_say(intake, arrival, ticket, "reply",
		arrival->agent, NULL);
	g_autofree char *of = g_strdup(reply->id);
	intake_keep_people(intake, arrival->message, reply);
	g_autofree char *id = intake_name(intake, "delivery",
		arrival->incoming->key, 6);
	Entry *entry = operation_say(intake->op, ticket, "delivery", NULL, id,
		AUTOMATION, arrival->incoming->mail->received);
	entry_set(entry, "of", of);
	entry_set(entry, "state", "sent");
}

/* Mail of desk itself that has come back, a copy or by a loop: its entry stands
 * already. */
static Road take_our_own(Intake *intake, const Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	const char *mark = operation_regulation(intake->op)->mark;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_auto(OwnMail) own = {0};
	if (message->message_id)
		g_ptr_array_add(ids, message->message_id);
	if (!intake_store_own_mail(intake->store, ids, &own) ||
		(g_strcmp0(message->loop, mark) != 0 &&
		!intake_is_mailbox(intake, message->from.address)))
		return ROAD_OTHER;
	Ticket *ticket = operation_ticket(intake->op, own.uid, error);
	if (!ticket)
		return ROAD_FAILED;
	Entry *entry = intake_say(intake, arrival, ticket, "duplicate", AUTOMATION,
		NULL);
	entry_set(entry, "of", own.entry_id);
	return ROAD_TAKEN;
}

static void begin_work(Intake *intake, const Arrival *arrival, Ticket *ticket)
{
	const char *status = ticket_get(ticket, "status");
	if (!intake->settings->silent && regulation_status_class(
		operation_regulation(intake->op), status) == CLASS_NEW)
		intake_set_status(intake, ticket, CLASS_OPEN, NULL,
			arrival->incoming);
}

Road intake_take_sent(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	Road own = take_our_own(intake, arrival, error);
	if (own != ROAD_OTHER || !is_proven(intake, arrival))
		return own;
	const MailAddress *to = stranger_of(intake, arrival);
	if (!arrival->ticket && !to)
		return ROAD_OTHER;
	Ticket *ticket = arrival->ticket ? arrival->ticket :
		intake_new_ticket(intake, arrival, to, message->subject, error);
	if (!ticket)
		return ROAD_FAILED;
	arrival->verified = TRUE;
	intake_say_sent(intake, arrival, ticket);
	intake_add_people(intake, message, ticket);
	begin_work(intake, arrival, ticket);
	return ROAD_TAKEN;
}
