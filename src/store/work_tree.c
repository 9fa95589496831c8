#include "store/work_tree.h"

#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const Phrase
	is_link = {"%1: a folder in this path is a symbolic link or a file",
		"%1: папка на этом пути — символическая ссылка или файл"};

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct WorkTree {
	int root;
	char *path; /* for messages */
	/* The folder last used: files come sorted. */
	char *last;
	int last_fd;
};

WorkTree *work_tree_open(const char *folder, GError **error)
{
	int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0) {
		desk_refuse_errno(error, DESK_ERROR_WRITE, folder, errno);
		return NULL;
	}
	WorkTree *tree = g_new0(WorkTree, 1);
	tree->root = root;
	tree->path = g_strdup(folder);
	tree->last_fd = -1;
	return tree;
}

static void forget_last(WorkTree *tree)
{
	g_clear_pointer(&tree->last, g_free);
	if (tree->last_fd >= 0)
		close(tree->last_fd);
	tree->last_fd = -1;
}

void work_tree_free(WorkTree *tree)
{
	if (!tree)
		return;
	forget_last(tree);
	close(tree->root);
	g_free(tree->path);
	g_free(tree);
}

gboolean work_tree_path_is_safe(const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	if (!parts[0] || g_strv_length(parts) > TREE_DEPTH_LIMIT)
		return FALSE;
	for (char **part = parts; *part; part++)
		if (**part == '\0' || strcmp(*part, ".") == 0 ||
			strcmp(*part, "..") == 0 || strlen(*part) > 255 ||
			g_ascii_strcasecmp(*part, ".git") == 0)
			return FALSE;
	return TRUE;
}

static gboolean fail(const WorkTree *tree, const char *path, GError **error)
{
	int reason = errno;
	g_autofree char *whole = g_strdup_printf("%s/%s", tree->path, path);
	return reason == ELOOP || reason == ENOTDIR ?
		desk_refuse(error, DESK_ERROR_WRITE, &is_link, whole, NULL) :
		desk_refuse_errno(error, DESK_ERROR_WRITE, whole, reason);
}

/* The folder of `path`, borrowed until the next call; -1 with errno. */
static int open_folder(WorkTree *tree, const char *path, gboolean make)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return tree->root;
	gsize size = (gsize)(slash - path);
	if (tree->last && strlen(tree->last) == size &&
		memcmp(tree->last, path, size) == 0)
		return tree->last_fd;
	g_autofree char *folder = g_strndup(path, size);
	g_auto(GStrv) parts = g_strsplit(folder, "/", -1);
	int at = dup(tree->root);
	for (char **part = parts; *part && at >= 0; part++) {
		int next = openat(at, *part, FOLDER_FLAGS);
		if (next < 0 && errno == ENOENT && make &&
			(mkdirat(at, *part, 0777) == 0 || errno == EEXIST))
			next = openat(at, *part, FOLDER_FLAGS);
		int reason = errno;
		close(at);
		errno = reason;
		at = next;
	}
	if (at < 0)
		return -1;
	forget_last(tree);
	tree->last = g_steal_pointer(&folder);
	tree->last_fd = at;
	return at;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static WorkKind kind_of_failure(WorkTree *tree, const char *path,
	GError **error)
{
	if (errno == ENOENT)
		return WORK_ABSENT;
	if (errno == ELOOP || errno == ENOTDIR)
		return WORK_OTHER;
	fail(tree, path, error);
	return WORK_FAILED;
}

WorkKind work_tree_stat(WorkTree *tree, const char *path, struct stat *st,
	GError **error)
{
	int folder = open_folder(tree, path, FALSE);
	if (folder < 0 || fstatat(folder, base_name(path), st,
			AT_SYMLINK_NOFOLLOW) != 0)
		return kind_of_failure(tree, path, error);
	return S_ISREG(st->st_mode) ? WORK_FILE : WORK_OTHER;
}

static gboolean read_all(int fd, gsize size, GBytes **bytes)
{
	GByteArray *array = g_byte_array_sized_new((guint)size + 1);
	guint8 chunk[16384];
	gssize got;
	while ((got = read(fd, chunk, sizeof(chunk))) > 0 &&
		array->len <= BLOB_LIMIT)
		g_byte_array_append(array, chunk, (guint)got);
	*bytes = g_byte_array_free_to_bytes(array);
	return got >= 0;
}

WorkKind work_tree_read(WorkTree *tree, const char *path, GBytes **bytes,
	GError **error)
{
	int folder = open_folder(tree, path, FALSE);
	int fd = folder < 0 ? -1 : openat(folder, base_name(path),
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return kind_of_failure(tree, path, error);
	struct stat st;
	WorkKind kind = WORK_FAILED;
	if (fstat(fd, &st) != 0)
		fail(tree, path, error);
	else if (!S_ISREG(st.st_mode) || st.st_size > (off_t)BLOB_LIMIT)
		kind = WORK_OTHER;
	else if (read_all(fd, (gsize)st.st_size, bytes))
		kind = WORK_FILE;
	else
		fail(tree, path, error);
	close(fd);
	return kind;
}

/* --- writing ------------------------------------------------------------ */

static void temporary_name(char name[32], guint number)
{
	g_snprintf(name, 32, ".desk-%u.tmp", number);
}

static gboolean write_all(int fd, GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	while (size > 0) {
		gssize done = write(fd, data, size);
		if (done < 0 && errno != EINTR)
			return FALSE;
		if (done > 0) {
			data += done;
			size -= (gsize)done;
		}
	}
	return TRUE;
}

gboolean work_tree_prepare(WorkTree *tree, const char *path, guint number,
	GBytes *bytes, guint mode, gboolean sync, GError **error)
{
	char name[32];
	temporary_name(name, number);
	int folder = open_folder(tree, path, TRUE);
	if (folder < 0)
		return fail(tree, path, error);
	unlinkat(folder, name, 0);
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		mode == MODE_PROGRAM ? 0777 : 0666);
	if (fd < 0)
		return fail(tree, path, error);
	gboolean ok = write_all(fd, bytes) && (!sync || fsync(fd) == 0);
	int reason = errno;
	if (close(fd) != 0 && ok) {
		reason = errno;
		ok = FALSE;
	}
	errno = reason;
	return ok || fail(tree, path, error);
}

gboolean work_tree_place(WorkTree *tree, const char *path, guint number,
	gboolean sync, GError **error)
{
	char name[32];
	temporary_name(name, number);
	int folder = open_folder(tree, path, FALSE);
	if (folder < 0 || renameat(folder, name, folder, base_name(path)) != 0)
		return fail(tree, path, error);
	if (sync)
		fsync(folder);
	return TRUE;
}

/* The folders of `path` that are empty now, innermost first. */
static void remove_empty_folders(WorkTree *tree, const char *path)
{
	g_autofree char *folder = g_strdup(path);
	for (char *slash; (slash = strrchr(folder, '/'));) {
		*slash = '\0';
		forget_last(tree);
		int above = open_folder(tree, folder, FALSE);
		if (above < 0 ||
			unlinkat(above, base_name(folder), AT_REMOVEDIR) != 0)
			break;
	}
	forget_last(tree);
}

void work_tree_discard(WorkTree *tree, const char *path, guint number)
{
	char name[32];
	temporary_name(name, number);
	int folder = open_folder(tree, path, FALSE);
	if (folder >= 0 && unlinkat(folder, name, 0) == 0)
		remove_empty_folders(tree, path);
}

gboolean work_tree_remove(WorkTree *tree, const char *path, GError **error)
{
	int folder = open_folder(tree, path, FALSE);
	if (folder < 0 || unlinkat(folder, base_name(path), 0) != 0)
		return errno == ENOENT || fail(tree, path, error);
	remove_empty_folders(tree, path);
	return TRUE;
}

void work_tree_sync(WorkTree *tree)
{
	syncfs(tree->root);
}
