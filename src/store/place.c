/* Finds the store as git finds a repository. */
#include "store/tip.h"

#include "base/error.h"
#include "store/config.h"
#include "store/quote.h"
#include "system/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const Phrase
	no_store_in = {"no store in %1; make one with `desk init`, or name one "
			"with -C FOLDER",
		"в %1 нет хранилища; создайте его: `desk init`, или укажите "
		"другое: -C ПАПКА"},
	no_store = {"no store in %1 or a folder above it; make one with `desk "
			"init`, or name one with -C FOLDER",
		"ни в %1, ни в папках выше нет хранилища; создайте его: `desk "
		"init`, или укажите другое: -C ПАПКА"},
	not_yours = {"%1 belongs to another user; if you trust it: git config "
			"--global --add safe.directory %2",
		"%1 принадлежит другому пользователю; если вы ему доверяете: "
		"git config --global --add safe.directory %2"},
	broken_link = {"%1/.git names no git folder; if the repository was "
			"moved: git worktree repair",
		"%1/.git не указывает на папку git; если репозиторий "
		"перенесли: git worktree repair"},
	is_bare = {"%1 is a bare repository, and safe.bareRepository says "
			"explicit; if you trust it: desk -C %2",
		"%1 — репозиторий без рабочего дерева, а safe.bareRepository "
		"требует явно; если вы ему доверяете: desk -C %2"},
	other_version = {"%1: the repository has format version %2, known are "
			"0 and 1; a newer desk may know it",
		"%1: версия формата репозитория — %2, известны 0 и 1; "
		"возможно, её знает более новый desk"},
	other_extension = {"%1: the repository has an unknown extension "
			"\"%2\"; a newer desk may know it",
		"%1: неизвестное расширение репозитория «%2»; возможно, его "
		"знает более новый desk"},
	shallow_clone = {"%1: a shallow clone lacks history that figures need: "
			"git fetch --unshallow",
		"%1: в неполном (shallow) клоне нет истории, из которой "
		"считаются показатели: git fetch --unshallow"},
	partial_clone = {"%1: a partial clone lacks files that figures need: "
			"clone again without --filter (git clone URL)",
		"%1: в частичном (partial) клоне нет файлов, из которых "
		"считаются показатели: клонируйте снова без --filter (git "
		"clone URL)"},
	other_hash = {"%1: the repository does not use SHA-1: make a new one "
			"(git init --object-format=sha1) and take the history "
			"over: git fast-export --all | git -C NEW fast-import",
		"%1: репозиторий не на SHA-1: заведите новый (git init "
		"--object-format=sha1) и перенесите историю: git fast-export "
		"--all | git -C НОВЫЙ fast-import"},
	other_refs = {"%1: refs are not stored as files: git refs migrate "
			"--ref-format=files",
		"%1: ссылки хранятся не файлами: git refs migrate "
		"--ref-format=files"},
	not_readable = {"%2: the git folder is not readable (%1)",
		"%2: папка git не читается (%1)"};

static char *resolve(const char *path, const char *against)
{
	g_autofree char *full = g_canonicalize_filename(path, against);
	char *real = realpath(full, NULL);
	if (!real)
		return NULL;
	char *answer = g_strdup(real);
	free(real);
	return answer;
}

/* S_IFDIR and the like; 0: nothing is there. FALSE: that cannot be known. */
static gboolean kind_at(const char *folder, const char *name, mode_t *kind,
	GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat st;
	gboolean there = stat(path, &st) == 0 || (errno == ENOENT &&
		lstat(path, &st) == 0);
	*kind = there ? st.st_mode & S_IFMT : 0;
	return there || errno == ENOENT || errno == ENOTDIR ||
		desk_refuse_errno(error, file_error_passes(errno) ?
			DESK_ERROR_TEMPORARY : DESK_ERROR_CONFIG, path, errno);
}

static gboolean is_git_folder(const char *path, gboolean *is, GError **error)
{
	mode_t head, common, objects, refs;
	if (!kind_at(path, "HEAD", &head, error) ||
		!kind_at(path, "commondir", &common, error) ||
		!kind_at(path, "objects", &objects, error) ||
		!kind_at(path, "refs", &refs, error))
		return FALSE;
	*is = (head == S_IFREG || head == S_IFLNK) && (common == S_IFREG ||
		(objects == S_IFDIR && refs != 0));
	return TRUE;
}

/* --- another user's store ----------------------------------------------- */

static gboolean owned_by_user(const char *path)
{
	struct stat st;
	if (!path)
		return TRUE;
	if (lstat(path, &st) != 0)
		return FALSE;
	if (st.st_uid == geteuid())
		return TRUE;
	const char *sudo = g_getenv("SUDO_UID");
	return geteuid() == 0 && sudo && *sudo &&
		g_ascii_strtoull(sudo, NULL, 10) == st.st_uid;
}

typedef struct {
	const char *folder;
	gboolean safe;
} SafeSearch;

static void match_safe(const char *key, const char *value, void *data)
{
	SafeSearch *search = data;
	if (strcmp(key, "safe.directory") != 0)
		return;
	g_autofree char *expanded = NULL;
	const char *home = g_getenv("HOME");
	if (g_str_has_prefix(value, "~/") && home)
		value = expanded = g_build_filename(home, value + 2, NULL);
	if (*value == '\0')
		search->safe = FALSE;
	else if (strcmp(value, "*") == 0 || strcmp(value, search->folder) == 0)
		search->safe = TRUE;
	else if (g_str_has_suffix(value, "/*") &&
		strncmp(value, search->folder, strlen(value) - 1) == 0)
		search->safe = TRUE;
}

/* Its configuration could name programs to run: git refuses it likewise, and
 * only what the store itself cannot write may allow it. */
static gboolean check_owner(const StorePlace *place, const char *git_file,
	GError **error)
{
	if (owned_by_user(place->work_tree) && owned_by_user(git_file) &&
		owned_by_user(place->head_folder))
		return TRUE;
	SafeSearch search = {
		place->work_tree ? place->work_tree : place->head_folder, FALSE};
	if (!config_each(NULL, NULL, CONFIG_PROTECTED, match_safe, &search,
		error))
		return FALSE;
	if (search.safe)
		return TRUE;
	g_autofree char *quoted = quote_path(search.folder);
	return desk_refuse(error, DESK_ERROR_CONFIG, &not_yours, search.folder,
		quoted, NULL);
}

/* --- what its own configuration says of it -------------------------------- */

typedef struct {
	gboolean bare;
	char *work_tree;
	gint64 version;
	char *version_text;
	char *unknown; /* extension */
	gboolean partial, other_hash, reftable;
} OwnConfig;

static void own_config_clear(OwnConfig *own)
{
	g_free(own->work_tree);
	g_free(own->unknown);
	g_free(own->version_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OwnConfig, own_config_clear)

static void note_own(const char *key, const char *value, void *data)
{
	static const char *const known[] = {"noop", "noop-v1",
		"preciousobjects", "relativeworktrees", "worktreeconfig", NULL};
	OwnConfig *own = data;
	gint64 number;
	if (strcmp(key, "core.bare") == 0) {
		own->bare = store_config_is_true(value);
	} else if (strcmp(key, "core.worktree") == 0) {
		g_free(own->work_tree);
		own->work_tree = g_strdup(value);
	} else if (strcmp(key, "core.repositoryformatversion") == 0) {
		own->version = g_ascii_string_to_signed(value, 10, G_MININT64, 1,
			&number, NULL) ? number : G_MAXINT64;
		g_free(own->version_text);
		own->version_text = g_strdup(value);
	} else if (strcmp(key, "extensions.objectformat") == 0) {
		own->other_hash = g_ascii_strcasecmp(value, "sha1") != 0;
	} else if (strcmp(key, "extensions.refstorage") == 0) {
		own->reftable = g_ascii_strcasecmp(value, "files") != 0;
	} else if (strcmp(key, "extensions.partialclone") == 0) {
		own->partial = TRUE;
	} else if (g_str_has_prefix(key, "remote.") &&
		g_str_has_suffix(key, ".promisor")) {
		own->partial |= store_config_is_true(value);
	} else if (g_str_has_prefix(key, "extensions.") &&
		!g_strv_contains(known, key + strlen("extensions."))) {
		g_free(own->unknown);
		own->unknown = g_strdup(key + strlen("extensions."));
	}
}

/* What neither the walk nor store_tip() can stand, however current an index is
 * that was made before. */
static const Phrase *find_trait(const OwnConfig *own, gboolean shallow)
{
	return shallow ? &shallow_clone : own->partial ? &partial_clone :
		own->other_hash ? &other_hash : own->reftable ? &other_refs :
		NULL;
}

/* Extensions exist so that who does not know them keeps away. */
static gboolean check_format(const StorePlace *place, const OwnConfig *own,
	GError **error)
{
	g_autofree char *path = g_build_filename(place->git_folder, "shallow",
		NULL);
	gboolean shallow;
	if (own->version > 1)
		return desk_refuse(error, DESK_ERROR_CONFIG, &other_version,
			place->git_folder, own->version_text, NULL);
	if (own->version == 1 && own->unknown)
		return desk_refuse(error, DESK_ERROR_CONFIG, &other_extension,
			place->git_folder, own->unknown, NULL);
	if (!file_exists(path, &shallow, error))
		return FALSE;
	const Phrase *trait = find_trait(own, shallow);
	return !trait || desk_refuse(error, DESK_ERROR_CONFIG, trait,
		place->git_folder, NULL);
}

/* --- from folders to a place -------------------------------------------- */

/* Of a linked one its own folder names it. */
static gboolean find_linked_tree(StorePlace *place, GError **error)
{
	g_autofree char *link = NULL;
	if (!file_read_line(place->head_folder, "gitdir", &link, error))
		return FALSE;
	g_autofree char *tree = link ? g_path_get_dirname(link) : NULL;
	place->work_tree = tree ? resolve(tree, place->head_folder) : NULL;
	return TRUE;
}

/* The work tree that belongs to the git folder, where git looks for it. */
static gboolean find_work_tree(StorePlace *place, const OwnConfig *own,
	const char *beside, GError **error)
{
	gboolean linked = strcmp(place->git_folder, place->head_folder) != 0;
	if (linked && !beside)
		return find_linked_tree(place, error);
	if (!linked && own->bare)
		return TRUE;
	if (!linked && own->work_tree)
		place->work_tree = resolve(own->work_tree, place->git_folder);
	else if (beside)
		place->work_tree = g_strdup(beside);
	else if (g_str_has_suffix(place->git_folder, "/.git"))
		place->work_tree = g_path_get_dirname(place->git_folder);
	return TRUE;
}

static StorePlace *place_new(const char *git_folder, const char *beside,
	const char *git_file, GError **error)
{
	g_autoptr(StorePlace) place = g_new0(StorePlace, 1);
	place->head_folder = resolve(git_folder, NULL);
	g_autofree char *common = NULL;
	if (!file_read_line(git_folder, "commondir", &common, error))
		return NULL;
	if (place->head_folder)
		place->git_folder = common ?
			resolve(common, place->head_folder) :
			g_strdup(place->head_folder);
	if (!place->git_folder) {
		desk_refuse_system(error, DESK_ERROR_CONFIG, errno,
			&not_readable, git_folder, NULL);
		return NULL;
	}
	g_auto(OwnConfig) own = {0};
	place->desk_folder = g_build_filename(place->git_folder, "desk", NULL);
	if (!config_each(place->git_folder, NULL, CONFIG_CLONE, note_own, &own,
		error) || !find_work_tree(place, &own, beside, error))
		return NULL;
	if (!check_owner(place, git_file, error) ||
		!check_format(place, &own, error) ||
		!store_config_reread(place, error))
		return NULL;
	return g_steal_pointer(&place);
}

/* The folder that a file .git names ("gitdir: ../.git/worktrees/x"). */
static char *follow_git_file(const char *folder, GError **error)
{
	g_autofree char *line = NULL;
	g_autofree char *target = NULL;
	if (!file_read_line(folder, ".git", &line, error))
		return NULL;
	if (line && g_str_has_prefix(line, "gitdir:")) {
		char *rest = line + strlen("gitdir:");
		target = resolve(g_strstrip(rest), folder);
	}
	gboolean is = FALSE;
	if (target && !is_git_folder(target, &is, error))
		return NULL;
	if (is)
		return g_steal_pointer(&target);
	desk_refuse(error, DESK_ERROR_CONFIG, &broken_link, folder, NULL);
	return NULL;
}

/* Somebody's clone may hold a bare repository with a configuration of theirs:
 * with safe.bareRepository=explicit only one that is named is taken. */
static gboolean check_bare(const char *folder, gboolean named, GError **error)
{
	if (named || g_str_has_suffix(folder, "/.git") ||
		strstr(folder, "/.git/worktrees/") ||
		strstr(folder, "/.git/modules/"))
		return TRUE;
	g_autofree char *wanted = NULL;
	if (!config_last(CONFIG_PROTECTED, "safe.barerepository", &wanted,
		error))
		return FALSE;
	if (g_strcmp0(wanted, "explicit") != 0)
		return TRUE;
	g_autofree char *quoted = quote_path(folder);
	return desk_refuse(error, DESK_ERROR_CONFIG, &is_bare, folder, quoted,
		NULL);
}

/* A place at exactly `folder`; NULL without error if there is none. */
static StorePlace *find_at(const char *folder, gboolean named, GError **error)
{
	g_autofree char *inside = g_build_filename(folder, ".git", NULL);
	mode_t kind;
	gboolean is = FALSE;
	/* What cannot be known here is not looked for further up. */
	if (!kind_at(folder, ".git", &kind, error) || (kind == S_IFDIR &&
		!is_git_folder(inside, &is, error)))
		return NULL;
	if (is)
		return place_new(inside, folder, inside, error);
	if (kind == S_IFREG) {
		g_autofree char *target = follow_git_file(folder, error);
		return target ? place_new(target, folder, inside, error) : NULL;
	}
	if (!is_git_folder(folder, &is, error) || !is ||
		!check_bare(folder, named, error))
		return NULL;
	return place_new(folder, NULL, NULL, error);
}

static gboolean is_ceiling(const char *folder)
{
	const char *list = g_getenv("GIT_CEILING_DIRECTORIES");
	g_auto(GStrv) ceilings = g_strsplit(list ? list : "", ":", -1);
	return g_strv_contains((const char *const *)ceilings, folder);
}

StorePlace *store_find(const char *start, StoreSearch search, GError **error)
{
	g_autofree char *folder = resolve(start, NULL);
	if (!folder) {
		desk_refuse_errno(error, file_error_passes(errno) ?
			DESK_ERROR_TEMPORARY : DESK_ERROR_NOT_FOUND, start,
			errno);
		return NULL;
	}
	g_autofree char *at = g_strdup(folder);
	for (;;) {
		GError *problem = NULL;
		StorePlace *place = find_at(at, search == STORE_EXACTLY ||
			(search == STORE_NAMED && strcmp(at, folder) == 0),
			&problem);
		if (place || problem) {
			if (problem)
				g_propagate_error(error, problem);
			return place;
		}
		g_autofree char *above = g_path_get_dirname(at);
		if (search == STORE_EXACTLY || strcmp(above, at) == 0 || is_ceiling(above))
			break;
		g_free(at);
		at = g_steal_pointer(&above);
	}
	desk_refuse(error, DESK_ERROR_NOT_FOUND, search == STORE_EXACTLY ?
		&no_store_in : &no_store, folder, NULL);
	return NULL;
}

void store_place_free(StorePlace *place)
{
	if (!place)
		return;
	g_free(place->git_folder);
	g_free(place->head_folder);
	g_free(place->work_tree);
	g_free(place->desk_folder);
	g_clear_pointer(&place->settings, g_ptr_array_unref);
	g_free(place);
}
