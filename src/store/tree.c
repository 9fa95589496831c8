#include "store/tree.h"

#include "store/internal.h"
#include "store/object_sink.h"
#include "store/tree_known.h"

#include <string.h>

#define SLOTS 2048
#define CACHED_TREE_LIMIT (256 * 1024)

typedef struct {
	git_oid oid;
	GBytes *raw; /* NULL = free */
} Slot;

struct TreeCache {
	git_odb *odb;
	Slot slots[SLOTS];
	Slot large; /* the last one that is too large for the others */
	const ObjectSink *sink; /* may be NULL */
	TreeKnown *known;
};

void tree_reader_init(TreeReader *reader, GBytes *raw)
{
	gsize size;
	const char *data = g_bytes_get_data(raw, &size);
	reader->at = size ? data : "";
	reader->end = reader->at + size;
}

gboolean tree_reader_next(TreeReader *reader, TreeEntry *entry)
{
	const char *at = reader->at, *end = reader->end;
	guint mode = 0;
	for (; at < end && *at >= '0' && *at <= '7' && mode < 0200000; at++)
		mode = mode * 8 + (guint)(*at - '0');
	if (at >= end || *at++ != ' ')
		return FALSE;
	const char *stop = memchr(at, '\0', (gsize)(end - at));
	if (!stop || stop == at || end - stop - 1 < GIT_OID_RAWSZ)
		return FALSE;
	entry->name = at;
	entry->name_size = (gsize)(stop - at);
	entry->mode = mode;
	memcpy(entry->oid.id, stop + 1, GIT_OID_RAWSZ);
	reader->at = stop + 1 + GIT_OID_RAWSZ;
	return TRUE;
}

void tree_reader_skip_same(TreeReader *a, TreeReader *b)
{
	gsize left_a = (gsize)(a->end - a->at), left_b = (gsize)(b->end - b->at);
	gsize same = object_same_start((const guint8 *)a->at,
		(const guint8 *)b->at, MIN(left_a, left_b));
	const char *from = a->at;
	if (same == left_a && same == left_b) {
		a->at = a->end;
		b->at = b->end;
		return;
	}
	TreeReader ahead = *a;
	TreeEntry entry;
	while (tree_reader_next(&ahead, &entry) &&
		(gsize)(ahead.at - from) <= same)
		a->at = ahead.at;
	b->at += a->at - from;
}

int tree_entry_compare(const TreeEntry *a, const TreeEntry *b)
{
	gsize shared = MIN(a->name_size, b->name_size);
	int order = memcmp(a->name, b->name, shared);
	if (order)
		return order;
	guchar next_a = a->name_size > shared ? (guchar)a->name[shared] :
		a->mode == MODE_TREE ? '/' : 0;
	guchar next_b = b->name_size > shared ? (guchar)b->name[shared] :
		b->mode == MODE_TREE ? '/' : 0;
	if (next_a != next_b || a->name_size == b->name_size)
		return (int)next_a - (int)next_b;
	/* "a/" as folder against a name that goes on after "a/": no name
	 * holds a slash, so only a malformed tree comes here. */
	return a->name_size < b->name_size ? -1 : 1;
}

gboolean tree_mode_is_file(guint mode)
{
	return (mode & 0170000) == 0100000;
}

TreeCache *tree_cache_new(git_odb *odb)
{
	TreeCache *cache = g_new0(TreeCache, 1);
	cache->odb = odb;
	cache->known = tree_known_new();
	return cache;
}

void tree_cache_free(TreeCache *cache)
{
	if (!cache)
		return;
	for (guint i = 0; i < SLOTS; i++)
		g_clear_pointer(&cache->slots[i].raw, g_bytes_unref);
	g_clear_pointer(&cache->large.raw, g_bytes_unref);
	tree_known_free(cache->known);
	g_free(cache);
}

void tree_cache_set_sink(TreeCache *cache, const ObjectSink *sink)
{
	cache->sink = sink;
}

TreeKnown *tree_cache_known(const TreeCache *cache)
{
	return cache->known;
}

static gboolean holds(const Slot *slot, const git_oid *oid)
{
	return slot->raw && git_oid_equal(&slot->oid, oid);
}

static void keep(Slot *slot, const git_oid *oid, GBytes *raw)
{
	g_clear_pointer(&slot->raw, g_bytes_unref);
	slot->raw = g_bytes_ref(raw);
	slot->oid = *oid;
}

GBytes *tree_read(TreeCache *cache, const git_oid *oid, GError **error)
{
	if (git_oid_is_zero(oid))
		return g_bytes_new(NULL, 0);
	guint number;
	memcpy(&number, oid->id, sizeof(number));
	Slot *slot = &cache->slots[number % SLOTS];
	if (holds(slot, oid))
		return g_bytes_ref(slot->raw);
	if (holds(&cache->large, oid))
		return g_bytes_ref(cache->large.raw);
	GBytes *raw = cache->sink ? object_sink_find(cache->sink, oid) : NULL;
	if (!raw)
		raw = odb_read(cache->odb, oid, GIT_OBJECT_TREE, error);
	if (raw)
		keep(g_bytes_get_size(raw) <= CACHED_TREE_LIMIT ? slot :
			&cache->large, oid, raw);
	return raw;
}

/* The entry `name` of a tree. Entries are sorted, but a malformed tree need
 * not be: look at all of them. */
static gboolean find_entry(GBytes *raw, const char *name, gsize size,
	TreeEntry *entry)
{
	TreeReader reader;
	tree_reader_init(&reader, raw);
	while (tree_reader_next(&reader, entry))
		if (entry->name_size == size &&
			memcmp(entry->name, name, size) == 0)
			return TRUE;
	return FALSE;
}

gboolean tree_find(TreeCache *cache, const git_oid *tree, const char *path,
	guint *mode, git_oid *oid, GError **error)
{
	*mode = MODE_TREE;
	*oid = *tree;
	for (guint depth = 0; *path && depth < TREE_DEPTH_LIMIT; depth++) {
		gsize size = strcspn(path, "/");
		if (*mode != MODE_TREE)
			return FALSE;
		g_autoptr(GBytes) raw = tree_read(cache, oid, error);
		TreeEntry entry;
		if (!raw || !find_entry(raw, path, size, &entry))
			return FALSE;
		*mode = entry.mode;
		*oid = entry.oid;
		path += size + (path[size] == '/');
	}
	return *path == '\0';
}
