#include "app/sync/auto.h"

#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/desk/upstream.h"
#include "app/sync/sync.h"
#include "base/error.h"
#include "store/tip.h"

#define PATIENCE_MS 3000

gboolean sync_is_automatic(Desk *desk)
{
	g_autofree char *setting = desk_setting(desk, "sync");
	return g_strcmp0(setting, "auto") == 0 && upstream_is_synced(desk);
}

gboolean sync_at_once(Desk *desk)
{
	static const Phrase
		not_synced = {"not synced: %1", "не синхронизировано: %1"},
		refused = {"operations that were set aside: %1; `desk sync "
				"--status` tells why",
			"отложено операций: %1; почему — `desk sync --status`"};
	const SyncSettings settings = {.timeout_ms = PATIENCE_MS};
	g_auto(SyncResult) result = {0};
	g_autoptr(GError) problem = NULL;
	if (sync_run(desk, &settings, &result, &problem)) {
		if (result.refused)
			desk_say(desk, &refused, PHRASE_NUMBER(result.refused),
				NULL);
		return TRUE;
	}
	g_autofree char *text = desk_problem_text(desk, problem);
	desk_say(desk, &not_synced, text, NULL);
	return FALSE;
}

/* It neither asks on this terminal for a password, nor ends with it. */
static void leave_terminal(gpointer data)
{
	(void)data;
	setsid();
}

void sync_soon(Desk *desk)
{
	const StorePlace *place = desk_place(desk);
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	const char *argv[] = {program, "-C", place->work_tree ?
		place->work_tree : place->git_folder, "sync", "--queued",
		"--quiet", NULL};
	/* GLib starts it as nobody's child; it may outlive us. What it could not
	 * do, the next one does, and answers say how old the picture is. */
	if (program)
		g_spawn_async(NULL, (char **)argv, NULL,
			G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
			leave_terminal, NULL, NULL, NULL);
}
