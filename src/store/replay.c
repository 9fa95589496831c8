#include "base/error.h"
#include "store/replay_state.h"

#include "store/commit.h"

#include <string.h>

typedef struct {
	guint mode; /* 0 = gone */
	git_oid oid;
} Put;

StoreReplay *store_replay_begin(Store *store, const char *purpose,
	GError **error)
{
	g_autoptr(StoreReplay) replay = g_new0(StoreReplay, 1);
	replay->puts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	if (!writer_begin(&replay->at, store, purpose, error))
		return NULL;
	git2_keep_objects();
	replay->sink = object_sink_new(store->odb, store->place->git_folder);
	tree_cache_set_sink(store->trees, replay->sink);
	memcpy(replay->tip, replay->at.base, sizeof(replay->tip));
	replay->tip_oid = replay->at.base_oid;
	replay->tip_tree = replay->at.base_tree;
	return g_steal_pointer(&replay);
}

void store_replay_free(StoreReplay *replay)
{
	if (!replay)
		return;
	tree_cache_set_sink(replay->at.store->trees, NULL);
	g_clear_pointer(&replay->sink, object_sink_free);
	g_hash_table_unref(replay->puts);
	writer_clear(&replay->at);
	g_free(replay);
}

const char *store_replay_base(const StoreReplay *replay)
{
	return replay->at.base;
}

const char *store_replay_tip(const StoreReplay *replay)
{
	return replay->tip;
}

gboolean store_replay_start(StoreReplay *replay, const char *commit,
	GError **error)
{
	git_oid name;
	CommitHead head;
	git_oid_fromstr(&name, commit);
	/* One of its own may not be written yet. */
	g_autoptr(GBytes) own = object_sink_find(replay->sink, &name);
	if (own && commit_parse(own, &head))
		replay->tip_tree = head.tree;
	else if (!store_commit_tree(replay->at.store, STORE_BRANCH, commit,
		&replay->tip_tree, error))
		return FALSE;
	g_strlcpy(replay->tip, commit, sizeof(replay->tip));
	replay->tip_oid = name;
	return TRUE;
}

/* --- files ---------------------------------------------------------------- */

gboolean store_replay_find(StoreReplay *replay, const char *path, guint *mode,
	char oid[41], GError **error)
{
	git_oid found;
	g_autoptr(GError) problem = NULL;
	oid[0] = '\0';
	gboolean there = tree_find(replay->at.store->trees, &replay->tip_tree,
		path, mode, &found, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	if (there)
		git_oid_tostr(oid, 41, &found);
	else
		*mode = 0;
	return TRUE;
}

GBytes *store_replay_read(StoreReplay *replay, const char *oid, GError **error)
{
	git_oid name;
	git_oid_fromstr(&name, oid);
	GBytes *bytes = object_sink_find(replay->sink, &name);
	return bytes ? bytes : odb_read(replay->at.store->odb, &name,
		GIT_OBJECT_BLOB, error);
}

static void put(StoreReplay *replay, const char *path, guint mode,
	const git_oid *oid)
{
	Put *file = g_new(Put, 1);
	*file = (Put){mode, *oid};
	g_hash_table_replace(replay->puts, g_strdup(path), file);
}

void store_replay_put(StoreReplay *replay, const char *path, guint mode,
	const char *oid)
{
	git_oid name = {{0}};
	if (mode)
		git_oid_fromstr(&name, oid);
	put(replay, path, mode, &name);
}

gboolean store_replay_write(StoreReplay *replay, const char *path,
	GBytes *bytes, GError **error)
{
	git_oid oid;
	if (!object_sink_add(replay->sink, GIT_OBJECT_BLOB, bytes, &oid, error))
		return FALSE;
	put(replay, path, MODE_FILE, &oid);
	return TRUE;
}

void store_replay_drop(StoreReplay *replay)
{
	g_hash_table_remove_all(replay->puts);
}

/* --- commits -------------------------------------------------------------- */

static int compare_updates(const void *a, const void *b)
{
	return strcmp(((const TreeUpdate *)a)->path,
		((const TreeUpdate *)b)->path);
}

static gboolean make_tree(StoreReplay *replay, git_oid *tree, GError **error)
{
	guint count = g_hash_table_size(replay->puts), n = 0;
	g_autofree TreeUpdate *updates = g_new(TreeUpdate, MAX(count, 1));
	GHashTableIter iter;
	gpointer path, file;
	g_hash_table_iter_init(&iter, replay->puts);
	while (g_hash_table_iter_next(&iter, &path, &file))
		updates[n++] = (TreeUpdate){path, ((Put *)file)->mode,
			((Put *)file)->oid};
	qsort(updates, count, sizeof(*updates), compare_updates);
	gboolean made = tree_edit(replay->at.store->trees, replay->sink,
		&replay->tip_tree, updates, count, tree, error);
	if (!made || !git_oid_is_zero(tree))
		return made;
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	return object_sink_add(replay->sink, GIT_OBJECT_TREE, nothing, tree,
		error);
}

static gboolean stand_on_top(StoreReplay *replay, GBytes *raw,
	const git_oid *tree, GError **error)
{
	if (!object_sink_add(replay->sink, GIT_OBJECT_COMMIT, raw,
		&replay->tip_oid, error))
		return FALSE;
	replay->tip_tree = *tree;
	git_oid_tostr(replay->tip, sizeof(replay->tip), &replay->tip_oid);
	return TRUE;
}

/* FALSE without error: it changes nothing. */
static gboolean next_tree(StoreReplay *replay, git_oid *tree, GError **error)
{
	gboolean made = make_tree(replay, tree, error);
	store_replay_drop(replay);
	return made && !git_oid_equal(tree, &replay->tip_tree);
}

gboolean store_replay_repeat(StoreReplay *replay, const char *like,
	GError **error)
{
	git_oid tree, name;
	CommitHead head;
	g_autoptr(GError) problem = NULL;
	if (!next_tree(replay, &tree, &problem))
		return desk_error_pass(error, &problem);
	git_oid_fromstr(&name, like);
	g_autoptr(GBytes) raw = commit_read(replay->at.store, &name, &head,
		error);
	if (!raw)
		return FALSE;
	g_autoptr(GBytes) moved = commit_move(&head, &tree, &replay->tip_oid,
		1, NULL);
	return stand_on_top(replay, moved, &tree, error);
}

gboolean store_replay_commit(StoreReplay *replay, const StoreMessage *message,
	GError **error)
{
	git_oid tree;
	g_autoptr(GError) problem = NULL;
	if (!next_tree(replay, &tree, &problem))
		return desk_error_pass(error, &problem);
	g_autoptr(GBytes) raw = commit_format(&tree, &replay->tip_oid, message);
	return stand_on_top(replay, raw, &tree, error);
}

gboolean store_replay_flush(StoreReplay *replay, GError **error)
{
	const StorePlace *place = replay->at.store->place;
	gboolean durable = writer_is_durable(place);
	store_sync_writes(durable);
	gboolean ok = object_sink_flush(replay->sink, durable, error);
	store_sync_writes(FALSE);
	return ok;
}

/* --- the branch ----------------------------------------------------------- */

static void add_file(const TreeDifference *difference, void *data)
{
	PendingFile *file = pending_add(data, difference->path);
	if (difference->mode_before)
		file->before = difference->before;
	if (difference->mode_after)
		file->after = difference->after;
	file->mode = difference->mode_after;
}

/* The folders that `path` lies in, to `folders`; the first of them in `among`. */
static char *each_folder(const char *path, GHashTable *folders,
	GHashTable *among)
{
	for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
		g_autofree char *folder = g_strndup(path,
			(gsize)(slash - path));
		if (among && g_hash_table_contains(among, folder))
			return g_steal_pointer(&folder);
		if (folders)
			g_hash_table_add(folders, g_steal_pointer(&folder));
	}
	return NULL;
}

/* What is a folder on one side and none on the other, a link say; NULL: nothing. */
static char *find_other_kind(const Pending *pending)
{
	g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	char *found = NULL;
	for (guint i = 0; i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		if (file->mode)
			continue;
		g_hash_table_add(gone, file->path);
		each_folder(file->path, folders, NULL);
	}
	for (guint i = 0; !found && i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		if (file->mode)
			found = g_hash_table_contains(folders, file->path) ?
				g_strdup(file->path) :
				each_folder(file->path, NULL, gone);
	}
	return found;
}

static gboolean check_paths(const Pending *pending, GError **error)
{
	static const Phrase
		no_path = {"\"%1\" cannot be the path of a file in a store",
			"«%1» не может быть путём файла в хранилище"},
		other_kind = {"\"%1\" is a folder on one side, and a file, a "
				"link or a submodule on the other",
			"«%1» с одной стороны папка, а с другой — файл, ссылка "
			"или подмодуль"};
	for (guint i = 0; i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		if (file->mode && !work_tree_path_is_safe(file->path))
			return desk_refuse(error, DESK_ERROR_DATA, &no_path,
				file->path, NULL);
	}
	g_autofree char *path = find_other_kind(pending);
	return !path || desk_refuse(error, DESK_ERROR_DATA, &other_kind, path,
		NULL);
}

/* What cannot be asked for is found missing when it is read. */
static gboolean check_sizes(git_odb *odb, const Pending *pending, GError **error)
{
	static const Phrase too_large = {"\"%1\" has %2 bytes, more than desk "
			"reads (%3)",
		"в «%1» %2 байт, больше, чем desk читает (%3)"};
	for (guint i = 0; i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		gsize size = 0;
		git_object_t kind;
		if (file->mode && !pending_is_left_out(file) &&
			git_odb_read_header(&size, &kind, odb,
				&file->after) == 0 && size > BLOB_LIMIT)
			return desk_refuse(error, DESK_ERROR_DATA, &too_large,
				file->path, PHRASE_NUMBER(size),
				PHRASE_NUMBER(BLOB_LIMIT), NULL);
	}
	return TRUE;
}

static gboolean list_files(StoreReplay *replay, Pending *pending, GError **error)
{
	return !replay->at.tree || (tree_compare(replay->at.store->trees,
			&replay->at.base_tree, &replay->tip_tree, add_file,
			pending, error) && check_paths(pending, error));
}

gboolean store_replay_check(StoreReplay *replay, GError **error)
{
	g_autoptr(Pending) pending = pending_new(replay->at.store->place);
	return list_files(replay, pending, error) &&
		check_sizes(replay->at.store->odb, pending, error);
}

static gboolean move_branch(StoreReplay *replay, gboolean durable,
	gboolean *moved, GError **error)
{
	Store *store = replay->at.store;
	g_autoptr(Pending) pending = pending_new(store->place);
	pending->old_tip = replay->at.base_oid;
	pending->new_tip = replay->tip_oid;
	pending->durable = durable;
	return list_files(replay, pending, error) &&
		writer_publish(&replay->at, replay->sink, pending, moved,
			error);
}

void store_replay_name(StoreReplay *replay)
{
	const StorePlace *place = replay->at.store->place;
	g_autofree char *name = store_author_name(place);
	g_autofree char *mail = store_author_mail(place);
	writer_name(replay->at.store, name, mail);
}

gboolean store_replay_finish(StoreReplay *replay, gboolean *moved,
	GError **error)
{
	Store *store = replay->at.store;
	gboolean durable = writer_is_durable(store->place);
	*moved = FALSE;
	if (git_oid_equal(&replay->tip_oid, &replay->at.base_oid))
		return TRUE;
	store_replay_name(replay);
	if (!store_replay_flush(replay, error))
		return FALSE;
	store_sync_writes(durable);
	gboolean ok = move_branch(replay, durable, moved, error);
	store_sync_writes(FALSE);
	if (!ok)
		return FALSE;
	/* A second move goes on from here. */
	memcpy(replay->at.base, replay->tip, sizeof(replay->tip));
	replay->at.base_oid = replay->tip_oid;
	replay->at.base_tree = replay->tip_tree;
	return TRUE;
}
