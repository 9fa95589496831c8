#include "store/index_lock.h"

#include "base/error.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/step.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const Phrase
	locked = {"%1: another git command holds this lock; waited %2 s. Try "
			"again when it has ended; if none runs, a crash left "
			"the file: `rm %1` takes nothing away",
		"%1: блокировку держит другая команда git; ждали %2 с. "
		"Повторите, когда она закончится; если никакой git не "
		"работает, файл остался после сбоя: `rm %1` ничего не "
		"испортит"},
	no_lock = {"%2: cannot make the lock: %1",
		"%2: не создать блокировку: %1"};

#define TEXT "desk holds this lock; after a crash the next desk command in this store\n" \
	"finishes or undoes what was begun and removes it\n"

static char *lock_path(const StorePlace *place)
{
	return g_build_filename(place->head_folder, "index.lock", NULL);
}

static gboolean is_ours(const char *path)
{
	g_autoptr(GBytes) bytes = file_read(path, sizeof(TEXT), FALSE, NULL);
	return bytes && g_bytes_get_size(bytes) == strlen(TEXT) &&
		memcmp(g_bytes_get_data(bytes, NULL), TEXT, strlen(TEXT)) == 0;
}

/* For a file system without hard links: the text comes after the name. */
static gboolean make_in_place(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return FALSE;
	gboolean ok = write(fd, TEXT, strlen(TEXT)) == (gssize)strlen(TEXT);
	int reason = errno;
	close(fd);
	if (!ok)
		unlink(path);
	errno = reason;
	return ok;
}

/* With its text at once, so that it is never a lock of nobody. */
static gboolean make(const char *own, const char *path)
{
	if (link(own, path) == 0)
		return TRUE;
	if (errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK)
		return make_in_place(path);
	return FALSE;
}

static gboolean wait_and_make(const char *own, const char *path,
	int timeout_ms)
{
	gint64 end = clock_monotonic_ms() + timeout_ms;
	gulong pause_ms = 1;
	while (!make(own, path)) {
		if (errno != EEXIST)
			return FALSE;
		if (is_ours(path))
			return TRUE;
		if (clock_monotonic_ms() >= end) {
			errno = EEXIST;
			return FALSE;
		}
		g_usleep(pause_ms * 1000);
		pause_ms = MIN(pause_ms * 2, 50);
	}
	return TRUE;
}

gboolean index_lock_take(const StorePlace *place, int timeout_ms,
	GError **error)
{
	g_autofree char *path = lock_path(place);
	g_autofree char *own = g_build_filename(place->desk_folder, "index.lock",
		NULL);
	if (!file_write(own, TEXT, strlen(TEXT), FALSE, error))
		return FALSE;
	step("index lock");
	gboolean ok = wait_and_make(own, path, timeout_ms);
	int reason = errno;
	unlink(own);
	if (ok)
		return TRUE;
	if (reason == EEXIST)
		desk_refuse(error, DESK_ERROR_TEMPORARY, &locked, path,
			PHRASE_NUMBER(timeout_ms / 1000), NULL);
	else
		desk_refuse_system(error, DESK_ERROR_WRITE, reason, &no_lock,
			path, NULL);
	return FALSE;
}

void index_lock_release(const StorePlace *place)
{
	g_autofree char *path = lock_path(place);
	step("index unlock");
	unlink(path);
}
