/*
 * The git index of the work tree: looked up while a change is made, and made
 * anew, with only the entries of that change exchanged, beside the old one.
 */
#ifndef STORE_STAGING_H
#define STORE_STAGING_H

#include "store/tip.h"
#include "store/work_tree.h"

#include "store/git2.h"
#include <sys/stat.h>

typedef struct Staging Staging;

/* Reads <head_folder>/index; an absent one is empty. 78 for one that
 * cannot be read, with the git command that mends it. */
Staging *staging_open(const StorePlace *place, WorkTree *tree,
	GError **error);
/* Only to look at: touches no file, needs no lock. */
Staging *staging_open_to_read(const StorePlace *place, GError **error);
void staging_free(Staging *staging);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Staging, staging_free)

/* Whether the file is still the one that was read. */
gboolean staging_is_current(const Staging *staging);

/* Borrowed until the next change; NULL if there is none. */
const git_index_entry *staging_find(const Staging *staging, const char *path);
gboolean staging_is_unmerged(const Staging *staging, const char *path);
/* In a sparse checkout: no file is expected in the work tree. */
gboolean staging_is_skipped(const git_index_entry *entry);
/* The work file is surely what the entry says; FALSE = look at its bytes. */
gboolean staging_matches(const Staging *staging, const git_index_entry *entry,
	const struct stat *st);
gsize staging_count(const Staging *staging);
const git_index_entry *staging_nth(const Staging *staging, gsize n);

/* Changes: seen only by what is written. `st` NULL: git compares the bytes at
 * its next look. What is no regular file is noted as left out of the work
 * tree. */
gboolean staging_set(Staging *staging, const char *path, const git_oid *oid,
	guint mode, const struct stat *st, GError **error);
void staging_remove(Staging *staging, const char *path);

/* Writes it beside; then in the place of the old one. */
gboolean staging_write(Staging *staging, gboolean sync, GError **error);
gboolean staging_publish(Staging *staging, GError **error);

#endif
