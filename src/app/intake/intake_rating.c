/* What a mail about a solved ticket asked for: a digit, and nothing else. It
 * rates, and opens nothing again. */
#include "app/intake/intake_parts.h"
#include "model/ticket.h"
#include "rules/rating.h"
#include "text/fold.h"

Road intake_take_rating(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	Ticket *ticket = arrival->ticket;
	(void)error;
	if (!ticket || !arrival->verified || message->automatic ||
		message->attachments->len > 0 ||
		regulation_class_of(operation_regulation(intake->op), ticket) <
			CLASS_SOLVED)
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
