/*
 * Section `verify` of desk.yaml: which solved tickets somebody calls back
 * about, and what follows. Pure.
 *
 *	verify: {share: 10%, agents: {ivan: 50%}, within: 14d, not-ok: reopen}
 *	categories:
 *	  access: {verify: call-back}     # every one of them
 *	  printers: {verify: 25%}
 *
 * A solution is drawn or not by itself, whatever else there is, so that every
 * clone draws the same: by its ticket and when it was solved.
 */
#ifndef RULES_VERIFICATION_H
#define RULES_VERIFICATION_H

#include "base/instant.h"
#include "model/regulation.h"

/* The states of an entry `verify`. */
#define VERIFIED_OK "ok"
#define VERIFIED_NOT_OK "not-ok"

/* Of the solutions of this agent in this category ("" = none), 0 to 100: where
 * both have a share of their own, the greater. A category has that of the
 * nearest one above it. */
guint verification_share(const Regulation *regulation, const char *agent,
	const char *category);
gboolean verification_is_drawn(const Regulation *regulation, const char *uid,
	Instant solved, guint share);
/* For how many seconds after a solution it makes sense to ask. */
gint64 verification_within(const Regulation *regulation);
/* Does "not ok" open the ticket again? */
gboolean verification_reopens(const Regulation *regulation);

#endif
