/* Recovery: finishing or undoing what the journal of a crashed writer names. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/internal.h"
#include "store/pending.h"
#include "store/staging.h"

/* Makes work tree and git index agree with the branch on the files of
 * `pending`; what somebody changed meanwhile stays. The index lock is held. */
gboolean journal_settle(Store *store, const Pending *pending, GError **error);

/* Under the write lock. TEMPORARY while plain git holds its index. */
gboolean journal_recover_locked(Store *store, int timeout_ms, GError **error);

/* Takes the write lock; does nothing while another process has it. */
gboolean journal_recover(Store *store, GError **error);

#endif
