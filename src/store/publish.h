/* Making a commit visible: refs, work tree, git index, in the order that every
 * step can be the last. */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "store/internal.h"
#include "store/object_sink.h"
#include "store/pending.h"
#include "store/staging.h"
#include "store/work_tree.h"

/* TEMPORARY: the branch is not where it was; always FALSE. */
gboolean publish_moved(gboolean *moved, GError **error);

/* The lock of a ref that a desk left when it was ended while moving it. The
 * write lock is held. */
void publish_remove_left_lock(Store *store);

/* Moves `ref` from `old` (zero = it must not exist) to `new`, which `sink` has
 * written. `moved` and TEMPORARY if it is elsewhere. */
gboolean publish_ref(Store *store, ObjectSink *sink, const char *ref,
	const git_oid *old, const git_oid *new, const char *purpose,
	gboolean *moved, GError **error);

/* The branch together with the work tree and the git index. `staging` is what
 * was read so far, NULL if nothing; exchanged if git has written it since. */
gboolean publish_with_work_tree(Store *store, ObjectSink *sink,
	const Pending *pending, WorkTree *tree, Staging **staging,
	const char *purpose, gboolean *moved, GError **error);

#endif
