#include "system/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/texts.h"
#include "system/clock.h"

static const Phrase
	too_large = {"%1: larger than %2 bytes, the most that is read",
		"%1: больше %2 байт, читать столько нельзя"},
	not_regular = {"%1: is not a regular file", "%1: не обычный файл"},
	symbolic_link = {"%1: is a symbolic link, which is not followed; put "
			"a regular file there",
		"%1: символическая ссылка, по ссылкам desk не ходит; "
		"положите обычный файл"},
	cannot_read = {"cannot read: %1", "не прочитать: %1"},
	cannot_write = {"cannot write: %1", "не записать: %1"},
	cannot_make = {"cannot make the folder: %1", "не создать папку: %1"},
	cannot_sync = {"cannot sync: %1", "не сохранить на диск: %1"};

#define CHUNK 65536
#define LINE_LIMIT 8192
#define LEFT_SECONDS (60 * 60)

static gboolean fail(GError **error, DeskError code, const char *path,
	const Phrase *what)
{
	desk_refuse_system(error, code, errno, what, NULL);
	g_prefix_error(error, "%s: ", path);
	return FALSE;
}

gboolean file_error_passes(int number)
{
	return number == EIO || number == EMFILE || number == ENFILE ||
		number == ENOMEM;
}

static gboolean fail_read(GError **error, const char *path)
{
	gboolean absent = errno == ENOENT || errno == ENOTDIR;
	return fail(error, absent ? DESK_ERROR_NOT_FOUND :
		file_error_passes(errno) ? DESK_ERROR_TEMPORARY :
		DESK_ERROR_DATA, path, &cannot_read);
}

static gboolean fail_write(GError **error, const char *path)
{
	return fail(error, DESK_ERROR_WRITE, path, &cannot_write);
}

/* `expected` bytes are asked for at first; one more tells the end. */
static GBytes *read_all(int fd, const char *name, gsize expected,
	gsize limit_bytes, GError **error)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	gsize room = MIN(expected, limit_bytes) + 1;
	for (;;) {
		guint size = all->len;
		g_byte_array_set_size(all, size + (guint)room);
		ssize_t got = read(fd, all->data + size, room);
		g_byte_array_set_size(all, size + (guint)MAX(got, 0));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fail_read(error, name);
			return NULL;
		}
		if (got == 0)
			return g_byte_array_free_to_bytes(
				g_steal_pointer(&all));
		if (all->len > limit_bytes) {
			desk_refuse(error, DESK_ERROR_DATA, &too_large, name,
				PHRASE_NUMBER(limit_bytes), NULL);
			return NULL;
		}
		room = MIN(limit_bytes - all->len + 1, (gsize)CHUNK);
	}
}

static gboolean read_any(const char *path, gsize limit_bytes, gboolean follow,
	GBytes **bytes, GError **error)
{
	g_autoptr(GError) problem = NULL;
	*bytes = file_read(path, limit_bytes, follow, &problem);
	return g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND) ||
		desk_error_pass(error, &problem);
}

gboolean file_read_any(const char *path, gsize limit_bytes, GBytes **bytes,
	GError **error)
{
	return read_any(path, limit_bytes, FALSE, bytes, error);
}

gboolean file_exists(const char *path, gboolean *exists, GError **error)
{
	struct stat status;
	*exists = lstat(path, &status) == 0;
	return *exists || errno == ENOENT || errno == ENOTDIR ||
		fail(error, DESK_ERROR_TEMPORARY, path, &cannot_read);
}

GPtrArray *file_names(const char *folder, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	DIR *open = opendir(folder);
	if (!open && (errno == ENOENT || errno == ENOTDIR))
		return g_steal_pointer(&names);
	int number = errno;
	errno = 0;
	for (struct dirent *entry; open && (entry = readdir(open)); errno = 0)
		if (strcmp(entry->d_name, ".") != 0 &&
			strcmp(entry->d_name, "..") != 0)
			g_ptr_array_add(names, g_strdup(entry->d_name));
	if (open) {
		number = errno;
		closedir(open);
	}
	if (number == 0)
		return g_steal_pointer(&names);
	desk_refuse_errno(error, DESK_ERROR_TEMPORARY, folder, number);
	return NULL;
}

gboolean file_read_line(const char *folder, const char *name, char **line,
	GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	GBytes *read;
	*line = NULL;
	if (!read_any(path, LINE_LIMIT, TRUE, &read, error))
		return FALSE;
	g_autoptr(GBytes) bytes = read;
	*line = bytes ? g_strchomp(text_of_bytes(bytes)) : NULL;
	return TRUE;
}

GBytes *file_read_descriptor(int fd, const char *name, gsize limit_bytes,
	GError **error)
{
	g_assert(limit_bytes < G_MAXUINT - CHUNK);
	return read_all(fd, name, CHUNK, limit_bytes, error);
}

int file_open_memory(char **path, GError **error)
{
	int fd = memfd_create("desk", MFD_CLOEXEC);
	if (fd < 0)
		desk_refuse_errno(error, DESK_ERROR_WRITE, "memfd", errno);
	else
		*path = g_strdup_printf("/proc/self/fd/%d", fd);
	return fd;
}

static gboolean need_regular(const struct stat *status, const char *path,
	GError **error)
{
	if (S_ISREG(status->st_mode))
		return TRUE;
	desk_refuse(error, DESK_ERROR_DATA, &not_regular, path, NULL);
	return FALSE;
}

GBytes *file_read(const char *path, gsize limit_bytes, gboolean follow,
	GError **error)
{
	g_assert(limit_bytes < G_MAXUINT - CHUNK);
	/* O_NONBLOCK: a fifo must not hang us before fstat() tells. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
		(follow ? 0 : O_NOFOLLOW));
	struct stat status;
	if (fd < 0 && errno == ELOOP && !follow) {
		desk_refuse(error, DESK_ERROR_DATA, &symbolic_link, path, NULL);
		return NULL;
	}
	if (fd < 0 || fstat(fd, &status) < 0) {
		fail_read(error, path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	GBytes *bytes = NULL;
	if (need_regular(&status, path, error))
		bytes = read_all(fd, path, (gsize)status.st_size, limit_bytes,
			error);
	close(fd);
	return bytes;
}

gboolean file_check_regular(const char *path, GError **error)
{
	struct stat status;
	if (stat(path, &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ||
			fail_read(error, path);
	return need_regular(&status, path, error);
}

gboolean file_prepare(const char *path, GError **error)
{
	struct stat status;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK |
		O_NOCTTY, 0666);
	if (fd < 0 || fstat(fd, &status) < 0) {
		fail_write(error, path);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	close(fd);
	return need_regular(&status, path, error);
}

static gboolean write_all(int fd, const char *bytes, gsize size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return FALSE;
		bytes += written;
		size -= (gsize)written;
	}
	return TRUE;
}

int file_open_beside(const char *path, mode_t mode, char **temporary)
{
	static gint serial;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	for (;;) {
		*temporary = g_strdup_printf("%s/.%.100s.%d-%d~", folder, base,
			(int)getpid(), g_atomic_int_add(&serial, 1));
		int fd = open(*temporary,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd;
		g_clear_pointer(temporary, g_free);
	}
}

/* Who wrote ".NAME.PID-N~", ".NAME.PID~" or what SQLite keeps beside one; 0: it
 * is no such file, or of another NAME. */
static pid_t writer_of(const char *file, const char *name)
{
	g_autofree char *start = name ? g_strdup_printf(".%.100s.", name) :
		g_strdup(".");
	const char *end = strrchr(file, '~'), *at = end;
	if (!end || !g_str_has_prefix(file, start) ||
		(end[1] != '\0' && end[1] != '-'))
		return 0;
	while (at > file && (g_ascii_isdigit(at[-1]) || at[-1] == '-'))
		at--;
	gint64 pid = g_ascii_strtoll(at, NULL, 10);
	gboolean ours = at > file + 1 && at[-1] == '.' &&
		(!name || at == file + strlen(start));
	return ours && pid > 0 && pid <= G_MAXINT ? (pid_t)pid : 0;
}

guint file_left_overs(const char *folder, const char *name, gboolean remove)
{
	guint count = 0;
	Instant old = clock_now() - LEFT_SECONDS;
	g_autoptr(GDir) list = g_dir_open(folder, 0, NULL);
	for (const char *file; list && (file = g_dir_read_name(list));) {
		pid_t writer = writer_of(file, name);
		struct stat status;
		if (writer == 0 || kill(writer, 0) == 0 || errno != ESRCH)
			continue;
		g_autofree char *path = g_build_filename(folder, file, NULL);
		if (lstat(path, &status) == 0 && status.st_mtime < old)
			count += !remove || unlink(path) == 0;
	}
	return count;
}

/* With the rights of the file that it is to replace. */
static int open_anew(const char *path, char **temporary)
{
	struct stat old;
	int fd = file_open_beside(path, 0666, temporary);
	if (fd < 0 || lstat(path, &old) < 0 || !S_ISREG(old.st_mode) ||
		fchmod(fd, old.st_mode & 07777) == 0)
		return fd;
	int reason = errno;
	close(fd);
	unlink(*temporary);
	errno = reason;
	return -1;
}

gboolean file_fill(int fd, const void *bytes, gsize size, gboolean durable)
{
	gboolean written = write_all(fd, bytes, size) &&
		(!durable || fsync(fd) == 0);
	int reason = errno;
	/* Some file systems tell of a full disk only here. */
	if (close(fd) < 0 && written)
		return FALSE;
	errno = reason;
	return written;
}

gboolean file_write(const char *path, const void *bytes, gsize size,
	gboolean durable, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	if (!file_make_folder(folder, error))
		return FALSE;
	g_autofree char *temporary = NULL;
	int fd = open_anew(path, &temporary);
	if (fd < 0)
		return fail_write(error, path);
	if (!file_fill(fd, bytes, size, durable) ||
		rename(temporary, path) < 0) {
		int reason = errno;
		unlink(temporary);
		errno = reason;
		return fail_write(error, path);
	}
	return !durable || file_sync_folder(folder, error);
}

gboolean file_write_private(const char *path, const void *bytes, gsize size,
	GError **error)
{
	mode_t before = umask(0077);
	g_autofree char *folder = g_path_get_dirname(path);
	gboolean written = file_make_folder(folder, error) &&
		chmod(folder, 0700) == 0 &&
		file_write(path, bytes, size, FALSE, error);
	umask(before);
	if (!written && error && !*error)
		return fail_write(error, path);
	return written && (chmod(path, 0600) == 0 || fail_write(error, path));
}

gboolean file_remove(const char *path, GError **error)
{
	return unlink(path) == 0 || errno == ENOENT ||
		desk_refuse_errno(error, DESK_ERROR_WRITE, path, errno);
}

void file_remove_old(const char *folder, gint64 time)
{
	struct stat status;
	g_autoptr(GDir) list = g_dir_open(folder, 0, NULL);
	for (const char *name; list && (name = g_dir_read_name(list));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (lstat(path, &status) == 0 && status.st_mtime < time)
			unlink(path);
	}
	rmdir(folder);
}

gboolean file_make_folder(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0777) == 0)
		return TRUE;
	return fail(error, DESK_ERROR_WRITE, path, &cannot_make);
}

gboolean file_sync_folder(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(error, DESK_ERROR_WRITE, path, &cannot_sync);
	/* EINVAL: a file system without sync of folders. */
	gboolean synced = fsync(fd) == 0 || errno == EINVAL;
	if (!synced)
		fail(error, DESK_ERROR_WRITE, path, &cannot_sync);
	close(fd);
	return synced;
}

static int remove_one(const char *path, const struct stat *st, int kind,
	struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	remove(path);
	return 0;
}

void file_remove_all(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
