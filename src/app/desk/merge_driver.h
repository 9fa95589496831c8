/*
 * Whether git in this clone lets desk merge what both sides changed: the driver
 * that .gitattributes names stands in git's configuration, which is not cloned.
 * Without it git merges line by line.
 */
#ifndef APP_DESK_MERGE_DRIVER_H
#define APP_DESK_MERGE_DRIVER_H

#include "base/phrase.h"
#include "store/store.h"

/* Never so of a bare store. */
gboolean merge_driver_is_missing(const StorePlace *place);
extern const Phrase merge_driver_advice;

/* Registers it in the clone's own configuration, where it is missing: `program`
 * (an absolute path), else a desk on PATH, else git's own merge. A `git pull`
 * that nobody told how to join what diverged is told to rebase. `*installed`:
 * something was written. */
gboolean merge_driver_install(StorePlace *place, const char *program,
	gboolean *installed, GError **error);

#endif
