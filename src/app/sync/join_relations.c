/* Links that are right on each side, and wrong together. */
#include <string.h>

#include "app/desk/relation_judge.h"
#include "app/sync/join_file.h"
#include "base/identifier.h"
#include "store/replay.h"

/* One that cannot be read is none here: fsck names it. */
static Ticket *read_on_top(const char *uid, void *data, GError **error)
{
	StoreReplay *replay = data;
	guint mode;
	char oid[41];
	if (!uid_is_valid(uid))
		return NULL;
	g_autofree char *path = uid_to_path(uid);
	if (!store_replay_find(replay, path, &mode, oid, error) || !*oid ||
		(mode & 0170000) != 0100000)
		return NULL;
	g_autoptr(GBytes) bytes = store_replay_read(replay, oid, error);
	return bytes ? ticket_of_bytes(bytes, path, NULL) : NULL;
}

static gboolean names_others(GBytes *bytes)
{
	static const char links[] = "\nlinks:", merged[] = "\nmerged-into:";
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	return memmem(text, size, links, sizeof links - 1) ||
		memmem(text, size, merged, sizeof merged - 1);
}

static gboolean judge_file(StoreReplay *replay, const StoreDifference *file,
	const char *uid, GError **error)
{
	const RelationReader reader = {read_on_top, replay};
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_replay_read(replay, file->after, error);
	if (!bytes || !names_others(bytes))
		return bytes != NULL;
	g_autoptr(GBytes) old = *file->before ? store_replay_read(replay,
		file->before, &problem) : NULL;
	g_autoptr(Ticket) now = problem ? NULL : read_on_top(uid, replay,
		&problem);
	if (problem)
		return desk_error_pass(error, &problem);
	g_autoptr(Ticket) before = ticket_of_bytes(old, file->path, NULL);
	g_autoptr(Ticket) after = ticket_of_bytes(bytes, file->path, NULL);
	return !after || !now || relation_judge(before, after, now, &reader,
		error);
}

gboolean join_relations(StoreReplay *replay, const GArray *differences,
	char **reason, GError **error)
{
	g_autoptr(GError) problem = NULL;
	for (guint i = 0; !problem && i < differences->len; i++) {
		const StoreDifference *file = &g_array_index(differences,
			StoreDifference, i);
		g_autofree char *uid = uid_from_path(file->path);
		if (uid && (file->mode_after & 0170000) == 0100000)
			judge_file(replay, file, uid, &problem);
	}
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFLICT))
		return desk_error_pass(error, &problem);
	*reason = desk_error_keep(problem);
	return TRUE;
}
