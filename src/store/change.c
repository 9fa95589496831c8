/* One operation: what it reads, what it writes, and its commit. */
#include "base/texts.h"
#include "store/commit.h"
#include "store/config.h"
#include "store/hand_edit.h"
#include "store/object_sink.h"
#include "store/signature.h"
#include "store/publish.h"
#include "store/writer.h"

#include <string.h>

static const Phrase
	clock_behind = {"the clock says %1, but the last commit on main is of "
			"%2: that is still to come. Set the clock "
			"(timedatectl); where it is right, `desk --config "
			"clock.trust=true …` goes on",
		"на часах %1, а последний коммит в main сделан %2 — это ещё не "
		"наступило. Поставьте часы (timedatectl); если они верны, "
		"`desk --config clock.trust=true …` пойдёт дальше"},
	clock_ahead = {"the clock says %1, but the last commit on main is of %2: "
			"more than a year ago. Set the clock (timedatectl); "
			"where it is right, `desk --config clock.trust=true …` "
			"goes on",
		"на часах %1, а последний коммит в main сделан %2 — больше года "
		"назад. Поставьте часы (timedatectl); если они верны, `desk "
		"--config clock.trust=true …` пойдёт дальше"},
	is_folder = {"%1: is a folder, not a regular file; desk follows no links",
		"%1: это папка, а не обычный файл; по ссылкам desk не ходит"},
	is_link = {"%1: is a symbolic link, not a regular file; desk follows no "
			"links",
		"%1: это символическая ссылка, а не обычный файл; по ссылкам "
		"desk не ходит"},
	is_submodule = {"%1: is a submodule, not a regular file; desk follows no "
			"links",
		"%1: это подмодуль, а не обычный файл; по ссылкам desk не "
		"ходит"},
	no_path = {"\"%1\" cannot be the path of a file in a store",
		"«%1» не может быть путём файла в хранилище"};

#define CLOCK_LONGEST_PAUSE (366 * 86400)
#define ORIGINALS_ATTEMPTS 10

struct StoreChange {
	Writer at;
	/* path -> GBytes, or NULL for a file to delete */
	GHashTable *files;
	GHashTable *originals;
};

static void free_bytes(void *bytes)
{
	if (bytes)
		g_bytes_unref(bytes);
}

/* --- begin -------------------------------------------------------------- */

static gboolean trusts_clock(const StorePlace *place)
{
	g_autofree char *setting = store_config_get(place, "desk.clock.trust");
	return store_config_is_true(setting);
}

/* Figures go by author times: a clock that runs behind the branch would put
 * this change before what it changes. How far it runs ahead no store can know;
 * years are a dead battery or a slip, and everybody else would be behind. */
static gboolean check_clock(StoreChange *change, Instant now, GError **error)
{
	CommitHead head;
	CommitWords words;
	if (change->at.base[0] == '\0')
		return TRUE;
	g_autoptr(GBytes) raw = commit_read(change->at.store,
		&change->at.base_oid, &head, error);
	if (!raw)
		return FALSE;
	commit_words(&head, &words);
	Instant last = words.at;
	commit_words_clear(&words);
	gboolean behind = last - now > CLOCK_TOLERANCE_SECONDS;
	if ((!behind && now - last <= CLOCK_LONGEST_PAUSE) ||
		trusts_clock(change->at.store->place))
		return TRUE;
	g_autofree char *clock = instant_format(now);
	g_autofree char *branch = instant_format(last);
	return desk_refuse(error, DESK_ERROR_TEMPORARY, behind ? &clock_behind :
		&clock_ahead, clock, branch, NULL);
}

StoreChange *store_change_begin(Store *store, const char *purpose, Instant now,
	GError **error)
{
	g_autoptr(StoreChange) change = g_new0(StoreChange, 1);
	change->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		free_bytes);
	change->originals = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, free_bytes);
	if (!writer_begin(&change->at, store, purpose, error) ||
		!writer_stage(&change->at, error) ||
		!check_clock(change, now, error))
		return NULL;
	return g_steal_pointer(&change);
}

void store_change_free(StoreChange *change)
{
	if (!change)
		return;
	g_hash_table_unref(change->files);
	g_hash_table_unref(change->originals);
	writer_clear(&change->at);
	g_free(change);
}

const char *store_change_base(const StoreChange *change)
{
	return change->at.base;
}

/* --- read and write ------------------------------------------------------- */

/* Zero oid = no such file. */
static gboolean find_in_base(StoreChange *change, const char *path,
	guint *mode, git_oid *oid, GError **error)
{
	GError *problem = NULL;
	if (tree_find(change->at.store->trees, &change->at.base_tree, path,
		mode, oid, &problem))
		return TRUE;
	memset(oid, 0, sizeof(*oid));
	*mode = 0;
	if (problem)
		g_propagate_error(error, problem);
	return problem == NULL;
}

GBytes *store_change_read(StoreChange *change, const char *path,
	GError **error)
{
	gpointer written;
	if (g_hash_table_lookup_extended(change->files, path, NULL, &written))
		return written ? g_bytes_ref(written) : NULL;
	guint mode;
	git_oid oid;
	if (!find_in_base(change, path, &mode, &oid, error))
		return NULL;
	if (mode && !tree_mode_is_file(mode)) {
		desk_refuse(error, DESK_ERROR_DATA, mode == MODE_TREE ?
			&is_folder : mode == MODE_LINK ? &is_link :
			&is_submodule, path, NULL);
		return NULL;
	}
	const Store *store = change->at.store;
	if (change->at.tree && !hand_edit_refuse(store->place, change->at.tree,
		change->at.staging, path, &oid, error))
		return NULL;
	return mode ? odb_read(store->odb, &oid, GIT_OBJECT_BLOB, error) : NULL;
}

void store_change_write(StoreChange *change, const char *path, GBytes *bytes)
{
	g_hash_table_replace(change->files, g_strdup(path), g_bytes_ref(bytes));
}

void store_change_delete(StoreChange *change, const char *path)
{
	g_hash_table_replace(change->files, g_strdup(path), NULL);
}

void store_change_add_original(StoreChange *change, const char *path,
	GBytes *bytes)
{
	g_hash_table_replace(change->originals, g_strdup(path),
		g_bytes_ref(bytes));
}

/* --- commit ------------------------------------------------------------- */

static gboolean check_path(const char *path, GError **error)
{
	if (work_tree_path_is_safe(path))
		return TRUE;
	desk_refuse(error, DESK_ERROR_DATA, &no_path, path, NULL);
	return FALSE;
}

/* What differs from the base, as blobs in `sink`. */
static gboolean collect_files(StoreChange *change, Pending *pending,
	ObjectSink *sink, GError **error)
{
	g_autoptr(GPtrArray) paths = texts_sorted_keys(change->files);
	for (guint i = 0; i < paths->len; i++) {
		const char *path = paths->pdata[i];
		GBytes *bytes = g_hash_table_lookup(change->files, path);
		guint mode;
		git_oid before, after = {{0}};
		if (!check_path(path, error) ||
			!find_in_base(change, path, &mode, &before, error))
			return FALSE;
		if (bytes && !object_sink_name(bytes, &after, error))
			return FALSE;
		if (git_oid_equal(&before, &after))
			continue;
		if (bytes && !object_sink_add(sink, GIT_OBJECT_BLOB, bytes,
				&after, error))
			return FALSE;
		PendingFile *file = pending_add(pending, path);
		file->before = before;
		file->after = after;
		file->mode = !bytes ? 0 : mode == MODE_PROGRAM ? mode : MODE_FILE;
		file->bytes = bytes ? g_bytes_ref(bytes) : NULL;
	}
	return TRUE;
}

static gboolean edit_tree(Store *store, ObjectSink *sink, const git_oid *base,
	const Pending *pending, git_oid *tree, GError **error)
{
	g_autofree TreeUpdate *updates = g_new(TreeUpdate, pending->files->len);
	for (guint i = 0; i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		updates[i] = (TreeUpdate){file->path, file->mode, file->after};
	}
	if (!tree_edit(store->trees, sink, base, updates, pending->files->len,
		tree, error))
		return FALSE;
	if (!git_oid_is_zero(tree))
		return TRUE;
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	return object_sink_add(sink, GIT_OBJECT_TREE, nothing, tree, error);
}

static gboolean add_commit(ObjectSink *sink, const git_oid *tree,
	const git_oid *parent, const StoreMessage *message, git_oid *oid,
	GError **error)
{
	g_autoptr(GBytes) raw = commit_format(tree, parent, message);
	return object_sink_add(sink, GIT_OBJECT_COMMIT, raw, oid, error);
}

/* Git signs what is on the disk. */
static gboolean add_main_commit(StoreChange *change, ObjectSink *sink,
	const git_oid *tree, const StoreMessage *message, Pending *pending,
	GError **error)
{
	const StorePlace *place = change->at.store->place;
	if (!message->sign || !signature_is_wanted(place))
		return add_commit(sink, tree, &pending->old_tip, message,
			&pending->new_tip, error);
	return object_sink_flush(sink, pending->durable, error) &&
		signature_commit(place, tree, &pending->old_tip, message,
			pending->durable, &pending->new_tip, error) &&
		object_sink_adopt(sink, GIT_OBJECT_COMMIT, &pending->new_tip,
			error);
}

/* --- originals ------------------------------------------------------------ */

/* Names and blobs of the originals as updates of their tree. */
static TreeUpdate *original_updates(StoreChange *change, GPtrArray *paths,
	ObjectSink *sink, GError **error)
{
	g_autofree TreeUpdate *updates = g_new(TreeUpdate, paths->len);
	for (guint i = 0; i < paths->len; i++) {
		const char *path = paths->pdata[i];
		updates[i].path = path;
		updates[i].mode = MODE_FILE;
		if (!check_path(path, error) ||
			!object_sink_add(sink, GIT_OBJECT_BLOB,
				g_hash_table_lookup(change->originals, path),
				&updates[i].oid, error))
			return NULL;
	}
	return g_steal_pointer(&updates);
}

/* The commit of originals on top of its present tip; `new` = `old` if the
 * branch holds them all. */
static gboolean build_originals(StoreChange *change, ObjectSink *sink,
	const StoreMessage *message, git_oid *old, git_oid *new, GError **error)
{
	Store *store = change->at.store;
	char tip[41];
	GError *problem = NULL;
	git_oid base, tree;
	memset(old, 0, sizeof(*old));
	if (store_tip(store->place, STORE_ORIGINALS, tip, &problem))
		git_oid_fromstr(old, tip);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	*new = *old;
	g_autoptr(GPtrArray) paths = texts_sorted_keys(change->originals);
	g_autofree TreeUpdate *updates = original_updates(change, paths, sink,
		error);
	if (!updates || !store_commit_tree(store, STORE_ORIGINALS, tip, &base,
			error) ||
		!tree_edit(store->trees, sink, &base, updates, paths->len, &tree,
			error))
		return FALSE;
	if (git_oid_equal(&tree, &base))
		return TRUE;
	g_autofree char *subject = g_strdup_printf("originals: %u", paths->len);
	StoreMessage own = *message;
	own.message = subject;
	return add_commit(sink, &tree, old, &own, new, error);
}

/* A fetch may move that branch at any time: then once more on top of it. */
static gboolean publish_originals(StoreChange *change, ObjectSink *sink,
	const StoreMessage *message, git_oid *old, git_oid *new, gboolean durable,
	GError **error)
{
	for (int i = 0; !git_oid_equal(old, new); i++) {
		gboolean moved = FALSE;
		GError *problem = NULL;
		if (publish_ref(change->at.store, sink, STORE_ORIGINALS, old,
			new, change->at.purpose, &moved, &problem))
			return TRUE;
		if (!moved || i == ORIGINALS_ATTEMPTS) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		g_clear_error(&problem);
		if (!build_originals(change, sink, message, old, new, error) ||
			!object_sink_flush(sink, durable, error))
			return FALSE;
	}
	return TRUE;
}

/* --- all of it ------------------------------------------------------------ */

static gboolean commit_all(StoreChange *change, Pending *pending,
	const StoreMessage *message, gboolean *moved, GError **error)
{
	Store *store = change->at.store;
	g_autoptr(ObjectSink) sink = object_sink_new(store->odb,
		store->place->git_folder);
	git_oid old, new, tree;
	gboolean originals = g_hash_table_size(change->originals) > 0;
	if (originals && !build_originals(change, sink, message, &old, &new,
			error))
		return FALSE;
	pending->old_tip = pending->new_tip = change->at.base_oid;
	if (!collect_files(change, pending, sink, error))
		return FALSE;
	if (pending->files->len && (!edit_tree(store, sink, &change->at.base_tree,
			pending, &tree, error) ||
			!add_main_commit(change, sink, &tree, message, pending,
				error)))
		return FALSE;
	if (!object_sink_flush(sink, pending->durable, error))
		return FALSE;
	if (originals && !publish_originals(change, sink, message, &old, &new,
			pending->durable, error))
		return FALSE;
	return !pending->files->len ||
		writer_publish(&change->at, sink, pending, moved, error);
}

gboolean store_change_commit(StoreChange *change, const StoreMessage *message,
	char oid[41], gboolean *moved, GError **error)
{
	Store *store = change->at.store;
	gboolean ignored;
	moved = moved ? moved : &ignored;
	*moved = FALSE;
	oid[0] = '\0';
	g_autoptr(Pending) pending = pending_new(store->place);
	pending->durable = message->durable || writer_is_durable(store->place);
	writer_name(store, message->name, message->mail);
	store_sync_writes(pending->durable);
	gboolean ok = commit_all(change, pending, message, moved, error);
	store_sync_writes(FALSE);
	if (ok && !git_oid_is_zero(&pending->new_tip))
		git_oid_tostr(oid, 41, &pending->new_tip);
	return ok;
}
