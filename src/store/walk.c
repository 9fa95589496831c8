#include "store/walk.h"

#include "store/commit.h"
#include "store/walk_graph.h"

#include <string.h>

typedef struct {
	guint32 node;
	guint next_parent;
} Step;

typedef struct {
	Store *store;
	WalkGraph *graph;
	WalkEach each;
	void *data;
	GStringChunk *paths; /* of the commit being told */
	GArray *files;	     /* WalkFile */
} Walk;

/* --- differences -------------------------------------------------------- */

static void add_file(const TreeDifference *difference, void *data)
{
	Walk *walk = data;
	gboolean was_file = tree_mode_is_file(difference->mode_before);
	gboolean is_file = tree_mode_is_file(difference->mode_after);
	/* Only the right to execute it changed: nobody's ticket did. */
	if (was_file && is_file &&
		git_oid_equal(&difference->before, &difference->after))
		return;
	if (!g_utf8_validate(difference->path, -1, NULL))
		return;
	WalkFile file = {.mode_after = difference->mode_after};
	file.path = g_string_chunk_insert(walk->paths, difference->path);
	if (was_file)
		git_oid_tostr(file.before, sizeof(file.before),
			&difference->before);
	if (difference->mode_after)
		git_oid_tostr(file.after, sizeof(file.after),
			&difference->after);
	g_array_append_val(walk->files, file);
}

/* The tree of a commit at the edge of the walk is read when it is needed. */
static gboolean load_tree(Walk *walk, guint32 index, git_oid *tree,
	GError **error)
{
	memset(tree, 0, sizeof(*tree));
	if (index == NO_NODE)
		return TRUE;
	Node *node = walk_graph_node(walk->graph, index);
	if (!(node->flags & NODE_LOADED) && git_oid_is_zero(&node->tree)) {
		CommitHead head;
		g_autoptr(GBytes) raw = commit_read(walk->store, &node->oid,
			&head, error);
		if (!raw)
			return FALSE;
		node->tree = head.tree;
	}
	*tree = node->tree;
	return TRUE;
}

static gboolean is_same_in(Walk *walk, const git_oid *tree,
	const WalkFile *file, gboolean *same, GError **error)
{
	guint mode;
	git_oid oid;
	GError *problem = NULL;
	char name[41] = "";
	if (!tree_find(walk->store->trees, tree, file->path, &mode, &oid,
		&problem) || mode == MODE_TREE)
		mode = 0;
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (mode)
		git_oid_tostr(name, sizeof(name), &oid);
	*same = strcmp(name, file->after) == 0;
	return TRUE;
}

/* Leaves only what differs from this parent, too. */
static gboolean keep_different(Walk *walk, guint32 parent, GError **error)
{
	git_oid tree;
	guint kept = 0;
	if (!load_tree(walk, parent, &tree, error))
		return FALSE;
	for (guint i = 0; i < walk->files->len; i++) {
		WalkFile file = g_array_index(walk->files, WalkFile, i);
		gboolean same;
		if (!is_same_in(walk, &tree, &file, &same, error))
			return FALSE;
		if (!same)
			g_array_index(walk->files, WalkFile, kept++) = file;
	}
	g_array_set_size(walk->files, kept);
	return TRUE;
}

static gboolean find_files(Walk *walk, guint32 index, GError **error)
{
	git_oid before, after = walk_graph_node(walk->graph, index)->tree;
	guint32 parent = walk_graph_parent(walk->graph, index, 0);
	g_array_set_size(walk->files, 0);
	g_string_chunk_clear(walk->paths);
	if (!load_tree(walk, parent, &before, error) ||
		!tree_compare(walk->store->trees, &before, &after, add_file,
			walk, error))
		return FALSE;
	if (walk_graph_node(walk->graph, index)->flags & NODE_MAINLINE)
		return TRUE;
	for (guint i = 1; walk->files->len &&
		(parent = walk_graph_parent(walk->graph, index, i)) != NO_NODE;
		i++)
		if (!keep_different(walk, parent, error))
			return FALSE;
	return TRUE;
}

/* --- one commit --------------------------------------------------------- */

static GPtrArray *other_parents(Walk *walk, guint32 index)
{
	GPtrArray *others = g_ptr_array_new_with_free_func(g_free);
	guint32 parent;
	for (guint i = 1; (parent = walk_graph_parent(walk->graph, index, i)) !=
		NO_NODE; i++)
		g_ptr_array_add(others, g_strdup(git_oid_tostr_s(
			&walk_graph_node(walk->graph, parent)->oid)));
	return others;
}

static gboolean tell(Walk *walk, guint32 index, GError **error)
{
	const Node *node = walk_graph_node(walk->graph, index);
	WalkCommit commit = {0};
	CommitHead head;
	CommitWords words;
	g_autoptr(GBytes) raw = commit_read(walk->store, &node->oid, &head,
		error);
	if (!raw || !find_files(walk, index, error))
		return FALSE;
	git_oid_tostr(commit.oid, sizeof(commit.oid), &node->oid);
	if (node->first_parent != NO_NODE)
		git_oid_tostr(commit.parent, sizeof(commit.parent),
			&walk_graph_node(walk->graph, node->first_parent)->oid);
	commit.mainline = (node->flags & NODE_MAINLINE) != 0;
	commit.merge = head.parent_count > 1;
	g_autoptr(GPtrArray) others = commit.merge ? other_parents(walk, index) :
		NULL;
	commit.others = others;
	commit_words(&head, &words);
	commit.dated = words.dated;
	commit.recorded = words.recorded;
	commit.at = words.at;
	commit.name = words.name;
	commit.mail = words.mail;
	commit.message = words.message;
	commit.files = walk->files;
	gboolean ok = walk->each(&commit, walk->data, error);
	commit_words_clear(&words);
	return ok;
}

/* --- in post-order -------------------------------------------------------- */

static void enter(Walk *walk, GArray *stack, guint32 index)
{
	Node *node = walk_graph_node(walk->graph, index);
	if ((node->flags & NODE_VISITED) || !(node->flags & NODE_INSIDE))
		return;
	node->flags |= NODE_VISITED;
	Step step = {index, 0};
	g_array_append_val(stack, step);
}

static gboolean visit_all(Walk *walk, GArray *stack, GError **error)
{
	enter(walk, stack, walk->graph->tip);
	while (stack->len) {
		Step *top = &g_array_index(stack, Step, stack->len - 1);
		guint32 parent = walk_graph_parent(walk->graph, top->node,
			top->next_parent++);
		if (parent != NO_NODE) {
			enter(walk, stack, parent);
			continue;
		}
		guint32 index = top->node;
		g_array_set_size(stack, stack->len - 1);
		if (!tell(walk, index, error))
			return FALSE;
	}
	return TRUE;
}

gboolean store_walk(Store *store, const char *tip, WalkKnown known,
	gboolean (*start)(const char *from, guint commits, void *data,
		GError **error),
	WalkEach each, void *data, GError **error)
{
	g_autoptr(WalkGraph) graph = walk_graph_new(store, tip, known, data,
		error);
	if (!graph || !walk_graph_load_sides(graph, store, error))
		return FALSE;
	if (start && !start(graph->from, graph->inside, data, error))
		return FALSE;
	if (graph->tip == NO_NODE)
		return TRUE;
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Step));
	g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(WalkFile));
	Walk walk = {store, graph, each, data, g_string_chunk_new(4096), files};
	gboolean ok = visit_all(&walk, stack, error);
	g_string_chunk_free(walk.paths);
	return ok;
}
