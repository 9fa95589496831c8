/*
 * Whoever moves main: the write lock, what a crash left put right, the tip that
 * it starts from, the work tree.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/internal.h"
#include "store/object_sink.h"
#include "store/pending.h"
#include "store/staging.h"
#include "store/work_tree.h"
#include "system/lock.h"

typedef struct {
	Store *store;
	FileLock *lock;
	char *purpose;
	char base[41]; /* "" = no commit yet */
	git_oid base_oid, base_tree;
	/* NULL in a bare store, and where nothing was checked out. */
	WorkTree *tree;
	/* Git's index, as large as the store: NULL until it is asked for, and
	 * writer_publish() asks if nobody did. */
	Staging *staging;
} Writer;

/* Refuses what store_change_begin() does, the clock apart. Clear it in any
 * case. */
gboolean writer_begin(Writer *writer, Store *store, const char *purpose,
	GError **error);
void writer_clear(Writer *writer);
/* For a look before: nothing to do without a work tree. */
gboolean writer_stage(Writer *writer, GError **error);

/* The branch, with the work tree if there is one; see store/publish.h. */
gboolean writer_publish(Writer *writer, ObjectSink *sink, const Pending *pending,
	gboolean *moved, GError **error);

/* Whether git itself would sync what an interactive command writes. */
gboolean writer_is_durable(const StorePlace *place);
/* libgit2 writes no reflog, and moves no ref, without a name and an address. */
void writer_name(Store *store, const char *name, const char *mail);

#endif
