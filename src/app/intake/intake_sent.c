/* In an old mailbox: what our own people wrote to customers is a reply that
 * has long been sent. */
#include "app/intake/intake_parts.h"
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

void intake_say_sent(Intake *intake, const Arrival *arrival, Ticket *ticket)
{
	Entry *reply = intake_say(intake, arrival, ticket, "reply",
		arrival->agent, NULL);
	g_autofree char *of = g_strdup(reply->id);
	g_autofree char *id = intake_name(intake, "delivery",
		arrival->incoming->key, 6);
	Entry *entry = operation_say(intake->op, ticket, "delivery", NULL, id,
		"desk", arrival->incoming->mail->received);
	entry_set(entry, "of", of);
	entry_set(entry, "state", "sent");
}

Road intake_take_sent(Intake *intake, Arrival *arrival, GError **error)
{
	if (!intake->settings->silent || !intake_is_ours(intake,
		arrival->message->from.address))
		return ROAD_OTHER;
	const MailAddress *to = stranger_of(intake, arrival);
	if (!arrival->ticket && !to)
		return ROAD_OTHER;
	Ticket *ticket = arrival->ticket ? arrival->ticket :
		intake_new_ticket(intake, arrival, to,
			arrival->message->subject, error);
	if (!ticket)
		return ROAD_FAILED;
	arrival->verified = TRUE;
	intake_say_sent(intake, arrival, ticket);
	return ROAD_TAKEN;
}
