/*
 * A pack with its index, made in memory and written whole. What is made of an
 * object before it in the same pack is written as what differs, which git sends
 * on as it is; whoever adds says what is made of what, nothing is searched for.
 */
#ifndef STORE_PACK_FILE_H
#define STORE_PACK_FILE_H

#include "store/git2.h"
#include <glib.h>

/* What stands in a file that keeps a pack. */
#define PACK_KEPT "desk"

typedef struct PackFile PackFile;

/* Of no object yet. */
PackFile *pack_file_new(void);
void pack_file_free(PackFile *pack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PackFile, pack_file_free)

/* `base` of `base_bytes`, which may be NULL: an object that much of this one
 * stands in. An object may be added once. */
void pack_file_add(PackFile *pack, const git_oid *oid, git_object_t kind,
	GBytes *bytes, const git_oid *base, GBytes *base_bytes);

/* Of what was added; callers write before it is too much for memory. */
gsize pack_file_size(const PackFile *pack);

/* To "pack" below `objects_folder`; the index last, so that git sees all or
 * nothing. Not called for a pack of nothing. `keep`: a file beside, by which git
 * leaves the pack as it is until that is removed; g_free(). DESK_ERROR_WRITE. */
gboolean pack_file_write(PackFile *pack, const char *objects_folder,
	char **keep, GError **error);

#endif
