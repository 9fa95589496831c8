/* The branch originals of two clones: the union of their files. */
#include "store/replay_state.h"

#include "store/commit.h"
#include "store/publish.h"

#include <string.h>

typedef struct {
	GArray *updates; /* TreeUpdate; paths owned */
} Missing;

/* What stands there already stays. */
static void add_missing(const TreeDifference *difference, void *data)
{
	Missing *missing = data;
	if (difference->mode_before || !difference->mode_after)
		return;
	TreeUpdate update = {g_strdup(difference->path), difference->mode_after,
		difference->after};
	g_array_append_val(missing->updates, update);
}

static int compare_updates(gconstpointer a, gconstpointer b)
{
	return strcmp(((const TreeUpdate *)a)->path,
		((const TreeUpdate *)b)->path);
}

static gboolean add_commit(StoreReplay *replay, const git_oid *tree,
	const git_oid *parent, git_oid *oid, GError **error)
{
	g_autofree char *name = store_author_name(replay->at.store->place);
	g_autofree char *mail = store_author_mail(replay->at.store->place);
	StoreMessage message = {.message = "originals: joined", .name = name,
		.mail = mail, .at = clock_now()};
	g_autoptr(GBytes) raw = commit_format(tree, parent, &message);
	return object_sink_add(replay->sink, GIT_OBJECT_COMMIT, raw, oid, error);
}

/* On top of `theirs` what only `ours` has; `theirs` itself if nothing. */
static gboolean unite(StoreReplay *replay, const char *ours, const char *theirs,
	git_oid *oid, GError **error)
{
	Store *store = replay->at.store;
	git_oid old, base, tree;
	g_autoptr(GArray) updates = g_array_new(FALSE, FALSE,
		sizeof(TreeUpdate));
	Missing missing = {updates};
	git_oid_fromstr(oid, theirs);
	gboolean ok = store_commit_tree(store, STORE_ORIGINALS, ours, &old,
			error) &&
		store_commit_tree(store, STORE_ORIGINALS, theirs, &base, error) &&
		tree_compare(store->trees, &base, &old, add_missing, &missing,
			error);
	g_array_sort(updates, compare_updates);
	git_oid parent = *oid;
	if (ok && updates->len)
		ok = tree_edit(store->trees, replay->sink, &base,
				(TreeUpdate *)(void *)updates->data,
				updates->len, &tree, error) &&
			add_commit(replay, &tree, &parent, oid, error);
	for (guint i = 0; i < updates->len; i++)
		g_free((char *)g_array_index(updates, TreeUpdate, i).path);
	return ok;
}

gboolean store_replay_originals(StoreReplay *replay, const char *fetched,
	GError **error)
{
	Store *store = replay->at.store;
	char ours[41], base[41];
	git_oid old = {{0}}, new;
	gboolean moved;
	GError *problem = NULL;
	if (!store_tip(store->place, STORE_ORIGINALS, ours, &problem))
		ours[0] = '\0';
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!*fetched || strcmp(ours, fetched) == 0)
		return TRUE;
	if (!store_merge_base(store, ours, fetched, base, error))
		return FALSE;
	/* Theirs is in ours already: a push brings it there. */
	if (*ours && strcmp(base, fetched) == 0)
		return TRUE;
	git_oid_fromstr(&new, fetched);
	if (*ours) {
		git_oid_fromstr(&old, ours);
		if (!unite(replay, ours, fetched, &new, error))
			return FALSE;
	}
	store_replay_name(replay);
	return store_replay_flush(replay, error) && publish_ref(store,
		replay->sink, STORE_ORIGINALS, &old, &new, replay->at.purpose, &moved, error);
}
