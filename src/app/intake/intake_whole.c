/* The whole of a mail that was over the limit before. */

#include "app/intake/intake_parts.h"
#include "base/error.h"
#include "model/ticket.h"

static const Phrase no_entry = {"%1: no entry %2", "%1: нет записи %2"};

/* What the header proved, the whole mail proves. */
static gboolean was_verified(const Entry *header)
{
	return *entry_get(header, "unverified") == '\0';
}

gboolean intake_take_whole(Intake *intake, const Incoming *incoming,
	GError **error)
{
	const IntakeMail *mail = incoming->mail;
	Ticket *ticket = operation_ticket(intake->op, mail->ticket, error);
	const Entry *header = ticket ?
		ticket_entry_by_id(ticket, mail->whole_of) : NULL;
	if (!header) {
		if (ticket)
			desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_entry,
				mail->ticket, mail->whole_of, NULL);
		return FALSE;
	}
	Arrival arrival = {
		.incoming = incoming,
		.message = incoming->message,
		.ticket = ticket,
		.verified = was_verified(header),
	};
	g_autofree char *kind = g_strdup(header->kind);
	g_autofree char *by = g_strdup(header->by);
	Entry *entry = intake_say(intake, &arrival, ticket, kind, by, NULL);
	entry_set(entry, "whole-of", mail->whole_of);
	return TRUE;
}
