/*
 * Which commits on the sides of new merges are new. Commit times prove nothing
 * here (a replay keeps them), and walking all that is old would cost the whole
 * history. So old commits are looked at only as far down as a side reaches:
 *
 * A side that is followed down meets the old main line (or a root). A commit c
 * of it that is old was brought by a merge m of the old main line; m descends
 * from c, and c from where the side met the old main line, so m stands above
 * that place. It is enough to follow the sides of the old merges above it.
 */
#include "store/walk_graph.h"

/* How much faster the old main line is followed than a side that may already
 * run down along it: it has to catch up. */
#define CATCH_UP 4

typedef struct {
	WalkGraph *graph;
	Store *store;
	guint32 old_end; /* the next of the old main line; NO_NODE = root */
	GArray *old_main; /* guint32: the old main line so far */
	GArray *todo;	  /* guint32 */
} Sides;

static gboolean follow_old_main(Sides *sides, guint count, GError **error)
{
	for (; count && sides->old_end != NO_NODE; count--) {
		guint32 at = sides->old_end;
		if (!walk_graph_load(sides->graph, sides->store, at, error))
			return FALSE;
		Node *node = walk_graph_node(sides->graph, at);
		node->flags |= NODE_OLD_MAIN;
		g_array_append_val(sides->old_main, at);
		sides->old_end = node->first_parent;
	}
	return TRUE;
}

static void add_other_parents(Sides *sides, guint32 at)
{
	guint32 parent;
	for (guint i = 1; (parent = walk_graph_parent(sides->graph, at, i)) !=
		NO_NODE; i++)
		g_array_append_val(sides->todo, parent);
}

/* Follows what is to do down to the old main line and gives it `flag`.
 * `met_root`: one side has no part in it. */
static gboolean follow_sides(Sides *sides, guint8 flag, gboolean *met_root,
	GError **error)
{
	while (sides->todo->len) {
		guint last = sides->todo->len - 1;
		guint32 at = g_array_index(sides->todo, guint32, last);
		g_array_set_size(sides->todo, last);
		if (walk_graph_node(sides->graph, at)->flags &
			(flag | NODE_OLD_MAIN))
			continue;
		if (!walk_graph_load(sides->graph, sides->store, at, error) ||
			!follow_old_main(sides, CATCH_UP, error))
			return FALSE;
		Node *node = walk_graph_node(sides->graph, at);
		node->flags |= flag;
		if (node->first_parent == NO_NODE)
			*met_root = TRUE;
		else
			g_array_append_val(sides->todo, node->first_parent);
		add_other_parents(sides, at);
	}
	return TRUE;
}

static gboolean mark_new(Sides *sides, GError **error)
{
	gboolean met_root = FALSE;
	guint32 at = sides->graph->tip;
	for (; at != NO_NODE && walk_graph_node(sides->graph, at)->flags &
			NODE_MAINLINE;
		at = walk_graph_node(sides->graph, at)->first_parent)
		add_other_parents(sides, at);
	if (!follow_sides(sides, NODE_INSIDE, &met_root, error))
		return FALSE;
	return !met_root || follow_old_main(sides, G_MAXUINT, error);
}

static gboolean mark_old(Sides *sides, GError **error)
{
	gboolean ignored;
	for (guint i = 0, count = sides->old_main->len; i < count; i++)
		add_other_parents(sides,
			g_array_index(sides->old_main, guint32, i));
	return follow_sides(sides, NODE_OLD, &ignored, error);
}

static gboolean load_new(WalkGraph *graph, Store *store, GError **error)
{
	git_oid from;
	git_oid_fromstr(&from, graph->from);
	g_autoptr(GArray) old_main = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint32));
	Sides sides = {graph, store, walk_graph_add(graph, &from), old_main,
		todo};
	if (!mark_new(&sides, error) || !mark_old(&sides, error))
		return FALSE;
	for (guint32 at = 0; at < graph->nodes->len; at++) {
		Node *node = walk_graph_node(graph, at);
		if (node->flags & (NODE_OLD | NODE_OLD_MAIN))
			node->flags &= (guint8)~NODE_INSIDE;
	}
	return TRUE;
}

/* All that hangs on the main line, where nothing is old; new nodes come behind. */
static gboolean load_all(WalkGraph *graph, Store *store, GError **error)
{
	for (guint32 at = 0; at < graph->nodes->len; at++) {
		walk_graph_node(graph, at)->flags |= NODE_INSIDE;
		if (!walk_graph_load(graph, store, at, error))
			return FALSE;
	}
	return TRUE;
}

static guint count_inside(const WalkGraph *graph)
{
	guint count = 0;
	for (guint32 at = 0; at < graph->nodes->len; at++)
		count += (walk_graph_node(graph, at)->flags & NODE_INSIDE) != 0;
	return count;
}

gboolean walk_graph_load_sides(WalkGraph *graph, Store *store, GError **error)
{
	if (graph->others->len && !(graph->from[0] ?
			load_new(graph, store, error) :
			load_all(graph, store, error)))
		return FALSE;
	graph->inside = count_inside(graph);
	return TRUE;
}
