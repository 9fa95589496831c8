#include "store/object_sink.h"

#include "store/internal.h"
#include "store/loose_file.h"
#include "store/pack_file.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"
#include "system/step.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* From here on one pack is cheaper than so many files with a sync each. */
#define PACK_FROM 100
/* Of one pack; it is made in memory. */
#define PACK_LIMIT (256u * 1024 * 1024)
#define GC_LONGEST_SECONDS (12 * 60 * 60)

typedef struct {
	git_oid oid; /* first: the key of the table */
	git_object_t kind;
	GBytes *bytes;
	git_oid base; /* what it was made of; zero: nothing */
} NewObject;

struct ObjectSink {
	git_odb *odb;
	char *git_folder, *objects_folder;
	GHashTable *by_oid; /* NewObject, a set */
	GPtrArray *order;   /* NewObject, owned */
	GPtrArray *loose;   /* those that were flushed so */
	GPtrArray *kept;    /* char*: by these files packs stay */
};

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
	sink->git_folder = g_strdup(git_folder);
	sink->objects_folder = g_build_filename(git_folder, "objects", NULL);
	sink->by_oid = g_hash_table_new(oid_hash, oid_same);
	sink->order = g_ptr_array_new_with_free_func(new_object_free);
	sink->loose = g_ptr_array_new_with_free_func(new_object_free);
	sink->kept = g_ptr_array_new_with_free_func(g_free);
	return sink;
}

void object_sink_free(ObjectSink *sink)
{
	if (!sink)
		return;
	for (guint i = 0; i < sink->kept->len; i++)
		unlink(sink->kept->pdata[i]);
	g_ptr_array_unref(sink->kept);
	g_hash_table_unref(sink->by_oid);
	g_ptr_array_unref(sink->order);
	g_ptr_array_unref(sink->loose);
	g_free(sink->git_folder);
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

/* git_odb_write() would first look for each object in all packs, and look for new
 * packs. */
static gboolean write_loose(ObjectSink *sink, const GPtrArray *objects,
	gboolean durable, GError **error)
{
	for (guint i = 0; i < objects->len; i++) {
		const NewObject *object = objects->pdata[i];
		step("object");
		if (!loose_file_write(sink->objects_folder, &object->oid,
			object->kind, object->bytes, durable, error))
			return FALSE;
	}
	return TRUE;
}

/* --- packs -------------------------------------------------------------- */

static gboolean write_packs(ObjectSink *sink, GPtrArray *objects, GError **error)
{
	for (guint i = 0; i < objects->len;) {
		g_autoptr(PackFile) pack = pack_file_new();
		char *keep = NULL;
		for (; i < objects->len &&
			pack_file_size(pack) < PACK_LIMIT; i++) {
			const NewObject *object = objects->pdata[i];
			const NewObject *base = g_hash_table_lookup(
				sink->by_oid, &object->base);
			pack_file_add(pack, &object->oid, object->kind,
				object->bytes, &object->base,
				base ? base->bytes : NULL);
		}
		step("pack");
		gboolean written = pack_file_write(pack, sink->objects_folder,
			&keep, error);
		g_ptr_array_add(sink->kept, keep);
		if (!written)
			return FALSE;
	}
	g_ptr_array_set_size(objects, 0);
	return TRUE;
}

/* --- beside a gc ---------------------------------------------------------- */

/* "PID HOST", which a gc that was killed leaves; as git takes it. */
static gboolean gc_is_running(const ObjectSink *sink)
{
	g_autofree char *path = g_build_filename(sink->git_folder, "gc.pid",
		NULL);
	struct stat st;
	if (stat(path, &st) || clock_now() - st.st_mtime > GC_LONGEST_SECONDS)
		return FALSE;
	g_autofree char *line = NULL;
	/* One that cannot be read may well be at it. */
	if (!file_read_line(sink->git_folder, "gc.pid", &line, NULL))
		return TRUE;
	g_auto(GStrv) words = g_strsplit(line ? line : "", " ", 2);
	return process_may_live(words[0], words[0] ? words[1] : NULL);
}

static gboolean is_there(const ObjectSink *sink, const git_oid *oid)
{
	char name[41];
	git_oid_tostr(name, sizeof(name), oid);
	g_autofree char *path = g_strdup_printf("%s/%.2s/%s",
		sink->objects_folder, name, name + 2);
	return access(path, F_OK) == 0;
}

gboolean object_sink_hold(ObjectSink *sink, GError **error)
{
	gboolean safe = !sink || sink->loose->len == 0 || !gc_is_running(sink);
	for (guint i = 0; sink && safe && i < sink->loose->len; i++)
		safe = is_there(sink,
			&((NewObject *)sink->loose->pdata[i])->oid);
	return safe || write_packs(sink, sink->loose, error);
}

gboolean object_sink_flush(ObjectSink *sink, gboolean durable, GError **error)
{
	gboolean packs = sink->order->len >= PACK_FROM ||
		(sink->order->len && gc_is_running(sink));
	gboolean ok = packs ? write_packs(sink, sink->order, error) :
		write_loose(sink, sink->order, durable, error);
	if (!ok)
		return FALSE;
	g_hash_table_remove_all(sink->by_oid);
	g_ptr_array_extend_and_steal(sink->loose,
		g_steal_pointer(&sink->order));
	sink->order = g_ptr_array_new_with_free_func(new_object_free);
	return TRUE;
}

gboolean object_sink_adopt(ObjectSink *sink, git_object_t kind,
	const git_oid *oid, GError **error)
{
	g_autoptr(GBytes) bytes = odb_read(sink->odb, oid, kind, error);
	if (!bytes)
		return FALSE;
	NewObject *object = g_new0(NewObject, 1);
	*object = (NewObject){.oid = *oid, .kind = kind,
		.bytes = g_steal_pointer(&bytes)};
	g_ptr_array_add(sink->loose, object);
	return TRUE;
}
