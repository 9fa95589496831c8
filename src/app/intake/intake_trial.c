/* Letters of `desk mail test`, and what comes back for them, are nobody's
 * matter. */

#include "app/intake/intake_parts.h"

/* Of this store, by its loop header. Who forges that has only his own mail
 * ignored. */
static gboolean is_letter(Intake *intake, const MailMessage *message)
{
	const Regulation *regulation = operation_regulation(intake->op);
	return message->trial &&
		g_strcmp0(message->loop, regulation->mark) == 0;
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
