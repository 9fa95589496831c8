/*
 * Two histories made one: how main and a fetched tip stand to each other, and
 * main moved to a commit made on top of the other. What the commits become is
 * the caller's to say (app/sync/join.h); here they become objects, and at the
 * end the branch, the work files and the git index move once, in the journalled
 * order.
 *
 *	g_autoptr(StoreReplay) replay = store_replay_begin(store, "sync", error);
 *	store_replay_start(replay, fetched, error);
 *	for each local commit:
 *		store_replay_write(replay, path, bytes, error);
 *		store_replay_repeat(replay, commit, error);
 *	store_replay_finish(replay, &moved, error);
 *
 * A commit is 40 hex digits; "" stands for none.
 */
#ifndef STORE_REPLAY_H
#define STORE_REPLAY_H

#include "store/store.h"

/* --- how two commits stand to each other ---------------------------------- */

/* What both come from; "" = nothing. */
gboolean store_merge_base(Store *store, const char *one, const char *other,
	char oid[41], GError **error);

typedef struct {
	guint ahead, behind; /* commits that only the one, only the other has */
} StoreApart;
/* `other` may be "". */
gboolean store_apart(Store *store, const char *one, const char *other,
	StoreApart *apart, GError **error);

/* The commits (char*, g_free) that `tip` has and `hidden` ("" = nothing) has
 * not, parents first. With `main_line` only those that first parents lead to,
 * down to the first that `hidden` has, too. */
GPtrArray *store_commits_between(Store *store, const char *hidden,
	const char *tip, gboolean main_line, GError **error);

/* Where many of the commits that `tip` has and `known` ("" = nothing) has not are
 * loose objects: puts them into a pack that git sends as it is. The loose ones stay
 * until the next store_pack(). */
gboolean store_pack_ahead(Store *store, const char *known, const char *tip,
	GError **error);

typedef struct {
	char parent[41]; /* the first; "" = a root */
	char other[41];	 /* the second; "" = no merge */
	guint parents;
	Instant dated;	 /* author time */
	Instant recorded; /* committer time */
	char *name, *mail, *message; /* of the author; valid UTF-8 */
} StoreCommit;
/* `oid` in forty digits. FALSE: it is no commit here, or cannot be read. */
gboolean store_commit_read(Store *store, const char *oid, StoreCommit *commit,
	GError **error);
void store_commit_clear(StoreCommit *commit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreCommit, store_commit_clear)

typedef struct {
	const char *path; /* until the callback returns */
	char before[41], after[41]; /* blobs; "" = none */
	guint mode_before, mode_after; /* 0100644 …; 0 = none */
} StoreDifference;
typedef void (*StoreDiffers)(const StoreDifference *difference, void *data);
/* Files, links and submodules that differ, in the order of trees. `before` ""
 * = nothing was there. */
gboolean store_compare(Store *store, const char *before, const char *after,
	StoreDiffers differs, void *data, GError **error);

/* --- the move --------------------------------------------------------------- */

typedef struct StoreReplay StoreReplay;

/* Takes the write lock; refuses what store_change_begin() refuses, but the
 * clock: the times of what is repeated stand; the git index is read when the
 * branch is to move, store_replay_finish(). */
StoreReplay *store_replay_begin(Store *store, const char *purpose,
	GError **error);
void store_replay_free(StoreReplay *replay); /* releases the lock */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreReplay, store_replay_free)

/* Main's tip when it began; the commit that stands on top now. Borrowed. */
const char *store_replay_base(const StoreReplay *replay);
const char *store_replay_tip(const StoreReplay *replay);

/* Goes on from `commit`, which may be one of its own; before that from the base. */
gboolean store_replay_start(StoreReplay *replay, const char *commit,
	GError **error);

/* The file on top, without what was written since; mode 0 and "": none. */
gboolean store_replay_find(StoreReplay *replay, const char *path, guint *mode,
	char oid[41], GError **error);
/* Its bytes, also of an object that is not on the disk yet. */
GBytes *store_replay_read(StoreReplay *replay, const char *oid, GError **error);

/* For the next commit. `mode` 0 takes the file away. */
void store_replay_put(StoreReplay *replay, const char *path, guint mode,
	const char *oid);
gboolean store_replay_write(StoreReplay *replay, const char *path,
	GBytes *bytes, GError **error);
/* What was put and written is forgotten. */
void store_replay_drop(StoreReplay *replay);

/* What was put and written is a commit on top, with author, times and message
 * of `like`; none where it changes nothing. DATA where a file would stand in a
 * folder's place; then all of it is dropped. */
gboolean store_replay_repeat(StoreReplay *replay, const char *like,
	GError **error);
/* The same as a commit of its own. */
gboolean store_replay_commit(StoreReplay *replay, const StoreMessage *message,
	GError **error);

/* The branch originals has all that `fetched` ("" = nothing) has: it goes on to it, or
 * what only this clone holds stands on top. At once. */
gboolean store_replay_originals(StoreReplay *replay, const char *fetched,
	GError **error);

/* Can its tip be laid out as files? DESK_ERROR_DATA names a path that cannot be one in
 * a store, is a folder here and none there, or holds more than is read. */
gboolean store_replay_check(StoreReplay *replay, GError **error);

/* The objects are on the disk, so that git can push them. */
gboolean store_replay_flush(StoreReplay *replay, GError **error);

/* Main is the tip. CONFLICT naming the git commands where an uncommitted hand
 * edit is in the way: nothing was moved. `moved` as store_change_commit(). */
gboolean store_replay_finish(StoreReplay *replay, gboolean *moved,
	GError **error);

/* Its tip under the note `ref`, until main leads to it: nothing of it is thrown
 * away meanwhile. */
gboolean store_replay_note(StoreReplay *replay, const char *ref, GError **error);

/* --- notes: refs under refs/desk/ and refs/remotes/, which nothing else moves --- */

/* `oid` "" removes it. */
gboolean store_note(Store *store, const char *ref, const char *oid,
	GError **error);
/* The lock of such a ref, which a killed git left over a minute ago, is removed. */
gboolean store_note_unlock(Store *store, const char *ref);
/* A commit with the tree of `commit` and on it, under `ref`; it keeps that from
 * being thrown away. */
gboolean store_note_about(Store *store, const char *ref, const char *commit,
	const StoreMessage *message, GError **error);
typedef struct {
	char ref[64];
	char oid[41];
} StoreNote;
/* Those under `folder` ("refs/desk/refused/"), by name: GArray of StoreNote.
 * g_array_unref(). */
GArray *store_notes(Store *store, const char *folder, GError **error);

#endif
