/*
 * What one change makes visible in a work tree, and its journal: written
 * before the first visible step, removed after the last, so that whoever comes
 * after a crash knows what to finish or to undo.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "store/tip.h"

#include "store/git2.h"

typedef struct {
	char *path;
	git_oid before, after; /* zero = no such file */
	guint mode;	       /* of `after` */
	GBytes *bytes;	       /* of `after`; NULL = read it from git */
} PendingFile;

/* A symbolic link, a submodule: desk makes none, and puts none into the work
 * tree; the git index notes that it is left out. */
gboolean pending_is_left_out(const PendingFile *file);

typedef struct {
	git_oid old_tip, new_tip; /* zero = no commit */
	char *work_tree;
	char *head_folder;
	gboolean durable;
	GPtrArray *files; /* PendingFile, by path */
} Pending;

/* Without a file or tip. pending_free(). */
Pending *pending_new(const StorePlace *place);
/* One more file, to be filled. Borrowed. */
PendingFile *pending_add(Pending *pending, const char *path);
void pending_free(Pending *pending);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pending, pending_free)

/* <gitdir>/desk/journal. FALSE is an error, never "none". */
gboolean journal_exists(const StorePlace *place, gboolean *exists,
	GError **error);
gboolean journal_write(const StorePlace *place, const Pending *pending,
	GError **error);
/* NULL with DATA for a journal that a power cut left without its bytes. */
Pending *journal_read(const StorePlace *place, GError **error);
/* The change is whole. Where that fails, recovery finds nothing left to do. */
void journal_remove(const StorePlace *place);

#endif
