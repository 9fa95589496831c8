#include "system/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "system/clock.h"

static const Phrase
	no_lock = {"%2: cannot make the lock: %1",
		"%2: не создать блокировку: %1"},
	locked = {"%1: locked by %2; waited %3 s; try again when it is done",
		"%1: занято: %2; ждали %3 с; повторите, когда закончится"},
	locked_by_some = {"%1: locked by another process; waited %3 s; try "
			"again when it is done",
		"%1: занято другой программой; ждали %3 с; повторите, когда "
		"она закончит"};

struct FileLock {
	int fd;
};

static int set_lock(int fd, short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
	int result;
	do
		result = fcntl(fd, F_OFD_SETLK, &lock);
	while (result < 0 && errno == EINTR);
	return result;
}

/* Polls: the blocking form cannot time out without signals. */
static gboolean wait_for_lock(int fd, int timeout_ms)
{
	gint64 end = clock_monotonic_ms() + timeout_ms;
	gulong pause_ms = 2;
	while (set_lock(fd, F_WRLCK) < 0) {
		if (errno != EAGAIN && errno != EACCES)
			return FALSE;
		if (clock_monotonic_ms() >= end) {
			errno = EAGAIN;
			return FALSE;
		}
		g_usleep(pause_ms * 1000);
		pause_ms = MIN(pause_ms * 2, 50);
	}
	return TRUE;
}

/* NULL: nobody has signed. */
static char *read_holder(int fd)
{
	char text[200];
	ssize_t size = pread(fd, text, sizeof text, 0);
	if (size <= 0)
		return NULL;
	char *holder = g_utf8_make_valid(text, size);
	for (char *at = holder; *at; at++)
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	return g_strchomp(holder);
}

/* Only for messages, so a full disk is no reason to fail. */
static void write_holder(int fd, const char *purpose)
{
	g_autofree char *text = g_strdup_printf("%s (process %d)\n", purpose,
		(int)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0;
}

static void refuse_lock(int fd, const char *path, int timeout_ms,
	GError **error)
{
	if (errno != EAGAIN) {
		desk_refuse_system(error, DESK_ERROR_TEMPORARY, errno, &no_lock,
			path, NULL);
		return;
	}
	g_autofree char *seconds = g_strdup_printf("%g", timeout_ms / 1000.0);
	g_autofree char *holder = read_holder(fd);
	desk_refuse(error, DESK_ERROR_TEMPORARY, holder ? &locked :
		&locked_by_some, path, holder ? holder : "", seconds, NULL);
}

FileLock *file_lock_take(const char *path, const char *purpose,
	int timeout_ms, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		O_NONBLOCK, 0666);
	if (fd < 0) {
		desk_refuse_system(error, DESK_ERROR_WRITE, errno, &no_lock,
			path, NULL);
		return NULL;
	}
	if (!wait_for_lock(fd, timeout_ms)) {
		refuse_lock(fd, path, timeout_ms, error);
		close(fd);
		return NULL;
	}
	write_holder(fd, purpose);
	FileLock *lock = g_new(FileLock, 1);
	lock->fd = fd;
	return lock;
}

void file_lock_release(FileLock *lock)
{
	if (!lock)
		return;
	/* Unlocked by word, not only by close(): a child between fork and
	 * exec still has the descriptor. */
	set_lock(lock->fd, F_UNLCK);
	close(lock->fd);
	g_free(lock);
}
