/*
 * What follows from an approval: the mentor hears what waits, the trainee what
 * became of it, the edited text leaves instead (app/operation/approval.h).
 */
#ifndef APP_CHANGE_APPROVAL_ACT_H
#define APP_CHANGE_APPROVAL_ACT_H

#include "app/operation/operation.h"

typedef enum { APPROVAL_APPROVED, APPROVAL_REJECTED, APPROVAL_EDITED }
	ApprovalState;
typedef struct {
	ApprovalState state;
	const char *text;   /* said to the trainee; may be NULL */
	const char *edited; /* EDITED: the body that leaves instead */
	Instant not_before; /* INSTANT_NONE = at once */
} Approval;
/* DESK_ERROR_FORBIDDEN: not by who acts. A mail that waits no more is left as it
 * is. */
gboolean change_approve(Operation *op, Ticket *ticket, const char *entry,
	const Approval *approval, GError **error);

#endif
