/*
 * History made anew: each commit of main and originals, from their roots, with
 * files and messages as the caller wants them; author and time stay, signatures
 * go. For `desk redact --history` alone: whatever else changes a store adds to
 * it. What stood there stays in the repository until git throws it away
 * (reflogs, `git gc`).
 */
#ifndef STORE_REWRITE_H
#define STORE_REWRITE_H

#include "store/store.h"

typedef struct {
	char first[41]; /* commit of main that is another now; "" = none is */
	char tip[41];	/* of main, afterwards */
	guint commits;		    /* that are others now, of both branches */
} StoreRewritten;

typedef struct {
	/* What a file of that branch becomes; NULL without error: it stays. */
	GBytes *(*main)(const char *path, GBytes *bytes, void *data,
		GError **error);
	GBytes *(*originals)(const char *path, GBytes *bytes, void *data,
		GError **error);
	/* A message; NULL: it stays. g_free(). */
	char *(*message)(const char *text, gsize size, void *data);
	/* Main is about to move, for what must be known by then. FALSE: it stays. */
	gboolean (*moving)(const StoreRewritten *done, void *data,
		GError **error);
	/* May be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} StoreRewrite;

/* Under the write lock; originals move first, then main with its work files. Ended
 * in between, it is begun anew. `moved` as store_change_commit(). */
gboolean store_rewrite(Store *store, const StoreRewrite *how,
	StoreRewritten *done, gboolean *moved, GError **error);

#endif
