#include "store/state.h"

#include "base/error.h"
#include "base/texts.h"
#include "store/quote.h"
#include "system/file.h"

#include <string.h>

static const Phrase
	no_branch = {"%1: no branch is checked out: %2",
		"%1: не выбрана ни одна ветка: %2"},
	other_branch = {"%1: the branch \"%3\" is checked out, not main: %2",
		"%1: выбрана ветка «%3», а не main: %2"},
	other_work_tree = {"%1: main is checked out in another work tree: run "
			"desk there: cd %2",
		"%1: main открыта в другом рабочем дереве, запускайте desk "
		"там: cd %2"};

#define LINE_LIMIT 8192

typedef struct {
	const char *file; /* in the folder of HEAD */
	Phrase what; /* and the way out */
} Unfinished;

static const Unfinished unfinished[] = {
	{"MERGE_HEAD", {"%1: a merge is in progress: `desk sync --continue` "
			"settles its tickets and ends it, git merge --abort takes "
			"it back",
		"%1: не закончено слияние: `desk sync --continue` уладит его "
		"заявки и закончит, git merge --abort отменит"}},
	{"rebase-merge", {"%1: a rebase is in progress: `desk sync --continue` "
			"settles its tickets and ends it, git rebase --abort "
			"takes it back",
		"%1: не закончено перебазирование: `desk sync --continue` "
		"уладит его заявки и закончит, git rebase --abort отменит"}},
	{"rebase-apply", {"%1: a rebase or `git am` is in progress: git rebase "
			"--continue (git am --continue), or the same with "
			"--abort",
		"%1: не закончено перебазирование или `git am`: git rebase "
		"--continue (git am --continue) либо то же с --abort"}},
	{"CHERRY_PICK_HEAD", {"%1: a cherry-pick is in progress: git "
			"cherry-pick --continue, or git cherry-pick --abort",
		"%1: не закончен cherry-pick: git cherry-pick --continue или "
		"git cherry-pick --abort"}},
	{"REVERT_HEAD", {"%1: a revert is in progress: git revert --continue, "
			"or git revert --abort",
		"%1: не закончена отмена коммита: git revert --continue или "
		"git revert --abort"}},
	{"BISECT_LOG", {"%1: a bisection is in progress: git bisect reset",
		"%1: не закончен поиск делением (bisect): git bisect reset"}},
};

static gboolean refuse(const char *where, const Phrase *what,
	const char *way_out, const char *branch, GError **error)
{
	return desk_refuse(error, DESK_ERROR_CONFIG, what, where, way_out,
		branch, NULL);
}

static gboolean check_unfinished(const StorePlace *place, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(unfinished); i++) {
		g_autofree char *path = g_build_filename(place->head_folder,
			unfinished[i].file, NULL);
		gboolean is;
		if (!file_exists(path, &is, error))
			return FALSE;
		if (is)
			return refuse(place->work_tree, &unfinished[i].what,
				NULL, NULL, error);
	}
	return TRUE;
}

/* Without a branch main, `git switch main` would not help. */
static const char *way_to_main(const StorePlace *place)
{
	char tip[41];
	return store_tip(place, STORE_BRANCH, tip, NULL) ? "git switch main" :
		"git branch -m main";
}

static gboolean check_head(const StorePlace *place, GError **error)
{
	g_autofree char *head = NULL;
	if (!file_read_line(place->head_folder, "HEAD", &head, error))
		return FALSE;
	if (g_strcmp0(head, "ref: " STORE_BRANCH) == 0)
		return TRUE;
	if (!head || !g_str_has_prefix(head, "ref: refs/heads/"))
		return refuse(place->work_tree, &no_branch, "git switch main",
			NULL, error);
	return refuse(place->work_tree, &other_branch, way_to_main(place),
		head + strlen("ref: refs/heads/"), error);
}

/* A commit made here would make the files of that work tree look changed back. */
static gboolean check_other_work_tree(const StorePlace *place, const char *name,
	GError **error)
{
	g_autofree char *folder = g_build_filename(place->git_folder, "worktrees",
		name, NULL);
	g_autofree char *head = NULL, *link = NULL;
	gboolean there = FALSE;
	if (!file_read_line(folder, "HEAD", &head, error) ||
		!file_read_line(folder, "gitdir", &link, error) ||
		(link && !file_exists(link, &there, error)))
		return FALSE;
	if (strcmp(folder, place->head_folder) == 0 || !there ||
		g_strcmp0(head, "ref: " STORE_BRANCH) != 0)
		return TRUE;
	g_autofree char *tree = g_path_get_dirname(link);
	g_autofree char *quoted = quote_path(tree);
	return refuse(place->git_folder, &other_work_tree, quoted, NULL, error);
}

static gboolean check_other_work_trees(const StorePlace *place, GError **error)
{
	g_autofree char *path = g_build_filename(place->git_folder, "worktrees",
		NULL);
	g_autoptr(GPtrArray) names = file_names(path, error);
	for (guint i = 0; names && i < names->len; i++)
		if (!check_other_work_tree(place, names->pdata[i], error))
			return FALSE;
	return names != NULL;
}

gboolean state_check(const StorePlace *place, GError **error)
{
	if (place->work_tree && (!check_unfinished(place, error) ||
			!check_head(place, error)))
		return FALSE;
	return check_other_work_trees(place, error);
}
