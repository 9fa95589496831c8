/*
 * The index of an opened store, kept current with its branch: all that is read
 * is asked of it (include/index/).
 */
#ifndef APP_DESK_CURRENT_INDEX_H
#define APP_DESK_CURRENT_INDEX_H

#include "base/instant.h"

typedef struct Desk Desk;
typedef struct Index Index;

/* The index, made current with the branch (app/desk/refresh.h). Borrowed. */
Index *desk_index(Desk *desk, GError **error);
/* From nothing, whatever it says now. */
gboolean desk_rebuild_index(Desk *desk, GError **error);
/* After a commit by this process: the next desk_index() refreshes again. */
void desk_forget_index(Desk *desk);
/* Has this process committed anything? operation_run() notes it. */
gboolean desk_has_committed(const Desk *desk);
void desk_note_commit(Desk *desk);
/* For --as-of: every later answer of this index is as the store stood at `at`. */
gboolean desk_as_of(Desk *desk, Instant at, GError **error);

#endif
