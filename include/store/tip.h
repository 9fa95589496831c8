/*
 * Where a store is and what its branch points to, without libgit2: reading
 * commands must not pay for its start.
 */
#ifndef STORE_TIP_H
#define STORE_TIP_H

#include <glib.h>

#define STORE_BRANCH "refs/heads/main"
#define STORE_ORIGINALS "refs/heads/originals"

typedef struct StorePlace {
	char *git_folder;    /* absolute; the common git folder's */
	char *head_folder;   /* where HEAD and index are: the same, but in a
		linked work tree */
	char *work_tree;     /* absolute; NULL for a bare store */
	char *desk_folder;   /* <gitdir>/desk */
	GPtrArray *settings; /* of git's configuration, as store_find() or
		store_config_reread() found them */
} StorePlace;

typedef enum {
	STORE_ABOVE,   /* from `start` upwards: where the command happens to run */
	STORE_NAMED,   /* the same from a folder that was named */
	STORE_EXACTLY, /* `start` and no other */
} StoreSearch;

/* From `start` upwards, as git does: .git
 * folder, .git file, bare folder; stops at the file system's root and at
 * GIT_CEILING_DIRECTORIES. GIT_DIR is not followed: `start` says which store.
 * DESK_ERROR_NOT_FOUND says `desk init`. Refused as git does (78, with the command
 * that allows it): another user's store; a format or extension that is not
 * known; with safe.bareRepository=explicit a bare folder that was not named; a file of
 * git's configuration that is there and cannot be read. So is, with the command
 * that mends it, what the walk cannot stand: a shallow or partial clone, another
 * hash, refs that are no files. */
StorePlace *store_find(const char *start, StoreSearch search, GError **error);
void store_place_free(StorePlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorePlace, store_place_free)

/* Sets the mask of new files as core.sharedRepository wants it; before the first
 * file of the store is made. */
void store_share_files(const StorePlace *place);

/* The commit of `ref` as 40 hex digits into `oid`; loose file, then
 * packed-refs. FALSE without error: no such ref. */
gboolean store_tip(const StorePlace *place, const char *ref, char oid[41],
	GError **error);
/* The commit that is checked out where no branch is; FALSE without error: one
 * is. */
gboolean store_detached_tip(const StorePlace *place, char oid[41],
	GError **error);

/* After git wrote some of it. Without effect where a file cannot be read. */
gboolean store_config_reread(StorePlace *place, GError **error);

/* git writes a setting of the clone, or without `place` of the clone that it finds
 * itself: `how` is --replace-all, --add or, of no value, --unset-all. What was
 * read before is read anew. DESK_ERROR_TEMPORARY where a lock stands, with the
 * command that takes it away, or git does not come to an end; WRITE. */
gboolean store_config_write(StorePlace *place, const char *how, const char *key,
	const char *value, GError **error);
gboolean store_config_set(StorePlace *place, const char *key, const char *value,
	GError **error);

/* A value of git config (system, user, clone, command line -c of desk, later wins),
 * read by the small subset of the format that needs no libgit2; NULL if
 * absent. Includes are followed as git does. Free with g_free(). */
char *store_config_get(const StorePlace *place, const char *key);

/* Who acts, as git knows them: GIT_AUTHOR_NAME, author.name, user.name;
 * GIT_AUTHOR_EMAIL, author.email, user.email, EMAIL. NULL if nothing says it.
 * Free with g_free(). */
char *store_author_name(const StorePlace *place);
char *store_author_mail(const StorePlace *place);

/* "true", "yes", "on", "1"; NULL is no. */
gboolean store_config_is_true(const char *value);

/* Every setting, the weakest first, keys as "section.name" or
 * "section.Sub.name"; `place` NULL: those of no clone, of which a file that cannot
 * be read is an error. */
typedef void (*StoreConfigEach)(const char *key, const char *value, void *data);
gboolean store_config_each(const StorePlace *place, StoreConfigEach each,
	void *data, GError **error);

#endif
