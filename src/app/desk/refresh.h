/*
 * git → index: the one walk that turns history into events (rules/history.h).
 */
#ifndef APP_DESK_REFRESH_H
#define APP_DESK_REFRESH_H

#include "index/index.h"
#include "store/store.h"

typedef struct {
	guint commits;	  /* taken in */
	gboolean rebuilt; /* from nothing */
	gboolean busy;	  /* it failed, since another process does it */
} RefreshResult;

/* Makes `index` stand for `tip`. Ancestor: the commits since; reset, replay
 * or merge: cut back to the last common commit of the main lines, then
 * forward; nothing in common, or within index_begin_rebuild(): from nothing.
 * `progress` may be NULL. What cannot
 * be read at the moment ends it with DESK_ERROR_TEMPORARY and an index that is
 * as it was: only bytes that were read and are no ticket are a finding. */
gboolean refresh_index(Store *store, Index *index, const char *tip,
	void (*progress)(guint done, guint total, void *data), void *data,
	RefreshResult *result, GError **error);

#endif
