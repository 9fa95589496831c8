/* A tree with some of its paths changed: only the trees above them are read
 * and made anew. */
#include "store/internal.h"
#include "store/object_sink.h"
#include "store/sha1.h"
#include "store/tree_known.h"

#include <string.h>

#define ROOM_FOR_NAME 64

static const Phrase
	is_file = {"%1: \"%2\" is a file, not a folder",
		"%1: «%2» — файл, а не папка"},
	is_folder = {"\"%1\" is a folder, not a file",
		"«%1» — папка, а не файл"};

typedef struct {
	TreeCache *cache;
	ObjectSink *sink;
	GArray *differences; /* TreeDifference */
} Editor;

/* The tree being made. */
typedef struct {
	GByteArray *raw;
	gboolean grew; /* by a name that was not there */
} Draft;

static gboolean edit(const Editor *editor, const git_oid *old,
	const TreeUpdate *updates, guint count, gsize skip, git_oid *edited,
	GError **error);

static void append_mode(GByteArray *raw, guint mode)
{
	char digits[16];
	guint at = sizeof(digits);
	digits[--at] = ' ';
	do
		digits[--at] = (char)('0' + mode % 8);
	while (mode /= 8);
	g_byte_array_append(raw, (guint8 *)digits + at,
		(guint)sizeof(digits) - at);
}

static void append(Draft *draft, const TreeEntry *entry)
{
	guint8 nul = 0;
	append_mode(draft->raw, entry->mode);
	g_byte_array_append(draft->raw, (const guint8 *)entry->name,
		(guint)entry->name_size);
	g_byte_array_append(draft->raw, &nul, 1);
	g_byte_array_append(draft->raw, entry->oid.id, GIT_OID_RAWSZ);
}

/* How many updates are for the same entry of this tree as the first, and what
 * that entry is. */
static guint group(const TreeUpdate *updates, guint count, gsize skip,
	TreeEntry *entry)
{
	const char *name = updates[0].path + skip;
	gsize size = strcspn(name, "/");
	*entry = (TreeEntry){name, size, name[size] ? MODE_TREE :
		updates[0].mode ? updates[0].mode : MODE_FILE, updates[0].oid};
	guint same = 1;
	while (name[size] && same < count &&
		strncmp(updates[same].path + skip, name, size + 1) == 0)
		same++;
	return same;
}

static void note_difference(const Editor *editor, const TreeEntry *old,
	const TreeUpdate *update)
{
	TreeDifference difference = {.path = update->path,
		.mode_after = update->mode};
	if (old) {
		difference.mode_before = old->mode;
		difference.before = old->oid;
	}
	if (update->mode)
		difference.after = update->oid;
	if (difference.mode_before != difference.mode_after ||
		!git_oid_equal(&difference.before, &difference.after))
		tree_known_add(&difference, editor->differences);
}

/* Puts what the group makes of `old` (NULL = nothing there) into the draft. */
static gboolean apply_group(const Editor *editor, Draft *draft,
	const TreeEntry *old, TreeEntry *entry, const TreeUpdate *updates,
	guint count, gsize skip, GError **error)
{
	static const git_oid nothing;
	gboolean gone = updates[0].mode == 0;
	if (entry->mode != MODE_TREE) {
		note_difference(editor, old, &updates[0]);
	} else {
		if (!edit(editor, old ? &old->oid : &nothing, updates, count,
			skip + entry->name_size + 1, &entry->oid, error))
			return FALSE;
		gone = git_oid_is_zero(&entry->oid);
	}
	if (gone)
		return TRUE;
	append(draft, entry);
	draft->grew |= old == NULL;
	return TRUE;
}

/* Goes past the entry that is to change, or to where it would stand; `stop`: where
 * it begins. FALSE: there is none. */
static gboolean seek(TreeReader *reader, const TreeEntry *entry, TreeEntry *old,
	const char **stop)
{
	for (;;) {
		*stop = reader->at;
		if (!tree_reader_next(reader, old))
			return FALSE;
		int order = tree_entry_compare(old, entry);
		if (order == 0)
			return TRUE;
		if (order > 0) {
			reader->at = *stop;
			return FALSE;
		}
	}
}

/* What stands between changed entries is taken as its bytes are. */
static gboolean merge(const Editor *editor, Draft *draft, GBytes *raw,
	const TreeUpdate *updates, guint count, gsize skip, GError **error)
{
	TreeReader reader;
	TreeEntry old, entry;
	tree_reader_init(&reader, raw);
	for (guint done = 0, same; done < count; done += same) {
		const char *from = reader.at, *stop;
		same = group(updates + done, count - done, skip, &entry);
		gboolean there = seek(&reader, &entry, &old, &stop);
		g_byte_array_append(draft->raw, (const guint8 *)from,
			(guint)(stop - from));
		if (!apply_group(editor, draft, there ? &old : NULL, &entry,
			updates + done, same, skip, error))
			return FALSE;
	}
	g_byte_array_append(draft->raw, (const guint8 *)reader.at,
		(guint)(reader.end - reader.at));
	return TRUE;
}

/* A file "a" and a folder "a" cannot both be: between them stand only names
 * that begin with "a". */
static gboolean stands_already(const GArray *before, const TreeEntry *entry)
{
	for (guint i = before->len; i-- > 0;) {
		const TreeEntry *other = &g_array_index(before, TreeEntry, i);
		if (other->name_size < entry->name_size || memcmp(other->name,
			entry->name, entry->name_size) != 0)
			return FALSE;
		if (other->name_size == entry->name_size)
			return TRUE;
	}
	return FALSE;
}

static gboolean refuse_kind(const TreeEntry *entry, const TreeUpdate *updates,
	guint count, gsize skip, GError **error)
{
	g_autofree char *name = g_strndup(entry->name, entry->name_size);
	for (guint i = 0; i < count; i++) {
		const char *path = updates[i].path + skip;
		if (updates[i].mode && g_str_has_prefix(path, name) &&
			path[entry->name_size] == '/')
			return desk_refuse(error, DESK_ERROR_DATA, &is_file,
				updates[i].path, name, NULL);
	}
	return desk_refuse(error, DESK_ERROR_DATA, &is_folder, name, NULL);
}

static gboolean check_kinds(const Draft *draft, const TreeUpdate *updates,
	guint count, gsize skip, GError **error)
{
	TreeReader reader = {(const char *)draft->raw->data,
		(const char *)draft->raw->data + draft->raw->len};
	g_autoptr(GArray) before = g_array_new(FALSE, FALSE, sizeof(TreeEntry));
	TreeEntry entry;
	while (draft->grew && tree_reader_next(&reader, &entry)) {
		if (entry.mode == MODE_TREE && stands_already(before, &entry))
			return refuse_kind(&entry, updates, count, skip, error);
		g_array_append_val(before, entry);
	}
	return TRUE;
}

/* Made of names and names alone, it needs no search for collisions, which takes
 * libgit2 ten times as long as all the rest of this. */
static void name_tree(const GByteArray *raw, git_oid *oid)
{
	char head[32];
	int size = g_snprintf(head, sizeof(head), "tree %u", raw->len);
	sha1_of(head, (gsize)size + 1, raw->data, raw->len, oid->id);
}

static void finish(const Editor *editor, Draft *draft, const git_oid *old,
	git_oid *edited)
{
	memset(edited, 0, sizeof(*edited));
	if (draft->raw->len == 0)
		return;
	name_tree(draft->raw, edited);
	if (git_oid_equal(edited, old))
		return;
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(
		g_steal_pointer(&draft->raw));
	object_sink_add_tree(editor->sink, bytes, edited, old);
}

static gboolean edit(const Editor *editor, const git_oid *old,
	const TreeUpdate *updates, guint count, gsize skip, git_oid *edited,
	GError **error)
{
	g_autoptr(GBytes) raw = tree_read(editor->cache, old, error);
	if (!raw)
		return FALSE;
	Draft draft = {g_byte_array_sized_new((guint)g_bytes_get_size(raw) +
		ROOM_FOR_NAME), FALSE};
	gboolean ok = merge(editor, &draft, raw, updates, count, skip, error) &&
		check_kinds(&draft, updates, count, skip, error);
	if (ok)
		finish(editor, &draft, old, edited);
	g_clear_pointer(&draft.raw, g_byte_array_unref);
	return ok;
}

gboolean tree_edit(TreeCache *cache, ObjectSink *sink, const git_oid *old,
	const TreeUpdate *updates, guint count, git_oid *edited, GError **error)
{
	g_autoptr(GArray) differences = tree_known_list();
	Editor editor = {cache, sink, differences};
	if (!edit(&editor, old, updates, count, 0, edited, error))
		return FALSE;
	tree_known_note(tree_cache_known(cache), old, edited,
		g_steal_pointer(&differences));
	return TRUE;
}
