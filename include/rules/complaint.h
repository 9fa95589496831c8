/*
 * Complaints: whom one is about (`about`) neither ends it nor makes it something
 * else. Pure.
 */
#ifndef RULES_COMPLAINT_H
#define RULES_COMPLAINT_H

#include "model/regulation.h"
#include "model/ticket.h"

/* Does the change do that to a complaint about `login`? `before` NULL: a new
 * ticket. */
gboolean complaint_is_settled(const Regulation *regulation, const char *login,
	const Ticket *before, const Ticket *after);

#endif
