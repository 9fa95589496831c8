/* What a mail about a solved ticket asked for: a digit, and nothing else. It
 * rates, and opens nothing again. */
#include "app/intake/intake_parts.h"
#include "model/ticket.h"
#include "rules/rating.h"
#include "text/fold.h"

/* Pictures that stand in the text are mostly of a signature; a file is sent to be
 * read. */
static gboolean has_file(const MailMessage *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const MailAttachment *file = message->attachments->pdata[i];
		if (!file->is_inline || !g_str_has_prefix(file->type, "image/"))
			return TRUE;
	}
	return FALSE;
}

/* A conversation of an old mailbox, in which nobody asked for a rating. */
static gboolean is_old(const Intake *intake, const Ticket *ticket)
{
	const Entry *first = ticket_entry_count(ticket) > 0 ?
		ticket_entry(ticket, 0) : NULL;
	return intake->settings->silent && first &&
		*entry_get(first, "imported");
}

/* Whoever else was shown the mail has its token, too: what they say is read by
 * people. */
static gboolean may_rate(Intake *intake, const Arrival *arrival)
{
	return intake_is_of_requester(intake, arrival->ticket,
		arrival->message->from.address) &&
		!is_old(intake, arrival->ticket);
}

Road intake_take_rating(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	Ticket *ticket = arrival->ticket;
	(void)error;
	if (!ticket || !arrival->verified || message->automatic ||
		has_file(message) ||
		regulation_class_of(operation_regulation(intake->op), ticket) <
			CLASS_SOLVED || !may_rate(intake, arrival))
		return ROAD_OTHER;
	g_autofree char *own = fold_own_text(message->text);
	int rating = rating_read(own);
	if (rating == 0)
		return ROAD_OTHER;
	Entry *entry = intake_say(intake, arrival, ticket, "rating", NULL, NULL);
	g_autofree char *value = g_strdup_printf("%d", rating);
	entry_set(entry, "value", value);
	return ROAD_TAKEN;
}
