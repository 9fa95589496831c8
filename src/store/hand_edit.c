#include "store/hand_edit.h"

#include "store/config.h"
#include "store/internal.h"
#include "store/quote.h"

#include <string.h>

typedef enum {
	EDIT_NONE,
	EDIT_CHANGED,
	EDIT_DELETED,
	EDIT_STAGED,
	EDIT_UNTRACKED,
	EDIT_UNMERGED,
	EDIT_OTHER,
	EDIT_FAILED,
} HandEdit;

static gboolean hashes_to(const char *data, gsize size, const git_oid *wanted)
{
	git_oid oid;
	return git_odb_hash(&oid, data ? data : "", size, GIT_OBJECT_BLOB) == 0 &&
		git_oid_equal(&oid, wanted);
}

/* With core.autocrlf git itself ends the lines of work files with CR LF. */
static gboolean is_same_but_line_ends(const StorePlace *place, GBytes *bytes,
	const git_oid *base)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	if (!size || !memchr(data, '\r', size))
		return FALSE;
	g_autofree char *setting = store_config_get(place, "core.autocrlf");
	if (!config_is_true(setting) && g_strcmp0(setting, "input") != 0)
		return FALSE;
	g_autoptr(GString) text = g_string_sized_new(size);
	for (gsize i = 0; i < size; i++)
		if (data[i] != '\r' || i + 1 == size || data[i + 1] != '\n')
			g_string_append_c(text, data[i]);
	return hashes_to(text->str, text->len, base);
}

static HandEdit compare_work_file(const StorePlace *place, WorkTree *tree,
	const char *path, const git_oid *base, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	WorkKind kind = work_tree_read(tree, path, &bytes, error);
	gboolean expected = !git_oid_is_zero(base);
	if (kind == WORK_FAILED)
		return EDIT_FAILED;
	if (kind == WORK_OTHER)
		return EDIT_OTHER;
	if (kind == WORK_ABSENT)
		return expected ? EDIT_DELETED : EDIT_NONE;
	if (!expected)
		return EDIT_UNTRACKED;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	if (hashes_to(data, size, base) ||
		is_same_but_line_ends(place, bytes, base))
		return EDIT_NONE;
	return EDIT_CHANGED;
}

static HandEdit find_edit(const StorePlace *place, WorkTree *tree,
	const Staging *staging, const char *path, const git_oid *base,
	GError **error)
{
	const git_index_entry *entry = staging_find(staging, path);
	if (staging_is_unmerged(staging, path))
		return EDIT_UNMERGED;
	/* Without an index nothing was checked out: nothing is staged. */
	if (entry && !git_oid_equal(&entry->id, base))
		return EDIT_STAGED;
	if (!entry && !git_oid_is_zero(base))
		return EDIT_STAGED;
	struct stat st;
	if (entry && work_tree_stat(tree, path, &st, NULL) == WORK_FILE &&
		staging_matches(staging, entry, &st))
		return EDIT_NONE;
	HandEdit edit = compare_work_file(place, tree, path, base, error);
	if (edit == EDIT_DELETED && entry && staging_is_skipped(entry))
		return EDIT_NONE;
	return edit;
}

gboolean hand_edit_is_clean(const StorePlace *place, WorkTree *tree,
	const Staging *staging, const char *path, const git_oid *base,
	GError **error)
{
	return find_edit(place, tree, staging, path, base, error) == EDIT_NONE;
}

/* %s is the path, quoted for the shell. */
static const char *const remedies[] = {
	[EDIT_CHANGED] = "was changed by hand and not committed; see it: "
		"git diff -- %s; keep it: git commit -m EDIT -- %s; "
		"drop it: git restore -- %s",
	[EDIT_DELETED] = "was deleted by hand and that is not committed; "
		"see it: git diff -- %s; keep that: git rm -q -- %s && git "
		"commit; bring it back: git restore -- %s",
	[EDIT_STAGED] = "has a staged change that is not committed; see it: "
		"git diff --cached -- %s; keep it: git commit -m EDIT -- %s; "
		"drop it: git restore -S -W -- %s",
	[EDIT_UNTRACKED] = "is a new file that is not committed; see it: "
		"git diff --no-index /dev/null %s; keep it: git add %s && git "
		"commit; or remove it: rm %s",
	[EDIT_UNMERGED] = "has merge conflicts; see them: git diff -- %s; when "
		"settled: git add %s && git commit; or drop: "
		"git restore -S -W -- %s",
};

gboolean hand_edit_refuse(const StorePlace *place, WorkTree *tree,
	const Staging *staging, const char *path, const git_oid *base,
	GError **error)
{
	HandEdit edit = find_edit(place, tree, staging, path, base, error);
	if (edit == EDIT_NONE)
		return TRUE;
	if (edit == EDIT_FAILED)
		return FALSE;
	if (edit == EDIT_OTHER) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			"%s: is not a regular file in %s, or a folder in its "
			"path is a symbolic link; desk follows no links here",
			path, place->work_tree);
		return FALSE;
	}
	g_autofree char *quoted = quote_path(path);
	g_auto(GStrv) parts = g_strsplit(remedies[edit], "%s", -1);
	g_autofree char *remedy = g_strjoinv(quoted, parts);
	g_set_error(error, DESK_ERROR, DESK_ERROR_CONFLICT, "%s: %s", path,
		remedy);
	return FALSE;
}
