/*
 * The files of a store in one state: as they stand in the work tree, at a
 * commit, as git is about to commit them, or as an operation is about to write
 * them. Judges read a state by it and need not know which.
 */
#ifndef APP_DESK_FILE_SOURCE_H
#define APP_DESK_FILE_SOURCE_H

#include <glib.h>

typedef struct Desk Desk;

typedef struct FileSource FileSource;
void file_source_free(FileSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileSource, file_source_free)

/* Committed or not. */
FileSource *file_source_work_tree(Desk *desk);
/* `commit` NULL: the tip of main. */
FileSource *file_source_commit(Desk *desk, const char *commit, GError **error);
FileSource *file_source_staged(Desk *desk, GError **error);
/* `base` with the files of `changed`, path → GBytes*, NULL = gone. Both are
 * borrowed. */
FileSource *file_source_changed(FileSource *base, GHashTable *changed);

/* NULL without error: there is no such file. A link, or what is larger than a
 * megabyte and no ticket, is DESK_ERROR_DATA. */
GBytes *file_source_read(FileSource *source, const char *path, GError **error);
/* FALSE without error: there is none, or nothing that file_source_read() takes. */
gboolean file_source_has(FileSource *source, const char *path, GError **error);
/* Those in a folder of the top, "agents": char* paths, sorted. Free with
 * g_ptr_array_unref(). */
GPtrArray *file_source_list(FileSource *source, const char *folder,
	GError **error);

#endif
