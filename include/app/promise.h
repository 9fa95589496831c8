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

#endif
