/*
 * What a change adds to the entries of a ticket: where it stands, and whose it
 * says it is. Pure; that no entry goes says model/ticket.h.
 */
#ifndef RULES_GROWN_H
#define RULES_GROWN_H

#include "model/ticket.h"

/* The first entry of `after` that stands where it may not: one of `before`
 * before another that it followed, or a new one before one that was there and
 * is earlier. What came late stands by its time (rules/merge.h), all else at
 * the end. `beside` may be NULL: entries of it are none that are new. NULL: all
 * is in order. Borrowed from `after`. */
const Entry *grown_out_of_order(const Ticket *before, const Ticket *after,
	const Ticket *beside);

/* Does it say that an agent other than `login` (may be NULL) said or did it?
 * What a requester or another party says, and what rules do, is in everybody's
 * commits. */
gboolean entry_is_of_another(const Entry *entry, const char *login);

/* Says `entry` what stands in `source`, so that it may be a copy: of what was
 * said by somebody, in a ticket split off, or sent again? */
gboolean entry_is_copy(const Entry *entry, const Ticket *source);

#endif
