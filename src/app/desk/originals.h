/*
 * The branch originals, which most of a store's bytes are. A clone of an upstream
 * may be without it (desk-clone(1)): then it is fetched whole by what first needs
 * a file of it, and syncs keep it current from then on.
 */
#ifndef APP_DESK_ORIGINALS_H
#define APP_DESK_ORIGINALS_H

#include <glib.h>

typedef struct Desk Desk;

/* FALSE in `here` where the upstream has some that never came here; what this
 * clone took in itself may stand on a branch of its own. */
gboolean originals_are_here(Desk *desk, gboolean *here, GError **error);

/* Brings what the upstream has, which is said, since it may take hours. Nothing to
 * do where there is no upstream, or it has none. DESK_ERROR_TEMPORARY: not
 * reached. */
gboolean originals_fetch(Desk *desk, GError **error);

/* A file, fetched where it must be. DESK_ERROR_NOT_FOUND: nobody has it. */
GBytes *originals_read(Desk *desk, const char *path, GError **error);

#endif
