/* Time that was worked. */
#include "app/change/change.h"

#include "base/error.h"
#include "model/ticket.h"
#include "rules/billing.h"

static const Phrase
	no_time = {"no time was worked; how long was it, like 15m or 1h30?",
		"время не указано; сколько это заняло: 15м, 1ч30?"},
	long_time = {"nobody works for more than 31 days without an end; add "
			"each day by itself",
		"дольше 31 дня подряд никто не работает; записывайте по дням"},
	time_ahead = {"that lies ahead; work is recorded when it has begun, "
			"`desk visit` plans it",
		"это ещё впереди; время записывают, когда работа началась, а "
		"планируют выезды: `desk visit`"};

gboolean change_fits(gint64 seconds, GError **error)
{
	return (seconds + 59) / 60 <= BILL_MOST_MINUTES ||
		desk_refuse(error, DESK_ERROR_USAGE, &long_time, NULL);
}

gboolean change_work(Operation *op, Ticket *ticket, gint64 seconds,
	GError **error)
{
	if (seconds <= 0 || !change_fits(seconds, error))
		return seconds <= 0;
	Entry *entry = operation_say(op, ticket, "work", NULL, NULL, NULL,
		INSTANT_NONE);
	entry_set_integer(entry, "minutes", (seconds + 59) / 60);
	return TRUE;
}

gboolean change_time(Operation *op, Ticket *ticket, const WorkTime *work,
	GError **error)
{
	gint64 minutes = (work->seconds + 59) / 60;
	if (work->id && ticket_entry_by_id(ticket, work->id))
		return TRUE;
	if (minutes <= 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_time, NULL);
	if (!change_fits(work->seconds, error))
		return FALSE;
	if (work->began != INSTANT_NONE && work->began > operation_now(op))
		return desk_refuse(error, DESK_ERROR_USAGE, &time_ahead, NULL);
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
