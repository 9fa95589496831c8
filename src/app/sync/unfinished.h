/*
 * A merge or rebase that plain git began and did not end.
 */
#ifndef APP_SYNC_UNFINISHED_H
#define APP_SYNC_UNFINISHED_H

#include <glib.h>

typedef struct Desk Desk;

/* git goes on with it, or (`on` FALSE) takes it back. DESK_ERROR_USAGE: there is
 * none. DESK_ERROR_CONFLICT with git's words: files are not settled yet. */
gboolean unfinished_end(Desk *desk, gboolean on, GError **error);

#endif
