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

#endif
