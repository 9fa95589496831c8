/* Whether the branch may be written now. */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include "store/tip.h"

/* 78 with the way out: another branch or none checked out; a merge, rebase or
 * the like begun; main checked out in another work tree. */
gboolean state_check(const StorePlace *place, GError **error);

#endif
