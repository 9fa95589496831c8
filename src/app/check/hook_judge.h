/*
 * What plain git is about to commit: tickets changed by hand, desk.yaml and
 * people. Asked by the hook that `desk init` installs.
 */
#ifndef APP_CHECK_HOOK_JUDGE_H
#define APP_CHECK_HOOK_JUDGE_H

#include "app/check/fsck.h"

/* Finding*: files that cannot be read, entries that went, values that are not
 * known, changes that the workflow does not allow. */
GPtrArray *staged_check(Desk *desk, GError **error);

#endif
