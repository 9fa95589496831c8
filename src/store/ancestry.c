/* How two commits stand to each other. */
#include "store/replay.h"

#include "store/commit.h"
#include "store/internal.h"
#include "store/tree_known.h"

#include <string.h>

#define LONGEST_LINE 5000

static void free_walk(git_revwalk *walk)
{
	git_revwalk_free(walk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, free_walk)

/* libgit2 1.5 leaks what it has read when a tip is missing: it is asked first. */
static gboolean is_here(Store *store, const git_oid *oid)
{
	size_t size;
	git_object_t kind;
	return git_odb_read_header(&size, &kind, store->odb, oid) == 0;
}

gboolean store_merge_base(Store *store, const char *one, const char *other,
	char oid[41], GError **error)
{
	git_oid a, b, base;
	oid[0] = '\0';
	if (!*one || !*other)
		return TRUE;
	git_oid_fromstr(&a, one);
	git_oid_fromstr(&b, other);
	if (!is_here(store, &a) || !is_here(store, &b))
		return store_fail(error, DESK_ERROR_TEMPORARY, "%s, %s", one,
			other);
	int answer = git_merge_base(&base, store->repository, &a, &b);
	/* Of an ancestor that is missing libgit2 says the same, with other words. */
	if (answer == GIT_ENOTFOUND && git_error_last() &&
		git_error_last()->klass == GIT_ERROR_MERGE)
		return TRUE;
	if (answer)
		return store_fail(error, DESK_ERROR_TEMPORARY, "%s, %s", one,
			other);
	git_oid_tostr(oid, 41, &base);
	return TRUE;
}

/* Parents before children. */
static git_revwalk *walk_between(Store *store, const char *hidden,
	const char *tip, GError **error)
{
	g_autoptr(git_revwalk) walk = NULL;
	git_oid from, to;
	git_oid_fromstr(&to, tip);
	gboolean failed = git_revwalk_new(&walk, store->repository) ||
		git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL |
			GIT_SORT_REVERSE) ||
		git_revwalk_push(walk, &to);
	if (!failed && *hidden) {
		git_oid_fromstr(&from, hidden);
		failed = git_revwalk_hide(walk, &from);
	}
	if (!failed)
		return g_steal_pointer(&walk);
	store_fail(error, DESK_ERROR_DATA, "%s", tip);
	return NULL;
}

static GPtrArray *list_once(Store *store, const char *hidden,
	const char *tip, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(git_revwalk) walk = walk_between(store, hidden, tip, error);
	git_oid oid;
	int answer = walk ? 0 : -1;
	while (walk && (answer = git_revwalk_next(&oid, walk)) == 0)
		g_ptr_array_add(list, g_strdup(git_oid_tostr_s(&oid)));
	if (answer == GIT_ITEROVER)
		return g_steal_pointer(&list);
	if (walk)
		store_fail(error, DESK_ERROR_DATA, "%s", tip);
	return NULL;
}

/* Most histories are a line, which needs no search. NULL: this is none, or it is
 * long. */
static GPtrArray *line_between(Store *store, const char *hidden, const char *tip)
{
	g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func(g_free);
	char at[41];
	g_strlcpy(at, tip, sizeof(at));
	while (strcmp(at, hidden) != 0) {
		git_oid oid;
		CommitHead head;
		git_oid_fromstr(&oid, at);
		g_autoptr(GBytes) raw = line->len < LONGEST_LINE ?
			commit_read(store, &oid, &head, NULL) : NULL;
		if (!raw || head.parent_count > 1 ||
			(head.parent_count == 0 && *hidden))
			return NULL;
		g_ptr_array_add(line, g_strdup(at));
		at[0] = '\0';
		if (head.parent_count == 0)
			break;
		commit_parent(&head, 0, &oid);
		git_oid_tostr(at, sizeof(at), &oid);
	}
	for (guint i = 0, j = line->len; i + 1 < j; i++) {
		gpointer last = line->pdata[--j];
		line->pdata[j] = line->pdata[i];
		line->pdata[i] = last;
	}
	return g_steal_pointer(&line);
}

/* A `git gc` beside puts what is here into other packs: looked for once more. */
static GPtrArray *list_between(Store *store, const char *hidden,
	const char *tip, GError **error)
{
	GPtrArray *list = line_between(store, hidden, tip);
	if (!list)
		list = list_once(store, hidden, tip, NULL);
	if (list)
		return list;
	git_odb_refresh(store->odb);
	return list_once(store, hidden, tip, error);
}

/* The same where `base` is the merge base of both. */
static GPtrArray *list_apart(Store *store, const char *base,
	const char *hidden, const char *tip, GError **error)
{
	if (!*tip)
		return g_ptr_array_new_with_free_func(g_free);
	GPtrArray *line = *base ? line_between(store, base, tip) : NULL;
	return line ? line : list_between(store, hidden, tip, error);
}

gboolean store_apart(Store *store, const char *one, const char *other,
	StoreApart *apart, GError **error)
{
	char base[41];
	*apart = (StoreApart){0};
	if (strcmp(one, other) == 0)
		return TRUE;
	if (!store_merge_base(store, one, other, base, error))
		return FALSE;
	g_autoptr(GPtrArray) ahead = list_apart(store, base, other, one, error);
	g_autoptr(GPtrArray) behind = !ahead ? NULL : list_apart(store, base,
		one, other, error);
	if (!behind)
		return FALSE;
	*apart = (StoreApart){ahead->len, behind->len};
	return TRUE;
}

/* Of `list` what first parents lead to from `tip`. */
static GPtrArray *main_line_of(Store *store, GPtrArray *list, const char *tip,
	GError **error)
{
	g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) all = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < list->len; i++)
		g_hash_table_add(all, list->pdata[i]);
	git_oid at;
	git_oid_fromstr(&at, tip);
	for (;;) {
		g_autofree char *name = g_strdup(git_oid_tostr_s(&at));
		CommitHead head;
		if (!g_hash_table_contains(all, name))
			break;
		g_autoptr(GBytes) raw = commit_read(store, &at, &head,
			error);
		if (!raw)
			return NULL;
		g_ptr_array_insert(line, 0, g_steal_pointer(&name));
		if (head.parent_count == 0)
			break;
		commit_parent(&head, 0, &at);
	}
	return g_steal_pointer(&line);
}

GPtrArray *store_commits_between(Store *store, const char *hidden,
	const char *tip, gboolean main_line, GError **error)
{
	if (!*tip)
		return g_ptr_array_new_with_free_func(g_free);
	if (!main_line)
		return list_between(store, hidden, tip, error);
	/* Where both went on, no line leads from one to the other. */
	char base[41];
	if (!store_merge_base(store, hidden, tip, base, error))
		return NULL;
	g_autoptr(GPtrArray) list = list_apart(store, base, hidden, tip, error);
	if (!list)
		return NULL;
	return main_line_of(store, list, tip, error);
}

gboolean store_commit_read(Store *store, const char *oid, StoreCommit *commit,
	GError **error)
{
	CommitHead head;
	CommitWords words;
	git_oid name, parent;
	git_oid_fromstr(&name, oid);
	g_autoptr(GBytes) raw = commit_read(store, &name, &head, error);
	if (!raw)
		return FALSE;
	commit_words(&head, &words);
	*commit = (StoreCommit){.dated = words.dated,
		.recorded = words.recorded, .name = words.name,
		.mail = words.mail, .message = words.message};
	if (head.parent_count) {
		commit_parent(&head, 0, &parent);
		git_oid_tostr(commit->parent, 41, &parent);
	}
	commit->parents = head.parent_count;
	if (head.parent_count > 1) {
		commit_parent(&head, 1, &parent);
		git_oid_tostr(commit->other, 41, &parent);
	}
	return TRUE;
}

void store_commit_clear(StoreCommit *commit)
{
	g_clear_pointer(&commit->name, g_free);
	g_clear_pointer(&commit->mail, g_free);
	g_clear_pointer(&commit->message, g_free);
}

/* --- trees ---------------------------------------------------------------- */

typedef struct {
	StoreDiffers differs;
	void *data;
	GArray *found;
} Comparison;

static void pass_difference(const TreeDifference *found, void *data)
{
	const Comparison *at = data;
	StoreDifference difference = {.path = found->path,
		.mode_before = found->mode_before,
		.mode_after = found->mode_after};
	if (found->mode_before)
		git_oid_tostr(difference.before, 41, &found->before);
	if (found->mode_after)
		git_oid_tostr(difference.after, 41, &found->after);
	at->differs(&difference, at->data);
	tree_known_add(found, at->found);
}

gboolean store_compare(Store *store, const char *before, const char *after,
	StoreDiffers differs, void *data, GError **error)
{
	git_oid old = {{0}}, new;
	g_autoptr(GArray) found = tree_known_list();
	Comparison at = {differs, data, found};
	if ((*before && !store_commit_tree(store, STORE_BRANCH, before, &old,
			error)) ||
		!store_commit_tree(store, STORE_BRANCH, after, &new, error) ||
		!tree_compare(store->trees, &old, &new, pass_difference, &at,
			error))
		return FALSE;
	tree_known_note(tree_cache_known(store->trees), &old, &new,
		g_steal_pointer(&found));
	return TRUE;
}
