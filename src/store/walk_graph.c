#include "store/walk_graph.h"

#include "store/commit.h"

#include <string.h>

static const Phrase
	no_commit_name = {"\"%1\" is not the name of a commit",
		"«%1» — не имя коммита"};

#define FIRST_SLOTS 64

/* --- nodes by name ------------------------------------------------------ */

static guint32 *find_slot(const WalkGraph *graph, const git_oid *oid)
{
	guint32 at;
	memcpy(&at, oid->id, sizeof(at));
	for (;; at++) {
		guint32 *slot = &graph->slots[at & (graph->slot_count - 1)];
		if (*slot == NO_NODE || git_oid_equal(oid,
				&walk_graph_node(graph, *slot)->oid))
			return slot;
	}
}

static void grow(WalkGraph *graph)
{
	g_free(graph->slots);
	graph->slot_count = graph->slot_count ? graph->slot_count * 2 :
		FIRST_SLOTS;
	graph->slots = g_new(guint32, graph->slot_count);
	memset(graph->slots, 0xff, graph->slot_count * sizeof(guint32));
	for (guint i = 0; i < graph->nodes->len; i++)
		*find_slot(graph, &walk_graph_node(graph, i)->oid) = i;
}

guint32 walk_graph_add(WalkGraph *graph, const git_oid *oid)
{
	if (graph->nodes->len * 3 >= graph->slot_count * 2)
		grow(graph);
	guint32 *slot = find_slot(graph, oid);
	if (*slot != NO_NODE)
		return *slot;
	Node node = {.oid = *oid, .first_parent = NO_NODE, .others = NO_NODE};
	*slot = graph->nodes->len;
	g_array_append_val(graph->nodes, node);
	return graph->nodes->len - 1;
}

guint32 walk_graph_parent(const WalkGraph *graph, guint32 index, guint number)
{
	const Node *node = walk_graph_node(graph, index);
	if (number == 0)
		return node->first_parent;
	if (node->others == NO_NODE ||
		number > g_array_index(graph->others, guint32, node->others))
		return NO_NODE;
	return g_array_index(graph->others, guint32, node->others + number);
}

/* --- loading ------------------------------------------------------------ */

gboolean walk_graph_load(WalkGraph *graph, Store *store, guint32 index,
	GError **error)
{
	git_oid oid = walk_graph_node(graph, index)->oid, parent;
	CommitHead head;
	if (walk_graph_node(graph, index)->flags & NODE_LOADED)
		return TRUE;
	g_autoptr(GBytes) raw = commit_read(store, &oid, &head, error);
	if (!raw)
		return FALSE;
	guint32 first = NO_NODE, others = NO_NODE;
	for (guint i = 0; i < head.parent_count; i++) {
		commit_parent(&head, i, &parent);
		guint32 at = walk_graph_add(graph, &parent);
		if (i == 0) {
			first = at;
			continue;
		}
		if (others == NO_NODE) {
			guint32 count = head.parent_count - 1;
			others = graph->others->len;
			g_array_append_val(graph->others, count);
		}
		g_array_append_val(graph->others, at);
	}
	Node *node = walk_graph_node(graph, index);
	node->tree = head.tree;
	node->first_parent = first;
	node->others = others;
	node->flags |= NODE_LOADED;
	return TRUE;
}

/* From the tip down by first parents to the last known commit. */
static gboolean load_main_line(WalkGraph *graph, Store *store,
	const git_oid *tip, WalkKnown known, void *data, GError **error)
{
	guint32 at = walk_graph_add(graph, tip);
	while (at != NO_NODE) {
		char name[41];
		git_oid_tostr(name, sizeof(name),
			&walk_graph_node(graph, at)->oid);
		if (known && known(name, data)) {
			memcpy(graph->from, name, sizeof(name));
			return TRUE;
		}
		walk_graph_node(graph, at)->flags |= NODE_INSIDE | NODE_MAINLINE;
		graph->tip = graph->tip == NO_NODE ? at : graph->tip;
		if (!walk_graph_load(graph, store, at, error))
			return FALSE;
		at = walk_graph_node(graph, at)->first_parent;
	}
	return TRUE;
}

WalkGraph *walk_graph_new(Store *store, const char *tip, WalkKnown known,
	void *data, GError **error)
{
	git_oid oid;
	if (strlen(tip) != GIT_OID_HEXSZ || git_oid_fromstr(&oid, tip)) {
		desk_refuse(error, DESK_ERROR_DATA, &no_commit_name, tip, NULL);
		return NULL;
	}
	g_autoptr(WalkGraph) graph = g_new0(WalkGraph, 1);
	graph->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
	graph->others = g_array_new(FALSE, FALSE, sizeof(guint32));
	graph->tip = NO_NODE;
	if (!load_main_line(graph, store, &oid, known, data, error))
		return NULL;
	return g_steal_pointer(&graph);
}

void walk_graph_free(WalkGraph *graph)
{
	if (!graph)
		return;
	g_array_unref(graph->nodes);
	g_array_unref(graph->others);
	g_free(graph->slots);
	g_free(graph);
}
