/*
 * A file that is written piece by piece: it is there whole, or as it was before.
 * For its owner alone.
 *
 *	g_autoptr(FileStream) stream = file_stream_new(path, error);
 *	… file_stream_write(stream, bytes, size, error) …
 *	return file_stream_end(stream, error);
 */
#ifndef SYSTEM_FILE_STREAM_H
#define SYSTEM_FILE_STREAM_H

#include <glib.h>

typedef struct FileStream FileStream;

/* DESK_ERROR_DATA where something other than a regular file is, a link
 * included. */
gboolean file_stream_check(const char *path, GError **error);
/* As file_stream_check(); DESK_ERROR_WRITE. What processes that were killed left
 * of the same file goes. */
FileStream *file_stream_new(const char *path, GError **error);
/* Where it is written until it is whole, for libraries that open by name. */
const char *file_stream_path(const FileStream *stream);
/* DESK_ERROR_WRITE. */
gboolean file_stream_write(FileStream *stream, const char *bytes, gsize size,
	GError **error);
/* Now it is whole. */
gboolean file_stream_end(FileStream *stream, GError **error);
/* What was not ended is gone. */
void file_stream_free(FileStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileStream, file_stream_free)

#endif
