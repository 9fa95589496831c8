/*
 * A loose object. Trees are mostly names of objects, which deflating makes a
 * third smaller for thirty times the work, again when they are read: they are
 * stored as they are, until git packs them.
 */
#ifndef STORE_LOOSE_FILE_H
#define STORE_LOOSE_FILE_H

#include "store/git2.h"
#include <glib.h>

/* Whole under its name below `objects_folder`, anew if it is there: then `git
 * prune` takes it for new. At most BLOB_LIMIT. DESK_ERROR_WRITE. */
gboolean loose_file_write(const char *objects_folder, const git_oid *oid,
	git_object_t kind, GBytes *bytes, gboolean durable, GError **error);

#endif
