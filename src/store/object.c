#include "store/object.h"

#include <stdarg.h>
#include <string.h>

#define CHUNK 256

static const Phrase
	said = {"%1: %2", "%1: %2"},
	unknown = {"%1: unknown reason", "%1: причина неизвестна"},
	unreadable = {"%1; see `git fsck`", "%1; проверьте: `git fsck`"},
	too_large = {"object %1 has %2 bytes, more than desk reads (%3)",
		"в объекте %1 %2 байт, больше, чем desk читает (%3)"},
	missing = {"%1 %2 is missing; see `git fsck`",
		"%1 %2 пропал; проверьте: `git fsck`"},
	other_kind = {"object %1 is a %2, not a %3",
		"объект %1 — это %2, а не %3"};

guint oid_hash(gconstpointer oid)
{
	guint hash;
	memcpy(&hash, ((const git_oid *)oid)->id, sizeof(hash));
	return hash;
}

gboolean oid_same(gconstpointer a, gconstpointer b)
{
	return git_oid_equal(a, b);
}

gsize object_same_start(const guint8 *a, const guint8 *b, gsize most)
{
	gsize same = 0;
	while (same + CHUNK <= most && memcmp(a + same, b + same, CHUNK) == 0)
		same += CHUNK;
	while (same < most && a[same] == b[same])
		same++;
	return same;
}

gsize object_same_end(const guint8 *a_end, const guint8 *b_end, gsize most)
{
	gsize same = 0;
	while (same + CHUNK <= most && memcmp(a_end - same - CHUNK,
		b_end - same - CHUNK, CHUNK) == 0)
		same += CHUNK;
	while (same < most && a_end[-1 - (gssize)same] ==
		b_end[-1 - (gssize)same])
		same++;
	return same;
}

gboolean store_fail(GError **error, int code, const char *format, ...)
{
	const git_error *reason = git_error_last();
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return desk_refuse(error, code, reason && reason->message ? &said :
		&unknown, what, reason ? reason->message : NULL, NULL);
}

void store_sync_writes(gboolean sync)
{
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, (int)sync);
}

static const char *kind_name(git_object_t kind)
{
	return git_object_type2string(kind);
}

static void free_object(void *object)
{
	git_odb_object_free(object);
}

/* Only blobs: the size of a tree or commit is not known without work that a
 * walk would pay for each commit, and what a push holds git has limited. */
static gboolean check_size(git_odb *odb, const git_oid *oid, const char *name,
	GError **error)
{
	size_t size;
	git_object_t kind;
	if (git_odb_read_header(&size, &kind, odb, oid) || size <= BLOB_LIMIT)
		return TRUE;
	desk_refuse(error, DESK_ERROR_DATA, &too_large, name,
		PHRASE_NUMBER(size), PHRASE_NUMBER(BLOB_LIMIT), NULL);
	return FALSE;
}

GBytes *odb_read(git_odb *odb, const git_oid *oid, git_object_t kind,
	GError **error)
{
	char name[GIT_OID_HEXSZ + 1];
	git_oid_tostr(name, sizeof(name), oid);
	if (kind == GIT_OBJECT_BLOB && !check_size(odb, oid, name, error))
		return NULL;
	git_odb_object *object = NULL;
	int answer = git_odb_read(&object, odb, oid);
	if (answer == GIT_ENOTFOUND) {
		desk_refuse(error, DESK_ERROR_TEMPORARY, &missing,
			kind_name(kind), name, NULL);
		return NULL;
	}
	if (answer) {
		store_fail(error, DESK_ERROR_TEMPORARY, "%s %s",
			kind_name(kind), name);
		desk_error_reword(error, &unreadable, NULL);
		return NULL;
	}
	if (git_odb_object_type(object) == kind)
		return g_bytes_new_with_free_func(git_odb_object_data(object),
			git_odb_object_size(object), free_object, object);
	desk_refuse(error, DESK_ERROR_DATA, &other_kind, name,
		kind_name(git_odb_object_type(object)), kind_name(kind), NULL);
	git_odb_object_free(object);
	return NULL;
}
