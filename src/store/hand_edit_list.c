/* All uncommitted hand edits at once. */
#include "base/error.h"
#include "base/texts.h"
#include "store/hand_edit.h"

#include "store/internal.h"
#include "system/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Where a new file means something to desk. */
static const char *const places[] = {"agents", "calendars", "customers", "kb",
	"regulation", "schedules", "templates", "tickets"};
static const char *const top_files[] = {"desk.yaml", "oncall.yaml"};

typedef struct {
	Store *store;
	const StorePlace *place;
	WorkTree *tree;
	Staging *staging;
	gsize next; /* entry of the index */
	GHashTable *paths; /* a set */
	GError *error;
} Search;

static void add(Search *search, const char *path)
{
	g_hash_table_add(search->paths, g_strdup(path));
}

/* Entries of the index before `path` that no commit has: staged by hand. */
static void add_entries_before(Search *search, const char *path)
{
	gsize count = staging_count(search->staging);
	for (; search->next < count; search->next++) {
		const git_index_entry *entry = staging_nth(search->staging,
			search->next);
		if (path && strcmp(entry->path, path) >= 0)
			return;
		add(search, entry->path);
	}
}

/* Tree and index are in the same order. */
static gboolean compare_file(const char *path, const char *name, guint mode,
	void *data)
{
	Search *search = data;
	git_oid base;
	add_entries_before(search, path);
	const git_index_entry *entry = search->next <
		staging_count(search->staging) ?
		staging_nth(search->staging, search->next) : NULL;
	gboolean staged = entry && strcmp(entry->path, path) == 0;
	gboolean unmerged = staged && GIT_INDEX_ENTRY_STAGE(entry);
	while (search->next < staging_count(search->staging) &&
		strcmp(staging_nth(search->staging, search->next)->path,
			path) == 0)
		search->next++;
	if (!staged || unmerged) {
		add(search, path);
		return TRUE;
	}
	git_oid_fromstr(&base, name);
	if (tree_mode_is_file(mode) && !hand_edit_is_clean(search->place,
			search->tree, search->staging, path, &base,
			&search->error) && !search->error)
		add(search, path);
	return search->error == NULL;
}

/* --- new files ------------------------------------------------------------ */

static gboolean is_of_interest(const char *name)
{
	return name[0] != '.' && (g_str_has_suffix(name, ".yaml") ||
		g_str_has_suffix(name, ".md"));
}

static gboolean is_ignored(Search *search, const char *path)
{
	int ignored = 0;
	if (git_ignore_path_is_ignored(&ignored, search->store->repository,
			path) && !search->error)
		store_fail(&search->error, DESK_ERROR_TEMPORARY, "%s", path);
	return ignored;
}

static void add_new_file(Search *search, const char *path)
{
	if (!staging_find(search->staging, path) &&
		!staging_is_unmerged(search->staging, path) &&
		!is_ignored(search, path))
		add(search, path);
}

/* What is none, a folder or file, holds nothing new. */
static void note_unread(Search *search, const char *path)
{
	if (errno != 0 && errno != ENOENT && errno != ENOTDIR &&
		errno != ELOOP && !search->error)
		desk_refuse_errno(&search->error, DESK_ERROR_TEMPORARY, path,
			errno);
}

static void scan_folder(Search *search, int above, const char *name,
	GString *path, guint depth)
{
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	gsize size = path->len;
	if (!folder)
		note_unread(search, path->str);
	while (folder && (errno = 0, entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		g_string_append_printf(path, "/%s", entry->d_name);
		if (is_of_interest(entry->d_name))
			add_new_file(search, path->str);
		else if (depth < TREE_DEPTH_LIMIT && (entry->d_type == DT_DIR ||
				entry->d_type == DT_UNKNOWN))
			scan_folder(search, fd, entry->d_name, path, depth + 1);
		g_string_truncate(path, size);
	}
	if (folder)
		note_unread(search, path->str);
	if (folder)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
}

static void scan_places(Search *search)
{
	int root = open(search->place->work_tree, O_RDONLY | O_DIRECTORY |
		O_CLOEXEC);
	if (root < 0)
		note_unread(search, search->place->work_tree);
	for (guint i = 0; root >= 0 && i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GString) path = g_string_new(places[i]);
		scan_folder(search, root, places[i], path, 0);
	}
	for (guint i = 0; root >= 0 && i < G_N_ELEMENTS(top_files); i++)
		if (faccessat(root, top_files[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			add_new_file(search, top_files[i]);
		else
			note_unread(search, top_files[i]);
	if (root >= 0)
		close(root);
}

static GPtrArray *sorted(GHashTable *paths)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer path;
	g_hash_table_iter_init(&iter, paths);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		g_hash_table_iter_steal(&iter);
		g_ptr_array_add(list, path);
	}
	texts_sort(list);
	return list;
}

GPtrArray *store_hand_edits(Store *store, GError **error)
{
	const StorePlace *place = store->place;
	g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autofree char *index = g_build_filename(place->head_folder, "index",
		NULL);
	gboolean there = FALSE;
	if (!file_exists(index, &there, error))
		return NULL;
	if (!place->work_tree || !there)
		return sorted(paths);
	g_autoptr(WorkTree) tree = work_tree_open(place->work_tree, error);
	g_autoptr(Staging) staging = tree ?
		staging_open_to_read(place, error) : NULL;
	if (!staging)
		return NULL;
	Search search = {store, place, tree, staging, 0, paths, NULL};
	if (!store_each(store, NULL, "", compare_file, &search, error))
		return NULL;
	add_entries_before(&search, NULL);
	if (!search.error)
		scan_places(&search);
	return desk_error_pass(error, &search.error) ? sorted(paths) : NULL;
}
