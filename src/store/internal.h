/*
 * What the files of this folder share: the opened repository and the
 * translation of libgit2's errors.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "base/error.h"
#include "store/store.h"
#include "store/tree.h"

#include "store/git2.h"

/* A blob or tree larger than this is refused before it is allocated. */
#define BLOB_LIMIT (256u * 1024 * 1024)

struct Store {
	StorePlace *place;
	git_repository *repository;
	git_odb *odb; /* borrowed from `repository` as long as it lives */
	TreeCache *trees;
};

#define LOCK_TIMEOUT_MS 30000

/* "<what>: <libgit2's last error>" with `code`; always FALSE. */
gboolean store_fail(GError **error, int code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);


/* The tree of a commit; NULL or "" = the tip of `ref`. TRUE with a zero oid
 * if the branch has no commit yet. */
gboolean store_commit_tree(Store *store, const char *ref, const char *commit,
	git_oid *tree, GError **error);

/* The tree of the first parent of main's tip; zero if it has none. */
gboolean store_parent_tree(Store *store, git_oid *tree, GError **error);

/* Loose objects, packs and refs reach the disk before libgit2's calls return,
 * until this is called with FALSE. */
void store_sync_writes(gboolean sync);

#endif
