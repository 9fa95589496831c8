/*
 * The bytes of a git index, versions 2 to 4: read into entries, and made anew
 * with some entries exchanged. Several times faster than libgit2's, which
 * every change in a work tree would pay for with all files of the store.
 *
 * Extensions: the tree cache stays, without what changed; the record of
 * resolved conflicts stays; what depends on the place of entries in the file,
 * and the untracked cache, git makes again.
 */
#ifndef STORE_INDEX_FILE_H
#define STORE_INDEX_FILE_H

#include "store/git2.h"
#include <glib.h>

typedef struct {
	GArray *entries; /* git_index_entry, by path and stage */
	/* Private. */
	GBytes *bytes;
	guint32 version;
	GStringChunk *paths; /* of version 4 */
	const guint8 *extensions, *end;
} IndexFile;

/* The checksum is not verified, as git itself does not: it would double the
 * cost. NULL `bytes`: an empty one. 78 for one that cannot be read or
 * written, with the git command that mends it; `path` is for messages. */
IndexFile *index_file_read(GBytes *bytes, const char *path, GError **error);
void index_file_free(IndexFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndexFile, index_file_free)

/* The new bytes, with `changes` (git_index_entry, by path, without doubles,
 * mode 0 = remove) in the place of the entries of these paths. */
GBytes *index_file_write(const IndexFile *file, GArray *changes);

#endif
