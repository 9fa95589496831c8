/*
 * Where a store is and what its branch points to, without libgit2: reading
 * commands must not pay for its start.
 */
#ifndef STORE_TIP_H
#define STORE_TIP_H

#include <glib.h>

#define STORE_BRANCH "refs/heads/main"
#define STORE_ORIGINALS "refs/heads/originals"

typedef struct {
	char *git_folder;    /* absolute; the common git folder's */
	char *head_folder;   /* where HEAD and index are: the same, but in a
		linked work tree */
	char *work_tree;     /* absolute; NULL for a bare store */
	char *desk_folder;   /* <gitdir>/desk */
} StorePlace;

/* From `start` upwards (or exactly `start` if `exact`), as git does: .git
 * folder, .git file, bare folder; stops at the file system's root and at
 * GIT_CEILING_DIRECTORIES. GIT_DIR is not followed: `start` says which store.
 * DESK_ERROR_NOT_FOUND says `desk init`; another user's store is refused as
 * git does (78, with the safe.directory command). */
StorePlace *store_find(const char *start, gboolean exact, GError **error);
void store_place_free(StorePlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorePlace, store_place_free)

/* The commit of `ref` as 40 hex digits into `oid`; loose file, then
 * packed-refs. FALSE without error: no such ref. */
gboolean store_tip(const StorePlace *place, const char *ref, char oid[41],
	GError **error);

/* A value of git config (system, user, clone, command line -c of desk, later wins),
 * read by the small subset of the format that needs no libgit2; NULL if
 * absent. includes are followed as git does only for the user's own files. Free with g_free(). */
char *store_config_get(const StorePlace *place, const char *key);

/* Every setting, the weakest first, keys as "section.name" or
 * "section.Sub.name"; `place` NULL: those of no clone. */
typedef void (*StoreConfigEach)(const char *key, const char *value, void *data);
void store_config_each(const StorePlace *place, StoreConfigEach each,
	void *data);

#endif
