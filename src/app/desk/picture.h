/*
 * How old the picture is: when this clone last saw its upstream.
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

#endif
