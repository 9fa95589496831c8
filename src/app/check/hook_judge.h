/*
 * What plain git is about to commit: tickets changed by hand, desk.yaml and
 * people. Asked by the hook that `desk init` installs.
 */
#ifndef APP_CHECK_HOOK_JUDGE_H
#define APP_CHECK_HOOK_JUDGE_H

#include "app/check/fsck.h"
#include "store/tip.h"

/* Finding*: files that cannot be read, entries that went, values that are not
 * known, changes that the workflow does not allow. */
GPtrArray *staged_check(Desk *desk, GError **error);

/* Writes <gitdir>/hooks/pre-commit, which asks `program` (an absolute path) or
 * a desk on PATH. A hook of others that is there becomes
 * pre-commit.before-desk and runs first; one that calls `fsck --staged` stays,
 * and so does all under core.hooksPath, or if there is a before-desk already.
 * `*installed`: it was written. */
gboolean staged_install_hook(const StorePlace *place, const char *program,
	gboolean *installed, GError **error);

#endif
