#include "app/desk/timer.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "base/error.h"
#include "base/identifier.h"
#include "store/tip.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"
#include "text/yaml.h"

#define LIMIT_BYTES 4096
#define LOCK_MS 5000
#define ENTRY_ID_LENGTH 6

static const Phrase
	no_timer = {"%1 is no timer; `desk time stop --discard` takes it away",
		"%1 — не таймер; уберёт его `desk time stop --discard`"},
	runs_already = {"your timer runs on %1 since %2; `desk time stop` "
			"first",
		"ваш таймер идёт по %1 с %2; сначала `desk time stop`"};

void timer_clear(Timer *timer)
{
	g_clear_pointer(&timer->uid, g_free);
	g_clear_pointer(&timer->entry, g_free);
}

static char *path_of(Desk *desk, GError **error)
{
	const char *me = desk_me(desk, error);
	return me ? g_build_filename(desk_place(desk)->desk_folder, "timers",
		me, NULL) : NULL;
}

static gboolean damaged(const char *path, GError **error)
{
	return desk_refuse(error, DESK_ERROR_DATA, &no_timer, path, NULL);
}

static gboolean parse(const char *path, GBytes *bytes, Timer *timer,
	GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(YamlNode) root = yaml_parse_single(text ? text : "", size,
		path, 1, NULL);
	const char *uid = yaml_get_text(root, "uid", "");
	const char *entry = yaml_get_text(root, "entry", "");
	if (!uid_is_valid(uid) || !*entry ||
		!instant_parse(yaml_get_text(root, "began", ""), &timer->began))
		return damaged(path, error);
	timer->uid = g_strdup(uid);
	timer->entry = g_strdup(entry);
	return TRUE;
}

gboolean timer_read(Desk *desk, Timer *timer, GError **error)
{
	g_autofree char *path = path_of(desk, error);
	if (!path)
		return FALSE;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_read(path, LIMIT_BYTES, FALSE, &problem);
	if (bytes)
		return parse(path, bytes, timer, error);
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND))
		return TRUE;
	return damaged(path, error);
}

static gboolean refuse(Desk *desk, const Timer *timer, GError **error)
{
	g_autofree char *name = desk_ticket_name(desk, timer->uid, error);
	if (!name)
		return FALSE;
	g_autofree char *since = desk_time_text(desk, timer->began);
	return desk_refuse(error, DESK_ERROR_CONFLICT, &runs_already, name,
		since, NULL);
}

static gboolean write_timer(const char *path, const char *uid, Instant began,
	GError **error)
{
	guint8 bytes[ENTRY_ID_LENGTH];
	random_bytes(bytes, sizeof bytes);
	g_autofree char *entry = identifier_from_bytes(bytes, sizeof bytes,
		ENTRY_ID_LENGTH);
	g_autofree char *since = instant_format(began);
	g_autofree char *text = g_strdup_printf(
		"uid: %s\nentry: '%s'\nbegan: %s\n", uid, entry, since);
	step("timer");
	return file_write(path, text, strlen(text), TRUE, error);
}

gboolean timer_start(Desk *desk, const char *uid, Instant began,
	GError **error)
{
	g_autofree char *path = path_of(desk, error);
	if (!path)
		return FALSE;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *lock_path = g_strconcat(folder, ".lock", NULL);
	if (!file_make_folder(folder, error))
		return FALSE;
	g_autoptr(FileLock) lock = file_lock_take(lock_path, "desk time",
		LOCK_MS, error);
	g_auto(Timer) running = {0};
	if (!lock || !timer_read(desk, &running, error))
		return FALSE;
	if (running.uid)
		return strcmp(running.uid, uid) == 0 ||
			refuse(desk, &running, error);
	return write_timer(path, uid, began, error);
}

gboolean timer_remove(Desk *desk, GError **error)
{
	g_autofree char *path = path_of(desk, error);
	if (!path)
		return FALSE;
	step("timer end");
	return file_remove(path, error);
}
