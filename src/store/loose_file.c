#include "store/loose_file.h"

#include "base/error.h"
#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* `git gc` removes an empty folder between our making it and our use of it. */
#define FOLDER_ATTEMPTS 10

static GByteArray *encode(git_object_t kind, GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	g_autofree char *head = g_strdup_printf("%s %" G_GSIZE_FORMAT,
		git_object_type2string(kind), size);
	uInt head_size = (uInt)strlen(head) + 1;
	z_stream stream = {0};
	int state = deflateInit(&stream, kind == GIT_OBJECT_TREE ?
		Z_NO_COMPRESSION : Z_BEST_SPEED);
	g_assert(state == Z_OK);
	GByteArray *out = g_byte_array_new();
	g_byte_array_set_size(out, (guint)deflateBound(&stream,
		head_size + size));
	stream.next_out = out->data;
	stream.avail_out = out->len;
	stream.next_in = (Bytef *)head;
	stream.avail_in = head_size;
	state = deflate(&stream, Z_NO_FLUSH);
	stream.next_in = (z_const Bytef *)data;
	stream.avail_in = (uInt)size;
	state = deflate(&stream, Z_FINISH);
	g_assert(state == Z_STREAM_END);
	g_byte_array_set_size(out, (guint)stream.total_out);
	deflateEnd(&stream);
	return out;
}

/* Where git prunes what a killed process left. */
static char *write_temporary(const char *objects_folder, const char *name,
	const GByteArray *bytes, gboolean durable, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/tmp_obj_%.10s_%d",
		objects_folder, name, (int)getpid());
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd >= 0 && file_fill(fd, bytes->data, bytes->len, durable))
		return g_steal_pointer(&path);
	int reason = errno;
	unlink(path);
	desk_refuse_errno(error, DESK_ERROR_WRITE, path, reason);
	return NULL;
}

gboolean loose_file_write(const char *objects_folder, const git_oid *oid,
	git_object_t kind, GBytes *bytes, gboolean durable, GError **error)
{
	const char *name = git_oid_tostr_s(oid);
	g_autoptr(GByteArray) file = encode(kind, bytes);
	g_autofree char *temporary = write_temporary(objects_folder, name, file,
		durable, error);
	g_autofree char *folder = g_strdup_printf("%s/%.2s", objects_folder,
		name);
	g_autofree char *path = g_build_filename(folder, name + 2, NULL);
	int moved = -1;
	for (int i = 0; temporary && moved < 0 && i < FOLDER_ATTEMPTS; i++) {
		if (!file_make_folder(folder, error))
			break;
		moved = rename(temporary, path);
		if (moved < 0 && errno != ENOENT)
			break;
	}
	if (moved == 0)
		return !durable || file_sync_folder(folder, error);
	if (temporary && (!error || !*error))
		desk_refuse_errno(error, DESK_ERROR_WRITE, path, errno);
	if (temporary)
		unlink(temporary);
	return FALSE;
}
