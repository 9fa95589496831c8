#include "app/sync/settle.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/upstream.h"
#include "app/sync/join_file.h"
#include "base/identifier.h"
#include "store/replay.h"

#define GIT_TIMEOUT_MS (60 * 1000)

/* A path with its blobs: 1 of the base, 2 ours, 3 theirs; "" = none. */
typedef struct {
	char *path;
	char blobs[4][41];
} Unmerged;

typedef struct {
	Desk *desk;
	Store *store;
	UpstreamChanges *ours, *theirs;
	Instant at;
} Settling;

static void unmerged_free(void *data)
{
	Unmerged *unmerged = data;
	g_free(unmerged->path);
	g_free(unmerged);
}

static char *git_line(Desk *desk, const char *const *arguments, GBytes *input,
	GError **error)
{
	char *output = NULL;
	return upstream_git(desk, arguments, input, GIT_TIMEOUT_MS, &output,
		error) ? g_strchomp(output) : NULL;
}

/* "100644 <40 hex> 2<tab>path", a line each; paths of tickets need no quoting. */
static GPtrArray *list_unmerged(Desk *desk, GError **error)
{
	const char *const arguments[] = {"ls-files", "-u", "--", "tickets", NULL};
	g_autofree char *output = git_line(desk, arguments, NULL, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(unmerged_free);
	if (!output)
		return NULL;
	g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) parts = g_strsplit_set(*line, " \t", 4);
		if (g_strv_length(parts) != 4 || strlen(parts[1]) != 40 ||
			!strchr("123", *parts[2]))
			continue;
		Unmerged *last = list->len ? list->pdata[list->len - 1] : NULL;
		if (!last || strcmp(last->path, parts[3]) != 0) {
			last = g_new0(Unmerged, 1);
			last->path = g_strdup(parts[3]);
			g_ptr_array_add(list, last);
		}
		g_strlcpy(last->blobs[*parts[2] - '0'], parts[1], 41);
	}
	return g_steal_pointer(&list);
}

static gboolean stage(Desk *desk, const char *path, GBytes *bytes,
	GError **error)
{
	const char *const hash[] = {"hash-object", "-w", "--stdin", NULL};
	g_autofree char *oid = git_line(desk, hash, bytes, error);
	const char *const add[] = {"update-index", "--cacheinfo", "100644", oid,
		path, NULL};
	const char *const lay_out[] = {"checkout-index", "--quiet", "--force",
		"--index", "--", path, NULL};
	return oid && upstream_git(desk, add, NULL, GIT_TIMEOUT_MS, NULL, error) &&
		upstream_git(desk, lay_out, NULL, GIT_TIMEOUT_MS, NULL, error);
}

static gboolean settle(const Settling *at, const Unmerged *file, GError **error)
{
	g_autofree char *uid = uid_from_path(file->path);
	g_autoptr(GError) problem = NULL;
	if (!uid || !*file->blobs[2] || !*file->blobs[3])
		return TRUE;
	g_autoptr(GBytes) base = *file->blobs[1] ? store_read_blob(at->store,
		file->blobs[1], &problem) : NULL;
	g_autoptr(GBytes) ours = problem ? NULL : store_read_blob(at->store,
		file->blobs[2], &problem);
	g_autoptr(GBytes) theirs = problem ? NULL : store_read_blob(at->store,
		file->blobs[3], &problem);
	const FileJoin question = {at->ours, at->theirs,
		desk_read_regulation(at->desk), file->path, base, ours, theirs,
		at->at, FALSE};
	g_autoptr(GBytes) merged = problem ? NULL : file_join(&question,
		&problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return !merged || stage(at->desk, file->path, merged, error);
}

static gboolean settle_all(Settling *at, const GPtrArray *files,
	const char *head, const char *other, GError **error)
{
	char base[41];
	g_auto(StoreCommit) commit = {0};
	if (!store_merge_base(at->store, head, other, base, error) ||
		!store_commit_read(at->store, other, &commit, error))
		return FALSE;
	g_autoptr(UpstreamChanges) ours = upstream_changes_new(at->store, base,
		head);
	g_autoptr(UpstreamChanges) theirs = upstream_changes_new(at->store,
		base, other);
	at->ours = ours;
	at->theirs = theirs;
	at->at = commit.dated;
	for (guint i = 0; i < files->len; i++)
		if (!settle(at, files->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean settle_tickets(Desk *desk, const char *other, GError **error)
{
	const char *const of_head[] = {"rev-parse", "--verify", "HEAD", NULL};
	const char *const of_other[] = {"rev-parse", "--verify", other, NULL};
	g_autoptr(GPtrArray) files = list_unmerged(desk, error);
	if (!files || files->len == 0)
		return files != NULL;
	g_autofree char *head = git_line(desk, of_head, NULL, error);
	g_autofree char *theirs = head ? git_line(desk, of_other, NULL, error) :
		NULL;
	Settling at = {.desk = desk, .store = desk_store(desk, error)};
	return theirs && at.store && desk_regulation(desk, error) &&
		settle_all(&at, files, head, theirs, error);
}
