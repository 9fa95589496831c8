/*
 * A clone that works at once: git's own clone, and what git does not clone:
 * hook, merge driver, settings, index.
 */
#ifndef APP_SYNC_CLONE_H
#define APP_SYNC_CLONE_H

#include <glib.h>

typedef struct {
	const char *source;  /* a URL or path, as git takes it */
	const char *folder;  /* NULL: named by the source */
	guint since;	     /* tickets of earlier years are not laid out as files
				(a sparse checkout); 0: all are */
	gboolean originals;  /* with the branch of original mails */
	const char *program; /* desk itself, for hook and driver */
	gboolean dry_run;    /* only whether the source is there and the folder
				is free; who you are is not known then */
} CloneSettings;

typedef struct {
	char *folder; /* absolute */
	char *login;  /* who you are there; NULL: nobody yet */
} CloneResult;
void clone_result_clear(CloneResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CloneResult, clone_result_clear)

/* Made beside and put in its place at the end: what fails, or is ended, leaves
 * nothing that a second try would trip over. DESK_ERROR_WRITE: something stands
 * there already. DESK_ERROR_TEMPORARY: not reached. DESK_ERROR_NOT_FOUND: it is no
 * store. DESK_ERROR_CONFIG: it lacks history (shallow). */
gboolean clone_store(const CloneSettings *settings, CloneResult *result,
	GError **error);

#endif
