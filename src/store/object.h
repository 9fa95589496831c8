/*
 * One object out of the repository, and what libgit2's failures are to desk.
 * The ground of this folder: everything else here stands on it.
 */
#ifndef STORE_OBJECT_H
#define STORE_OBJECT_H

#include "base/error.h"
#include "store/git2.h"

/* A blob larger than this is refused before it is allocated. */
#define BLOB_LIMIT (256u * 1024 * 1024)

/* An object's raw bytes. TEMPORARY: whatever names it, it cannot be read now, or
 * is lost; DATA: it is too large or of another kind. */
GBytes *odb_read(git_odb *odb, const git_oid *oid, git_object_t kind,
	GError **error);

/* Names as keys of a table: GHashFunc, GEqualFunc. */
guint oid_hash(gconstpointer oid);
gboolean oid_same(gconstpointer a, gconstpointer b);

/* How many bytes are the same at the start, at the end. */
gsize object_same_start(const guint8 *a, const guint8 *b, gsize most);
gsize object_same_end(const guint8 *a_end, const guint8 *b_end, gsize most);

/* "<what>: <libgit2's last error>" with `code`; always FALSE. */
gboolean store_fail(GError **error, int code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Loose objects, packs and refs reach the disk before libgit2's calls return,
 * until this is called with FALSE. */
void store_sync_writes(gboolean sync);

#endif
