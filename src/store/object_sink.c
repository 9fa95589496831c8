#include "store/object_sink.h"

#include "store/internal.h"
#include "store/pack_file.h"
#include "system/step.h"

#include <string.h>

/* From here on one pack is cheaper than so many files with a sync each. */
#define PACK_FROM 100
/* Of one pack; it is made in memory. */
#define PACK_LIMIT (256u * 1024 * 1024)
#define FOLDER_ATTEMPTS 10

typedef struct {
	git_oid oid; /* first: the key of the table */
	git_object_t kind;
	GBytes *bytes;
	git_oid base; /* what it was made of; zero: nothing */
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

static void keep(ObjectSink *sink, git_object_t kind, GBytes *bytes,
	const git_oid *oid, const git_oid *base)
{
	if (g_hash_table_contains(sink->by_oid, oid))
		return;
	NewObject *object = g_new(NewObject, 1);
	*object = (NewObject){*oid, kind, g_bytes_ref(bytes), *base};
	g_hash_table_add(sink->by_oid, object);
	g_ptr_array_add(sink->order, object);
}

gboolean object_sink_add(ObjectSink *sink, git_object_t kind, GBytes *bytes,
	git_oid *oid, GError **error)
{
	static const git_oid nothing;
	if (!name_object(kind, bytes, oid, error))
		return FALSE;
	keep(sink, kind, bytes, oid, &nothing);
	return TRUE;
}

void object_sink_add_tree(ObjectSink *sink, GBytes *bytes, const git_oid *oid,
	const git_oid *base)
{
	keep(sink, GIT_OBJECT_TREE, bytes, oid, base);
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

/* --- packs -------------------------------------------------------------- */

static gboolean write_packs(ObjectSink *sink, GError **error)
{
	for (guint i = 0; i < sink->order->len;) {
		g_autoptr(PackFile) pack = pack_file_new();
		for (; i < sink->order->len &&
			pack_file_size(pack) < PACK_LIMIT; i++) {
			const NewObject *object = sink->order->pdata[i];
			const NewObject *base = g_hash_table_lookup(
				sink->by_oid, &object->base);
			pack_file_add(pack, &object->oid, object->kind,
				object->bytes, &object->base,
				base ? base->bytes : NULL);
		}
		step("pack");
		if (!pack_file_write(pack, sink->objects_folder, error))
			return FALSE;
	}
	return TRUE;
}

gboolean object_sink_flush(ObjectSink *sink, gboolean durable, GError **error)
{
	gboolean packs = sink->order->len >= PACK_FROM;
	gboolean ok = packs ? write_packs(sink, error) :
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
