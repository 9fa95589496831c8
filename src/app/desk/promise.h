/*
 * What a requester may be promised about a ticket that is just being made, by
 * the clocks of the regulation (rules/sla.h).
 */
#ifndef APP_DESK_PROMISE_H
#define APP_DESK_PROMISE_H

#include "base/instant.h"

typedef struct Desk Desk;
typedef struct Ticket Ticket;

typedef struct {
	/* Until when there will be an answer: the target of the first response
	 * in the working hours of the contract. INSTANT_NONE where nothing is
	 * promised. */
	Instant answer_by;
	/* It came outside of the working hours of the calendar that holds for
	 * it: that of its policy, else what bd and bh mean. */
	gboolean out_of_hours;
} FirstPromise;

/* Of a ticket as it stands, stored or not. FALSE: a calendar or the index could not
 * be read. */
gboolean promise_first(Desk *desk, const Ticket *ticket, FirstPromise *promise,
	GError **error);

#endif
