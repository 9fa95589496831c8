/*
 * Syncs that nobody asked for: desk.sync = auto.
 */
#ifndef APP_SYNC_AUTO_H
#define APP_SYNC_AUTO_H

#include <glib.h>

typedef struct Desk Desk;

/* Does this clone sync by itself? */
gboolean sync_is_automatic(Desk *desk);

/* Now, for three seconds at most; FALSE: it did not come about, which is said: what
 * was done stays here and waits. */
gboolean sync_at_once(Desk *desk);

/* By a process of its own, which nobody waits for. */
void sync_soon(Desk *desk);

#endif
