/*
 * The walk over history: post-order, a commit after its parents, the
 * first-parent side before the others. The walk of a commit therefore begins
 * with the walk of its first parent, so what was walked up to a commit of the
 * main line (the first-parent chain from the tip) is never walked again.
 */
#ifndef STORE_WALK_H
#define STORE_WALK_H

#include "store/store.h"

typedef struct {
	const char *path; /* under the store's root */
	char before[41];  /* blob at the first parent; "" = none */
	char after[41];	  /* blob at the commit; "" = none */
	guint mode_after; /* 0100644 …; 0 = gone */
} WalkFile;

typedef struct {
	char oid[41];
	char parent[41];   /* first parent; "" = root */
	gboolean mainline; /* on the first-parent chain of the tip */
	gboolean merge;
	GPtrArray *others; /* of a merge: char*, all parents but the first */
	Instant dated;	   /* author time */
	Instant recorded;  /* committer time */
	Instant at;	   /* when it counts: `dated`, or `recorded` where that
			      says that it came from the future
			      (instant_is_ahead()) */
	char *name, *mail; /* author, cleaned to valid UTF-8 */
	char *message;
	GArray *files;	   /* WalkFile, path order; differences to the first
		parent. For a merge that is not on the main line: only files that
		differ from every parent */
} WalkCommit;

/* Where an earlier walk ended: asks whether `oid` was walked on its main
 * line. */
typedef gboolean (*WalkKnown)(const char *oid, void *data);

/* Called for each commit; FALSE stops (error set by it). */
typedef gboolean (*WalkEach)(const WalkCommit *commit, void *data,
	GError **error);

/* Walks the commits of `tip` (40 hex) that do not belong to the walk of `from`,
 * where `from` is the last commit of tip's first-parent chain for which
 * `known` says TRUE ("" = none: everything). `from` is reported through
 * `start` before the first commit: the caller cuts its own record back to it.
 * Memory: bounded by the commits walked (~100 B each), not by trees. */
gboolean store_walk(Store *store, const char *tip, WalkKnown known,
	gboolean (*start)(const char *from, guint commits, void *data, GError **error),
	WalkEach each, void *data, GError **error);

#endif
