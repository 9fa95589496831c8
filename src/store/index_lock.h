/*
 * Git's lock of its index, held by a change: plain git can neither commit nor
 * stage while it stands. What it holds says that it is ours, so that after a
 * crash the next command may take it away.
 */
#ifndef STORE_INDEX_LOCK_H
#define STORE_INDEX_LOCK_H

#include "store/tip.h"

/* Waits for another git command; then DESK_ERROR_TEMPORARY naming the file.
 * One that a crashed desk left is taken over: the caller holds the write
 * lock. */
gboolean index_lock_take(const StorePlace *place, int timeout_ms,
	GError **error);
void index_lock_release(const StorePlace *place);

#endif
