/* What differs between two trees: both are read side by side, equal entries
 * are skipped by their names alone. */
#include "store/internal.h"
#include "store/tree_known.h"

typedef struct {
	TreeCache *cache;
	GString *path;
	TreeDiffers differs;
	void *data;
	gboolean folders; /* are told, too */
} Comparison;

static gboolean compare(Comparison *at, const git_oid *before,
	const git_oid *after, guint depth, GError **error);

static void report(Comparison *at, const TreeEntry *before,
	const TreeEntry *after)
{
	TreeDifference difference = {.path = at->path->str};
	if (before) {
		difference.mode_before = before->mode;
		difference.before = before->oid;
	}
	if (after) {
		difference.mode_after = after->mode;
		difference.after = after->oid;
	}
	at->differs(&difference, at->data);
}

/* One entry of either or both sides; both are folders or none is. */
static gboolean compare_entry(Comparison *at, const TreeEntry *before,
	const TreeEntry *after, guint depth, GError **error)
{
	static const git_oid nothing;
	const TreeEntry *some = before ? before : after;
	gsize size = at->path->len;
	gboolean ok = TRUE;
	if (before && after && before->mode == after->mode &&
		git_oid_equal(&before->oid, &after->oid))
		return TRUE;
	g_string_append_len(at->path, some->name, (gssize)some->name_size);
	if (some->mode != MODE_TREE || at->folders)
		report(at, before, after);
	if (some->mode == MODE_TREE && depth < TREE_DEPTH_LIMIT) {
		g_string_append_c(at->path, '/');
		ok = compare(at, before ? &before->oid : &nothing,
			after ? &after->oid : &nothing, depth + 1, error);
	}
	g_string_truncate(at->path, size);
	return ok;
}

static gboolean compare(Comparison *at, const git_oid *before,
	const git_oid *after, guint depth, GError **error)
{
	g_autoptr(GBytes) raw_before = tree_read(at->cache, before, error);
	g_autoptr(GBytes) raw_after = raw_before ?
		tree_read(at->cache, after, error) : NULL;
	if (!raw_after)
		return FALSE;
	TreeReader old_reader, new_reader;
	TreeEntry old_entry, new_entry;
	tree_reader_init(&old_reader, raw_before);
	tree_reader_init(&new_reader, raw_after);
	tree_reader_skip_same(&old_reader, &new_reader);
	gboolean more_old = tree_reader_next(&old_reader, &old_entry);
	gboolean more_new = tree_reader_next(&new_reader, &new_entry);
	while (more_old || more_new) {
		int order = !more_old ? 1 : !more_new ? -1 :
			tree_entry_compare(&old_entry, &new_entry);
		if (!compare_entry(at, order <= 0 ? &old_entry : NULL,
			order >= 0 ? &new_entry : NULL, depth, error))
			return FALSE;
		if (order == 0)
			tree_reader_skip_same(&old_reader, &new_reader);
		if (order <= 0)
			more_old = tree_reader_next(&old_reader, &old_entry);
		if (order >= 0)
			more_new = tree_reader_next(&new_reader, &new_entry);
	}
	return TRUE;
}

static gboolean compare_all(TreeCache *cache, const git_oid *before,
	const git_oid *after, gboolean folders, TreeDiffers differs, void *data,
	GError **error)
{
	if (git_oid_equal(before, after))
		return TRUE;
	g_autoptr(GString) path = g_string_new(NULL);
	Comparison at = {cache, path, differs, data, folders};
	return compare(&at, before, after, 0, error);
}

gboolean tree_compare(TreeCache *cache, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data, GError **error)
{
	return tree_known_tell(tree_cache_known(cache), before, after, differs,
			data) ||
		compare_all(cache, before, after, FALSE, differs, data, error);
}

gboolean tree_compare_folders(TreeCache *cache, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data, GError **error)
{
	return compare_all(cache, before, after, TRUE, differs, data, error);
}
