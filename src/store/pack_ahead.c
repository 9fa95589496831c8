/*
 * Commits made one by one put into a pack before they are sent: of which tree each
 * was made is known here, and git need not search for it.
 */
#include "store/replay.h"

#include "store/commit.h"
#include "store/internal.h"
#include "store/object_sink.h"
#include "store/writer.h"

#include <unistd.h>

/* From here on it is cheaper than git's search. */
#define LOOSE_FROM 50
/* What a pack is made of is held in memory. */
#define COMMITS_OF_PACK 1000

typedef struct {
	Store *store;
	ObjectSink *sink;
	git_oid commit, tree; /* the last that was added, which most stand on */
	GError *problem;
} Ahead;

static gboolean is_loose(const StorePlace *place, const char *oid)
{
	g_autofree char *path = g_strdup_printf("%s/objects/%.2s/%s",
		place->git_folder, oid, oid + 2);
	return access(path, F_OK) == 0;
}

static guint count_loose(const StorePlace *place, const GPtrArray *commits)
{
	guint count = 0;
	for (guint i = 0; i < commits->len; i++)
		count += is_loose(place, commits->pdata[i]);
	return count;
}

static void add_tree(Ahead *ahead, const git_oid *before, const git_oid *after)
{
	g_autoptr(GBytes) raw = tree_read(ahead->store->trees, after,
		&ahead->problem);
	if (raw)
		object_sink_add_tree(ahead->sink, raw, after, before);
}

static void add_object(Ahead *ahead, git_object_t kind, const git_oid *oid)
{
	git_oid name;
	g_autoptr(GBytes) bytes = odb_read(ahead->store->odb, oid, kind,
		&ahead->problem);
	if (bytes)
		object_sink_add(ahead->sink, kind, bytes, &name,
			&ahead->problem);
}

static void add_new(const TreeDifference *difference, void *data)
{
	static const git_oid nothing;
	Ahead *ahead = data;
	guint kind = difference->mode_after & 0170000;
	if (ahead->problem)
		return;
	if (kind == MODE_TREE)
		add_tree(ahead, difference->mode_before == MODE_TREE ?
			&difference->before : &nothing, &difference->after);
	else if ((kind == 0100000 || kind == MODE_LINK) &&
		!git_oid_equal(&difference->before, &difference->after))
		add_object(ahead, GIT_OBJECT_BLOB, &difference->after);
}

static gboolean tree_before(Ahead *ahead, const CommitHead *head, git_oid *tree,
	GError **error)
{
	git_oid parent = {{0}};
	*tree = parent;
	if (head->parent_count)
		commit_parent(head, 0, &parent);
	if (!git_oid_equal(&parent, &ahead->commit))
		return store_commit_tree(ahead->store, STORE_BRANCH,
			git_oid_tostr_s(&parent), tree, error);
	*tree = ahead->tree;
	return TRUE;
}

static gboolean add_commit(Ahead *ahead, const char *commit, GError **error)
{
	git_oid name, before;
	CommitHead head;
	git_oid_fromstr(&name, commit);
	g_autoptr(GBytes) raw = commit_read(ahead->store, &name, &head,
		error);
	if (!raw || !tree_before(ahead, &head, &before, error))
		return FALSE;
	if (!git_oid_equal(&before, &head.tree))
		add_tree(ahead, &before, &head.tree);
	if (!ahead->problem && tree_compare_folders(ahead->store->trees, &before,
		&head.tree, add_new, ahead, &ahead->problem))
		object_sink_add(ahead->sink, GIT_OBJECT_COMMIT, raw,
			&ahead->commit, &ahead->problem);
	ahead->tree = head.tree;
	return desk_error_pass(error, &ahead->problem);
}

gboolean store_pack_ahead(Store *store, const char *known, const char *tip,
	GError **error)
{
	g_autoptr(GPtrArray) commits = store_commits_between(store, known, tip,
		FALSE, error);
	if (!commits || count_loose(store->place, commits) < LOOSE_FROM)
		return commits != NULL;
	g_autoptr(ObjectSink) sink = object_sink_new(store->odb,
		store->place->git_folder);
	Ahead ahead = {.store = store, .sink = sink};
	gboolean durable = writer_is_durable(store->place);
	for (guint i = 0; i < commits->len; i++)
		if (!add_commit(&ahead, commits->pdata[i], error) ||
			(((i + 1) % COMMITS_OF_PACK == 0 ||
				i + 1 == commits->len) &&
				!object_sink_flush(sink, durable, error)))
			return FALSE;
	return TRUE;
}
