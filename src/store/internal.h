/*
 * The opened repository, as the files of this folder share it.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "base/error.h"
#include "store/object.h"
#include "store/store.h"
#include "store/tree.h"

#include "store/git2.h"

struct Store {
	StorePlace *place;
	git_repository *repository;
	git_odb *odb; /* borrowed from `repository` as long as it lives */
	TreeCache *trees;
	GHashTable *commits; /* store/commit.h */
};

#define LOCK_TIMEOUT_MS 30000

/* The tree of a commit; NULL or "" = the tip of `ref`. TRUE with a zero oid
 * if the branch has no commit yet. */
gboolean store_commit_tree(Store *store, const char *ref, const char *commit,
	git_oid *tree, GError **error);

/* The tree of the first parent of main's tip; zero if it has none. */
gboolean store_parent_tree(Store *store, git_oid *tree, GError **error);

#endif
