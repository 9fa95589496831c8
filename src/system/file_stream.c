#include "system/file_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "system/file.h"

struct FileStream {
	char *path, *temporary;
	int fd;
	gboolean whole;
};

static const Phrase not_regular = {"%1 is not a regular file: it is not "
		"written over", "%1 — не обычный файл, поверх него не пишем"};

gboolean file_stream_check(const char *path, GError **error)
{
	struct stat there;
	return lstat(path, &there) < 0 || S_ISREG(there.st_mode) ||
		desk_refuse(error, DESK_ERROR_DATA, &not_regular, path, NULL);
}

FileStream *file_stream_new(const char *path, GError **error)
{
	if (!file_stream_check(path, error))
		return NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *temporary = NULL;
	file_left_overs(folder, name, TRUE);
	int fd = file_open_beside(path, 0600, &temporary);
	if (fd < 0) {
		desk_refuse_errno(error, DESK_ERROR_WRITE, path, errno);
		return NULL;
	}
	FileStream *stream = g_new0(FileStream, 1);
	stream->path = g_strdup(path);
	stream->temporary = g_steal_pointer(&temporary);
	stream->fd = fd;
	return stream;
}

const char *file_stream_path(const FileStream *stream)
{
	return stream->temporary;
}

static gboolean fail(const FileStream *stream, GError **error)
{
	return desk_refuse_errno(error, DESK_ERROR_WRITE, stream->path, errno);
}

gboolean file_stream_write(FileStream *stream, const char *bytes, gsize size,
	GError **error)
{
	while (size > 0) {
		ssize_t written = write(stream->fd, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail(stream, error);
		bytes += written;
		size -= (gsize)written;
	}
	return TRUE;
}

/* Some file systems tell of a full disk only when it is closed. */
gboolean file_stream_end(FileStream *stream, GError **error)
{
	int fd = stream->fd;
	stream->fd = -1;
	if (close(fd) < 0 || rename(stream->temporary, stream->path) < 0)
		return fail(stream, error);
	stream->whole = TRUE;
	return TRUE;
}

void file_stream_free(FileStream *stream)
{
	if (!stream)
		return;
	if (stream->fd >= 0)
		close(stream->fd);
	if (!stream->whole)
		unlink(stream->temporary);
	g_free(stream->path);
	g_free(stream->temporary);
	g_free(stream);
}
