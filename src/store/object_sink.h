/*
 * New objects of one change, kept in memory until all are known: few are
 * written loose, many as one pack, so that a bulk change costs one sync.
 *
 * No ref leads to them yet, and a `git gc --prune=now` beside would take them away.
 * It leaves a pack that is kept by a file of its own, or that came after the ref: so
 * beside a gc all is a pack, and packs are kept until the sink is freed.
 */
#ifndef STORE_OBJECT_SINK_H
#define STORE_OBJECT_SINK_H

#include "store/git2.h"
#include <glib.h>

typedef struct ObjectSink ObjectSink;

/* Borrows `odb`. */
ObjectSink *object_sink_new(git_odb *odb, const char *git_folder);
/* Refs lead to what is to stay. */
void object_sink_free(ObjectSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ObjectSink, object_sink_free)

/* The name of a blob of these bytes. */
gboolean object_sink_name(GBytes *bytes, git_oid *oid, GError **error);

/* Names the object; keeps it unless it is held already. */
gboolean object_sink_add(ObjectSink *sink, git_object_t kind, GBytes *bytes,
	git_oid *oid, GError **error);

/* Keeps the tree of that name, which was made of the tree `base` (zero: of
 * nothing): a pack that holds both says how they differ. */
void object_sink_add_tree(ObjectSink *sink, GBytes *bytes, const git_oid *oid,
	const git_oid *base);

/* What was added and not flushed yet; NULL = no such. g_bytes_unref(). */
GBytes *object_sink_find(const ObjectSink *sink, const git_oid *oid);

/* Writes what was added since the last flush. DESK_ERROR_WRITE. */
gboolean object_sink_flush(ObjectSink *sink, gboolean durable, GError **error);

/* What git wrote for this change, as a signed commit. */
gboolean object_sink_adopt(ObjectSink *sink, git_object_t kind,
	const git_oid *oid, GError **error);

/* Called before and after a ref moves to what was flushed: that is there, and stays.
 * `sink` may be NULL. */
gboolean object_sink_hold(ObjectSink *sink, GError **error);

#endif
