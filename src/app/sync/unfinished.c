#include "app/sync/unfinished.h"

#include "app/desk/desk.h"
#include "app/desk/upstream.h"
#include "app/sync/settle.h"
#include "base/error.h"
#include "store/tip.h"
#include "system/file.h"
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
typedef struct {
	const char *file, *command;
	const char *other; /* the commit that it brings; NULL: tickets are a person's */
} Kind;
static const Kind kinds[] = {
	{"MERGE_HEAD", "merge", "MERGE_HEAD"},
	{"rebase-merge", "rebase", "REBASE_HEAD"},
	{"rebase-apply", "rebase", NULL},
	{"CHERRY_PICK_HEAD", "cherry-pick", "CHERRY_PICK_HEAD"},
	{"REVERT_HEAD", "revert", NULL},
};

/* NULL in `kind`: nothing. */
static gboolean find_unfinished(Desk *desk, const Kind **kind, GError **error)
{
	*kind = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(kinds) && !*kind; i++) {
		gboolean is;
		g_autofree char *path = g_build_filename(
			desk_place(desk)->head_folder, kinds[i].file, NULL);
		if (!file_exists(path, &is, error))
			return FALSE;
		if (is)
			*kind = &kinds[i];
	}
	return TRUE;
}

/* A rebase stops at each commit anew. */
#define MOST_STOPS 10000

static gboolean go_on(Desk *desk, const Kind *kind, gboolean on, GitEnd *end,
	GError **error)
{
	/* The words are those that git has prepared. */
	const char *const arguments[] = {"-c", "core.editor=true", kind->command,
		on ? "--continue" : "--abort", NULL};
	return (!on || !kind->other || settle_tickets(desk, kind->other,
			error)) &&
		upstream_run(desk, arguments, NULL, GIT_TIMEOUT_MS, end, error);
}

gboolean unfinished_end(Desk *desk, gboolean on, GError **error)
{
	const Kind *kind;
	g_auto(GitEnd) end = {0};
	g_autofree char *before = NULL;
	if (!find_unfinished(desk, &kind, error))
		return FALSE;
	if (!kind)
		return desk_refuse(error, DESK_ERROR_USAGE, &nothing, NULL);
	for (guint i = 0; i < MOST_STOPS; i++) {
		if (!go_on(desk, kind, on, &end, error))
			return FALSE;
		if (end.status == 0)
			return TRUE;
		/* The same once more: a person is needed. */
		if (!on || g_strcmp0(before, end.said) == 0)
			break;
		g_free(before);
		before = g_strdup(end.said);
	}
	g_autofree char *reason = process_git_reason(*end.said ? end.said :
		end.output, end.status);
	return desk_refuse(error, DESK_ERROR_CONFLICT, &unsettled, kind->command,
		reason, NULL);
}
