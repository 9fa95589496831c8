#include "store/object.h"

#include <stdarg.h>

gboolean store_fail(GError **error, int code, const char *format, ...)
{
	const git_error *reason = git_error_last();
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, DESK_ERROR, code, "%s: %s", what,
		reason && reason->message ? reason->message : "unknown reason");
	return FALSE;
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
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		"object %s has %" G_GSIZE_FORMAT
		" bytes, more than desk reads (%u)", name, size, BLOB_LIMIT);
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
		g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
			"%s %s is missing; see `git fsck`", kind_name(kind),
			name);
		return NULL;
	}
	if (answer) {
		store_fail(error, DESK_ERROR_TEMPORARY,
			"%s %s cannot be read; see `git fsck`",
			kind_name(kind), name);
		return NULL;
	}
	if (git_odb_object_type(object) == kind)
		return g_bytes_new_with_free_func(git_odb_object_data(object),
			git_odb_object_size(object), free_object, object);
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		"object %s is a %s, not a %s", name,
		kind_name(git_odb_object_type(object)), kind_name(kind));
	git_odb_object_free(object);
	return NULL;
}
