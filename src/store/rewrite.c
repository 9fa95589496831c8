#include "store/rewrite.h"

#include "base/error.h"
#include "store/commit.h"
#include "store/publish.h"
#include "store/replay_state.h"

#include <string.h>

#define FLUSH_STEP 1000

typedef GBytes *(*EditFile)(const char *path, GBytes *bytes, void *data,
	GError **error);

/* One branch. */
typedef struct {
	StoreReplay *replay;
	Store *store;
	const StoreRewrite *how;
	EditFile edit;
	GHashTable *known; /* git_oid → git_oid: trees, files and commits */
	guint changed;
	char first[41]; /* of those that changed */
} Rewriter;

static guint hash_oid(gconstpointer oid)
{
	guint hash;
	memcpy(&hash, ((const git_oid *)oid)->id, sizeof hash);
	return hash;
}

static gboolean equal_oid(gconstpointer a, gconstpointer b)
{
	return git_oid_equal(a, b);
}

static gboolean look_up(const Rewriter *rewriter, const git_oid *old,
	git_oid *new)
{
	const git_oid *found = g_hash_table_lookup(rewriter->known, old);
	if (found)
		*new = *found;
	return found != NULL;
}

static void note(Rewriter *rewriter, const git_oid *old, const git_oid *new)
{
	g_hash_table_replace(rewriter->known, g_memdup2(old, sizeof *old),
		g_memdup2(new, sizeof *new));
}

/* --- files ------------------------------------------------------------------ */

static gboolean rewrite_file(Rewriter *rewriter, const char *path,
	const git_oid *old, git_oid *new, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = odb_read(rewriter->store->odb, old,
		GIT_OBJECT_BLOB, error);
	if (!bytes)
		return FALSE;
	*new = *old;
	g_autoptr(GBytes) edited = rewriter->edit(path, bytes,
		rewriter->how->data, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	return !edited || object_sink_add(rewriter->replay->sink,
		GIT_OBJECT_BLOB, edited, new, error);
}

/* --- trees ------------------------------------------------------------------ */

static gboolean rewrite_tree(Rewriter *rewriter, const char *path,
	const git_oid *old, guint depth, git_oid *new, GError **error);

static gboolean rewrite_entry(Rewriter *rewriter, const char *folder,
	const TreeEntry *entry, guint depth, git_oid *new, GError **error)
{
	gboolean is_tree = entry->mode == MODE_TREE;
	*new = entry->oid;
	if ((!is_tree && !tree_mode_is_file(entry->mode)) ||
		look_up(rewriter, &entry->oid, new))
		return TRUE;
	g_autofree char *path = g_strdup_printf("%s%.*s%s", folder,
		(int)entry->name_size, entry->name, is_tree ? "/" : "");
	gboolean done = is_tree ? rewrite_tree(rewriter, path, &entry->oid,
		depth + 1, new, error) :
		rewrite_file(rewriter, path, &entry->oid, new, error);
	if (done)
		note(rewriter, &entry->oid, new);
	return done;
}

static void append(GByteArray *raw, const TreeEntry *entry, const git_oid *oid)
{
	char mode[16];
	int length = g_snprintf(mode, sizeof mode, "%o ", entry->mode);
	guint8 nul = 0;
	g_byte_array_append(raw, (const guint8 *)mode, (guint)length);
	g_byte_array_append(raw, (const guint8 *)entry->name,
		(guint)entry->name_size);
	g_byte_array_append(raw, &nul, 1);
	g_byte_array_append(raw, oid->id, GIT_OID_RAWSZ);
}

static gboolean rewrite_tree(Rewriter *rewriter, const char *path,
	const git_oid *old, guint depth, git_oid *new, GError **error)
{
	static const Phrase too_deep = {"%1: folders too deep",
		"%1: слишком глубокие папки"};
	TreeReader reader;
	TreeEntry entry;
	g_autoptr(GBytes) bytes = tree_read(rewriter->store->trees, old, error);
	g_autoptr(GByteArray) raw = g_byte_array_new();
	gboolean same = TRUE;
	if (depth > TREE_DEPTH_LIMIT)
		return desk_refuse(error, DESK_ERROR_DATA, &too_deep, path,
			NULL);
	if (!bytes)
		return FALSE;
	tree_reader_init(&reader, bytes);
	while (tree_reader_next(&reader, &entry)) {
		git_oid now;
		if (!rewrite_entry(rewriter, path, &entry, depth, &now, error))
			return FALSE;
		same &= git_oid_equal(&now, &entry.oid);
		append(raw, &entry, &now);
	}
	*new = *old;
	if (same)
		return TRUE;
	g_autoptr(GBytes) made = g_bytes_new(raw->data, raw->len);
	return object_sink_add(rewriter->replay->sink, GIT_OBJECT_TREE, made,
		new, error);
}

/* --- commits ---------------------------------------------------------------- */

/* TRUE: some of it is another now. */
static gboolean map_parents(const Rewriter *rewriter, const CommitHead *head,
	git_oid *parents)
{
	gboolean others = FALSE;
	for (guint i = 0; i < head->parent_count; i++) {
		commit_parent(head, i, &parents[i]);
		git_oid old = parents[i];
		look_up(rewriter, &old, &parents[i]);
		others |= !git_oid_equal(&old, &parents[i]);
	}
	return others;
}

static gboolean rewrite_commit(Rewriter *rewriter, const char *name,
	GError **error)
{
	git_oid old, tree, new;
	CommitHead head;
	git_oid_fromstr(&old, name);
	g_autoptr(GBytes) raw = commit_read(rewriter->store, &old, &head,
		error);
	if (!raw)
		return FALSE;
	if (!look_up(rewriter, &head.tree, &tree)) {
		if (!rewrite_tree(rewriter, "", &head.tree, 0, &tree, error))
			return FALSE;
		note(rewriter, &head.tree, &tree);
	}
	g_autofree git_oid *parents = g_new(git_oid, MAX(head.parent_count, 1));
	gboolean others = map_parents(rewriter, &head, parents);
	const char *text = commit_message(&head);
	g_autofree char *message = rewriter->how->message(text,
		(gsize)(head.end - text), rewriter->how->data);
	new = old;
	if (others || message || !git_oid_equal(&tree, &head.tree)) {
		g_autoptr(GBytes) made = commit_move(&head, &tree, parents,
			head.parent_count, message);
		if (!object_sink_add(rewriter->replay->sink, GIT_OBJECT_COMMIT,
			made, &new, error))
			return FALSE;
		if (rewriter->changed++ == 0)
			g_strlcpy(rewriter->first, name, sizeof rewriter->first);
	}
	note(rewriter, &old, &new);
	return TRUE;
}

static gboolean rewrite_all(Rewriter *rewriter, const char *tip, git_oid *new,
	GError **error)
{
	git_oid old;
	g_autoptr(GPtrArray) commits = store_commits_between(rewriter->store, "",
		tip, FALSE, error);
	if (!commits)
		return FALSE;
	for (guint i = 0; i < commits->len; i++) {
		if (!rewrite_commit(rewriter, commits->pdata[i], error) ||
			((i + 1) % FLUSH_STEP == 0 && !store_replay_flush(
				rewriter->replay, error)))
			return FALSE;
		if (rewriter->how->progress)
			rewriter->how->progress(i + 1, commits->len,
				rewriter->how->data);
	}
	git_oid_fromstr(&old, tip);
	return look_up(rewriter, &old, new) &&
		store_replay_flush(rewriter->replay, error);
}

static gboolean rewrite_branch(StoreReplay *replay, const StoreRewrite *how,
	EditFile edit, const char *tip, git_oid *new, StoreRewritten *done,
	GError **error)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(hash_oid, equal_oid,
		g_free, g_free);
	Rewriter rewriter = {.replay = replay, .store = replay->at.store,
		.how = how, .edit = edit, .known = known};
	gboolean good = rewrite_all(&rewriter, tip, new, error);
	done->commits += rewriter.changed;
	g_strlcpy(done->first, rewriter.first, sizeof done->first);
	return good;
}

/* --- both branches ------------------------------------------------------------ */

static gboolean rewrite_originals(StoreReplay *replay, const StoreRewrite *how,
	StoreRewritten *done, gboolean *moved, GError **error)
{
	char tip[41];
	git_oid old, new;
	g_autoptr(GError) problem = NULL;
	if (!store_tip(replay->at.store->place, STORE_ORIGINALS, tip, &problem))
		return desk_error_pass(error, &problem);
	git_oid_fromstr(&old, tip);
	if (!rewrite_branch(replay, how, how->originals, tip, &new, done, error))
		return FALSE;
	return git_oid_equal(&old, &new) || publish_ref(replay->at.store,
		replay->sink, STORE_ORIGINALS, &old, &new, replay->at.purpose, moved, error);
}

gboolean store_rewrite(Store *store, const StoreRewrite *how,
	StoreRewritten *done, gboolean *moved, GError **error)
{
	git_oid new;
	g_autoptr(StoreReplay) replay = store_replay_begin(store, "redact",
		error);
	*moved = FALSE;
	if (!replay)
		return FALSE;
	store_replay_name(replay);
	if (!rewrite_originals(replay, how, done, moved, error) ||
		!rewrite_branch(replay, how, how->main,
			store_replay_base(replay), &new, done, error))
		return FALSE;
	git_oid_tostr(done->tip, sizeof done->tip, &new);
	return store_replay_start(replay, done->tip, error) &&
		how->moving(done, how->data, error) &&
		store_replay_finish(replay, moved, error);
}
