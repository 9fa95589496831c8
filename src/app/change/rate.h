/*
 * A rating that the requester told somebody, by phone or in person.
 */
#ifndef APP_CHANGE_RATE_H
#define APP_CHANGE_RATE_H

#include "app/operation/operation.h"

/* 1 to 5; `text` may be NULL. DESK_ERROR_FORBIDDEN where the ticket is not
 * solved, or is whose who acts and does not lead. */
gboolean change_rate(Operation *op, Ticket *ticket, int rating,
	const char *text, GError **error);

#endif
