/*
 * The pre-commit hook of a new store: a commit by hand is asked about by
 * `fsck --staged` (app/check/hook_judge.h).
 */
#ifndef APP_CHECK_HOOK_INSTALL_H
#define APP_CHECK_HOOK_INSTALL_H

#include "store/tip.h"

/* Writes <gitdir>/hooks/pre-commit, which asks `program` (an absolute path) or
 * a desk on PATH. A hook of others that is there becomes
 * pre-commit.before-desk and runs first; one that calls `fsck --staged` stays,
 * and so does all under core.hooksPath, or if there is a before-desk already.
 * `*installed`: it was written. */
gboolean hook_install(const StorePlace *place, const char *program,
	gboolean *installed, GError **error);

#endif
