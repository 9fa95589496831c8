/*
 * What a requester may be promised about a ticket that is just being made, by
 * the clocks of the regulation (rules/sla.h).
 */
#ifndef APP_PROMISE_H
#define APP_PROMISE_H

#include "app/desk.h"

/* Until when there will be an answer: the target of the first response in the
 * working hours of the contract. INSTANT_NONE where nothing is promised. */
Instant promise_first_response(Desk *desk, const Ticket *ticket);

/* Did it come outside of the working hours of the calendar that holds for it:
 * that of its policy, else what bd and bh mean? FALSE where there is none. */
gboolean promise_is_out_of_hours(Desk *desk, const Ticket *ticket);

#endif
