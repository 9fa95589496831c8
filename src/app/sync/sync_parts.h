/*
 * What the files of this room know of each other.
 */
#ifndef APP_SYNC_SYNC_PARTS_H
#define APP_SYNC_SYNC_PARTS_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct Store Store;

/* --- refused.c -------------------------------------------------------------- */

/* Notes that `commit` was set aside; once. */
gboolean refused_add(Desk *desk, Store *store, const char *commit,
	const char *reason, GError **error);

/* --- sync.c ----------------------------------------------------------------- */

/* Main is what the upstream has: a clone as new. It is one of many from now on, and
 * has the originals where they came, too. */
gboolean sync_adopt(Desk *desk, GError **error);

#endif
