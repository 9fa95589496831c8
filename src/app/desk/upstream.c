#include "app/desk/upstream.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "base/error.h"
#include "store/tip.h"
#include "system/process.h"

static const Phrase
	git_failed = {"git %1: %2; where no other clone works, `git branch "
			"--unset-upstream main` says so",
		"git %1: %2; если других клонов нет, скажите об этом: `git "
		"branch --unset-upstream main`"};

#define OUTPUT_LIMIT_BYTES (64 * 1024)

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

gboolean upstream_say_alone(Desk *desk)
{
	static const Phrase alone = {"main has the upstream %1/%2, which desk "
			"does not sync with: this clone gives numbers, takes "
			"in and sends mail as if it were alone; `git branch "
			"--unset-upstream main` says that it is",
		"у main есть upstream %1/%2, с которым desk не "
		"синхронизируется: этот клон выдаёт номера, принимает и "
		"отправляет почту, как если бы был один; что он один, скажет "
		"`git branch --unset-upstream main`"};
	g_auto(Upstream) upstream = {0};
	if (!upstream_find(desk, &upstream))
		return FALSE;
	desk_say_once(desk, &alone, upstream.remote, upstream.branch, NULL);
	return TRUE;
}

/* What it was, of all that git said: not its advice, not the address. */
static char *reason_of(const char *said)
{
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *text = g_strstrip(*line);
		if (!*text || g_str_has_prefix(text, "To ") ||
			g_str_has_prefix(text, "warning: "))
			continue;
		return g_strdup(g_str_has_prefix(text, "fatal: ") ?
			text + strlen("fatal: ") : text);
	}
	return g_strdup("failed");
}

gboolean upstream_git(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, char **output, GError **error)
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
	g_autofree char *said = NULL;
	int status = 0;
	if (!process_run_within((const char *const *)argv->pdata, input,
		OUTPUT_LIMIT_BYTES, timeout_ms, output ? &bytes : NULL, &said,
		&status, error))
		return FALSE;
	if (status != 0) {
		g_autofree char *reason = reason_of(said);
		desk_refuse(error, DESK_ERROR_TEMPORARY, &git_failed,
			(char *)argv->pdata[G_N_ELEMENTS(start)], reason, NULL);
		return FALSE;
	}
	gsize size = 0;
	const char *raw = output ? g_bytes_get_data(bytes, &size) : NULL;
	if (output)
		*output = g_strndup(raw ? raw : "", size);
	return TRUE;
}
