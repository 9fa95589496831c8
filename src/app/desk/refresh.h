/*
 * git → index: the one walk that turns history into events (store.md, History
 * → events, The index).
 */
#ifndef APP_DESK_REFRESH_H
#define APP_DESK_REFRESH_H

#include "index/index.h"
#include "store/store.h"

typedef struct {
	guint commits;	  /* taken in */
	gboolean rebuilt; /* from nothing */
} RefreshResult;

/* Makes `index` stand for `tip`. Ancestor: the commits since; reset, replay
 * or merge: cut back to the last common commit of the main lines, then
 * forward; nothing in common: from nothing. `progress` may be NULL. */
gboolean refresh_index(Store *store, Index *index, const char *tip,
	void (*progress)(guint done, guint total, void *data), void *data,
	RefreshResult *result, GError **error);

#endif
