#include "store/staging.h"

#include "base/error.h"
#include "store/index_file.h"
#include "store/tree.h"
#include "system/file.h"
#include "system/step.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const Phrase
	collision = {"%1: a file and a folder of one name are staged; see "
			"them: git status",
		"%1: проиндексированы файл и папка с одним именем; "
		"посмотреть: git status"};

#define INDEX_LIMIT (1u << 30)

struct Staging {
	char *path;	/* git's own */
	char *new_path; /* ours, in the desk folder */
	struct stat st; /* of what was read; st_ino 0 = there was none */
	IndexFile *file;
	GHashTable *changes; /* path -> git_index_entry; mode 0 = remove */
};

/* --- entries whose times prove nothing ----------------------------------- */

/* Written in the same tick as the index or after it: its time cannot tell
 * whether it was changed since. */
static gboolean is_racy(const Staging *staging, const git_index_entry *entry)
{
	gint64 seconds = (guint32)entry->mtime.seconds;
	gint64 index_seconds = staging->st.st_mtim.tv_sec;
	return seconds > index_seconds || (seconds == index_seconds &&
		entry->mtime.nanoseconds >=
			(guint32)staging->st.st_mtim.tv_nsec);
}

/* Long enough after its last change that a later one shows in its time. */
#define TICK_NS 20000000
static gboolean is_settled(const git_index_entry *entry)
{
	gint64 now = g_get_real_time() * 1000;
	gint64 changed = (gint64)(guint32)entry->mtime.seconds * 1000000000 +
		entry->mtime.nanoseconds;
	gint64 tick = entry->mtime.nanoseconds ? TICK_NS : 2000000000LL;
	return now > changed + tick;
}

static gboolean holds(WorkTree *tree, const git_index_entry *entry)
{
	g_autoptr(GBytes) bytes = NULL;
	git_oid oid;
	if (work_tree_read(tree, entry->path, &bytes, NULL) != WORK_FILE)
		return FALSE;
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	return git_odb_hash(&oid, data ? data : "", size, GIT_OBJECT_BLOB) == 0 &&
		git_oid_equal(&oid, &entry->id);
}

/* The index that we write is younger than the one that we read, so git would
 * trust times that it did not trust before. An entry that is not proved right
 * here gets size 0, which makes git look at the bytes. */
static void keep_racy_entries_racy(Staging *staging, WorkTree *tree)
{
	for (guint i = 0; i < staging->file->entries->len; i++) {
		git_index_entry *entry = &g_array_index(staging->file->entries,
			git_index_entry, i);
		if (entry->file_size && !GIT_INDEX_ENTRY_STAGE(entry) &&
			is_racy(staging, entry) &&
			!(is_settled(entry) && holds(tree, entry)))
			entry->file_size = 0;
	}
}

/* --- open --------------------------------------------------------------- */

static Staging *staging_new(const StorePlace *place)
{
	Staging *staging = g_new0(Staging, 1);
	staging->path = g_build_filename(place->head_folder, "index", NULL);
	staging->new_path = g_build_filename(place->desk_folder, "index.new",
		NULL);
	staging->changes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return staging;
}

Staging *staging_open_to_read(const StorePlace *place, GError **error)
{
	g_autoptr(Staging) staging = staging_new(place);
	g_autoptr(GBytes) bytes = NULL;
	/* Its time before its bytes: at worst too old, so too careful. */
	if (stat(staging->path, &staging->st) != 0) {
		memset(&staging->st, 0, sizeof(staging->st));
		if (errno != ENOENT) {
			desk_refuse_errno(error, DESK_ERROR_TEMPORARY,
				staging->path, errno);
			return NULL;
		}
	} else if (!(bytes = file_read(staging->path, INDEX_LIMIT, TRUE, error)))
		return NULL;
	staging->file = index_file_read(bytes, staging->path, error);
	return staging->file ? g_steal_pointer(&staging) : NULL;
}

Staging *staging_open(const StorePlace *place, WorkTree *tree, GError **error)
{
	Staging *staging = staging_open_to_read(place, error);
	if (staging && staging->st.st_ino)
		keep_racy_entries_racy(staging, tree);
	return staging;
}

void staging_free(Staging *staging)
{
	if (!staging)
		return;
	index_file_free(staging->file);
	g_hash_table_unref(staging->changes);
	g_free(staging->path);
	g_free(staging->new_path);
	g_free(staging);
}

gboolean staging_is_current(const Staging *staging)
{
	struct stat st;
	if (stat(staging->path, &st) != 0)
		return staging->st.st_ino == 0;
	return st.st_ino == staging->st.st_ino &&
		st.st_size == staging->st.st_size &&
		st.st_mtim.tv_sec == staging->st.st_mtim.tv_sec &&
		st.st_mtim.tv_nsec == staging->st.st_mtim.tv_nsec;
}

/* --- look --------------------------------------------------------------- */

/* The first entry at or behind `path`. */
static guint lower_bound(const Staging *staging, const char *path)
{
	guint low = 0, high = staging->file->entries->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (strcmp(staging_nth(staging, middle)->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const git_index_entry *find_any_stage(const Staging *staging,
	const char *path)
{
	guint at = lower_bound(staging, path);
	if (at == staging->file->entries->len)
		return NULL;
	const git_index_entry *entry = staging_nth(staging, at);
	return strcmp(entry->path, path) == 0 ? entry : NULL;
}

const git_index_entry *staging_find(const Staging *staging, const char *path)
{
	const git_index_entry *entry = find_any_stage(staging, path);
	return entry && !GIT_INDEX_ENTRY_STAGE(entry) ? entry : NULL;
}

gboolean staging_is_unmerged(const Staging *staging, const char *path)
{
	const git_index_entry *entry = find_any_stage(staging, path);
	return entry && GIT_INDEX_ENTRY_STAGE(entry);
}

gboolean staging_is_skipped(const git_index_entry *entry)
{
	return (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

gboolean staging_matches(const Staging *staging, const git_index_entry *entry,
	const struct stat *st)
{
	return !is_racy(staging, entry) &&
		entry->ino == (guint32)st->st_ino &&
		entry->file_size == (guint32)st->st_size &&
		(guint32)entry->mtime.seconds == (guint32)st->st_mtim.tv_sec &&
		entry->mtime.nanoseconds == (guint32)st->st_mtim.tv_nsec;
}

gsize staging_count(const Staging *staging)
{
	return staging->file->entries->len;
}

const git_index_entry *staging_nth(const Staging *staging, gsize n)
{
	return &g_array_index(staging->file->entries, git_index_entry, n);
}

/* --- change ------------------------------------------------------------- */

static void put_change(Staging *staging, const char *path,
	const git_index_entry *entry)
{
	char *key = g_strdup(path);
	git_index_entry *change = g_new(git_index_entry, 1);
	*change = *entry;
	change->path = key;
	g_hash_table_replace(staging->changes, key, change);
}

/* A file cannot stand beside a folder of its name. */
static gboolean collides(const Staging *staging, const char *path)
{
	g_autofree char *folder = g_strconcat(path, "/", NULL);
	guint at = lower_bound(staging, folder);
	if (at < staging->file->entries->len &&
		g_str_has_prefix(staging_nth(staging, at)->path, folder))
		return TRUE;
	for (char *slash; (slash = strrchr(folder, '/'));) {
		*slash = '\0';
		if (strcmp(folder, path) != 0 && find_any_stage(staging, folder))
			return TRUE;
	}
	return FALSE;
}

gboolean staging_set(Staging *staging, const char *path, const git_oid *oid,
	guint mode, const struct stat *st, GError **error)
{
	git_index_entry entry = {.id = *oid, .mode = mode};
	const git_index_entry *old = staging_find(staging, path);
	if (!old && collides(staging, path)) {
		desk_refuse(error, DESK_ERROR_CONFLICT, &collision, path, NULL);
		return FALSE;
	}
	if ((old && staging_is_skipped(old)) || !tree_mode_is_file(mode))
		entry.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
	if (st) {
		entry.ctime.seconds = (gint32)st->st_ctim.tv_sec;
		entry.ctime.nanoseconds = (guint32)st->st_ctim.tv_nsec;
		entry.mtime.seconds = (gint32)st->st_mtim.tv_sec;
		entry.mtime.nanoseconds = (guint32)st->st_mtim.tv_nsec;
		entry.dev = (guint32)st->st_dev;
		entry.ino = (guint32)st->st_ino;
		entry.uid = st->st_uid;
		entry.gid = st->st_gid;
		entry.file_size = (guint32)st->st_size;
	}
	put_change(staging, path, &entry);
	return TRUE;
}

void staging_remove(Staging *staging, const char *path)
{
	git_index_entry nothing = {0};
	put_change(staging, path, &nothing);
}

static int compare_entries(gconstpointer a, gconstpointer b)
{
	return strcmp(((const git_index_entry *)a)->path,
		((const git_index_entry *)b)->path);
}

gboolean staging_write(Staging *staging, gboolean sync, GError **error)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE,
		sizeof(git_index_entry));
	GHashTableIter iter;
	gpointer change;
	g_hash_table_iter_init(&iter, staging->changes);
	while (g_hash_table_iter_next(&iter, NULL, &change))
		g_array_append_vals(changes, change, 1);
	g_array_sort(changes, compare_entries);
	g_autoptr(GBytes) bytes = index_file_write(staging->file, changes);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	step("index file");
	return file_write(staging->new_path, data, size, sync, error);
}

gboolean staging_publish(Staging *staging, GError **error)
{
	if (staging->st.st_ino)
		chmod(staging->new_path, staging->st.st_mode & 0777);
	step("index");
	if (rename(staging->new_path, staging->path) == 0)
		return TRUE;
	return desk_refuse_errno(error, DESK_ERROR_WRITE, staging->path, errno);
}
