#include "app/desk/ticket_versions.h"

#include <string.h>

#include "base/error.h"
#include "base/identifier.h"

static const Phrase
	index_stays = {"%1; the index stays as it was and takes the commit in "
			"once it can be read",
		"%1; индекс остаётся как был и возьмёт этот коммит, когда его "
		"можно будет прочитать"};

/* Stands in messages for the file's name: the same bytes may be a version of
 * several files. */
#define NO_NAME ""

/* Bytes of files; their parsed states are of the same order. */
enum { KEEP_BYTES = 8 * 1024 * 1024, STATE_BYTES = 2048 };

typedef struct {
	char *blob;
	TicketVersion version;
	gsize entries; /* where the head ends */
	gsize cost;
	GList link;    /* in `recent` */
} Kept;

struct TicketVersions {
	Store *store;
	GHashTable *kept; /* blob → Kept */
	GQueue recent;	  /* Kept, the last used first */
	gsize cost;
};

static void kept_free(void *data)
{
	Kept *kept = data;
	g_clear_pointer(&kept->version.bytes, g_bytes_unref);
	g_clear_pointer(&kept->version.state, history_state_unref);
	g_free(kept->version.reason);
	g_free(kept->blob);
	g_free(kept);
}

TicketVersions *ticket_versions_new(Store *store)
{
	TicketVersions *versions = g_new0(TicketVersions, 1);
	versions->store = store;
	versions->kept = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
		kept_free);
	g_queue_init(&versions->recent);
	return versions;
}

void ticket_versions_free(TicketVersions *versions)
{
	if (!versions)
		return;
	g_hash_table_unref(versions->kept);
	g_free(versions);
}

static Kept *lookup(TicketVersions *versions, const char *blob)
{
	Kept *kept = blob && *blob ? g_hash_table_lookup(versions->kept, blob) :
		NULL;
	if (kept) {
		g_queue_unlink(&versions->recent, &kept->link);
		g_queue_push_head_link(&versions->recent, &kept->link);
	}
	return kept;
}

static void keep(TicketVersions *versions, Kept *kept)
{
	kept->link.data = kept;
	kept->cost = STATE_BYTES + g_bytes_get_size(kept->version.bytes);
	versions->cost += kept->cost;
	g_hash_table_insert(versions->kept, kept->blob, kept);
	g_queue_push_head_link(&versions->recent, &kept->link);
	/* The new one and the one it came from stay in any case. */
	while (versions->cost > KEEP_BYTES && versions->recent.length > 2) {
		Kept *last = g_queue_peek_tail(&versions->recent);
		g_queue_unlink(&versions->recent, &last->link);
		versions->cost -= last->cost;
		g_hash_table_remove(versions->kept, last->blob);
	}
}

/* --- parsing -------------------------------------------------------------- */

/* How many bytes of `now` are its head and all entries of `before`; 0 if it
 * did not grow at its end. */
static gsize common_size(const Kept *before, const Kept *now)
{
	gsize old_size, new_size;
	const char *old = g_bytes_get_data(before->version.bytes, &old_size);
	const char *new = g_bytes_get_data(now->version.bytes, &new_size);
	gsize length = old_size - before->entries;
	gsize rest = new_size - now->entries;
	if (length == 0 || length > rest || old[old_size - 1] != '\n' ||
		memcmp(old + before->entries, new + now->entries, length) != 0)
		return 0;
	/* More text of the last entry is no entry of its own. */
	if (length < rest && (rest - length < 4 ||
		memcmp(new + now->entries + length, "---\n", 4) != 0))
		return 0;
	return now->entries + length;
}

static gboolean parse_grown(Kept *now, const Kept *before)
{
	if (!before || !before->version.state)
		return FALSE;
	gsize skip = common_size(before, now);
	if (skip == 0)
		return FALSE;
	gsize size;
	const char *text = g_bytes_get_data(now->version.bytes, &size);
	g_autoptr(Ticket) ticket = ticket_parse_after(text, size, skip,
		NO_NAME, NULL);
	if (ticket)
		now->version.state = history_state_append(
			before->version.state, ticket);
	return now->version.state != NULL;
}

static void parse_whole(Kept *now)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = ticket_of_bytes(now->version.bytes, NO_NAME,
		&problem);
	if (ticket)
		now->version.state = history_state_new(ticket);
	else
		now->version.reason = desk_error_keep(problem);
}

GBytes *version_read(Store *store, const char *blob, char **reason,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = store_read_blob(store, blob, &problem);
	*reason = NULL;
	if (bytes)
		return bytes;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA)) {
		problem->code = DESK_ERROR_TEMPORARY;
		desk_error_reword(&problem, &index_stays, NULL);
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	*reason = desk_error_keep(problem);
	return g_bytes_new(NULL, 0);
}

static Kept *read_version(TicketVersions *versions, const char *blob,
	GError **error)
{
	char *reason;
	GBytes *bytes = version_read(versions->store, blob, &reason, error);
	if (!bytes)
		return NULL;
	Kept *kept = g_new0(Kept, 1);
	kept->blob = g_strdup(blob);
	kept->version.reason = reason;
	kept->version.bytes = bytes;
	gsize size;
	const char *text = g_bytes_get_data(kept->version.bytes, &size);
	kept->entries = ticket_head_size(text, size);
	return kept;
}

const TicketVersion *ticket_versions_get(TicketVersions *versions,
	const char *blob, const char *near, GError **error)
{
	Kept *before = lookup(versions, near);
	Kept *kept = lookup(versions, blob);
	if (kept)
		return &kept->version;
	kept = read_version(versions, blob, error);
	if (!kept)
		return NULL;
	if (!kept->version.reason && !parse_grown(kept, before))
		parse_whole(kept);
	keep(versions, kept);
	return &kept->version;
}

gboolean ticket_versions_read(TicketVersions *versions, const char *path,
	const char *blob, guint mode, Ticket **ticket, char **reason,
	GError **error)
{
	if (!version_is_regular(mode)) {
		*ticket = NULL;
		*reason = ticket_version_refused(path, mode, NULL, NULL);
		return TRUE;
	}
	const Kept *kept = lookup(versions, blob);
	g_autofree char *missing = kept ? g_strdup(kept->version.reason) : NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = kept ? g_bytes_ref(kept->version.bytes) :
		version_read(versions->store, blob, &missing, error);
	*ticket = NULL;
	*reason = NULL;
	if (!bytes)
		return FALSE;
	g_autoptr(Ticket) read = missing ? NULL :
		ticket_of_bytes(bytes, NO_NAME, &problem);
	if (problem)
		missing = desk_error_keep(problem);
	*reason = ticket_version_refused(path, mode, read ?
		ticket_get(read, "uid") : NULL, missing);
	if (!*reason)
		*ticket = g_steal_pointer(&read);
	return TRUE;
}

gboolean version_is_regular(guint mode)
{
	return mode == 0100644 || mode == 0100755;
}

char *version_irregular(const char *path)
{
	static const Phrase irregular = {"%1: not a regular file",
		"%1: не обычный файл"};
	return desk_words_keep(&irregular, path, NULL);
}

char *version_reason(const char *path, const char *reason)
{
	g_autoptr(GError) said = NULL;
	desk_refuse_kept(&said, DESK_ERROR_DATA, reason);
	g_prefix_error(&said, "%s%s", path, *reason == ':' ? "" : ": ");
	return desk_error_keep(said);
}

char *ticket_version_refused(const char *path, guint mode, const char *own,
	const char *reason)
{
	static const Phrase
		no_place = {"%1: no ticket's file; tickets stand at "
				"tickets/YYYY/MM/DD/NAME.yaml",
			"%1: не файл заявки; заявки лежат в "
			"tickets/ГГГГ/ММ/ДД/ИМЯ.yaml"},
		other_uid = {"%1: the uid in it is \"%2\"; its path says %3",
			"%1: uid в ней «%2», а путь говорит %3"};
	g_autofree char *uid = uid_from_path(path);
	if (!uid)
		return desk_words_keep(&no_place, path, NULL);
	if (!version_is_regular(mode))
		return version_irregular(path);
	if (!own)
		return version_reason(path, reason);
	return strcmp(own, uid) == 0 ? NULL :
		desk_words_keep(&other_uid, path, own, uid, NULL);
}
