/*
 * Tickets at which git's merge or rebase stopped, since its driver knows no commits:
 * here they are known, and the later change of a field stands.
 */
#ifndef APP_SYNC_SETTLE_H
#define APP_SYNC_SETTLE_H

#include <glib.h>

typedef struct Desk Desk;

/* Settles and stages them; what a person must settle stays as git left it. `other` is
 * the commit that is being merged, "MERGE_HEAD", "REBASE_HEAD". */
gboolean settle_tickets(Desk *desk, const char *other, GError **error);

#endif
