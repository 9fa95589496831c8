/*
 * Signed commits: git makes them, by the program and the key that its own
 * configuration names (gpg.format openpgp, ssh, x509).
 */
#ifndef STORE_SIGNATURE_H
#define STORE_SIGNATURE_H

#include "store/git2.h"
#include "store/store.h"

/* commit.gpgsign */
gboolean signature_is_wanted(const StorePlace *place);

/* The commit of `tree`, whose objects are on the disk, on `parent` (zero: a root).
 * With `durable` it is synced. DESK_ERROR_CONFIG with git's words: it could not be
 * signed, and there is none. */
gboolean signature_commit(const StorePlace *place, const git_oid *tree,
	const git_oid *parent, const StoreMessage *message, gboolean durable,
	git_oid *oid, GError **error);

#endif
