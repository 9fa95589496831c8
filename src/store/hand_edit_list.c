/* All uncommitted hand edits at once. */
#include "base/texts.h"
#include "store/hand_edit.h"

#include "store/internal.h"

#include <dirent.h>
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

static gboolean is_ignored(const Search *search, const char *path)
{
	int ignored = 0;
	return git_ignore_path_is_ignored(&ignored, search->store->repository,
		path) == 0 && ignored;
}

static void add_new_file(Search *search, const char *path)
{
	if (!staging_find(search->staging, path) &&
		!staging_is_unmerged(search->staging, path) &&
		!is_ignored(search, path))
		add(search, path);
}

static void scan_folder(Search *search, int above, const char *name,
	GString *path, guint depth)
{
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	gsize size = path->len;
	while (folder && (entry = readdir(folder))) {
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
		closedir(folder);
	else if (fd >= 0)
		close(fd);
}

static void scan_places(Search *search)
{
	int root = open(search->place->work_tree, O_RDONLY | O_DIRECTORY |
		O_CLOEXEC);
	for (guint i = 0; root >= 0 && i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GString) path = g_string_new(places[i]);
		scan_folder(search, root, places[i], path, 0);
	}
	for (guint i = 0; root >= 0 && i < G_N_ELEMENTS(top_files); i++)
		if (faccessat(root, top_files[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			add_new_file(search, top_files[i]);
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
	if (!place->work_tree || !g_file_test(index, G_FILE_TEST_EXISTS))
		return sorted(paths);
	g_autoptr(WorkTree) tree = work_tree_open(place->work_tree, error);
	g_autoptr(Staging) staging = tree ?
		staging_open_to_read(place, error) : NULL;
	if (!staging)
		return NULL;
	Search search = {store, place, tree, staging, 0, paths, NULL};
	if (!store_each(store, NULL, "", compare_file, &search, error))
		return NULL;
	if (search.error) {
		g_propagate_error(error, search.error);
		return NULL;
	}
	add_entries_before(&search, NULL);
	scan_places(&search);
	return sorted(paths);
}
