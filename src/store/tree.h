/*
 * Raw tree objects: read entry by entry, looked up by path, compared, and
 * edited, without libgit2's tree objects (they cost ten times as much).
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "store/git2.h"
#include <glib.h>

#define TREE_DEPTH_LIMIT 64
#define MODE_TREE 040000
#define MODE_LINK 0120000
#define MODE_FILE 0100644
#define MODE_PROGRAM 0100755

typedef struct {
	const char *name; /* not ended by NUL */
	gsize name_size;
	guint mode;
	git_oid oid;
} TreeEntry;

typedef struct {
	const char *at;
	const char *end;
} TreeReader;

void tree_reader_init(TreeReader *reader, GBytes *raw);
/* FALSE at the end, or at a malformed entry, where git stops as well. */
gboolean tree_reader_next(TreeReader *reader, TreeEntry *entry);
/* Both go on after the entries in which they are the same, byte for byte. */
void tree_reader_skip_same(TreeReader *a, TreeReader *b);

/* In the order of a tree: a folder's name counts with a trailing "/". */
int tree_entry_compare(const TreeEntry *a, const TreeEntry *b);

gboolean tree_mode_is_file(guint mode); /* regular, not a symbolic link */

/* The trees last read, so that the next commit reads just what changed. */
typedef struct TreeCache TreeCache;
TreeCache *tree_cache_new(git_odb *odb);
void tree_cache_free(TreeCache *cache);

/* Trees are looked for among the new objects of `sink`, too, until it is called
 * with NULL. */
struct ObjectSink;
void tree_cache_set_sink(TreeCache *cache, const struct ObjectSink *sink);

/* What is known without comparing. */
struct TreeKnown;
struct TreeKnown *tree_cache_known(const TreeCache *cache);

/* A tree; the empty one for a zero oid. Release with g_bytes_unref(). */
GBytes *tree_read(TreeCache *cache, const git_oid *oid, GError **error);

/* The entry at a path; FALSE without error if there is none. */
gboolean tree_find(TreeCache *cache, const git_oid *tree, const char *path,
	guint *mode, git_oid *oid, GError **error);

typedef struct {
	const char *path; /* until the callback returns */
	guint mode_before, mode_after; /* 0 = none */
	git_oid before, after;
} TreeDifference;

/* Files, links and submodules that differ, in path order; descends only into
 * folders that differ. */
typedef void (*TreeDiffers)(const TreeDifference *difference, void *data);
gboolean tree_compare(TreeCache *cache, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data, GError **error);
/* The same with these folders themselves, each before what is in it. */
gboolean tree_compare_folders(TreeCache *cache, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data, GError **error);

/* What becomes of one path of a tree. */
typedef struct {
	const char *path;
	guint mode; /* 0 = remove */
	git_oid oid;
} TreeUpdate;

/* The tree `old` (zero = empty) with `updates`, sorted by path, without
 * doubles; new trees go to `sink`. A folder left empty goes; zero oid = nothing
 * is left. DATA where a file stands in a folder's place or the reverse. */
gboolean tree_edit(TreeCache *cache, struct ObjectSink *sink,
	const git_oid *old, const TreeUpdate *updates, guint count,
	git_oid *edited, GError **error);

#endif
