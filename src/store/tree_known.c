#include "store/tree_known.h"

#include <string.h>

/* Most operations change one file, or a few. */
#define MOST_FILES 16
#define MOST_PAIRS 30000

typedef struct {
	git_oid before, after;
} Pair;

struct TreeKnown {
	GHashTable *pairs; /* Pair → GArray of TreeDifference, paths owned */
};

static guint pair_hash(gconstpointer key)
{
	const Pair *pair = key;
	guint before, after;
	memcpy(&before, pair->before.id, sizeof(before));
	memcpy(&after, pair->after.id, sizeof(after));
	return before * 31 + after;
}

static gboolean pair_same(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(Pair)) == 0;
}

static void unref_list(void *list)
{
	g_array_unref(list);
}

TreeKnown *tree_known_new(void)
{
	TreeKnown *known = g_new0(TreeKnown, 1);
	known->pairs = g_hash_table_new_full(pair_hash, pair_same, g_free,
		unref_list);
	return known;
}

void tree_known_free(TreeKnown *known)
{
	g_hash_table_unref(known->pairs);
	g_free(known);
}

static void clear_difference(void *difference)
{
	g_free((char *)((TreeDifference *)difference)->path);
}

GArray *tree_known_list(void)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(TreeDifference));
	g_array_set_clear_func(list, clear_difference);
	return list;
}

/* One too many tells that there are many. */
void tree_known_add(const TreeDifference *difference, void *list)
{
	GArray *differences = list;
	TreeDifference copy = *difference;
	if (differences->len > MOST_FILES)
		return;
	copy.path = g_strdup(difference->path);
	g_array_append_val(differences, copy);
}

void tree_known_note(TreeKnown *known, const git_oid *before,
	const git_oid *after, GArray *list)
{
	g_autoptr(GArray) taken = list;
	if (list->len > MOST_FILES)
		return;
	if (g_hash_table_size(known->pairs) >= MOST_PAIRS)
		g_hash_table_remove_all(known->pairs);
	Pair *pair = g_new(Pair, 1);
	*pair = (Pair){*before, *after};
	g_hash_table_replace(known->pairs, pair, g_steal_pointer(&taken));
}

gboolean tree_known_tell(const TreeKnown *known, const git_oid *before,
	const git_oid *after, TreeDiffers differs, void *data)
{
	const Pair pair = {*before, *after};
	GArray *list = g_hash_table_lookup(known->pairs, &pair);
	if (!list)
		return FALSE;
	g_autoptr(GArray) held = g_array_ref(list);
	for (guint i = 0; i < held->len; i++)
		differs(&g_array_index(held, TreeDifference, i), data);
	return TRUE;
}
