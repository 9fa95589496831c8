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

Road intake_take_rating(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	Ticket *ticket = arrival->ticket;
	(void)error;
	if (!ticket || !arrival->verified || message->automatic ||
		has_file(message) ||
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
