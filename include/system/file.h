/*
 * Files: read with a limit, replace atomically, sync.
 *
 * Errors: DESK_ERROR_NOT_FOUND (no such file), DESK_ERROR_DATA (too large, not
 * a regular file), DESK_ERROR_TEMPORARY (the disk or the machine could not read
 * it now), DESK_ERROR_WRITE (cannot write, disk full). Messages name
 * the path and the system's reason. Text from `path` is not escaped here.
 * Limits are under 4 GiB. No step() inside: callers know what the effect is.
 */
#ifndef SYSTEM_FILE_H
#define SYSTEM_FILE_H

#include <glib.h>
#include <sys/types.h>

/* Does that errno tell of the disk or the machine just now, not of the file? */
gboolean file_error_passes(int number);

/* The whole of a regular file of at most `limit_bytes`. A symbolic link as
 * last component is refused when `follow` is FALSE. */
GBytes *file_read(const char *path, gsize limit_bytes, gboolean follow,
	GError **error);

/* The same of a file that need not be: NULL in `*bytes` if there is none. FALSE:
 * whether there is one, or what it says, cannot be known. */
gboolean file_read_any(const char *path, gsize limit_bytes, GBytes **bytes,
	GError **error);

/* The one line of a small file, NAME in `folder` (.git, HEAD), without its end;
 * NULL in `*line`: there is no such file. g_free(). */
gboolean file_read_line(const char *folder, const char *name, char **line,
	GError **error);

/* Is there anything at `path`, be it a link to nothing? Where a decision hangs on
 * it: g_file_test() says no of what it cannot look at. */
gboolean file_exists(const char *path, gboolean *exists, GError **error);

/* The names in a folder but "." and "..", in no order: char*, none if there is no
 * such folder. g_ptr_array_unref(). */
GPtrArray *file_names(const char *folder, GError **error);

/* All of a descriptor (stdin), at most `limit_bytes`. */
GBytes *file_read_descriptor(int fd, const char *name, gsize limit_bytes,
	GError **error);

/* A file in memory that has no name but `*path` (g_free()), under which this
 * process opens it: for libraries that write by name. -1: DESK_ERROR_WRITE. */
int file_open_memory(char **path, GError **error);

/* A new file beside `path` that no other process has, ".NAME.PID-N~", with the
 * rights `mode` but for the umask; its name in `*temporary` (g_free()). -1: errno
 * tells why. */
int file_open_beside(const char *path, mode_t mode, char **temporary);

/* Writes all of a new file, to the disk itself if `durable`, and closes it whether
 * or not. FALSE: errno tells why. */
gboolean file_fill(int fd, const void *bytes, gsize size, gboolean durable);

/* Replaces `path` through a temporary file beside it (".NAME.PID-N~") and
 * rename(2), keeping the rights of the file that was there; makes missing
 * folders. With `durable` the file and its folder are synced. */
gboolean file_write(const char *path, const void *bytes, gsize size,
	gboolean durable, GError **error);

/* What processes that are no more left in `folder` of file_write() and
 * FileStream, of files called `name` (NULL: any): how many there are, or with
 * `remove` were, which are gone now. Of a folder that cannot be read: none. A
 * process of another machine on the same disk is none of ours: only what nobody
 * has written to for an hour is left. */
guint file_left_overs(const char *folder, const char *name, gboolean remove);

/* For whoever may see it alone: the file and the folders that it makes. */
gboolean file_write_private(const char *path, const void *bytes, gsize size,
	GError **error);
/* What is not there is removed. */
gboolean file_remove(const char *path, GError **error);
/* The files of a folder that were written before `time` (seconds since 1970),
 * and the folder, if nothing else is in it. */
void file_remove_old(const char *folder, gint64 time);

/* A folder with all that is in it, without following links; what cannot be removed
 * stays. */
void file_remove_all(const char *folder);

/* Makes it if it is absent (empty, with the rights of an ordinary new file);
 * DESK_ERROR_DATA if it is no regular file, which opening could hang on. For
 * libraries that open by name. */
gboolean file_prepare(const char *path, GError **error);
/* The same without making one: an absent file is no error. */
gboolean file_check_regular(const char *path, GError **error);

/* With those above it. */
gboolean file_make_folder(const char *path, GError **error);
/* The names in it are on disk; TRUE where the file system cannot do that. */
gboolean file_sync_folder(const char *path, GError **error);

#endif
