/* Letters of `desk mail test`, and what comes back for them, are nobody's
 * matter. */
#include <string.h>

#include "app/intake_parts.h"

/* Of this store, by its loop header: who is no part of it knows not how. */
static gboolean is_letter(Intake *intake, const MailMessage *message)
{
	const Regulation *regulation = operation_regulation(intake->op);
	return message->trial && regulation->id &&
		g_strcmp0(message->loop, regulation->id) == 0;
}

static gboolean is_report(const MailMessage *message)
{
	return message->report && message->report->about &&
		g_str_has_prefix(message->report->about, MAIL_TRIAL_ID_PREFIX);
}

Road intake_take_trial(Intake *intake, Arrival *arrival,
	G_GNUC_UNUSED GError **error)
{
	return is_letter(intake, arrival->message) ||
		is_report(arrival->message) ? ROAD_IGNORED : ROAD_OTHER;
}
