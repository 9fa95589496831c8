/*
 * An upstream that refuses a push says which commit is to blame only if it is a
 * hub of ours; else it is found by sending less.
 */
#ifndef APP_SYNC_PUSH_PARTS_H
#define APP_SYNC_PUSH_PARTS_H

#include "app/sync/remote.h"

/* Of the commits from `from` to `tip`, which were refused for `*reason`, sends
 * what is taken, and finds the first that is not: `refused`, with its `reason`.
 * DESK_ERROR_UNAVAILABLE: it is not one of this clone's. */
gboolean push_parts(Remote *remote, const char *from, const char *tip,
	char refused[41], char **reason, GError **error);

#endif
