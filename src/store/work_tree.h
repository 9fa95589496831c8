/*
 * Files of the work tree, reached folder by folder from its root and never
 * through a symbolic link: a store from outside may hold links that lead
 * anywhere.
 *
 * A file is replaced in two moves: prepare (all bytes on disk in a temporary
 * file beside it, so that a full disk is found before anything is changed),
 * place (rename).
 */
#ifndef STORE_WORK_TREE_H
#define STORE_WORK_TREE_H

#include <glib.h>
#include <sys/stat.h>

typedef struct WorkTree WorkTree;

/* DESK_ERROR_WRITE. */
WorkTree *work_tree_open(const char *folder, GError **error);
void work_tree_free(WorkTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkTree, work_tree_free)

typedef enum {
	WORK_FILE,   /* a regular file */
	WORK_ABSENT, /* nothing, or no such folder */
	WORK_OTHER,  /* a folder, link or device, or reached only by a link */
	WORK_FAILED, /* error is set */
} WorkKind;

/* `path` from the top of the tree; no link is followed. A file over BLOB_LIMIT is
 * WORK_OTHER to be read. `*bytes`: g_bytes_unref(). */
WorkKind work_tree_stat(WorkTree *tree, const char *path, struct stat *st,
	GError **error);
WorkKind work_tree_read(WorkTree *tree, const char *path, GBytes **bytes,
	GError **error);

/* `number` keeps temporary files apart and lets them be found again. */
gboolean work_tree_prepare(WorkTree *tree, const char *path, guint number,
	GBytes *bytes, guint mode, gboolean sync, GError **error);
gboolean work_tree_place(WorkTree *tree, const char *path, guint number,
	gboolean sync, GError **error);
void work_tree_discard(WorkTree *tree, const char *path, guint number);

/* Removes the file and the folders that it leaves empty. */
gboolean work_tree_remove(WorkTree *tree, const char *path, GError **error);

/* Everything written so far, at once. */
void work_tree_sync(WorkTree *tree);

/* No absolute path, no "..", no .git, nothing empty. */
gboolean work_tree_path_is_safe(const char *path);

#endif
