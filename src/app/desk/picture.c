#include "app/desk/picture.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "base/phrase.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES 64

static char *picture_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "picture", NULL);
}

gboolean picture_note(Desk *desk, GError **error)
{
	g_autofree char *path = picture_path(desk);
	g_autofree char *text = instant_format(desk_now(desk));
	return file_write(path, text, strlen(text), FALSE, error);
}

Instant picture_seen(Desk *desk)
{
	g_autofree char *path = picture_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, FILE_LIMIT_BYTES, FALSE, NULL);
	g_autofree char *text = text_of_bytes(bytes);
	Instant seen;
	return instant_parse(text, &seen) ? seen : INSTANT_NONE;
}

void picture_say(Desk *desk)
{
	static const Phrase old = {"picture %1 old; `desk sync` brings what is "
			"new",
		"картина на %1 назад; новое принесёт `desk sync`"};
	gint64 stale;
	if (!upstream_is_synced(desk) ||
		!desk_setting_number(desk, "sync.stale", &stale, NULL))
		return;
	Instant seen = picture_seen(desk);
	if (seen == INSTANT_NONE || desk_now(desk) - seen <= stale)
		return;
	g_autofree char *span = desk_hours_text(desk, (desk_now(desk) - seen) /
		60 * 60);
	desk_say_once(desk, &old, span, NULL);
}

/* --- the last sync failed -------------------------------------------------- */

#define REASON_LIMIT_BYTES (64 * 1024)
#define TOLD "told"

static char *failure_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "sync.failed",
		NULL);
}

/* Three parts: when, whether somebody knows, why in both languages. */
static void write_failure(Desk *desk, const char *at, gboolean told,
	const char *kept)
{
	g_autofree char *path = failure_path(desk);
	g_autofree char *text = g_strdup_printf("%s\n%s\n%s", at, told ? TOLD :
		"", kept);
	file_write(path, text, strlen(text), FALSE, NULL);
}

void picture_note_failure(Desk *desk, const GError *problem, gboolean told)
{
	if (!problem) {
		g_autofree char *path = failure_path(desk);
		unlink(path);
		return;
	}
	g_autofree char *at = instant_format(desk_now(desk));
	g_autofree char *kept = desk_error_keep(problem);
	write_failure(desk, at, told, kept);
}

void picture_say_failure(Desk *desk, gboolean always)
{
	static const Phrase failed = {"the last sync, at %1, failed: %2; now: "
			"`desk sync`",
		"последняя синхронизация, %1, не удалась: %2; сейчас: `desk "
		"sync`"};
	g_autofree char *path = failure_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, REASON_LIMIT_BYTES, FALSE,
		NULL);
	g_autofree char *text = bytes ? text_of_bytes(bytes) : NULL;
	g_auto(GStrv) parts = g_strsplit(text ? text : "", "\n", 3);
	Instant at;
	if (g_strv_length(parts) < 3 || !instant_parse(parts[0], &at))
		return;
	gboolean told = strcmp(parts[1], TOLD) == 0;
	if (told && !always)
		return;
	g_autofree char *when = desk_time_text(desk, at);
	g_autoptr(GError) problem = NULL;
	desk_refuse_kept(&problem, DESK_ERROR_TEMPORARY, parts[2]);
	g_autofree char *why = desk_problem_text(desk, problem);
	desk_say_once(desk, &failed, when, why, NULL);
	if (!told)
		write_failure(desk, parts[0], TRUE, parts[2]);
}
