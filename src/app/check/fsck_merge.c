#include "app/check/fsck_merge.h"

#include <string.h>

#include "app/desk/file_merge.h"
#include "app/desk/files_rights.h"
#include "app/desk/in_force.h"
#include "model/redact.h"
#include "rules/complaint.h"
#include "store/replay.h"

static gboolean is_same(GBytes *one, GBytes *other)
{
	return one && other ? g_bytes_equal(one, other) : one == other;
}

/* --- files ------------------------------------------------------------- */

typedef struct {
	const Check *check;
	FileSource *ours, *base, *after;
	GPtrArray *others; /* FileSource* */
} Sides;

static void sides_clear(Sides *sides)
{
	g_clear_pointer(&sides->ours, file_source_free);
	g_clear_pointer(&sides->base, file_source_free);
	g_clear_pointer(&sides->after, file_source_free);
	g_clear_pointer(&sides->others, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sides, sides_clear)

static gboolean find_base(Sides *sides, const WalkCommit *commit,
	GError **error)
{
	char base[41];
	if (!store_merge_base(sides->check->store, commit->parent,
		commit->others->pdata[0], base, error))
		return FALSE;
	sides->base = *base ? file_source_commit(sides->check->desk, base,
		error) : NULL;
	return sides->base || !*base;
}

static gboolean find_sides(Sides *sides, const WalkCommit *commit,
	GError **error)
{
	Desk *desk = sides->check->desk;
	sides->others = g_ptr_array_new_with_free_func(
		(GDestroyNotify)file_source_free);
	sides->ours = file_source_commit(desk, commit->parent, error);
	sides->after = sides->ours ? file_source_commit(desk, commit->oid,
		error) : NULL;
	for (guint i = 0; sides->after && i < commit->others->len; i++) {
		FileSource *other = file_source_commit(desk,
			commit->others->pdata[i], error);
		if (!other)
			return FALSE;
		g_ptr_array_add(sides->others, other);
	}
	return sides->after && find_base(sides, commit, error);
}

/* What git and desk make of both by themselves is nobody's doing. What cannot be
 * read is told, as somebody's. */
static gboolean merges_itself(const Sides *sides, const char *path,
	GBytes *theirs, GBytes *after)
{
	g_autoptr(GBytes) ours = file_source_read(sides->ours, path, NULL);
	g_autoptr(GBytes) base = !sides->base ? NULL :
		file_source_read(sides->base, path, NULL);
	g_autoptr(GPtrArray) open = NULL;
	if (!ours || !theirs || !after)
		return FALSE;
	const FileMerge question = {
		.base = base, .ours = ours, .theirs = theirs, .path = path,
		.regulation = desk_read_regulation(sides->check->desk),
		.at = INSTANT_NONE,
	};
	g_autoptr(GBytes) merged = file_merge(&question, &open, NULL);
	return merged && open->len == 0 && g_bytes_equal(merged, after);
}

static gboolean is_brought(const Sides *sides, const char *path)
{
	g_autoptr(GBytes) after = file_source_read(sides->after, path, NULL);
	for (guint i = 0; i < sides->others->len; i++) {
		g_autoptr(GBytes) theirs = file_source_read(
			sides->others->pdata[i], path, NULL);
		if (is_same(theirs, after) ||
			merges_itself(sides, path, theirs, after))
			return TRUE;
	}
	return FALSE;
}

gboolean fsck_merge_own(const Check *check, const WalkCommit *commit,
	GHashTable *paths, GError **error)
{
	g_auto(Sides) sides = {.check = check};
	GHashTableIter iterator;
	gpointer path;
	if (g_hash_table_size(paths) == 0)
		return TRUE;
	if (!find_sides(&sides, commit, error))
		return FALSE;
	g_hash_table_iter_init(&iterator, paths);
	while (g_hash_table_iter_next(&iterator, &path, NULL))
		if (is_brought(&sides, path))
			g_hash_table_iter_remove(&iterator);
	return TRUE;
}

/* --- rights ------------------------------------------------------------ */

static gboolean stands_among(const GPtrArray *breaches, const char *path)
{
	for (guint i = 0; i < breaches->len; i++)
		if (strcmp(((RightsBreach *)breaches->pdata[i])->path, path) ==
			0)
			return TRUE;
	return FALSE;
}

gboolean fsck_merge_breaches(const Check *check, const WalkCommit *commit,
	GHashTable *paths, GPtrArray *breaches, GError **error)
{
	for (guint i = 0; i < commit->others->len; i++) {
		g_autoptr(FileSource) other = file_source_commit(check->desk,
			commit->others->pdata[i], error);
		g_autoptr(FileSource) after = other ? file_source_commit(
			check->desk, commit->oid, error) : NULL;
		g_autoptr(GPtrArray) more = after ? files_rights_breaches(other,
			after, paths, NULL, NULL, commit->mail, NULL, error) :
			NULL;
		if (!more)
			return FALSE;
		for (guint k = breaches->len; k-- > 0;)
			if (!stands_among(more,
				((RightsBreach *)breaches->pdata[k])->path))
				g_ptr_array_remove_index(breaches, k);
	}
	return TRUE;
}

/* --- tickets ----------------------------------------------------------- */

void fsck_merge_ticket(const Check *check, const WalkCommit *commit,
	const char *path, const Ticket *after, gboolean *renumbered,
	gboolean *redacted)
{
	for (guint i = 0; i < commit->others->len; i++) {
		g_autoptr(GBytes) bytes = store_read(check->store,
			commit->others->pdata[i], path, NULL);
		g_autoptr(Ticket) other = ticket_of_bytes(bytes, path, NULL);
		if (!other)
			continue;
		*renumbered &= strcmp(ticket_get(other, "number"),
			ticket_get(after, "number")) != 0;
		*redacted &= redact_was_done(other, after);
	}
}

gboolean fsck_merge_settles(const Check *check, const WalkCommit *commit,
	const char *path, const char *login, const Ticket *after)
{
	for (guint i = 0; i < commit->others->len; i++) {
		g_autoptr(GBytes) bytes = store_read(check->store,
			commit->others->pdata[i], path, NULL);
		g_autoptr(Ticket) other = ticket_of_bytes(bytes, path, NULL);
		if (other && !complaint_is_settled(desk_read_regulation(
			check->desk), login, other, after))
			return FALSE;
	}
	return TRUE;
}
