/*
 * Mail that could not be processed: the raw bytes and the reason stand in the
 * branch originals, `quarantine/SHA256` and `quarantine/SHA256.yaml`. It is
 * settled once an entry names that path as its `original`; nothing is ever
 * deleted, so that two clones join by union.
 */
#ifndef APP_INTAKE_QUARANTINE_H
#define APP_INTAKE_QUARANTINE_H

#include <glib.h>

typedef struct Desk Desk;

/* How many are not settled: their paths from a note beside the index that
 * names the tip of originals it was listed at, so that readers start no
 * libgit2. */
gboolean quarantine_count(Desk *desk, guint *count, GError **error);

#endif
