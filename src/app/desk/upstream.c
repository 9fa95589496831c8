#include "app/desk/upstream.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "base/error.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/environment.h"
#include "system/file.h"
#include "system/process.h"

static const Phrase
	git_failed = {"git %1: %2; where no other clone works, `git branch "
			"--unset-upstream main` says so",
		"git %1: %2; если других клонов нет, скажите об этом: `git "
		"branch --unset-upstream main`"};

#define OUTPUT_LIMIT_BYTES (64 * 1024)
#define REFS_LIMIT_BYTES (64 * 1024 * 1024)

void upstream_clear(Upstream *upstream)
{
	g_clear_pointer(&upstream->remote, g_free);
	g_clear_pointer(&upstream->branch, g_free);
}

gboolean upstream_find(Desk *desk, Upstream *upstream)
{
	const StorePlace *place = desk_place(desk);
	g_autofree char *remote = store_config_get(place, "branch.main.remote");
	if (!remote || !*remote || strcmp(remote, ".") == 0)
		return FALSE;
	if (!upstream)
		return TRUE;
	g_autofree char *merge = store_config_get(place, "branch.main.merge");
	upstream->branch = g_strdup(merge &&
		g_str_has_prefix(merge, "refs/heads/") ?
		merge + strlen("refs/heads/") : "main");
	upstream->remote = g_steal_pointer(&remote);
	return TRUE;
}

char *upstream_ref(const Upstream *upstream, const char *branch)
{
	/* A name, as git keeps it, or a URL. */
	return strpbrk(upstream->remote, "/:\\ ") ?
		g_strconcat("refs/desk/upstream/", branch, NULL) :
		g_strconcat("refs/remotes/", upstream->remote, "/", branch,
			NULL);
}

gboolean upstream_is_synced(Desk *desk)
{
	if (!upstream_find(desk, NULL))
		return FALSE;
	g_autofree char *setting = store_config_get(desk_place(desk),
		"desk.sync");
	return setting && *setting;
}

gboolean upstream_refused(Desk *desk, guint *count, GError **error)
{
	static const char name[] = "refs/desk/refused/";
	const char *git_folder = desk_place(desk)->git_folder;
	g_autofree char *path = g_build_filename(git_folder, name, NULL);
	g_autofree char *packed = g_build_filename(git_folder, "packed-refs",
		NULL);
	g_autoptr(GHashTable) all = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	GBytes *read = NULL;
	g_autoptr(GPtrArray) names = file_names(path, error);
	if (!names || !file_read_any(packed, REFS_LIMIT_BYTES, &read, error))
		return FALSE;
	g_autoptr(GBytes) bytes = read;
	for (guint i = 0; i < names->len; i++)
		g_hash_table_add(all, g_strdup(names->pdata[i]));
	g_autofree char *text = text_of_bytes(bytes);
	for (const char *at = text; (at = strstr(at, name));) {
		at += strlen(name);
		g_hash_table_add(all, g_strndup(at, strcspn(at, "\n")));
	}
	*count = g_hash_table_size(all);
	return TRUE;
}

gboolean upstream_say_alone(Desk *desk)
{
	static const Phrase alone = {"main has the upstream %1/%2, but this "
			"clone was never synced with it: it gives numbers, "
			"takes in and sends mail as if it were alone; `desk "
			"sync` makes it one of many, `git branch "
			"--unset-upstream main` says that it is alone",
		"у main есть upstream %1/%2, но этот клон с ним ни разу не "
		"синхронизировался: он выдаёт номера, принимает и отправляет "
		"почту, как если бы был один; одним из многих его сделает "
		"`desk sync`, а что он один, скажет `git branch "
		"--unset-upstream main`"};
	g_auto(Upstream) upstream = {0};
	if (upstream_is_synced(desk) || !upstream_find(desk, &upstream))
		return FALSE;
	desk_say_once(desk, &alone, upstream.remote, upstream.branch, NULL);
	return TRUE;
}

void git_end_clear(GitEnd *end)
{
	g_clear_pointer(&end->output, g_free);
	g_clear_pointer(&end->said, g_free);
}

gboolean upstream_run(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, GitEnd *end, GError **error)
{
	const StorePlace *place = desk_place(desk);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	const char *const start[] = {"git", "-C", place->work_tree ?
		place->work_tree : place->git_folder, "--git-dir",
		place->git_folder};
	for (gsize i = 0; i < G_N_ELEMENTS(start); i++)
		g_ptr_array_add(argv, (gpointer)start[i]);
	for (; *arguments; arguments++)
		g_ptr_array_add(argv, (gpointer)*arguments);
	g_ptr_array_add(argv, NULL);
	g_autoptr(GBytes) bytes = NULL;
	git_end_clear(end);
	environment_leave_repository();
	if (!process_run_within((const char *const *)argv->pdata, input,
		OUTPUT_LIMIT_BYTES, timeout_ms, &bytes, &end->said,
		&end->status, error))
		return FALSE;
	end->output = text_of_bytes(bytes);
	return TRUE;
}

gboolean upstream_git(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, char **output, GError **error)
{
	g_auto(GitEnd) end = {0};
	if (!upstream_run(desk, arguments, input, timeout_ms, &end, error)) {
		g_prefix_error(error, "git %s: ", arguments[0]);
		return FALSE;
	}
	if (end.status != 0) {
		g_autofree char *reason = process_git_reason(end.said, end.status);
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &git_failed,
			arguments[0], reason, NULL);
	}
	if (output)
		*output = g_steal_pointer(&end.output);
	return TRUE;
}
