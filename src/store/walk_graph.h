/*
 * The commits that a walk has to visit, some 60 bytes each, found before the
 * first is told, so that their number is known and each is read only twice.
 */
#ifndef STORE_WALK_GRAPH_H
#define STORE_WALK_GRAPH_H

#include "store/internal.h"
#include "store/walk.h"

#define NO_NODE G_MAXUINT32

typedef enum {
	NODE_MAINLINE = 1,
	NODE_INSIDE = 2,  /* belongs to the walk */
	NODE_LOADED = 4,  /* tree and parents are known */
	NODE_VISITED = 8, /* for the walk itself */
	/* Only while the sides of merges are told apart: */
	NODE_OLD_MAIN = 16, /* on the main line of `from` */
	NODE_OLD = 32,	    /* belongs to the walk of `from` */
} NodeFlags;

typedef struct {
	git_oid oid, tree;
	guint32 first_parent; /* NO_NODE = root */
	guint32 others;	      /* where its other parents are; NO_NODE = none */
	guint8 flags;
} Node;

typedef struct {
	GArray *nodes;	 /* Node */
	GArray *others;	 /* guint32: for each merge a count, then its nodes */
	guint32 *slots;	 /* hash table of nodes; NO_NODE = free */
	guint slot_count; /* a power of two */
	guint inside;	 /* how many belong to the walk */
	guint32 tip;	 /* NO_NODE: the walk of `from` is the walk of the tip */
	char from[41];
} WalkGraph;

/* The main line: from `tip` by first parents down to the last commit that is
 * `known` (NULL = to the root). DATA if `tip` names no commit. */
WalkGraph *walk_graph_new(Store *store, const char *tip, WalkKnown known,
	void *data, GError **error);
void walk_graph_free(WalkGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WalkGraph, walk_graph_free)

/* What the sides of the main line's merges bring and the walk of `from` has
 * not; then `inside` is known. (walk_sides.c) */
gboolean walk_graph_load_sides(WalkGraph *graph, Store *store, GError **error);

/* Borrowed; valid until a node is added. */
static inline Node *walk_graph_node(const WalkGraph *graph, guint32 index)
{
	return &g_array_index(graph->nodes, Node, index);
}

/* The node of a commit, made if it is new. */
guint32 walk_graph_add(WalkGraph *graph, const git_oid *oid);
/* Reads tree and parents of a node; parents that are new become nodes. */
gboolean walk_graph_load(WalkGraph *graph, Store *store, guint32 index,
	GError **error);
/* The parents of a node, the first one first; NO_NODE past the last. */
guint32 walk_graph_parent(const WalkGraph *graph, guint32 index, guint number);

#endif
