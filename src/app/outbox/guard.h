/*
 * For app/outbox/notice.h: whether an automatic mail may leave. The guard
 * against loops (rules/loop_guard.h) with what the store knows of ticket and
 * address, and the wishes of customers.
 */
#ifndef APP_OUTBOX_GUARD_H
#define APP_OUTBOX_GUARD_H

#include "app/operation/operation.h"

typedef struct {
	Operation *op;
	const Ticket *ticket;
	gboolean to_agents; /* whom no stranger chose: may be told more */
	Instant at;	    /* when it is said */
} GuardQuestion;

/* Leaves in `to` those who may be written to, and counts the mail for them. If
 * it is none all stay, and `hold` is the name of the HoldReason, else NULL. An
 * error is no leave. */
gboolean guard_recipients(const GuardQuestion *question, GPtrArray *to,
	const char **hold, GError **error);

/* Do the customer or the contact not want mail on this occasion? */
gboolean guard_is_unwanted(Operation *op, const Ticket *ticket,
	const char *occasion, gboolean *unwanted, GError **error);

#endif
