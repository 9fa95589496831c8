#include "store/staging.h"

#include "store/internal.h"
#include "system/file.h"
#include "system/step.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INDEX_LIMIT (1u << 30)

struct Staging {
	char *path;	/* git's own */
	char *new_path; /* ours, in the desk folder */
	struct stat st; /* of what was read; st_ino 0 = there was none */
	git_index *index;
};

/* --- extensions that libgit2 refuses ------------------------------------- */

typedef struct {
	const guint8 *at, *end;
} Scan;

static guint32 read_32(const guint8 *at)
{
	guint32 value;
	memcpy(&value, at, 4);
	return GUINT32_FROM_BE(value);
}

#define ENTRY_FIXED 62
#define ENTRY_FLAGS 60

/* Over one entry: 62 bytes, two more if it says so, the name; padded to eight
 * before version 4. */
static gboolean skip_entry(Scan *scan, guint32 version)
{
	const guint8 *start = scan->at;
	if (scan->end - start < ENTRY_FIXED + 1)
		return FALSE;
	const guint8 *name = start + ENTRY_FIXED +
		(start[ENTRY_FLAGS] & 0x40 ? 2 : 0);
	if (version == 4) {
		while (name < scan->end && (*name & 0x80))
			name++;
		name++;
	}
	const guint8 *nul = name < scan->end ?
		memchr(name, '\0', (gsize)(scan->end - name)) : NULL;
	if (!nul)
		return FALSE;
	gsize size = (gsize)(nul - start);
	scan->at = version == 4 ? nul + 1 : start + (size + 8) / 8 * 8;
	return scan->at <= scan->end;
}

typedef struct {
	const char *name, *what, *remedy;
} Unreadable;

static const Unreadable unreadable[] = {
	{"link", "is a split index",
		"git config core.splitIndex false && "
		"git update-index --no-split-index"},
	{"sdir", "is a sparse index",
		"git sparse-checkout reapply --no-sparse-index"},
};

static gboolean refuse(const char *path, const char *what, const char *remedy,
	GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFIG,
		"%s %s, which desk cannot write: %s", path, what, remedy);
	return FALSE;
}

static gboolean check_extensions(Scan *scan, const char *path, GError **error)
{
	while (scan->end - scan->at >= 8) {
		for (guint i = 0; i < G_N_ELEMENTS(unreadable); i++)
			if (memcmp(scan->at, unreadable[i].name, 4) == 0)
				return refuse(path, unreadable[i].what,
					unreadable[i].remedy, error);
		guint32 size = read_32(scan->at + 4);
		if (size > (gsize)(scan->end - scan->at) - 8)
			return TRUE;
		scan->at += 8 + size;
	}
	return TRUE;
}

gboolean store_check_index(const char *path, GError **error)
{
	static const guint8 zeros[GIT_OID_RAWSZ];
	GMappedFile *map = g_mapped_file_new(path, FALSE, NULL);
	if (!map)
		return TRUE;
	gboolean ok = TRUE;
	gsize size = g_mapped_file_get_length(map);
	const guint8 *data = (const guint8 *)g_mapped_file_get_contents(map);
	if (size >= 12 + GIT_OID_RAWSZ && memcmp(data, "DIRC", 4) == 0) {
		Scan scan = {data + 12, data + size - GIT_OID_RAWSZ};
		guint32 version = read_32(data + 4), left = read_32(data + 8);
		while (left && skip_entry(&scan, version))
			left--;
		ok = left || check_extensions(&scan, path, error);
		if (ok && memcmp(scan.end, zeros, sizeof(zeros)) == 0)
			ok = refuse(path, "has no checksum",
				"git config index.skipHash false && "
				"git update-index --force-write-index", error);
	}
	g_mapped_file_unref(map);
	return ok;
}

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
static gboolean keep_racy_entries_racy(Staging *staging, WorkTree *tree,
	GError **error)
{
	g_autoptr(GPtrArray) racy = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < staging_count(staging); i++) {
		const git_index_entry *entry = staging_nth(staging, i);
		if (entry->file_size && !GIT_INDEX_ENTRY_STAGE(entry) &&
			is_racy(staging, entry) &&
			!(is_settled(entry) && holds(tree, entry)))
			g_ptr_array_add(racy, g_strdup(entry->path));
	}
	for (guint i = 0; i < racy->len; i++) {
		git_index_entry entry = *staging_find(staging, racy->pdata[i]);
		entry.file_size = 0;
		entry.path = racy->pdata[i];
		if (git_index_add(staging->index, &entry))
			return store_fail(error, DESK_ERROR_WRITE, "%s",
				staging->path);
	}
	return TRUE;
}

/* --- open --------------------------------------------------------------- */

/* What a crash left, with the lock of it that libgit2 makes. */
static void remove_left(const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	unlink(lock);
	unlink(path);
}

static gboolean copy_file(const char *from, const char *to, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(from, INDEX_LIMIT, TRUE, error);
	return bytes && file_write(to, g_bytes_get_data(bytes, NULL),
		g_bytes_get_size(bytes), FALSE, error);
}

Staging *staging_open_to_read(const StorePlace *place, GError **error)
{
	g_autoptr(Staging) staging = g_new0(Staging, 1);
	staging->path = g_build_filename(place->head_folder, "index", NULL);
	if (!store_check_index(staging->path, error))
		return NULL;
	if (stat(staging->path, &staging->st) != 0)
		memset(&staging->st, 0, sizeof(staging->st));
	if (git_index_open(&staging->index, staging->path)) {
		store_fail(error, DESK_ERROR_CONFIG, "%s", staging->path);
		return NULL;
	}
	return g_steal_pointer(&staging);
}

Staging *staging_open(const StorePlace *place, WorkTree *tree, GError **error)
{
	g_autoptr(Staging) staging = g_new0(Staging, 1);
	staging->path = g_build_filename(place->head_folder, "index", NULL);
	staging->new_path = g_build_filename(place->desk_folder, "index.new",
		NULL);
	remove_left(staging->new_path);
	/* A second name of the same bytes: libgit2 reads this one and replaces
	 * it when it writes, so git's own stays. */
	if (stat(staging->path, &staging->st) != 0)
		memset(&staging->st, 0, sizeof(staging->st));
	else if (!store_check_index(staging->path, error) ||
		(link(staging->path, staging->new_path) != 0 &&
			!copy_file(staging->path, staging->new_path, error)))
		return NULL;
	if (git_index_open(&staging->index, staging->new_path)) {
		store_fail(error, DESK_ERROR_CONFIG, "%s", staging->path);
		return NULL;
	}
	if (staging->st.st_ino && !keep_racy_entries_racy(staging, tree, error))
		return NULL;
	return g_steal_pointer(&staging);
}

void staging_free(Staging *staging)
{
	if (!staging)
		return;
	git_index_free(staging->index);
	if (staging->new_path)
		unlink(staging->new_path);
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

const git_index_entry *staging_find(const Staging *staging, const char *path)
{
	return git_index_get_bypath(staging->index, path, 0);
}

gboolean staging_is_unmerged(const Staging *staging, const char *path)
{
	for (int stage = 1; stage <= 3; stage++)
		if (git_index_get_bypath(staging->index, path, stage))
			return TRUE;
	return FALSE;
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
	return git_index_entrycount(staging->index);
}

const git_index_entry *staging_nth(const Staging *staging, gsize n)
{
	return git_index_get_byindex(staging->index, n);
}

/* --- change ------------------------------------------------------------- */

gboolean staging_set(Staging *staging, const char *path, const git_oid *oid,
	guint mode, const struct stat *st, GError **error)
{
	git_index_entry entry = {0};
	const git_index_entry *old = staging_find(staging, path);
	entry.path = path;
	entry.id = *oid;
	entry.mode = mode;
	if (old && staging_is_skipped(old)) {
		entry.flags |= GIT_INDEX_ENTRY_EXTENDED;
		entry.flags_extended |= GIT_INDEX_ENTRY_SKIP_WORKTREE;
	}
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
	if (git_index_add(staging->index, &entry))
		return store_fail(error, DESK_ERROR_WRITE, "%s: %s",
			staging->path, path);
	return TRUE;
}

gboolean staging_remove(Staging *staging, const char *path, GError **error)
{
	if (staging_find(staging, path) &&
		git_index_remove(staging->index, path, 0))
		return store_fail(error, DESK_ERROR_WRITE, "%s: %s",
			staging->path, path);
	return TRUE;
}

gboolean staging_write(Staging *staging, GError **error)
{
	step("index file");
	if (git_index_write(staging->index))
		return store_fail(error, DESK_ERROR_WRITE, "%s",
			staging->new_path);
	return TRUE;
}

gboolean staging_publish(Staging *staging, GError **error)
{
	step("index");
	if (rename(staging->new_path, staging->path) == 0)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_WRITE, "%s: %s",
		staging->path, g_strerror(errno));
	return FALSE;
}
