/* A tree with some of its paths changed: only the trees above them are read
 * and made anew. */
#include "store/internal.h"
#include "store/object_sink.h"
#include "store/sha1.h"

#include <string.h>

static const Phrase
	is_file = {"%1: \"%2\" is a file, not a folder",
		"%1: «%2» — файл, а не папка"},
	is_folder = {"\"%1\" is a folder, not a file",
		"«%1» — папка, а не файл"};

typedef struct {
	TreeCache *cache;
	ObjectSink *sink;
} Editor;

/* The tree being made. */
typedef struct {
	GByteArray *raw;
	GArray *starts; /* guint: where each entry's name is in `raw` */
} Draft;

static gboolean edit(const Editor *editor, const git_oid *old,
	const TreeUpdate *updates, guint count, gsize skip, git_oid *edited,
	GError **error);

/* A file "a" and a folder "a" cannot both be: between them stand only names
 * that begin with "a". */
static gboolean stands_already(const Draft *draft, const TreeEntry *entry)
{
	for (guint i = draft->starts->len; i-- > 0;) {
		const char *name = (const char *)draft->raw->data +
			g_array_index(draft->starts, guint, i);
		if (strncmp(name, entry->name, entry->name_size) != 0)
			return FALSE;
		if (name[entry->name_size] == '\0')
			return TRUE;
	}
	return FALSE;
}

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
	guint start = draft->raw->len;
	g_array_append_val(draft->starts, start);
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

/* Puts what the group makes of `old` (NULL = nothing there) into the draft. */
static gboolean apply_group(const Editor *editor, Draft *draft,
	const TreeEntry *old, TreeEntry *entry, const TreeUpdate *updates,
	guint count, gsize skip, GError **error)
{
	static const git_oid nothing;
	gboolean gone = updates[0].mode == 0;
	if (entry->mode == MODE_TREE) {
		if (!edit(editor, old ? &old->oid : &nothing, updates, count,
			skip + entry->name_size + 1, &entry->oid, error))
			return FALSE;
		gone = git_oid_is_zero(&entry->oid);
	}
	if (gone)
		return TRUE;
	if (entry->mode == MODE_TREE && stands_already(draft, entry)) {
		g_autofree char *name = g_strndup(entry->name,
			entry->name_size);
		return desk_refuse(error, DESK_ERROR_DATA, &is_file,
			updates[0].path, name, NULL);
	}
	append(draft, entry);
	return TRUE;
}

/* As its bytes are, which begin at `at` and end at `end`. */
static gboolean keep_old(Draft *draft, const TreeEntry *old, const char *at,
	const char *end, GError **error)
{
	if (old->mode == MODE_TREE && stands_already(draft, old)) {
		g_autofree char *name = g_strndup(old->name, old->name_size);
		return desk_refuse(error, DESK_ERROR_DATA, &is_folder, name,
			NULL);
	}
	guint start = draft->raw->len + (guint)(old->name - at);
	g_array_append_val(draft->starts, start);
	g_byte_array_append(draft->raw, (const guint8 *)at, (guint)(end - at));
	return TRUE;
}

static gboolean merge(const Editor *editor, Draft *draft, GBytes *raw,
	const TreeUpdate *updates, guint count, gsize skip, GError **error)
{
	TreeReader reader;
	TreeEntry old, entry;
	tree_reader_init(&reader, raw);
	const char *at = reader.at;
	gboolean more = tree_reader_next(&reader, &old);
	guint done = 0, same = 0;
	while (more || done < count) {
		if (same == 0 && done < count)
			same = group(updates + done, count - done, skip, &entry);
		int order = !same ? -1 : more ? tree_entry_compare(&old, &entry) :
			1;
		if (order < 0 ? !keep_old(draft, &old, at, reader.at, error) :
			!apply_group(editor, draft, order == 0 ? &old : NULL,
				&entry, updates + done, same, skip, error))
			return FALSE;
		if (order >= 0) {
			done += same;
			same = 0;
		}
		if (order <= 0) {
			at = reader.at;
			more = tree_reader_next(&reader, &old);
		}
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
	Draft draft = {g_byte_array_new(),
		g_array_new(FALSE, FALSE, sizeof(guint))};
	gboolean ok = merge(editor, &draft, raw, updates, count, skip, error);
	if (ok)
		finish(editor, &draft, old, edited);
	g_clear_pointer(&draft.raw, g_byte_array_unref);
	g_array_unref(draft.starts);
	return ok;
}

gboolean tree_edit(TreeCache *cache, ObjectSink *sink, const git_oid *old,
	const TreeUpdate *updates, guint count, git_oid *edited, GError **error)
{
	Editor editor = {cache, sink};
	return edit(&editor, old, updates, count, 0, edited, error);
}
