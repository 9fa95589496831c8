#include "app/sync/unfinished.h"

#include "app/desk/desk.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "store/tip.h"
#include "system/process.h"

#define GIT_TIMEOUT_MS (10 * 60 * 1000)

static const Phrase
	nothing = {"neither a merge nor a rebase is in progress",
		"ни слияния, ни rebase в процессе нет"},
	unsettled = {"git %1: %2; `git status` names the files; when they are "
			"settled: git add FILE, then `desk sync --continue`",
		"git %1: %2; файлы назовёт `git status`; когда разберётесь: "
		"git add ФАЙЛ, затем `desk sync --continue`"};

/* What git leaves in the folder of HEAD, and who goes on with it. */
static const struct {
	const char *file, *command;
} kinds[] = {
	{"MERGE_HEAD", "merge"},
	{"rebase-merge", "rebase"},
	{"rebase-apply", "rebase"},
	{"CHERRY_PICK_HEAD", "cherry-pick"},
	{"REVERT_HEAD", "revert"},
};

static const char *find_unfinished(Desk *desk)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path = g_build_filename(
			desk_place(desk)->head_folder, kinds[i].file, NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return kinds[i].command;
	}
	return NULL;
}

gboolean unfinished_end(Desk *desk, gboolean on, GError **error)
{
	const char *command = find_unfinished(desk);
	g_auto(GitEnd) end = {0};
	if (!command)
		return desk_refuse(error, DESK_ERROR_USAGE, &nothing, NULL);
	/* The words are those that git has prepared. */
	const char *const arguments[] = {"-c", "core.editor=true", command,
		on ? "--continue" : "--abort", NULL};
	if (!upstream_run(desk, arguments, NULL, GIT_TIMEOUT_MS, &end, error))
		return FALSE;
	if (end.status == 0)
		return TRUE;
	g_autofree char *reason = process_git_reason(*end.said ? end.said :
		end.output);
	return desk_refuse(error, DESK_ERROR_CONFLICT, &unsettled, command,
		reason, NULL);
}
