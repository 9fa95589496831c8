/*
 * An exclusive lock between processes, held by the kernel (open file
 * description lock): it goes when its process goes, however it ends.
 */
#ifndef SYSTEM_LOCK_H
#define SYSTEM_LOCK_H

#include <glib.h>

typedef struct FileLock FileLock;

/* Waits up to `timeout_ms` (0: not at all). NULL with DESK_ERROR_TEMPORARY,
 * the message naming the holder ("desk pull", pid) that `purpose` left in the
 * file, or DESK_ERROR_WRITE where the file cannot be made. */
FileLock *file_lock_take(const char *path, const char *purpose,
	int timeout_ms, GError **error);
void file_lock_release(FileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileLock, file_lock_release)

#endif
