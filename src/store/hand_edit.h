/*
 * Uncommitted hand edits: what the work tree or the git index holds that the
 * branch does not.
 */
#ifndef STORE_HAND_EDIT_H
#define STORE_HAND_EDIT_H

#include "store/staging.h"
#include "store/work_tree.h"

/* FALSE with CONFLICT, naming the git commands, if the file differs from
 * `base` (zero = no such file) in the work tree or in the git index; with DATA
 * if it is no regular file. */
gboolean hand_edit_refuse(const StorePlace *place, WorkTree *tree,
	const Staging *staging, const char *path, const git_oid *base,
	GError **error);

/* As above, only the answer; FALSE without error: it differs. */
gboolean hand_edit_is_clean(const StorePlace *place, WorkTree *tree,
	const Staging *staging, const char *path, const git_oid *base,
	GError **error);

#endif
