/* Time that was worked. */
#include "app/change/change.h"

#include "base/error.h"
#include "model/ticket.h"
#include "rules/billing.h"

static gboolean refuse(const char *why, GError **error)
{
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_USAGE, why);
	return FALSE;
}

gboolean change_time(Operation *op, Ticket *ticket, const WorkTime *work,
	GError **error)
{
	gint64 minutes = (work->seconds + 59) / 60;
	if (work->id && ticket_entry_by_id(ticket, work->id))
		return TRUE;
	if (minutes <= 0)
		return refuse("no time was worked; how long was it, like 15m or "
			"1h30?", error);
	if (minutes > BILL_MOST_MINUTES)
		return refuse("nobody works for more than 31 days without an "
			"end; add each day by itself", error);
	if (work->began != INSTANT_NONE && work->began > operation_now(op))
		return refuse("that lies ahead; work is recorded when it has "
			"begun, `desk visit` plans it", error);
	Entry *entry = operation_say(op, ticket, "work", work->what, work->id,
		NULL, INSTANT_NONE);
	entry_set_integer(entry, "minutes", minutes);
	g_autofree char *began = instant_format(work->began != INSTANT_NONE ?
		work->began : operation_now(op) - minutes * 60);
	entry_set(entry, "began", began);
	if (work->onsite)
		entry_set_flag(entry, "onsite");
	if (work->not_billable)
		entry_set_refused(entry, "billable");
	return TRUE;
}
