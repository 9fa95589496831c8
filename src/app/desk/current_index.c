#include "app/desk/current_index.h"

#include <string.h>

#include "app/desk/commit_guard.h"
#include "app/desk/desk_parts.h"
#include "app/desk/desk_state.h"
#include "app/desk/merge_driver.h"
#include "app/desk/refresh.h"
#include "app/desk/talk.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/people.h"
#include "system/environment.h"
#include "system/file.h"

static const Phrase
	no_store = {"%1 is a git repository, but no store: its branch main has "
			"no desk.yaml; `desk init` makes one, -C names another "
			"folder",
		"%1 — репозиторий git, но не хранилище: в его ветке main нет "
		"desk.yaml; `desk init` создаст хранилище, -C называет другую "
		"папку"},
	rebuilt = {"index rebuilt from %1 commits",
		"индекс построен заново, коммитов: %1"},
	behind = {"another desk is refreshing the index; this answers as of "
			"commit %1",
		"индекс обновляет другой desk; это ответ на момент коммита %1"},
	branch_gone = {"%1: the branch main, which was here, is gone; `git "
			"branch -a` shows what there is, `git branch -m NAME "
			"main` gives one its name back, `git branch main "
			"COMMIT` makes it anew (`git reflog`)",
		"%1: ветка main, которая здесь была, пропала; какие есть: "
		"`git branch -a`, вернуть имя: `git branch -m ИМЯ main`, "
		"создать заново: `git branch main КОММИТ` (`git reflog`)"},
	no_branch = {"%1 is a git repository, but no store: it has no branch "
			"main; `desk init` makes one, -C names another folder",
		"%1 — репозиторий git, но не хранилище desk: в нём нет ветки "
		"main; создать: `desk init`, указать другую папку: -C"};

static char *index_path(const Desk *desk)
{
	return g_build_filename(desk->place->desk_folder, "index.db", NULL);
}

/* Where the store's own folder cannot be written. */
static char *cache_index_path(const Desk *desk)
{
	g_autofree char *cache = environment_cache_folder();
	g_autofree char *name = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, desk->place->git_folder, -1);
	return g_build_filename(cache, name, "index.db", NULL);
}

static gboolean stands_for(Index *index, const char *tip)
{
	char have[41];
	return index && index_tip(index, have, NULL) && strcmp(have, tip) == 0;
}

static gboolean note_any(const char *path, const char *oid, guint mode,
	void *any)
{
	(void)path;
	(void)oid;
	(void)mode;
	*(gboolean *)any = TRUE;
	return FALSE;
}

/* Every git repository is found from inside; without a regulation or tickets
 * it is no store, and must not be walked. */
static gboolean is_store(Store *store, const char *tip, GError **error)
{
	char oid[41];
	gboolean any = FALSE;
	g_autoptr(GError) problem = NULL;
	if (store_lookup(store, tip, "desk.yaml", oid, &problem))
		return TRUE;
	if (problem || !store_each(store, tip, "tickets", note_any, &any,
		&problem))
		return desk_error_pass(error, &problem);
	if (any)
		return TRUE;
	const StorePlace *place = store_place(store);
	return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_store,
		place->work_tree ? place->work_tree : place->git_folder, NULL);
}

/* Whoever has just cloned a store hears it once: hooks are not cloned. */
static void say_unguarded(const Desk *desk)
{
	g_autofree char *path = commit_guard_path(desk->place);
	if (commit_guard_is_missing(desk->place))
		desk_say(desk, commit_guard_advice(desk->place), path, NULL);
	else if (merge_driver_is_missing(desk->place))
		desk_say(desk, &merge_driver_advice, NULL);
}

/* `opened` is taken. `busy`: another process refreshes it. */
static Index *take_in(Desk *desk, Index *opened, gboolean existed,
	const char *tip, gboolean *busy, GError **error)
{
	g_autoptr(Index) index = opened;
	Store *store = desk_store(desk, error);
	RefreshResult result = {0};
	gboolean done = store && refresh_index(store, index, tip,
		desk->progress, desk->data, &result, error);
	*busy = result.busy;
	if (!done)
		return NULL;
	if (!existed)
		say_unguarded(desk);
	/* The first few commits of a new store are nobody's news. */
	if (result.rebuilt && (existed || result.commits > 1000)) {
		g_autofree char *commits = g_strdup_printf("%u", result.commits);
		desk_say(desk, &rebuilt, commits, NULL);
	}
	return g_steal_pointer(&index);
}

/* `open` is what this process has open already, or NULL; it is taken. */
static Index *refresh_at(Desk *desk, Index *open, const char *path,
	const char *tip, gboolean *busy, GError **error)
{
	g_autoptr(Index) index = open;
	Store *store = desk_store(desk, error);
	if (!store)
		return NULL;
	gboolean existed = g_file_test(path, G_FILE_TEST_EXISTS);
	if (!existed && !is_store(store, tip, error))
		return NULL;
	if (index && (!existed || !index_can_write(index, path)))
		g_clear_pointer(&index, index_free);
	if (!index)
		index = index_open(path, INDEX_WRITE, error);
	return index ? take_in(desk, g_steal_pointer(&index), existed, tip, busy,
		error) : NULL;
}

/* Behind while somebody else refreshes: the last complete state, named. */
static Index *open_behind(Desk *desk, const char *path)
{
	g_autoptr(Index) index = index_open(path, INDEX_READ, NULL);
	char have[41];
	if (!index || !index_tip(index, have, NULL) || have[0] == '\0')
		return NULL;
	have[10] = '\0';
	desk_say(desk, &behind, have, NULL);
	return g_steal_pointer(&index);
}

static Index *refresh_in_cache(Desk *desk, const char *cache, const char *tip,
	GError **error)
{
	g_autofree char *folder = g_path_get_dirname(cache);
	if (!file_make_folder(folder, error))
		return NULL;
	gboolean busy;
	return refresh_at(desk, NULL, cache, tip, &busy, error);
}

/* `open` was current before; NULL: nothing is open yet. It is taken. */
static Index *make_current(Desk *desk, Index *open, const char *tip,
	GError **error)
{
	g_autofree char *path = index_path(desk);
	g_autofree char *cache = cache_index_path(desk);
	if (!open)
		open = index_open(path, INDEX_READ, NULL);
	if (stands_for(open, tip))
		return open;
	Index *index = g_file_test(cache, G_FILE_TEST_EXISTS) ?
		index_open(cache, INDEX_READ, NULL) : NULL;
	g_autoptr(GError) problem = NULL;
	gboolean busy = FALSE;
	if (!stands_for(index, tip))
		g_clear_pointer(&index, index_free);
	if (index)
		index_free(open);
	else
		index = refresh_at(desk, open, path, tip, &busy, &problem);
	if (!index && busy)
		index = open_behind(desk, path);
	if (!index && g_error_matches(problem, DESK_ERROR, DESK_ERROR_WRITE)) {
		g_clear_error(&problem);
		index = refresh_in_cache(desk, cache, tip, &problem);
	}
	if (!index)
		g_propagate_error(error, g_steal_pointer(&problem));
	return index;
}

/* As CI checks out what it is to look at: a commit, and no branch. */
static gboolean is_checkout(Desk *desk, char tip[41], GError **error)
{
	static const Phrase as_of_head = {"no branch main is here: this answers "
			"as of the commit that is checked out, %1",
		"ветки main здесь нет: это ответ на момент взятого коммита, %1"};
	if (!store_detached_tip(desk->place, tip, error))
		return FALSE;
	g_autofree char *short_name = g_strndup(tip, 10);
	desk_say(desk, &as_of_head, short_name, NULL);
	return TRUE;
}

/* A store whose branch is gone is not an empty store. */
static gboolean find_tip(Desk *desk, char tip[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (store_tip(desk->place, STORE_BRANCH, tip, &problem) || (!problem &&
			is_checkout(desk, tip, &problem)))
		return TRUE;
	const char *folder = desk->place->work_tree ? desk->place->work_tree :
		desk->place->git_folder;
	g_autofree char *index = index_path(desk);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (g_file_test(index, G_FILE_TEST_EXISTS))
		desk_refuse(error, DESK_ERROR_CONFIG, &branch_gone, folder,
			NULL);
	else
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_branch, folder,
			NULL);
	return FALSE;
}

/* Who is whose, and how long a day is: what everybody leans on. */
static gboolean say_unread(Desk *desk, GError **error)
{
	static const Phrase unread = {"%1; its last version that could be read "
			"stands, if there is one, `desk config check` shows "
			"what to mend",
		"%1; действует последняя версия, которую удалось прочесть, "
		"если она есть; что исправить, покажет `desk config check`"};
	g_autoptr(GPtrArray) problems = index_unread_people(desk->index, error);
	for (guint i = 0; problems && i < problems->len; i++) {
		g_autofree char *said = desk_kept_text(problems->pdata[i],
			desk->language);
		said[strcspn(said, "\n")] = '\0';
		desk_say_once(desk, &unread, said, NULL);
	}
	return problems != NULL;
}

Index *desk_index(Desk *desk, GError **error)
{
	if (desk->index && (desk->index_is_current || desk->as_of))
		return desk->index;
	char tip[41] = "";
	if (!find_tip(desk, tip, error))
		return NULL;
	if (!stands_for(desk->index, tip)) {
		g_clear_pointer(&desk->calendars, work_calendars_free);
		desk->regulation_is_current = FALSE;
		desk->index = make_current(desk, g_steal_pointer(&desk->index),
			tip, error);
		if (desk->index && !say_unread(desk, error))
			g_clear_pointer(&desk->index, index_free);
	}
	desk->index_is_current = desk->index != NULL;
	return desk->index;
}

/* Others have it open, and its log: they see what it was until it is whole. Only
 * what cannot be written anew is removed. */
gboolean desk_rebuild_index(Desk *desk, GError **error)
{
	char tip[41];
	gboolean busy;
	g_autoptr(GError) problem = NULL;
	g_autofree char *path = index_path(desk);
	g_clear_pointer(&desk->calendars, work_calendars_free);
	g_clear_pointer(&desk->index, index_free);
	desk->index_is_current = FALSE;
	if (!find_tip(desk, tip, error))
		return FALSE;
	Index *index = index_open(path, INDEX_WRITE, &problem);
	if (index && index_begin_rebuild(index, &problem))
		desk->index = take_in(desk, index, TRUE, tip, &busy, &problem);
	else
		index_free(index);
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_TEMPORARY))
		return desk_error_pass(error, &problem);
	return (desk->index || index_remove(path, error)) &&
		desk_index(desk, error) != NULL;
}

gboolean desk_has_committed(const Desk *desk)
{
	return desk->has_committed;
}

void desk_note_commit(Desk *desk)
{
	desk->has_committed = TRUE;
}

void desk_forget_index(Desk *desk)
{
	desk->index_is_current = FALSE;
}

gboolean desk_as_of(Desk *desk, Instant at, GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index || !index_as_of(index, at, error))
		return FALSE;
	desk->as_of = TRUE;
	desk->now = at;
	return TRUE;
}
