#include "store/journal.h"

#include "store/index_lock.h"
#include "store/publish.h"
#include "store/work_tree.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"

#include <string.h>

/* A reading command does not wait long for plain git. */
#define READER_PATIENCE_MS 500

typedef struct {
	Store *store;
	const Pending *pending;
	WorkTree *tree;
	Staging *staging;
	git_oid root; /* the tree of the branch as it is now */
} Settlement;

static gboolean blob_name(GBytes *bytes, git_oid *oid)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	return git_odb_hash(oid, data ? data : "", size, GIT_OBJECT_BLOB) == 0;
}

static gboolean is_one_of(const git_oid *oid, const PendingFile *file)
{
	return git_oid_equal(oid, &file->before) ||
		git_oid_equal(oid, &file->after);
}

/* Does in the work tree stand what was there before or after the change, and
 * which (zero = nothing)? Anything else is somebody else's. */
static gboolean is_ours(WorkTree *tree, const PendingFile *file, git_oid *oid,
	gboolean *ours, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	memset(oid, 0, sizeof(*oid));
	WorkKind kind = work_tree_read(tree, file->path, &bytes, error);
	*ours = kind == WORK_ABSENT ||
		(kind == WORK_FILE && blob_name(bytes, oid));
	*ours = *ours && is_one_of(oid, file);
	return kind != WORK_FAILED;
}

static gboolean put_work_file(const Settlement *at, const PendingFile *file,
	guint number, const git_oid *wanted, guint mode, GError **error)
{
	step("work file again");
	if (git_oid_is_zero(wanted) || !tree_mode_is_file(mode))
		return work_tree_remove(at->tree, file->path, error);
	g_autoptr(GBytes) bytes = odb_read(at->store->odb, wanted,
		GIT_OBJECT_BLOB, error);
	return bytes && work_tree_prepare(at->tree, file->path, number, bytes,
			mode, at->pending->durable, error) &&
		work_tree_place(at->tree, file->path, number,
			at->pending->durable, error);
}

static gboolean put_entry(const Settlement *at, const PendingFile *file,
	const git_oid *wanted, guint mode, gboolean as_work_file, GError **error)
{
	struct stat st;
	if (git_oid_is_zero(wanted)) {
		staging_remove(at->staging, file->path);
		return TRUE;
	}
	gboolean known = as_work_file && work_tree_stat(at->tree, file->path,
		&st, NULL) == WORK_FILE;
	return staging_set(at->staging, file->path, wanted, mode,
		known ? &st : NULL, error);
}

/* Ours are only the bytes from before and after the change; anything else in
 * the work tree or the index was put there by somebody meanwhile. */
static gboolean settle_file(const Settlement *at, const PendingFile *file,
	guint number, GError **error)
{
	static const git_oid nothing;
	git_oid in_branch, in_work;
	guint mode = 0;
	GError *problem = NULL;
	work_tree_discard(at->tree, file->path, number);
	if (!tree_find(at->store->trees, &at->root, file->path, &mode,
		&in_branch, &problem)) {
		if (problem) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		in_branch = nothing;
	}
	gboolean done = git_oid_equal(&in_branch, &file->after);
	const git_oid *wanted = done ? &file->after : &file->before;
	if (!done && (mode == 0 || mode == MODE_TREE))
		mode = MODE_FILE;
	const git_index_entry *entry = staging_find(at->staging, file->path);
	gboolean skipped = entry && staging_is_skipped(entry);
	gboolean ours;
	if (!is_ours(at->tree, file, &in_work, &ours, error))
		return FALSE;
	if (ours && !skipped && !git_oid_equal(&in_work, wanted) &&
		!put_work_file(at, file, number, wanted, mode, error))
		return FALSE;
	git_oid staged = entry ? entry->id : nothing;
	return !is_one_of(&staged, file) ||
		put_entry(at, file, wanted, mode, ours && !skipped, error);
}

gboolean journal_settle(Store *store, const Pending *pending, GError **error)
{
	g_autoptr(WorkTree) tree = work_tree_open(pending->work_tree, error);
	if (!tree)
		return FALSE;
	StorePlace place = *store->place;
	place.work_tree = pending->work_tree;
	place.head_folder = pending->head_folder;
	g_autoptr(Staging) staging = staging_open(&place, tree, error);
	Settlement at = {store, pending, tree, staging, {{0}}};
	if (!staging || !store_commit_tree(store, STORE_BRANCH, NULL, &at.root,
			error))
		return FALSE;
	for (guint i = 0; i < pending->files->len; i++)
		if (!settle_file(&at, pending->files->pdata[i], i, error))
			return FALSE;
	return staging_write(staging, pending->durable, error) &&
		staging_publish(staging, error);
}

/* --- after a crash ------------------------------------------------------ */

static gboolean settle_locked(Store *store, const Pending *pending,
	int timeout_ms, GError **error)
{
	StorePlace place = *store->place;
	place.work_tree = pending->work_tree;
	place.head_folder = pending->head_folder;
	if (!index_lock_take(&place, timeout_ms, error))
		return FALSE;
	publish_remove_left_lock(store);
	store_sync_writes(pending->durable);
	gboolean ok = journal_settle(store, pending, error);
	store_sync_writes(FALSE);
	if (!ok)
		return FALSE;
	index_lock_release(&place);
	journal_remove(store->place);
	return TRUE;
}

static void add_difference(const TreeDifference *difference, void *data)
{
	PendingFile *file = pending_add(data, difference->path);
	file->before = difference->before;
	file->after = difference->after;
	file->mode = difference->mode_after;
}

/* A journal without its bytes was not synced before a power cut; its change
 * is then the last commit, or one that never came to be visible. */
static Pending *guess(Store *store, GError **error)
{
	g_autoptr(Pending) pending = pending_new(store->place);
	git_oid tree, before;
	if (!store_commit_tree(store, STORE_BRANCH, NULL, &tree, error) ||
		!store_parent_tree(store, &before, error) ||
		!tree_compare(store->trees, &before, &tree, add_difference,
			pending, error))
		return NULL;
	return g_steal_pointer(&pending);
}

gboolean journal_recover_locked(Store *store, int timeout_ms, GError **error)
{
	gboolean left, there = FALSE;
	GError *problem = NULL;
	if (!journal_exists(store->place, &left, error))
		return FALSE;
	if (!left)
		return TRUE;
	g_autoptr(Pending) pending = journal_read(store->place, &problem);
	if (!pending && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	g_clear_error(&problem);
	if (!pending && !(pending = guess(store, error)))
		return FALSE;
	if (pending->work_tree && !file_exists(pending->work_tree, &there,
			error))
		return FALSE;
	if (there)
		return settle_locked(store, pending, timeout_ms, error);
	/* The work tree is gone: nothing is left to make agree. */
	journal_remove(store->place);
	return TRUE;
}

gboolean journal_recover(Store *store, GError **error)
{
	g_autofree char *path = g_build_filename(store->place->desk_folder,
		"write.lock", NULL);
	/* Whoever has the lock, or cannot write here, leaves it to the next
	 * writer; what was committed is readable all the same. */
	g_autoptr(FileLock) lock = file_lock_take(path, "desk recovery", 0, NULL);
	if (!lock)
		return TRUE;
	GError *problem = NULL;
	if (journal_recover_locked(store, READER_PATIENCE_MS, &problem) ||
		problem->code == DESK_ERROR_TEMPORARY ||
		problem->code == DESK_ERROR_WRITE) {
		g_clear_error(&problem);
		return TRUE;
	}
	g_propagate_error(error, problem);
	return FALSE;
}

gboolean store_needs_recovery(const StorePlace *place)
{
	gboolean left;
	if (journal_exists(place, &left, NULL) && !left)
		return FALSE;
	/* A writer at work has a journal, too. */
	g_autofree char *path = g_build_filename(place->desk_folder,
		"write.lock", NULL);
	g_autoptr(FileLock) lock = file_lock_take(path, "desk recovery", 0, NULL);
	return lock != NULL;
}
