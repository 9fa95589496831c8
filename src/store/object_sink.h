/*
 * New objects of one change, kept in memory until all are known: few are
 * written loose, many as one pack, so that a bulk change costs one sync.
 */
#ifndef STORE_OBJECT_SINK_H
#define STORE_OBJECT_SINK_H

#include "store/git2.h"
#include <glib.h>

typedef struct ObjectSink ObjectSink;

ObjectSink *object_sink_new(git_odb *odb, const char *git_folder);
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

/* What was flushed is looked at once more and written again where it is gone:
 * `git gc` may have removed it before a ref led to it. */
gboolean object_sink_keep(ObjectSink *sink, gboolean durable, GError **error);

#endif
