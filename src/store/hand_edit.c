#include "store/hand_edit.h"

#include "store/internal.h"
#include "store/quote.h"

#include <string.h>

static const Phrase
	not_regular = {"%1: is not a regular file in %2, or a folder in its "
			"path is a symbolic link; desk follows no links here",
		"%1: не обычный файл в %2, или папка на этом пути — "
		"символическая ссылка; по ссылкам desk здесь не ходит"};

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
	if (!store_config_is_true(setting) && g_strcmp0(setting, "input") != 0)
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

/* %2 is the path, quoted for the shell. */
static const Phrase remedies[] = {
	[EDIT_CHANGED] = {"%1: was changed by hand and not committed; see it: "
			"git diff -- %2; keep it: git commit -m EDIT -- %2; "
			"drop it: git restore -- %2",
		"%1: изменён вручную и не закоммичен; посмотреть: git diff -- "
		"%2; оставить: git commit -m ПРАВКА -- %2; отбросить: git "
		"restore -- %2"},
	[EDIT_DELETED] = {"%1: was deleted by hand and that is not committed; "
			"see it: git diff -- %2; keep that: git rm -q -- %2 && "
			"git commit; bring it back: git restore -- %2",
		"%1: удалён вручную, и это не закоммичено; посмотреть: git "
		"diff -- %2; оставить так: git rm -q -- %2 && git commit; "
		"вернуть: git restore -- %2"},
	[EDIT_STAGED] = {"%1: has a staged change that is not committed; see "
			"it: git diff --cached -- %2; keep it: git commit -m "
			"EDIT -- %2; drop it: git restore -S -W -- %2",
		"%1: правка проиндексирована, но не закоммичена; посмотреть: "
		"git diff --cached -- %2; оставить: git commit -m ПРАВКА -- "
		"%2; отбросить: git restore -S -W -- %2"},
	[EDIT_UNTRACKED] = {"%1: is a new file that is not committed; see it: "
			"git diff --no-index /dev/null %2; keep it: git add %2 "
			"&& git commit; or remove it: rm %2",
		"%1: новый файл, который не закоммичен; посмотреть: git diff "
		"--no-index /dev/null %2; оставить: git add %2 && git commit; "
		"или удалить: rm %2"},
	[EDIT_UNMERGED] = {"%1: has merge conflicts; see them: git diff -- %2; "
			"when settled: git add %2 && git commit; or drop: git "
			"restore -S -W -- %2",
		"%1: конфликты слияния; посмотреть: git diff -- %2; когда "
		"разберётесь: git add %2 && git commit; или отбросить: git "
		"restore -S -W -- %2"},
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
		desk_refuse(error, DESK_ERROR_DATA, &not_regular, path,
			place->work_tree, NULL);
		return FALSE;
	}
	g_autofree char *quoted = quote_path(path);
	return desk_refuse(error, DESK_ERROR_CONFLICT, &remedies[edit], path,
		quoted, NULL);
}
