/*
 * What happened to a ticket, as far as somebody may want to be told: occasions
 * of model/notify.h from the ticket before and after an operation. Pure.
 */
#ifndef RULES_NOTIFY_H
#define RULES_NOTIFY_H

#include "model/notify.h"
#include "model/ticket.h"

typedef struct {
	char *occasion;	   /* "created", "status/vendor" … */
	const Entry *entry; /* the message or rating that it is about; NULL.
				Borrowed from `after` */
} NotifyEvent;

/* In the order in which they are told; each occasion once, but `replied` and
 * `rated` once for each entry. `before` NULL: the ticket is new. A message that
 * no person wrote is no occasion, a ticket closed as spam neither. Elements:
 * NotifyEvent*. */
GPtrArray *notify_events(const Regulation *regulation, const Ticket *before,
	const Ticket *after);

#endif
