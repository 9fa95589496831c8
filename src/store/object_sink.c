#include "store/object_sink.h"

#include "store/internal.h"
#include "system/step.h"

#include <string.h>
#include <zlib.h>

/* From here on one pack is cheaper than so many files with a sync each. */
#define PACK_FROM 100
#define FOLDER_ATTEMPTS 10

typedef struct {
	git_oid oid; /* first: the key of the table */
	git_object_t kind;
	GBytes *bytes;
} NewObject;

struct ObjectSink {
	git_odb *odb;
	char *objects_folder;
	GHashTable *by_oid; /* NewObject, a set */
	GPtrArray *order;   /* NewObject, owned */
	GPtrArray *written; /* those that were flushed loose */
};

static guint oid_hash(gconstpointer key)
{
	guint hash;
	memcpy(&hash, ((const git_oid *)key)->id, sizeof(hash));
	return hash;
}

static gboolean oid_same(gconstpointer a, gconstpointer b)
{
	return git_oid_equal(a, b);
}

static void new_object_free(void *data)
{
	NewObject *object = data;
	g_bytes_unref(object->bytes);
	g_free(object);
}

ObjectSink *object_sink_new(git_odb *odb, const char *git_folder)
{
	ObjectSink *sink = g_new0(ObjectSink, 1);
	sink->odb = odb;
	sink->objects_folder = g_build_filename(git_folder, "objects", NULL);
	sink->by_oid = g_hash_table_new(oid_hash, oid_same);
	sink->order = g_ptr_array_new_with_free_func(new_object_free);
	sink->written = g_ptr_array_new_with_free_func(new_object_free);
	return sink;
}

void object_sink_free(ObjectSink *sink)
{
	if (!sink)
		return;
	g_hash_table_unref(sink->by_oid);
	g_ptr_array_unref(sink->order);
	g_ptr_array_unref(sink->written);
	g_free(sink->objects_folder);
	g_free(sink);
}

static gboolean name_object(git_object_t kind, GBytes *bytes, git_oid *oid,
	GError **error)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	return git_odb_hash(oid, data ? data : "", size, kind) == 0 ||
		store_fail(error, DESK_ERROR_BUG, "object");
}

gboolean object_sink_name(GBytes *bytes, git_oid *oid, GError **error)
{
	return name_object(GIT_OBJECT_BLOB, bytes, oid, error);
}

gboolean object_sink_add(ObjectSink *sink, git_object_t kind, GBytes *bytes,
	git_oid *oid, GError **error)
{
	if (!name_object(kind, bytes, oid, error))
		return FALSE;
	if (g_hash_table_contains(sink->by_oid, oid))
		return TRUE;
	NewObject *object = g_new(NewObject, 1);
	*object = (NewObject){*oid, kind, g_bytes_ref(bytes)};
	g_hash_table_add(sink->by_oid, object);
	g_ptr_array_add(sink->order, object);
	return TRUE;
}

GBytes *object_sink_find(const ObjectSink *sink, const git_oid *oid)
{
	const NewObject *object = g_hash_table_lookup(sink->by_oid, oid);
	return object ? g_bytes_ref(object->bytes) : NULL;
}

/* --- loose -------------------------------------------------------------- */

/* `git gc` removes an empty folder between our making it and our use of it. */
static gboolean write_one(git_odb_backend *backend, const NewObject *object)
{
	gsize size;
	const void *data = g_bytes_get_data(object->bytes, &size);
	for (int i = 0; i < FOLDER_ATTEMPTS; i++)
		if (backend->write(backend, &object->oid, data ? data : "",
			size, object->kind) == 0)
			return TRUE;
	return FALSE;
}

/* The loose backend directly: git_odb_write() would first look for each object
 * in all packs, and look for new packs. */
static gboolean write_loose(ObjectSink *sink, const GPtrArray *objects,
	gboolean durable, GError **error)
{
	git_odb_backend *backend = NULL;
	if (git_odb_backend_loose(&backend, sink->objects_folder, -1, durable, 0,
		0))
		return store_fail(error, DESK_ERROR_WRITE, "%s",
			sink->objects_folder);
	gboolean failed = FALSE;
	for (guint i = 0; i < objects->len && !failed; i++) {
		step("object");
		failed = !write_one(backend, objects->pdata[i]);
	}
	if (failed)
		store_fail(error, DESK_ERROR_WRITE, "%s", sink->objects_folder);
	backend->free(backend);
	return !failed;
}

/* --- pack --------------------------------------------------------------- */

static void append_header(GByteArray *out, git_object_t kind, gsize size)
{
	guint8 byte = (guint8)((guint)kind << 4 | (size & 15));
	for (size >>= 4; size; size >>= 7) {
		byte |= 0x80;
		g_byte_array_append(out, &byte, 1);
		byte = size & 0x7f;
	}
	g_byte_array_append(out, &byte, 1);
}

/* Objects are at most BLOB_LIMIT, which fits what zlib counts in. */
static void append_deflated(GByteArray *out, z_stream *deflater, GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	guint before = out->len;
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

typedef struct {
	git_odb_writepack *writer;
	git_indexer_progress progress;
	GChecksum *sum;
	GByteArray *buffer;
} Pack;

static gboolean pack_send(Pack *pack)
{
	g_checksum_update(pack->sum, pack->buffer->data, pack->buffer->len);
	int failed = pack->writer->append(pack->writer, pack->buffer->data,
		pack->buffer->len, &pack->progress);
	g_byte_array_set_size(pack->buffer, 0);
	return !failed;
}

static gboolean pack_objects(Pack *pack, ObjectSink *sink, z_stream *deflater,
	GError **error)
{
	guint32 header[3] = {0, GUINT32_TO_BE(2),
		GUINT32_TO_BE(sink->order->len)};
	memcpy(header, "PACK", 4);
	g_byte_array_append(pack->buffer, (guint8 *)header, sizeof(header));
	for (guint i = 0; i < sink->order->len; i++) {
		NewObject *object = sink->order->pdata[i];
		append_header(pack->buffer, object->kind,
			g_bytes_get_size(object->bytes));
		append_deflated(pack->buffer, deflater, object->bytes);
		if (pack->buffer->len > (1 << 20) && !pack_send(pack))
			return store_fail(error, DESK_ERROR_WRITE, "pack");
	}
	if (!pack_send(pack))
		return store_fail(error, DESK_ERROR_WRITE, "pack");
	guint8 digest[20];
	gsize size = sizeof(digest);
	g_checksum_get_digest(pack->sum, digest, &size);
	step("pack");
	if (pack->writer->append(pack->writer, digest, size, &pack->progress) ||
		pack->writer->commit(pack->writer, &pack->progress))
		return store_fail(error, DESK_ERROR_WRITE, "pack");
	return TRUE;
}

static gboolean write_pack(ObjectSink *sink, gboolean durable, GError **error)
{
	Pack pack = {0};
	/* Git's default syncs packs even where it does not sync objects. */
	store_sync_writes(TRUE);
	if (git_odb_write_pack(&pack.writer, sink->odb, NULL, NULL)) {
		store_sync_writes(durable);
		return store_fail(error, DESK_ERROR_WRITE, "%s",
			sink->objects_folder);
	}
	pack.sum = g_checksum_new(G_CHECKSUM_SHA1);
	pack.buffer = g_byte_array_new();
	z_stream deflater = {0};
	int begun = deflateInit(&deflater, Z_BEST_SPEED);
	g_assert(begun == Z_OK);
	gboolean ok = pack_objects(&pack, sink, &deflater, error);
	deflateEnd(&deflater);
	pack.writer->free(pack.writer);
	g_checksum_free(pack.sum);
	g_byte_array_unref(pack.buffer);
	store_sync_writes(durable);
	return ok;
}

gboolean object_sink_flush(ObjectSink *sink, gboolean durable, GError **error)
{
	gboolean packs = sink->order->len >= PACK_FROM;
	gboolean ok = packs ? write_pack(sink, durable, error) :
		write_loose(sink, sink->order, durable, error);
	if (!ok)
		return FALSE;
	g_hash_table_remove_all(sink->by_oid);
	if (packs) {
		g_ptr_array_set_size(sink->order, 0);
		return TRUE;
	}
	g_ptr_array_extend_and_steal(sink->written,
		g_steal_pointer(&sink->order));
	sink->order = g_ptr_array_new_with_free_func(new_object_free);
	return TRUE;
}

static gboolean is_there(const ObjectSink *sink, const git_oid *oid)
{
	char name[41];
	git_oid_tostr(name, sizeof(name), oid);
	g_autofree char *path = g_strdup_printf("%s/%.2s/%s",
		sink->objects_folder, name, name + 2);
	return g_file_test(path, G_FILE_TEST_EXISTS) ||
		git_odb_exists(sink->odb, oid);
}

gboolean object_sink_keep(ObjectSink *sink, gboolean durable, GError **error)
{
	g_autoptr(GPtrArray) gone = g_ptr_array_new();
	for (guint i = 0; i < sink->written->len; i++) {
		NewObject *object = sink->written->pdata[i];
		if (!is_there(sink, &object->oid))
			g_ptr_array_add(gone, object);
	}
	return gone->len == 0 || write_loose(sink, gone, durable, error);
}
