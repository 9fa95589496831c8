/* The verbs that write mail: an entry for the outbox, and what the ticket
 * becomes by it. */

#include "app/change.h"

#include <string.h>

#include "base/error.h"

static StatusClass class_of(Operation *op, const Ticket *ticket)
{
	return regulation_status_class(operation_regulation(op),
		ticket_get(ticket, "status"));
}

/* Whom nobody named is the requester, with the ticket's cc. */
static gboolean add_recipients(Operation *op, const Ticket *ticket,
	Outgoing *mail, GPtrArray **to, GPtrArray **cc, GError **error)
{
	if (mail->to && mail->to->len > 0)
		return TRUE;
	if (!outbox_recipients(op, ticket, to, cc, error))
		return FALSE;
	for (guint i = 0; mail->cc && i < mail->cc->len; i++)
		g_ptr_array_add(*cc, g_strdup(g_ptr_array_index(mail->cc, i)));
	mail->to = *to;
	mail->cc = *cc;
	return TRUE;
}

/* `solved` and `closed` have their own verbs, which set more than the status. */
static gboolean set_status(Operation *op, Ticket *ticket, const char *status,
	GError **error)
{
	const Term *term = regulation_need(operation_regulation(op), "status",
		status, error);
	if (!term)
		return FALSE;
	if (term->status_class == CLASS_SOLVED &&
		!change_solve(op, ticket, NULL, NULL, error))
		return FALSE;
	if (term->status_class == CLASS_CLOSED &&
		!change_close(op, ticket, NULL, NULL, error))
		return FALSE;
	ticket_set(ticket, "status", term->name);
	return TRUE;
}

/* What a person who answered expects: it is in work, or as they said. */
static gboolean move_on(Operation *op, Ticket *ticket, const Reply *reply,
	GError **error)
{
	if (reply->status)
		return set_status(op, ticket, reply->status, error);
	if (reply->wait)
		return change_wait(op, ticket, WAIT_REQUESTER, INSTANT_NONE, NULL,
			error);
	if (class_of(op, ticket) == CLASS_NEW)
		ticket_set(ticket, "status", regulation_status_of(
			operation_regulation(op), CLASS_OPEN));
	return TRUE;
}

Entry *change_reply(Operation *op, Ticket *ticket, const Reply *reply,
	GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	g_autofree char *language = NULL;
	Outgoing mail = reply->mail;
	mail.kind = "reply";
	if (!add_recipients(op, ticket, &mail, &to, &cc, error))
		return NULL;
	if (!mail.language)
		mail.language = language = outbox_language(op, ticket);
	Entry *entry = outbox_add(op, ticket, &mail, error);
	if (!entry || !move_on(op, ticket, reply, error))
		return NULL;
	change_work(op, ticket, reply->work);
	return entry;
}
