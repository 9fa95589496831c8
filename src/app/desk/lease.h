/*
 * The cron lease (desk-cron(1)): timed jobs, intake and sending of a team run
 * in one place, the clone that holds ref refs/desk/cron at the upstream.
 *
 * The ref names a blob, never a commit on main:
 *
 *	host: server1
 *	until: 2026-11-22T10:15:00Z
 *	nonce: k3f9…
 *	letters: lines of what was said once (app/desk/letters.h)
 *
 * Given back with such lines it stays, without host and time, and is free.
 * It is moved by compare-and-swap (`git push --force-with-lease=REF:OLD`), so
 * of two that want it at once exactly one gets it. Whoever wrote the very blob
 * that the upstream has holds it; so nothing depends on names of hosts. It is
 * renewed when half of its time is gone, and whoever finds it run out by more
 * than a fifth of its length takes it over: so far may the clocks of two hosts
 * be apart. A time that lies further ahead than any lease may last was written
 * by a clock that was wrong, and counts as run out.
 *
 * <gitdir>/desk/lease is what this clone wrote, on disk before the push, and
 * when the upstream confirmed it last: for a minute nobody is asked again.
 */
#ifndef APP_DESK_LEASE_H
#define APP_DESK_LEASE_H

#include "base/instant.h"

typedef struct Desk Desk;

#define LEASE_REF "refs/desk/cron"

typedef struct {
	gboolean needed;    /* FALSE: no upstream, the store is its own hub */
	gboolean ours;	    /* also if none is needed */
	gboolean taken;	    /* ours since this call, not before */
	gboolean confirmed; /* the upstream said so now; FALSE: as last seen */
	char *host;	    /* who has it; NULL: nobody that is known */
	Instant until;	    /* INSTANT_NONE: not known */
} Lease;
void lease_clear(Lease *lease);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lease, lease_clear)

/* Takes the lease, or renews it, if it is free or ours. TRUE with `ours` FALSE:
 * somebody else has it. FALSE: nobody can be asked; DESK_ERROR_TEMPORARY. */
gboolean lease_take(Desk *desk, Lease *lease, GError **error);

/* The same for what needs it: somebody else's is DESK_ERROR_TEMPORARY, too. */
gboolean lease_need(Desk *desk, Lease *lease, GError **error);

/* Gives back what this call of lease_take() took (`taken`); not being able to
 * is no error, it runs out by itself. */
void lease_give_back(Desk *desk, Lease *lease);

/* Where it is ours, the upstream has it with what was said once until now. */
gboolean lease_share(Desk *desk, GError **error);

/* Who holds it, by the upstream, or as last seen where that does not answer. */
void lease_look(Desk *desk, Lease *lease);

#endif
