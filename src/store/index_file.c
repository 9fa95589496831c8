#include "store/index_file.h"

#include "base/error.h"
#include "store/sha1.h"

#include <string.h>

static const Phrase
	unknown_extension = {"%1 has an unknown extension, which desk cannot "
			"write: %2",
		"в %1 неизвестное расширение, писать его desk не умеет: %2"},
	no_checksum = {"%1 has no checksum, which desk cannot write: %2",
		"в %1 нет контрольной суммы, писать такой файл desk не умеет: "
		"%2"},
	damaged = {"%1 is damaged; make it anew, losing what is staged: rm %1 "
			"&& git reset",
		"%1 повреждён; создайте его заново, проиндексированное "
		"пропадёт: rm %1 && git reset"};

#define HEADER 12
#define CHECKSUM SHA1_SIZE
#define ENTRY_FIXED 62 /* up to the name, or to the extended flags */
#define NAME_LONGEST 0xfff
#define EXTENDED GIT_INDEX_ENTRY_EXTENDED
#define KEPT_FLAGS (GIT_INDEX_ENTRY_STAGEMASK | GIT_INDEX_ENTRY_VALID)

typedef struct {
	const guint8 *at, *end;
} Input;

static guint32 read_32(const guint8 *at)
{
	guint32 value;
	memcpy(&value, at, sizeof(value));
	return GUINT32_FROM_BE(value);
}

static guint16 read_16(const guint8 *at)
{
	return (guint16)(at[0] << 8 | at[1]);
}

/* --- what cannot be worked with --------------------------------------------- */

typedef struct {
	const char *name;
	Phrase what;
	const char *remedy;
} Unreadable;

static const Unreadable unreadable[] = {
	{"link", {"%1 is a split index, which desk cannot write: %2",
		"%1 — разделённый индекс (split index), писать в него desk не "
		"умеет: %2"},
		"git config core.splitIndex false && "
		"git update-index --no-split-index"},
	{"sdir", {"%1 is a sparse index, which desk cannot write: %2",
		"%1 — разреженный индекс (sparse index), писать в него desk не "
		"умеет: %2"},
		"git sparse-checkout reapply --no-sparse-index"},
};

static gboolean refuse(const char *path, const Phrase *what,
	const char *remedy, GError **error)
{
	return desk_refuse(error, DESK_ERROR_CONFIG, what, path, remedy, NULL);
}

static gboolean check_extensions(Input in, const char *path, GError **error)
{
	while (in.end - in.at >= 8) {
		for (guint i = 0; i < G_N_ELEMENTS(unreadable); i++)
			if (memcmp(in.at, unreadable[i].name, 4) == 0)
				return refuse(path, &unreadable[i].what,
					unreadable[i].remedy, error);
		guint32 size = read_32(in.at + 4);
		if (size > (gsize)(in.end - in.at) - 8)
			break;
		/* Git's rule: a name in lower case must be understood. */
		if (g_ascii_islower(in.at[0]))
			return refuse(path, &unknown_extension,
				"git update-index --force-write-index", error);
		in.at += 8 + size;
	}
	return TRUE;
}

/* --- reading ------------------------------------------------------------- */

/* Over one entry, with its name as it stands there: 62 bytes, two more if it
 * says so, in version 4 how much of the name before to drop, the name; padded
 * to eight before version 4. */
static gboolean next_entry(Input *in, guint32 version, const guint8 **start,
	gsize *drop, const char **name)
{
	const guint8 *at = in->at;
	if (in->end - at <= ENTRY_FIXED)
		return FALSE;
	*start = at;
	at += ENTRY_FIXED + (read_16(at + 60) & EXTENDED ? 2 : 0);
	*drop = 0;
	if (version == 4 && at < in->end) {
		*drop = *at & 0x7f;
		while ((*at++ & 0x80) && at < in->end)
			*drop = ((*drop + 1) << 7) + (*at & 0x7f);
	}
	const guint8 *nul = at < in->end ?
		memchr(at, '\0', (gsize)(in->end - at)) : NULL;
	if (!nul)
		return FALSE;
	*name = (const char *)at;
	in->at = version == 4 ? nul + 1 :
		*start + ((gsize)(nul - *start) + 8) / 8 * 8;
	return in->at <= in->end;
}

static void read_entry(const guint8 *at, git_index_entry *entry)
{
	entry->ctime.seconds = (gint32)read_32(at);
	entry->ctime.nanoseconds = read_32(at + 4);
	entry->mtime.seconds = (gint32)read_32(at + 8);
	entry->mtime.nanoseconds = read_32(at + 12);
	entry->dev = read_32(at + 16);
	entry->ino = read_32(at + 20);
	entry->mode = read_32(at + 24);
	entry->uid = read_32(at + 28);
	entry->gid = read_32(at + 32);
	entry->file_size = read_32(at + 36);
	memcpy(entry->id.id, at + 40, GIT_OID_RAWSZ);
	entry->flags = read_16(at + 60);
	entry->flags_extended = entry->flags & EXTENDED ?
		read_16(at + ENTRY_FIXED) : 0;
}

static gboolean read_header(GBytes *bytes, Input *in, guint32 *version,
	guint32 *count)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	if (size < HEADER + CHECKSUM || memcmp(data, "DIRC", 4) != 0)
		return FALSE;
	*version = read_32(data + 4);
	*count = read_32(data + 8);
	*in = (Input){data + HEADER, data + size - CHECKSUM};
	return *version >= 2 && *version <= 4 &&
		*count <= size / ENTRY_FIXED;
}

/* By path and stage, as every look-up relies on. */
static gboolean is_in_order(const git_index_entry *before,
	const git_index_entry *entry)
{
	int order = strcmp(before->path, entry->path);
	return order < 0 || (order == 0 && GIT_INDEX_ENTRY_STAGE(before) <
		GIT_INDEX_ENTRY_STAGE(entry));
}

static gboolean read_entries(IndexFile *file, Input *in, guint32 count)
{
	g_autoptr(GString) last = g_string_new(NULL);
	g_array_set_size(file->entries, count);
	for (guint32 i = 0; i < count; i++) {
		git_index_entry *entry = &g_array_index(file->entries,
			git_index_entry, i);
		const guint8 *start;
		gsize drop;
		if (!next_entry(in, file->version, &start, &drop, &entry->path) ||
			drop > last->len)
			return FALSE;
		read_entry(start, entry);
		if (file->version == 4) {
			g_string_truncate(last, last->len - drop);
			g_string_append(last, entry->path);
			entry->path = g_string_chunk_insert_len(file->paths,
				last->str, (gssize)last->len);
		}
		if (entry->path[0] == '\0' ||
			(i && !is_in_order(entry - 1, entry)))
			return FALSE;
	}
	return TRUE;
}

/* What stands behind the entries. */
static gboolean check_rest(const Input *in, const char *path, GError **error)
{
	static const guint8 zeros[CHECKSUM];
	return check_extensions(*in, path, error) &&
		(memcmp(in->end, zeros, CHECKSUM) != 0 ||
			refuse(path, &no_checksum,
				"git config index.skipHash false && "
				"git update-index --force-write-index", error));
}

/* An extension may give the entries another form: then that is why. */
static gboolean refuse_entries(GBytes *bytes, const char *path, GError **error)
{
	Input in;
	guint32 version, count;
	const guint8 *start;
	const char *name;
	gsize drop;
	if (read_header(bytes, &in, &version, &count)) {
		while (count && next_entry(&in, version, &start, &drop, &name))
			count--;
		if (!count && !check_rest(&in, path, error))
			return FALSE;
	}
	return desk_refuse(error, DESK_ERROR_CONFIG, &damaged, path, NULL);
}

IndexFile *index_file_read(GBytes *bytes, const char *path, GError **error)
{
	g_autoptr(IndexFile) file = g_new0(IndexFile, 1);
	file->entries = g_array_new(FALSE, FALSE, sizeof(git_index_entry));
	file->paths = g_string_chunk_new(4096);
	file->version = 2;
	if (!bytes)
		return g_steal_pointer(&file);
	Input in;
	guint32 count;
	file->bytes = g_bytes_ref(bytes);
	if (!read_header(bytes, &in, &file->version, &count) ||
		!read_entries(file, &in, count)) {
		refuse_entries(bytes, path, error);
		return NULL;
	}
	if (!check_rest(&in, path, error))
		return NULL;
	file->extensions = in.at;
	file->end = in.end;
	return g_steal_pointer(&file);
}

void index_file_free(IndexFile *file)
{
	if (!file)
		return;
	g_array_unref(file->entries);
	g_string_chunk_free(file->paths);
	if (file->bytes)
		g_bytes_unref(file->bytes);
	g_free(file);
}

/* --- writing ------------------------------------------------------------- */

typedef struct {
	GByteArray *out;
	guint32 version, count;
	const char *last; /* name of the entry before, for version 4 */
} Output;

static void put(guint8 **at, guint32 value)
{
	value = GUINT32_TO_BE(value);
	memcpy(*at, &value, sizeof(value));
	*at += sizeof(value);
}

static void append_name(Output *output, const char *path, gsize size)
{
	gsize shared = 0;
	guint8 number[16];
	guint used = sizeof(number);
	while (output->last[shared] && output->last[shared] == path[shared])
		shared++;
	gsize drop = strlen(output->last + shared);
	number[--used] = drop & 0x7f;
	while (drop >>= 7)
		number[--used] = (guint8)(0x80 | (--drop & 0x7f));
	g_byte_array_append(output->out, number + used,
		(guint)sizeof(number) - used);
	g_byte_array_append(output->out, (const guint8 *)path + shared,
		(guint)(size - shared + 1));
	output->last = path;
}

static void append_entry(Output *output, const git_index_entry *entry)
{
	static const guint8 padding[8];
	guint8 fixed[ENTRY_FIXED + 2], *at = fixed;
	guint extended = entry->flags_extended & GIT_INDEX_ENTRY_EXTENDED_FLAGS;
	gsize size = strlen(entry->path);
	guint flags = (entry->flags & (guint)KEPT_FLAGS) |
		(extended ? EXTENDED : 0u) | (guint)MIN(size, NAME_LONGEST);
	const guint32 numbers[] = {(guint32)entry->ctime.seconds,
		entry->ctime.nanoseconds, (guint32)entry->mtime.seconds,
		entry->mtime.nanoseconds, entry->dev, entry->ino, entry->mode,
		entry->uid, entry->gid, entry->file_size};
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		put(&at, numbers[i]);
	memcpy(at, entry->id.id, GIT_OID_RAWSZ);
	at += GIT_OID_RAWSZ;
	put(&at, flags << 16 | extended);
	guint fixed_size = ENTRY_FIXED + (extended ? 2 : 0);
	g_byte_array_append(output->out, fixed, fixed_size);
	output->count++;
	if (output->version == 4) {
		append_name(output, entry->path, size);
		return;
	}
	g_byte_array_append(output->out, (const guint8 *)entry->path,
		(guint)size);
	g_byte_array_append(output->out, padding,
		8 - (guint)((fixed_size + size) % 8));
}

static void append_entries(Output *output, const IndexFile *file,
	GArray *changes)
{
	guint next = 0;
	for (guint i = 0; i <= file->entries->len; i++) {
		const git_index_entry *old = i < file->entries->len ?
			&g_array_index(file->entries, git_index_entry, i) : NULL;
		int order = -1;
		while (next < changes->len) {
			const git_index_entry *change = &g_array_index(changes,
				git_index_entry, next);
			order = old ? strcmp(old->path, change->path) : 1;
			if (order <= 0)
				break;
			if (change->mode)
				append_entry(output, change);
			next++;
			order = -1;
		}
		if (old && order != 0)
			append_entry(output, old);
	}
}

/* --- the tree cache ------------------------------------------------------- */

typedef struct {
	Input in;
	GByteArray *out;
	GArray *changes;
} TreeCopy;

/* How many of the changes from `first` on are in the folder `name`, whose own
 * name begins at `skip` of their paths. */
static guint count_in(GArray *changes, guint first, guint end, gsize skip,
	const char *name, gsize size, guint *begin)
{
	guint at = first, count = 0;
	for (; at < end; at++) {
		const char *path = g_array_index(changes, git_index_entry,
			at).path + skip;
		if (strncmp(path, name, size) == 0 && path[size] == '/') {
			*begin = count ? *begin : at;
			count++;
		} else if (count) {
			break;
		}
	}
	return count;
}

/* "name NUL entries SP subtrees LF [oid] subtree…"; without what covers a
 * change: -1 entries and no oid. */
static gboolean copy_tree(TreeCopy *copy, guint first, guint count, gsize skip,
	guint depth)
{
	Input *in = &copy->in;
	const guint8 *start = in->at;
	const guint8 *nul = memchr(start, '\0', (gsize)(in->end - start));
	const guint8 *line = nul ? memchr(nul, '\n', (gsize)(in->end - nul)) :
		NULL;
	if (!line || depth > 64)
		return FALSE;
	g_autofree char *numbers = g_strndup((const char *)nul + 1,
		(gsize)(line - nul - 1));
	char *second;
	gint64 entries = g_ascii_strtoll(numbers, &second, 10);
	guint64 subtrees = g_ascii_strtoull(second, NULL, 10);
	gsize oid = entries >= 0 ? GIT_OID_RAWSZ : 0;
	if ((gsize)(in->end - line - 1) < oid)
		return FALSE;
	in->at = line + 1 + oid;
	if (count) {
		g_byte_array_append(copy->out, start, (guint)(nul + 1 - start));
		g_autofree char *invalid = g_strdup_printf(
			"-1 %" G_GUINT64_FORMAT "\n", subtrees);
		g_byte_array_append(copy->out, (guint8 *)invalid,
			(guint)strlen(invalid));
	} else {
		g_byte_array_append(copy->out, start, (guint)(in->at - start));
	}
	for (; subtrees; subtrees--) {
		const char *name = (const char *)in->at;
		gsize size = strnlen(name, (gsize)(in->end - in->at));
		guint begin = 0, inside = count_in(copy->changes, first,
			first + count, skip, name, size, &begin);
		if (!copy_tree(copy, begin, inside, skip + size + 1, depth + 1))
			return FALSE;
	}
	return TRUE;
}

static void append_extension(GByteArray *out, const char *name,
	const guint8 *data, guint size)
{
	guint32 big_endian = GUINT32_TO_BE(size);
	g_byte_array_append(out, (const guint8 *)name, 4);
	g_byte_array_append(out, (guint8 *)&big_endian, 4);
	g_byte_array_append(out, data, size);
}

static void append_extensions(GByteArray *out, const IndexFile *file,
	GArray *changes)
{
	Input in = {file->extensions, file->end};
	while (in.at && in.end - in.at >= 8) {
		guint32 size = read_32(in.at + 4);
		if (size > (gsize)(in.end - in.at) - 8)
			return;
		const guint8 *data = in.at + 8;
		if (memcmp(in.at, "REUC", 4) == 0)
			append_extension(out, "REUC", data, size);
		if (memcmp(in.at, "TREE", 4) == 0 && size) {
			TreeCopy copy = {{data, data + size},
				g_byte_array_new(), changes};
			if (copy_tree(&copy, 0, changes->len, 0, 0))
				append_extension(out, "TREE", copy.out->data,
					copy.out->len);
			g_byte_array_unref(copy.out);
		}
		in.at = data + size;
	}
}

static guint32 needed_version(const IndexFile *file, GArray *changes)
{
	if (file->version != 2)
		return file->version;
	for (guint i = 0; i < changes->len; i++)
		if (g_array_index(changes, git_index_entry, i).flags_extended &
			GIT_INDEX_ENTRY_EXTENDED_FLAGS)
			return 3;
	return 2;
}

GBytes *index_file_write(const IndexFile *file, GArray *changes)
{
	gsize old_size = file->bytes ? g_bytes_get_size(file->bytes) : 0;
	Output output = {g_byte_array_sized_new((guint)(old_size +
		changes->len * 128 + 64)), needed_version(file, changes), 0, ""};
	g_byte_array_set_size(output.out, HEADER);
	append_entries(&output, file, changes);
	append_extensions(output.out, file, changes);
	guint8 *at = output.out->data;
	memcpy(at, "DIRC", 4);
	at += 4;
	put(&at, output.version);
	put(&at, output.count);
	guint8 digest[SHA1_SIZE];
	sha1_of(NULL, 0, output.out->data, output.out->len, digest);
	g_byte_array_append(output.out, digest, sizeof(digest));
	return g_byte_array_free_to_bytes(output.out);
}
