/*
 * Whether plain `git commit` in a work tree asks desk first: the file
 * pre-commit of the folder where git looks for hooks.
 */
#ifndef APP_DESK_COMMIT_GUARD_H
#define APP_DESK_COMMIT_GUARD_H

#include "base/phrase.h"
#include "store/store.h"

/* Where git looks for it: core.hooksPath, else the repository's own folder.
 * NULL for a bare store, which has none. g_free(). */
char *commit_guard_path(const StorePlace *place);

/* It does not: no such hook, one that may not run, or one that does not call
 * `fsck --staged`. Never so of a bare store. */
gboolean commit_guard_is_missing(const StorePlace *place);

/* What to do: `desk init`, or the line for a hook that desk leaves alone, since
 * core.hooksPath names its folder. %1 is commit_guard_path(). */
const Phrase *commit_guard_advice(const StorePlace *place);
/* The latter, whoever set it. */
extern const Phrase commit_guard_line;

#endif
