/*
 * `desk pull --idle`: a thread waits at each folder of each account (IMAP IDLE;
 * a look now and then elsewhere), this one takes in what came. Stays up: a
 * lost connection is made again, later each time; a look every ten minutes
 * finds what a server did not tell. Ends when it is asked to, between two
 * batches.
 */
#ifndef APP_INTAKE_PULL_IDLE_H
#define APP_INTAKE_PULL_IDLE_H

#include "app/intake/pull.h"

typedef struct {
	/* A desk that stands for the present; the one before is void. Borrowed. */
	Desk *(*renew)(void *data, GError **error);
	/* After a pull that took something in, and for what went wrong (said
	 * once until it is over; NULL: it is over). `report` may be NULL. */
	void (*told)(void *data, const char *account,
		const IntakeReport *report, const GError *problem);
	void *data;
	const char *account; /* only this one; NULL = all */
	PullSettings pull;
} IdleSettings;

/* Adds to `report`. FALSE if no account can be waited at at all. */
gboolean pull_idle(const IdleSettings *settings, IntakeReport *report,
	GError **error);

#endif
