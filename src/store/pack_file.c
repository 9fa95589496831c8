#include "store/pack_file.h"

#include "base/error.h"
#include "store/object.h"
#include "store/sha1.h"
#include "system/file.h"

#include <string.h>
#include <zlib.h>

/* As git's own: a chain is read from its end. */
#define LONGEST_CHAIN 50
#define LONGEST_COPY 0xffff
#define LONGEST_INSERT 127
#define KIND_OFFSET_DELTA 6
#define DEFLATE_MEMORY 4
/* Names of objects, mostly: nothing makes them smaller. */
#define STORED_BYTES 64

typedef struct {
	git_oid oid; /* first: the key of the table */
	gsize offset;
	guint32 crc;
	guint chain; /* how many differences lead to it from a whole object */
} Packed;

struct PackFile {
	GByteArray *out;
	GHashTable *by_oid; /* Packed, a set */
	GPtrArray *order;   /* Packed, owned */
	z_stream deflater;
};

PackFile *pack_file_new(void)
{
	static const guint8 header[12] = {'P', 'A', 'C', 'K', 0, 0, 0, 2};
	PackFile *pack = g_new0(PackFile, 1);
	pack->out = g_byte_array_new();
	pack->by_oid = g_hash_table_new(oid_hash, oid_same);
	pack->order = g_ptr_array_new_with_free_func(g_free);
	/* Most objects are small, and each clears the table of what was seen. */
	int begun = deflateInit2(&pack->deflater, Z_BEST_SPEED, Z_DEFLATED,
		MAX_WBITS, DEFLATE_MEMORY, Z_DEFAULT_STRATEGY);
	g_assert(begun == Z_OK);
	g_byte_array_append(pack->out, header, sizeof(header));
	return pack;
}

void pack_file_free(PackFile *pack)
{
	if (!pack)
		return;
	deflateEnd(&pack->deflater);
	g_byte_array_unref(pack->out);
	g_hash_table_unref(pack->by_oid);
	g_ptr_array_unref(pack->order);
	g_free(pack);
}

gsize pack_file_size(const PackFile *pack)
{
	return pack->out->len;
}

static void append_byte(GByteArray *out, gsize value)
{
	guint8 byte = (guint8)value;
	g_byte_array_append(out, &byte, 1);
}

/* --- what differs ----------------------------------------------------------- */

static void append_size(GByteArray *out, gsize size)
{
	for (; size > 0x7f; size >>= 7)
		append_byte(out, (size & 0x7f) | 0x80);
	append_byte(out, size);
}

static void append_copy(GByteArray *out, gsize offset, gsize size)
{
	for (gsize part; size > 0; offset += part, size -= part) {
		part = MIN(size, LONGEST_COPY);
		guint8 bytes[7] = {0x80};
		guint count = 1;
		for (guint i = 0; i < 6; i++) {
			guint8 byte = (guint8)(i < 4 ? offset >> 8 * i :
				part >> 8 * (i - 4));
			if (!byte)
				continue;
			bytes[0] |= (guint8)(1u << i);
			bytes[count++] = byte;
		}
		g_byte_array_append(out, bytes, count);
	}
}

static void append_insert(GByteArray *out, const guint8 *bytes, gsize size)
{
	for (gsize part; size > 0; bytes += part, size -= part) {
		part = MIN(size, LONGEST_INSERT);
		append_byte(out, part);
		g_byte_array_append(out, bytes, (guint)part);
	}
}

/* The same start and end, and what stands between them. */
static GBytes *difference(GBytes *base, GBytes *bytes)
{
	gsize old_size, size;
	const guint8 *old = g_bytes_get_data(base, &old_size);
	const guint8 *new = g_bytes_get_data(bytes, &size);
	gsize most = MIN(old_size, size);
	gsize start = object_same_start(old, new, most);
	gsize end = object_same_end(old + old_size, new + size, most - start);
	GByteArray *out = g_byte_array_new();
	append_size(out, old_size);
	append_size(out, size);
	append_copy(out, 0, start);
	append_insert(out, new + start, size - start - end);
	append_copy(out, old_size - end, end);
	return g_byte_array_free_to_bytes(out);
}

/* --- one object --------------------------------------------------------------- */

static void append_header(GByteArray *out, guint kind, gsize size)
{
	gsize byte = kind << 4 | (size & 15);
	for (size >>= 4; size; size >>= 7) {
		append_byte(out, byte | 0x80);
		byte = size & 0x7f;
	}
	append_byte(out, byte);
}

/* How far before: of each byte but the last, one is taken away. */
static void append_distance(GByteArray *out, gsize distance)
{
	guint8 bytes[10];
	guint at = sizeof(bytes);
	bytes[--at] = distance & 0x7f;
	while (distance >>= 7)
		bytes[--at] = (guint8)(0x80 | (--distance & 0x7f));
	g_byte_array_append(out, bytes + at, (guint)sizeof(bytes) - at);
}

/* As zlib writes what it does not make smaller (RFC 1950, 1951). */
static void append_stored(GByteArray *out, const guint8 *data, guint8 size)
{
	const guint8 head[7] = {0x78, 0x01, 1, size, 0, (guint8)~size, 0xff};
	guint32 sum = GUINT32_TO_BE((guint32)adler32_z(1, data, size));
	g_byte_array_append(out, head, sizeof(head));
	g_byte_array_append(out, data, size);
	g_byte_array_append(out, (guint8 *)&sum, sizeof(sum));
}

/* Objects are at most BLOB_LIMIT, which fits what zlib counts in. */
static void append_deflated(GByteArray *out, z_stream *deflater, GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	guint before = out->len;
	if (size <= STORED_BYTES) {
		append_stored(out, data, (guint8)size);
		return;
	}
	uLong bound = deflateBound(deflater, size);
	g_byte_array_set_size(out, before + (guint)bound);
	deflater->next_in = (z_const Bytef *)data;
	deflater->avail_in = (uInt)size;
	deflater->next_out = out->data + before;
	deflater->avail_out = (uInt)bound;
	int end = deflate(deflater, Z_FINISH);
	g_assert(end == Z_STREAM_END);
	g_byte_array_set_size(out, before + (guint)deflater->total_out);
	deflateReset(deflater);
}

void pack_file_add(PackFile *pack, const git_oid *oid, git_object_t kind,
	GBytes *bytes, const git_oid *base, GBytes *base_bytes)
{
	Packed *packed = g_new(Packed, 1);
	*packed = (Packed){*oid, pack->out->len, 0, 0};
	const Packed *before = base_bytes ? g_hash_table_lookup(pack->by_oid,
		base) : NULL;
	g_autoptr(GBytes) differs = before && before->chain < LONGEST_CHAIN ?
		difference(base_bytes, bytes) : NULL;
	if (differs && g_bytes_get_size(differs) <
		g_bytes_get_size(bytes) / 2) {
		packed->chain = before->chain + 1;
		append_header(pack->out, KIND_OFFSET_DELTA,
			g_bytes_get_size(differs));
		append_distance(pack->out, packed->offset - before->offset);
		append_deflated(pack->out, &pack->deflater, differs);
	} else {
		append_header(pack->out, (guint)kind, g_bytes_get_size(bytes));
		append_deflated(pack->out, &pack->deflater, bytes);
	}
	packed->crc = (guint32)crc32_z(0, pack->out->data + packed->offset,
		pack->out->len - packed->offset);
	g_ptr_array_add(pack->order, packed);
	g_hash_table_add(pack->by_oid, packed);
}

/* --- the index ---------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	const Packed *one = *(Packed *const *)a, *other = *(Packed *const *)b;
	return memcmp(one->oid.id, other->oid.id, GIT_OID_RAWSZ);
}

static void append_number(GByteArray *out, gsize value)
{
	guint32 number = GUINT32_TO_BE((guint32)value);
	g_byte_array_append(out, (guint8 *)&number, sizeof(number));
}

static void append_sum(GByteArray *out)
{
	guint8 sum[SHA1_SIZE];
	sha1_of(NULL, 0, out->data, out->len, sum);
	g_byte_array_append(out, sum, sizeof(sum));
}

/* Version 2 of gitformat-pack(5); sorts `packed`. */
static GByteArray *make_index(GPtrArray *packed, const guint8 *sum)
{
	static const guint8 header[8] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
	GByteArray *out = g_byte_array_new();
	Packed **all = (Packed **)packed->pdata;
	qsort(all, packed->len, sizeof(*all), compare_names);
	g_byte_array_append(out, header, sizeof(header));
	for (guint first = 0, count = 0; first < 256; first++) {
		while (count < packed->len && all[count]->oid.id[0] <= first)
			count++;
		append_number(out, count);
	}
	for (guint i = 0; i < packed->len; i++)
		g_byte_array_append(out, all[i]->oid.id, GIT_OID_RAWSZ);
	for (guint i = 0; i < packed->len; i++)
		append_number(out, all[i]->crc);
	for (guint i = 0; i < packed->len; i++)
		append_number(out, all[i]->offset);
	g_byte_array_append(out, sum, SHA1_SIZE);
	append_sum(out);
	return out;
}

static char *part_path(const char *folder, const char *name, const char *ending)
{
	g_autofree char *file = g_strconcat("pack-", name, ending, NULL);
	return g_build_filename(folder, "pack", file, NULL);
}

/* Git's default syncs packs even where it does not sync objects. */
static gboolean write_part(const char *folder, const char *name,
	const char *ending, const GByteArray *bytes, GError **error)
{
	g_autofree char *path = part_path(folder, name, ending);
	return file_write(path, bytes->data, bytes->len, TRUE, error);
}

gboolean pack_file_write(PackFile *pack, const char *objects_folder,
	char **keep, GError **error)
{
	git_oid name;
	guint32 count = GUINT32_TO_BE(pack->order->len);
	memcpy(pack->out->data + 8, &count, sizeof(count));
	append_sum(pack->out);
	const guint8 *sum = pack->out->data + pack->out->len - SHA1_SIZE;
	memcpy(name.id, sum, SHA1_SIZE);
	g_autoptr(GByteArray) index = make_index(pack->order, sum);
	const char *hex = git_oid_tostr_s(&name);
	*keep = part_path(objects_folder, hex, ".keep");
	return file_write(*keep, PACK_KEPT, strlen(PACK_KEPT), FALSE, error) &&
		write_part(objects_folder, hex, ".pack", pack->out, error) &&
		write_part(objects_folder, hex, ".idx", index, error);
}
