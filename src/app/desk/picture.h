/*
 * How old the picture is: when this clone last saw its upstream, and what became of
 * the last try where that failed.
 */
#ifndef APP_DESK_PICTURE_H
#define APP_DESK_PICTURE_H

#include "base/instant.h"

typedef struct Desk Desk;

/* It was seen just now. DESK_ERROR_WRITE. */
gboolean picture_note(Desk *desk, GError **error);
/* INSTANT_NONE: never. */
Instant picture_seen(Desk *desk);
/* In a clone that is one of many: that the answer is older than desk.sync.stale.
 * Once a Desk. */
void picture_say(Desk *desk);

/* A sync failed just now, for `problem`; NULL: the last one did not. `told`: its
 * reader knows already. A note that cannot be written is no failure. */
void picture_note_failure(Desk *desk, const GError *problem, gboolean told);
/* That the last one failed, when, why, and the command; once, or (`always`) as often
 * as it is asked, until one does not fail. */
void picture_say_failure(Desk *desk, gboolean always);

#endif
