/*
 * A running timer: what a person works on just now. Local to this clone, one
 * a person, a small file under <gitdir>/desk/timers that survives everything
 * but `desk time stop`. It carries the id of the entry that it will become,
 * so that a stop which was itself stopped writes nothing twice.
 */
#ifndef APP_DESK_TIMER_H
#define APP_DESK_TIMER_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	char *uid;   /* of the ticket; NULL: none runs */
	char *entry; /* the id that its work will have */
	Instant began;
} Timer;
void timer_clear(Timer *timer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Timer, timer_clear)

/* The acting agent's. A damaged file is DESK_ERROR_DATA and says how to go
 * on. */
gboolean timer_read(Desk *desk, Timer *timer, GError **error);
/* DESK_ERROR_CONFLICT if one runs already, unless of this ticket. */
gboolean timer_start(Desk *desk, const char *uid, Instant began,
	GError **error);
/* Takes it away; none is fine. */
gboolean timer_remove(Desk *desk, GError **error);

#endif
