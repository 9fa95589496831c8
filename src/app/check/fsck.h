/*
 * Is this store whole? Files, history, originals, and the proof that the
 * index equals a rebuild.
 */
#ifndef APP_CHECK_FSCK_H
#define APP_CHECK_FSCK_H

#include "app/desk/findings.h"

typedef struct Desk Desk;

/* Elements: Finding*. With `fix` what can be mended without losing anything
 * is (the index). `quick` leaves out the walk over all history. */
GPtrArray *fsck_store(Desk *desk, gboolean fix, gboolean quick, GError **error);

#endif
