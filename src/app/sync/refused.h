/*
 * Operations that could not stand: each a commit under refs/desk/refused/, on the
 * local commit, whose message says why. Nothing blocks a clone for ever.
 */
#ifndef APP_SYNC_REFUSED_H
#define APP_SYNC_REFUSED_H

#include <glib.h>

typedef struct Desk Desk;

typedef struct {
	guint number;	 /* for --retry-refused and --drop-refused */
	char commit[41]; /* of ours, as it was */
	char *subject;	 /* its first line */
	char *reason;	 /* English; for Russian readers: */
	char *russian;	 /* NULL: no other words */
} Refused;
/* All of them, the oldest first: Refused*. g_ptr_array_unref(). */
GPtrArray *refused_list(Desk *desk, GError **error);
/* On top of main once more, and no longer set aside. DESK_ERROR_NOT_FOUND;
 * DESK_ERROR_CONFLICT: it still cannot stand, for the reason that is told. */
gboolean refused_retry(Desk *desk, guint number, GError **error);
/* All of them, the oldest first, as many as can stand. DESK_ERROR_CONFLICT with a
 * line for each that still cannot. */
gboolean refused_retry_all(Desk *desk, GError **error);
/* Settled, or given up. DESK_ERROR_NOT_FOUND. */
gboolean refused_drop(Desk *desk, guint number, GError **error);

#endif
