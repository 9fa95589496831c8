#include "app/sync/push_parts.h"

#include <string.h>

#include "app/desk/desk.h"
#include "base/error.h"
#include "store/replay.h"

static const Phrase takes_nothing = {"the upstream %2 refuses it: %1",
	"upstream %2 отказывает: %1"};

/* The commits that git's server would get to judge, the oldest first. */
static GPtrArray *list_parts(Remote *remote, const char *from, const char *tip,
	GError **error)
{
	Store *store = desk_store(remote->desk, error);
	return store ? store_commits_between(store, from, tip, TRUE, error) :
		NULL;
}

/* The first of `parts` from `low` on that is refused lies before `high`. */
static gboolean search(Remote *remote, const GPtrArray *parts, guint *found,
	char **reason, GError **error)
{
	guint low = 0, high = parts->len - 1;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		g_autofree char *why = NULL;
		switch (remote_push(remote, parts->pdata[middle], "", &why, error)) {
		case REMOTE_SENT:
			low = middle + 1;
			break;
		case REMOTE_REFUSED:
			high = middle;
			g_free(*reason);
			*reason = g_steal_pointer(&why);
			break;
		case REMOTE_OVERTAKEN:
			*found = G_MAXUINT;
			return TRUE;
		default:
			return FALSE;
		}
	}
	*found = high;
	return TRUE;
}

/* Of a number's commit, which is nobody's operation, nothing can be left out. */
static gboolean is_ours(Remote *remote, const char *oid, GError **error)
{
	g_auto(StoreCommit) commit = {0};
	return store_commit_read(desk_store(remote->desk, NULL), oid, &commit,
		error) && !strstr(commit.message, "\nDesk-Op: number\n");
}

gboolean push_parts(Remote *remote, const char *from, const char *tip,
	char refused[41], char **reason, GError **error)
{
	guint found = 0;
	refused[0] = '\0';
	g_autoptr(GPtrArray) parts = list_parts(remote, from, tip, error);
	if (!parts)
		return FALSE;
	if (parts->len > 0 && !search(remote, parts, &found, reason, error))
		return FALSE;
	if (found == G_MAXUINT)
		return TRUE;
	g_autoptr(GError) problem = NULL;
	if (parts->len > 0 && is_ours(remote, parts->pdata[found], &problem)) {
		g_strlcpy(refused, parts->pdata[found], 41);
		return TRUE;
	}
	if (!desk_error_pass(error, &problem))
		return FALSE;
	desk_refuse_kept(error, DESK_ERROR_UNAVAILABLE, *reason);
	desk_error_reword(error, &takes_nothing, remote->upstream.remote, NULL);
	return FALSE;
}
