/*
 * The repository: read blobs, write one commit, keep work tree and git index
 * right. The only code that uses libgit2.
 *
 *	g_autoptr(Store) store = store_open(place, error);
 *	g_autoptr(StoreChange) change = store_change_begin(store, error);
 *	store_change_write(change, path, bytes);
 *	if (!store_change_commit(change, &message, oid, error)) …
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/instant.h"
#include "store/tip.h"

typedef struct Store Store;

/* Starts libgit2 once. Finishes or undoes what a crashed writer left (the
 * journal), under the write lock. */
Store *store_open(const StorePlace *place, GError **error);
void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)
const StorePlace *store_place(const Store *store);

/* A new repository with branch main. DESK_ERROR_WRITE. */
gboolean store_create(const char *folder, gboolean bare, GError **error);

/* What a crashed writer left exists. Cheap: no libgit2. Reading commands call
 * store_open() when TRUE. */
gboolean store_needs_recovery(const StorePlace *place);

/* Reading. `commit` is 40 hex digits; NULL = the tip of main. An object that is
 * named and cannot be read is DESK_ERROR_TEMPORARY, never "none". */
gboolean store_has(Store *store, const char *oid);
GBytes *store_read(Store *store, const char *commit, const char *path,
	GError **error); /* DESK_ERROR_NOT_FOUND: no such file; else it may be there */
/* DESK_ERROR_DATA: it is no blob, or larger than desk reads, and so it stays.
 * TEMPORARY: it could not be read this time. */
GBytes *store_read_blob(Store *store, const char *oid, GError **error);
/* In bytes, without reading it. DESK_ERROR_TEMPORARY. */
gboolean store_blob_size(Store *store, const char *oid, gint64 *size,
	GError **error);
/* What stands at a path: its name and mode; 0 = nothing, or a folder. */
gboolean store_entry(Store *store, const char *commit, const char *path,
	guint *mode, char oid[41], GError **error);
/* The blob's name at a path; FALSE without error if there is none. */
gboolean store_lookup(Store *store, const char *commit, const char *path,
	char oid[41], GError **error);
/* From the branch originals. */
GBytes *store_read_original(Store *store, const char *path, GError **error);
/* Calls `each` for every file under `folder` ("" = all) of a commit's tree, in tree order; a
 * symlink or submodule is passed with its mode. Stops when it returns FALSE. */
typedef gboolean (*StoreEach)(const char *path, const char *oid, guint mode,
	void *data);
gboolean store_each(Store *store, const char *commit, const char *folder,
	StoreEach each, void *data, GError **error);

/* One operation. Takes the write lock (30 s, then 75 naming the holder) and
 * fixes the tip it starts from. Refuses (78) another branch checked out, a
 * merge or rebase in progress, a sparse or split git index; 75 for a clock that the branch makes implausible:
 * its last commit is more than five minutes ahead, or a year ago. */
typedef struct StoreChange StoreChange;
StoreChange *store_change_begin(Store *store, const char *purpose,
	Instant now, GError **error);
void store_change_free(StoreChange *change); /* releases the lock */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreChange, store_change_free)
const char *store_change_base(const StoreChange *change); /* "" = no commit yet */

/* The file as this change sees it: written here, else at the base. Refuses
 * (CONFLICT, with the git command that shows them) a file that has
 * uncommitted hand edits in the work tree, and (DATA) one that is no regular file. NULL without error: no such
 * file. */
GBytes *store_change_read(StoreChange *change, const char *path,
	GError **error);
void store_change_write(StoreChange *change, const char *path, GBytes *bytes);
void store_change_delete(StoreChange *change, const char *path);
/* Raw bytes for the branch originals; written before main's commit. */
void store_change_add_original(StoreChange *change, const char *path,
	GBytes *bytes);

typedef struct {
	const char *message; /* subject, blank line, trailers */
	const char *name, *mail; /* author and committer */
	Instant at;
	int zone_offset_minutes; /* of the author */
	gboolean durable;    /* all synced to disk before it returns */
	gboolean sign;	     /* by a person: commit.gpgsign is obeyed; git signs
			with what gpg.format names */
} StoreMessage;

/* Originals, objects, then index.lock, work files, ref (compare-and-swap),
 * index in the journalled order. TRUE with `oid`; with nothing to change
 * TRUE and oid = base. The branch moved by plain git: DESK_ERROR_TEMPORARY and
 * `*moved` = TRUE: begin again and apply again. */
gboolean store_change_commit(StoreChange *change, const StoreMessage *message,
	char oid[41], gboolean *moved, GError **error);

/* Uncommitted hand edits of tracked or new files under tickets/ and the
 * configuration, as paths. Costs a stat per file of the git index. */
GPtrArray *store_hand_edits(Store *store, GError **error);

/* All that was committed is on the disk when it returns TRUE, by whomever and
 * however it was written: for effects outside that must not come before. */
gboolean store_sync(Store *store, GError **error);

/* What processes that were killed left half written beside packs and in the desk
 * folder: how many, which with `remove` are gone. Nothing refers to it. */
guint store_left_overs(const StorePlace *place, gboolean remove);

/* Are there many loose objects, or packs? By git's limits gc.auto (0: never) and
 * gc.autoPackLimit, or ours where those are higher. Cheap. */
gboolean store_pack_is_due(const StorePlace *place);
/* Puts them into few packs, each at least twice as large as the next, and
 * writes the commit-graph with changed paths. Beside others' reading and
 * writing. DESK_ERROR_TEMPORARY with what git said. */
gboolean store_pack(const StorePlace *place, GError **error);

#endif
