/* Reading objects: blobs by name and by path, listings. */
#include "store/commit.h"
#include "store/internal.h"

#include <string.h>

static const Phrase
	no_object_name = {"\"%1\" is not the name of an object (40 hex digits)",
		"«%1» — не имя объекта (40 шестнадцатеричных цифр)"},
	no_file = {"%1: no such file in %2", "%1: такого файла нет в %2"};

static gboolean parse_oid(const char *text, git_oid *oid, GError **error)
{
	if (strlen(text) == GIT_OID_HEXSZ && git_oid_fromstr(oid, text) == 0)
		return TRUE;
	desk_refuse(error, DESK_ERROR_DATA, &no_object_name, text, NULL);
	return FALSE;
}

gboolean store_commit_tree(Store *store, const char *ref, const char *commit,
	git_oid *tree, GError **error)
{
	char tip[41];
	memset(tree, 0, sizeof(*tree));
	if (!commit || !*commit) {
		GError *problem = NULL;
		if (!store_tip(store->place, ref, tip, &problem)) {
			if (!problem)
				return TRUE;
			g_propagate_error(error, problem);
			return FALSE;
		}
		commit = tip;
	}
	git_oid oid;
	if (!parse_oid(commit, &oid, error))
		return FALSE;
	CommitHead head;
	g_autoptr(GBytes) bytes = commit_read(store, &oid, &head, error);
	if (bytes)
		*tree = head.tree;
	return bytes != NULL;
}

gboolean store_parent_tree(Store *store, git_oid *tree, GError **error)
{
	char tip[41];
	git_oid oid;
	GError *problem = NULL;
	memset(tree, 0, sizeof(*tree));
	if (!store_tip(store->place, STORE_BRANCH, tip, &problem)) {
		if (problem)
			g_propagate_error(error, problem);
		return problem == NULL;
	}
	CommitHead head;
	g_autoptr(GBytes) bytes = NULL;
	if (!parse_oid(tip, &oid, error) ||
		!(bytes = commit_read(store, &oid, &head, error)))
		return FALSE;
	if (head.parent_count == 0)
		return TRUE;
	commit_parent(&head, 0, &oid);
	g_autoptr(GBytes) parent = commit_read(store, &oid, &head, error);
	if (parent)
		*tree = head.tree;
	return parent != NULL;
}

static GBytes *read_path(Store *store, const char *ref, const char *commit,
	const char *path, GError **error)
{
	git_oid tree, oid;
	guint mode;
	GBytes *bytes = NULL;
	GError *problem = NULL;
	if (!store_commit_tree(store, ref, commit, &tree, error))
		return NULL;
	if (tree_find(store->trees, &tree, path, &mode, &oid, &problem) &&
		tree_mode_is_file(mode))
		bytes = odb_read(store->odb, &oid, GIT_OBJECT_BLOB, &problem);
	if (bytes)
		return bytes;
	if (problem)
		g_propagate_error(error, problem);
	else
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_file, path,
			commit && *commit ? commit : ref + strlen("refs/heads/"),
			NULL);
	return NULL;
}

GBytes *store_read(Store *store, const char *commit, const char *path,
	GError **error)
{
	return read_path(store, STORE_BRANCH, commit, path, error);
}

GBytes *store_read_original(Store *store, const char *path, GError **error)
{
	return read_path(store, STORE_ORIGINALS, NULL, path, error);
}

gboolean store_has(Store *store, const char *oid)
{
	git_oid id;
	return git_oid_fromstr(&id, oid) == 0 &&
		git_odb_exists(store->odb, &id);
}

GBytes *store_read_blob(Store *store, const char *oid, GError **error)
{
	git_oid id;
	return parse_oid(oid, &id, error) ?
		odb_read(store->odb, &id, GIT_OBJECT_BLOB, error) : NULL;
}

gboolean store_blob_size(Store *store, const char *oid, gint64 *size,
	GError **error)
{
	git_oid id;
	size_t bytes;
	git_object_t kind;
	if (!parse_oid(oid, &id, error))
		return FALSE;
	if (git_odb_read_header(&bytes, &kind, store->odb, &id))
		return store_fail(error, DESK_ERROR_TEMPORARY, "%s", oid);
	*size = (gint64)bytes;
	return TRUE;
}

gboolean store_entry(Store *store, const char *commit, const char *path,
	guint *mode, char oid[41], GError **error)
{
	git_oid tree, found;
	g_autoptr(GError) problem = NULL;
	oid[0] = '\0';
	if (!store_commit_tree(store, STORE_BRANCH, commit, &tree, error))
		return FALSE;
	gboolean there = tree_find(store->trees, &tree, path, mode, &found,
		&problem) && *mode != MODE_TREE;
	if (there)
		git_oid_tostr(oid, 41, &found);
	else
		*mode = 0;
	return desk_error_pass(error, &problem);
}

gboolean store_lookup(Store *store, const char *commit, const char *path,
	char oid[41], GError **error)
{
	guint mode;
	return store_entry(store, commit, path, &mode, oid, error) && mode != 0;
}

/* --- listing ------------------------------------------------------------ */

typedef struct {
	TreeCache *trees;
	GString *path;
	StoreEach each;
	void *data;
	gboolean stopped;
} Listing;

static gboolean list_tree(Listing *listing, const git_oid *tree, guint depth,
	GError **error)
{
	g_autoptr(GBytes) raw = tree_read(listing->trees, tree, error);
	if (!raw)
		return FALSE;
	gsize before = listing->path->len;
	TreeReader reader;
	TreeEntry entry;
	tree_reader_init(&reader, raw);
	while (!listing->stopped && tree_reader_next(&reader, &entry)) {
		g_string_append_len(listing->path, entry.name,
			(gssize)entry.name_size);
		if (entry.mode != MODE_TREE) {
			char oid[41];
			git_oid_tostr(oid, sizeof(oid), &entry.oid);
			listing->stopped = !listing->each(listing->path->str,
				oid, entry.mode, listing->data);
		} else if (depth < TREE_DEPTH_LIMIT) {
			g_string_append_c(listing->path, '/');
			if (!list_tree(listing, &entry.oid, depth + 1, error))
				return FALSE;
		}
		g_string_truncate(listing->path, before);
	}
	return TRUE;
}

gboolean store_each(Store *store, const char *commit, const char *folder,
	StoreEach each, void *data, GError **error)
{
	git_oid root, tree;
	guint mode;
	GError *problem = NULL;
	if (!store_commit_tree(store, STORE_BRANCH, commit, &root, error))
		return FALSE;
	if (!tree_find(store->trees, &root, folder, &mode, &tree, &problem) ||
		mode != MODE_TREE) {
		if (problem)
			g_propagate_error(error, problem);
		return problem == NULL;
	}
	g_autoptr(GString) path = g_string_new(folder);
	if (path->len && path->str[path->len - 1] != '/')
		g_string_append_c(path, '/');
	Listing listing = {store->trees, path, each, data, FALSE};
	return list_tree(&listing, &tree, 0, error);
}
