/*
 * What the requester says of a solution when somebody calls back about it.
 */
#ifndef APP_CHANGE_VERIFY_H
#define APP_CHANGE_VERIFY_H

#include "app/operation/operation.h"

/* `text` may be NULL where it is ok. What is not ok is open again, if the
 * regulation says so and the workflow lets who acts; else it is recorded alone,
 * which is said. DESK_ERROR_FORBIDDEN where the ticket is not solved, or is
 * whose who acts and does not lead. */
gboolean change_verify(Operation *op, Ticket *ticket, gboolean ok,
	const char *text, GError **error);

#endif
