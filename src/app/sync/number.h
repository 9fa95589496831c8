/*
 * Numbers of tickets that have none yet: one commit on top of main, which
 * becomes main when the upstream has taken it. Of two tickets with one
 * number the upstream's keeps it, and ours remembers it in `was`.
 */
#ifndef APP_SYNC_NUMBER_H
#define APP_SYNC_NUMBER_H

#include <glib.h>

typedef struct Desk Desk;

/* The commit, kept by a note until number_end(), in `commit`; main's tip where nothing is
 * without a number. `upstream` is its tip, "" = none. With `doubles` those are looked
 * for, too: where two histories have met. `numbered`: how many got one.
 * `moved`: main moved meanwhile: once more. */
gboolean number_tickets(Desk *desk, const char *upstream, gboolean doubles,
	char commit[41], guint *numbered, gboolean *moved, GError **error);
gboolean number_end(Desk *desk, GError **error);

#endif
