/*
 * Who is told by mail what an operation did to a ticket: the rows of `notify`
 * in desk.yaml become notices in the outbox, within the same commit.
 *
 * The requester is told only where there has been mail, and only what the
 * guard against loops lets through (app/outbox/guard.h): what it holds stands
 * in the ticket with its reason and is never sent; and nothing where who did it
 * wrote to them in the same operation. Agents are never told what they did
 * themselves.
 */
#ifndef APP_OUTBOX_NOTIFY_H
#define APP_OUTBOX_NOTIFY_H

#include "app/operation/operation.h"

/* Called by the write path for each ticket that changed; `before` NULL: it is
 * new. A template that is missing or wrong is said and stops nothing. */
gboolean notify_ticket(Operation *op, const Ticket *before, Ticket *now,
	GError **error);

#endif
