#include "app/sync/join_file.h"

#include <string.h>

#include "app/desk/file_merge.h"
#include "base/error.h"
#include "model/ticket.h"
#include "store/replay.h"

/* --- what the upstream changed, and when ------------------------------------ */

typedef struct {
	char before[41], after[41];
	Instant dated;
} Version;

struct UpstreamChanges {
	Store *store;
	char *base, *tip;
	GHashTable *versions; /* path → GArray of Version, oldest first; NULL: not
		looked through yet */
	GError *problem; /* what could not be read of them */
};

typedef struct {
	UpstreamChanges *changes;
	Instant dated;
} Collection;

UpstreamChanges *upstream_changes_new(Store *store, const char *base,
	const char *tip)
{
	UpstreamChanges *changes = g_new0(UpstreamChanges, 1);
	changes->store = store;
	changes->base = g_strdup(base);
	changes->tip = g_strdup(tip);
	return changes;
}

void upstream_changes_free(UpstreamChanges *changes)
{
	if (!changes)
		return;
	g_clear_pointer(&changes->versions, g_hash_table_unref);
	g_clear_error(&changes->problem);
	g_free(changes->base);
	g_free(changes->tip);
	g_free(changes);
}

static void collect(const StoreDifference *difference, void *data)
{
	Collection *at = data;
	GHashTable *all = at->changes->versions;
	GArray *versions = g_hash_table_lookup(all, difference->path);
	if (!versions) {
		versions = g_array_new(FALSE, TRUE, sizeof(Version));
		g_hash_table_insert(all, g_strdup(difference->path), versions);
	}
	Version version = {.dated = at->dated};
	g_strlcpy(version.before, difference->before, sizeof version.before);
	g_strlcpy(version.after, difference->after, sizeof version.after);
	g_array_append_val(versions, version);
}

static gboolean look_through(UpstreamChanges *changes, GError **error)
{
	if (changes->versions)
		return TRUE;
	g_autoptr(GPtrArray) commits = store_commits_between(changes->store,
		changes->base, changes->tip, FALSE, error);
	if (!commits)
		return FALSE;
	changes->versions = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < commits->len; i++) {
		g_auto(StoreCommit) commit = {0};
		if (!store_commit_read(changes->store, commits->pdata[i],
			&commit, error))
			return FALSE;
		Collection at = {changes, commit.dated};
		if (!store_compare(changes->store, commit.parent,
			commits->pdata[i], collect, &at, error))
			return FALSE;
	}
	return TRUE;
}

gboolean upstream_had(UpstreamChanges *changes, const char *path,
	const char *blob, gboolean *had, GError **error)
{
	*had = FALSE;
	if (!look_through(changes, error))
		return FALSE;
	const GArray *versions = g_hash_table_lookup(changes->versions, path);
	for (guint i = 0; versions && i < versions->len; i++)
		*had |= strcmp(g_array_index(versions, Version, i).after,
			blob) == 0;
	return TRUE;
}

/* What is no ticket holds nothing. */
static char *field_of_blob(UpstreamChanges *changes, const char *blob,
	const char *field)
{
	g_autoptr(GBytes) bytes = *blob && !changes->problem ? store_read_blob(
		changes->store, blob, &changes->problem) : NULL;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Ticket) ticket = text ? ticket_parse_after(text, size, size,
		"", NULL) : NULL;
	return ticket ? ticket_get_as_text(ticket, field) : g_strdup("");
}

/* The last time that it was given another value; else, since something made it
 * differ, that the file was changed. */
static Instant last_change(UpstreamChanges *changes, const char *path,
	const char *field)
{
	const GArray *versions = g_hash_table_lookup(changes->versions, path);
	for (guint i = versions ? versions->len : 0; i-- > 0;) {
		const Version *version = &g_array_index(versions, Version, i);
		g_autofree char *before = field_of_blob(changes,
			version->before, field);
		g_autofree char *after = field_of_blob(changes,
			version->after, field);
		if (strcmp(before, after) != 0)
			return version->dated;
	}
	return versions ? g_array_index(versions, Version,
		versions->len - 1).dated : INSTANT_NONE;
}

/* At one moment the upstream's stands: it was there first. */
static MergeSide decide(const char *field, void *data)
{
	const FileJoin *join = data;
	if (join->takes && strcmp(field, "assignee") == 0)
		return MERGE_OURS;
	Instant ours = last_change(join->changes, join->path, field);
	Instant theirs = join->others ? last_change(join->others, join->path,
		field) : join->at;
	return theirs > ours ? MERGE_THEIRS : MERGE_OURS;
}

/* --- the file --------------------------------------------------------------- */

GBytes *file_join(const FileJoin *join, GError **error)
{
	const FileMerge merge = {
		.base = join->base, .ours = join->ours, .theirs = join->theirs,
		.path = join->path, .regulation = join->regulation,
		.at = join->at, .later = decide, .data = (void *)join,
	};
	if (!look_through(join->changes, error) ||
		(join->others && !look_through(join->others, error)))
		return NULL;
	g_autoptr(GPtrArray) open = NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_merge(&merge, &open, &problem);
	/* Who was later is not known where that could not be read. */
	if (!desk_error_pass(error, &join->changes->problem) ||
		(join->others && !desk_error_pass(error,
			&join->others->problem)))
		return NULL;
	if (bytes && open->len == 0)
		return g_steal_pointer(&bytes);
	/* What is no text is to be settled, too. */
	if (problem && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

GBytes *ticket_without_news(GBytes *base, GBytes *theirs)
{
	gsize old_size = 0, size = 0;
	const char *old = base ? g_bytes_get_data(base, &old_size) : NULL;
	const char *new = g_bytes_get_data(theirs, &size);
	gsize head = ticket_head_size(new ? new : "", size);
	gsize old_head = old ? ticket_head_size(old, old_size) : 0;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, (const guint8 *)new, (guint)head);
	if (old)
		g_byte_array_append(bytes, (const guint8 *)old + old_head,
			(guint)(old_size - old_head));
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

GBytes *ticket_without_entries(GBytes *file, const char *path, GHashTable *ids)
{
	gsize size = 0;
	const char *text = g_bytes_get_data(file, &size);
	g_autoptr(Ticket) ticket = g_hash_table_size(ids) == 0 ? NULL :
		ticket_of_bytes(file, path, NULL);
	gboolean has = FALSE;
	for (guint i = 0; ticket && !has && i < ticket_entry_count(ticket); i++)
		has = g_hash_table_contains(ids, ticket_entry(ticket, i)->id);
	if (!has)
		return g_bytes_ref(file);
	GByteArray *out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *)text,
		(guint)ticket_head_size(text, size));
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		gsize length;
		const guint8 *bytes = g_bytes_get_data(entry->bytes, &length);
		if (g_hash_table_contains(ids, entry->id))
			continue;
		g_byte_array_append(out, (const guint8 *)"---\n", 4);
		g_byte_array_append(out, bytes, (guint)length);
		if (length > 0 && bytes[length - 1] != '\n')
			g_byte_array_append(out, (const guint8 *)"\n", 1);
	}
	return g_byte_array_free_to_bytes(out);
}
