#include "store/publish.h"

#include "store/hand_edit.h"
#include "store/index_lock.h"
#include "store/journal.h"
#include "store/state.h"
#include "system/step.h"

#include <string.h>

/* Above this one sync of the file system is cheaper than one for each file. */
#define SYNC_EACH_LIMIT 16

/* --- work tree ---------------------------------------------------------- */

typedef struct {
	Store *store;
	ObjectSink *sink;
	const Pending *pending;
	WorkTree *tree;
	Staging *staging;
	gboolean sync_each;
} Publication;

/* Outside the part of the tree that a sparse checkout keeps. */
static gboolean is_skipped(const Publication *at, const PendingFile *file)
{
	const git_index_entry *entry = staging_find(at->staging, file->path);
	return entry && staging_is_skipped(entry);
}

static gboolean check_hand_edits(const Publication *at, GError **error)
{
	for (guint i = 0; i < at->pending->files->len; i++) {
		const PendingFile *file = at->pending->files->pdata[i];
		if (!hand_edit_refuse(at->store->place, at->tree, at->staging,
			file->path, &file->before, error))
			return FALSE;
	}
	return TRUE;
}

static void discard_all(const Publication *at)
{
	for (guint i = 0; i < at->pending->files->len; i++) {
		const PendingFile *file = at->pending->files->pdata[i];
		work_tree_discard(at->tree, file->path, i);
	}
}

static gboolean prepare(const Publication *at, const PendingFile *file,
	guint number, GError **error)
{
	g_autoptr(GBytes) bytes = file->bytes ? g_bytes_ref(file->bytes) :
		odb_read(at->store->odb, &file->after, GIT_OBJECT_BLOB, error);
	return bytes && work_tree_prepare(at->tree, file->path, number, bytes,
		file->mode, at->sync_each, error);
}

static gboolean prepare_all(const Publication *at, GError **error)
{
	for (guint i = 0; i < at->pending->files->len; i++) {
		const PendingFile *file = at->pending->files->pdata[i];
		if (git_oid_is_zero(&file->after) || pending_is_left_out(file) ||
			is_skipped(at, file))
			continue;
		step("work file");
		if (!prepare(at, file, i, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean place_all(const Publication *at, GError **error)
{
	for (guint i = 0; i < at->pending->files->len; i++) {
		const PendingFile *file = at->pending->files->pdata[i];
		if (is_skipped(at, file))
			continue;
		step("work file in place");
		gboolean ok = git_oid_is_zero(&file->after) ||
				pending_is_left_out(file) ?
			work_tree_remove(at->tree, file->path, error) :
			work_tree_place(at->tree, file->path, i, at->sync_each,
				error);
		if (!ok)
			return FALSE;
	}
	if (at->pending->durable && !at->sync_each)
		work_tree_sync(at->tree);
	return TRUE;
}

static gboolean stage_all(const Publication *at, GError **error)
{
	for (guint i = 0; i < at->pending->files->len; i++) {
		const PendingFile *file = at->pending->files->pdata[i];
		struct stat st;
		gboolean known = !is_skipped(at, file) && work_tree_stat(at->tree,
			file->path, &st, NULL) == WORK_FILE;
		if (git_oid_is_zero(&file->after))
			staging_remove(at->staging, file->path);
		else if (!staging_set(at->staging, file->path, &file->after,
				file->mode, known ? &st : NULL, error))
			return FALSE;
	}
	return staging_write(at->staging, at->pending->durable, error);
}

/* --- in order ----------------------------------------------------------- */

static gboolean is_at(Store *store, const git_oid *oid, GError **error)
{
	char tip[41], wanted[41];
	GError *problem = NULL;
	if (!store_tip(store->place, STORE_BRANCH, tip, &problem) && problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	git_oid_tostr(wanted, sizeof(wanted), oid);
	return git_oid_is_zero(oid) ? *tip == '\0' : strcmp(tip, wanted) == 0;
}

/* Git may have run between the beginning of the change and our lock. */
static gboolean check_again(const Publication *at, gboolean *moved,
	GError **error)
{
	GError *problem = NULL;
	if (!state_check(at->store->place, error))
		return FALSE;
	if (!is_at(at->store, &at->pending->old_tip, &problem)) {
		if (!problem)
			return publish_moved(moved, error);
		g_propagate_error(error, problem);
		return FALSE;
	}
	return check_hand_edits(at, error);
}

/* The index goes before the ref: `git commit` asks for HEAD, then reads the index,
 * and takes its lock only then. With the older index it has the older HEAD, too,
 * and fails; it never commits, or stages, our change away. */
static gboolean exchange_files(const Publication *at, const char *purpose,
	gboolean *moved, GError **error)
{
	return place_all(at, error) && stage_all(at, error) &&
		staging_publish(at->staging, error) &&
		publish_ref(at->store, at->sink, STORE_BRANCH,
			&at->pending->old_tip, &at->pending->new_tip, purpose,
			moved, error);
}

/* `settled` FALSE: not undone; the journal stays and the next command goes on. */
static gboolean publish_locked(const Publication *at, const char *purpose,
	gboolean *moved, gboolean *settled, GError **error)
{
	*settled = TRUE;
	if (!check_again(at, moved, error))
		return FALSE;
	if (!prepare_all(at, error)) {
		discard_all(at);
		return FALSE;
	}
	if (!exchange_files(at, purpose, moved, error)) {
		*settled = journal_settle(at->store, at->pending, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean refresh_staging(Store *store, WorkTree *tree, Staging **staging,
	GError **error)
{
	if (*staging && staging_is_current(*staging))
		return TRUE;
	g_clear_pointer(staging, staging_free);
	*staging = staging_open(store->place, tree, error);
	return *staging != NULL;
}

gboolean publish_with_work_tree(Store *store, ObjectSink *sink,
	const Pending *pending, WorkTree *tree, Staging **staging,
	const char *purpose, gboolean *moved, GError **error)
{
	const StorePlace *place = store->place;
	if (!journal_write(place, pending, error))
		return FALSE;
	if (!index_lock_take(place, LOCK_TIMEOUT_MS, error)) {
		journal_remove(place);
		return FALSE;
	}
	gboolean settled = TRUE, ok = FALSE;
	if (refresh_staging(store, tree, staging, error)) {
		Publication at = {store, sink, pending, tree, *staging,
			pending->durable &&
				pending->files->len <= SYNC_EACH_LIMIT};
		ok = publish_locked(&at, purpose, moved, &settled, error);
	}
	if (settled) {
		index_lock_release(place);
		journal_remove(place);
	}
	return ok;
}
