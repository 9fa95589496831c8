/*
 * A Maildir: one file a mail in new/ and cur/. A mail is known by its name up
 * to the colon; what follows are flags, which others change at any time. Where
 * the account says so, it is known by its bytes.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/source_kind.h"
#include "system/file.h"
#include "system/step.h"

#define HEADER_BYTES (256 * 1024)
#define LIMIT_BYTES (1024 * 1024 * 1024) /* where the account has none */
#define FIRST_MAIL 631152000		 /* 1990 */
#define DAY_SECONDS 86400

static const Phrase
	no_maildir = {"%1 is no Maildir: it has no folders new and cur",
		"%1 — не Maildir: в нём нет папок new и cur"},
	unchangeable = {"%2: cannot be changed: %1", "%2: не изменить: %1"};

typedef struct {
	char *uid;
	char *path;
	Instant changed, received; /* received: INSTANT_NONE until it is asked */
	gint64 size;
} MaildirFile;

typedef struct {
	const MailAccount *account;
	char *root;
	char *folder;	   /* path of the folder that is selected */
	GHashTable *files; /* uid to MaildirFile */
} Maildir;

static void file_free(gpointer data)
{
	MaildirFile *file = data;
	g_free(file->uid);
	g_free(file->path);
	g_free(file);
}

static gboolean is_folder(const char *path)
{
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autofree char *new = g_build_filename(path, "new", NULL);
	return g_file_test(cur, G_FILE_TEST_IS_DIR) &&
		g_file_test(new, G_FILE_TEST_IS_DIR);
}

static gpointer maildir_open(const MailAccount *account, const char *path,
	GError **error)
{
	if (!is_folder(path)) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_maildir, path, NULL);
		return NULL;
	}
	if (!mail_source_moves_somewhere(account, error))
		return NULL;
	Maildir *maildir = g_new0(Maildir, 1);
	maildir->account = account;
	maildir->root = g_strdup(path);
	maildir->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
		file_free);
	return maildir;
}

static void maildir_close(gpointer source)
{
	Maildir *maildir = source;
	g_free(maildir->root);
	g_free(maildir->folder);
	g_hash_table_unref(maildir->files);
	g_free(maildir);
}

/* Maildir++: folders are ".Sent" and ".Sent.2026" beside new and cur; plain
 * folders are taken as well. */
static char *folder_path(Maildir *maildir, const char *name, GError **error)
{
	if (!name || !*name || g_ascii_strcasecmp(name, MAIL_FOLDER_DEFAULT) == 0)
		return g_strdup(maildir->root);
	g_autofree char *dotted = g_strconcat(".", name, NULL);
	g_strdelimit(dotted, "/", '.');
	g_autofree char *inner = g_build_filename(maildir->root, dotted, NULL);
	g_autofree char *plain = g_build_filename(maildir->root, name, NULL);
	gboolean climbs = strstr(name, "..") || name[0] == '/';
	if (!climbs && is_folder(inner))
		return g_steal_pointer(&inner);
	if (!climbs && is_folder(plain))
		return g_steal_pointer(&plain);
	mail_source_lacks(maildir->root, name, error);
	return NULL;
}

/* Seconds at the start of the name, as deliverers write them; INSTANT_NONE if
 * it is some other number: before 1990, or after the file was last written. */
static Instant name_time(const char *name, Instant changed)
{
	char *end;
	gint64 seconds = g_ascii_strtoll(name, &end, 10);
	return end == name || *end != '.' || seconds < FIRST_MAIL ||
			seconds > changed + DAY_SECONDS ? INSTANT_NONE : seconds;
}

/* Names are bytes; a uid is text. */
static char *name_uid(const char *name)
{
	g_autofree char *unique = g_strndup(name, strcspn(name, ":"));
	gboolean text = g_utf8_validate(unique, -1, NULL);
	for (const char *c = unique; *c && text; c++)
		text = (guchar)*c > ' ' && *c != 0x7F;
	if (text)
		return g_steal_pointer(&unique);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, unique, -1);
}

/* NULL without error: it is gone. */
static char *content_uid(const char *path, GError **error)
{
	GBytes *read = NULL;
	if (!file_read_any(path, LIMIT_BYTES, &read, error) || !read)
		return NULL;
	g_autoptr(GBytes) bytes = read;
	return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}

static gboolean add_file(Maildir *maildir, const char *path, const char *name,
	GError **error)
{
	g_autofree char *full = g_build_filename(path, name, NULL);
	GError *problem = NULL;
	struct stat status;
	if (lstat(full, &status) != 0)
		return errno == ENOENT || mail_source_unreadable(full, error);
	/* Symbolic links and what else is no plain file are not mail. */
	if (!S_ISREG(status.st_mode))
		return TRUE;
	char *uid = maildir->account->by_content ? content_uid(full, &problem) :
		name_uid(name);
	if (problem)
		g_propagate_error(error, problem);
	if (!uid)
		return !problem;
	MaildirFile *file = g_new0(MaildirFile, 1);
	file->uid = uid;
	file->path = g_steal_pointer(&full);
	file->changed = status.st_mtime;
	file->received = name_time(name, status.st_mtime);
	file->size = status.st_size;
	g_hash_table_replace(maildir->files, file->uid, file);
	return TRUE;
}

static gboolean scan_one(Maildir *maildir, const char *sub, GError **error)
{
	g_autofree char *path = g_build_filename(maildir->folder, sub, NULL);
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return mail_source_unreadable(path, error);
	g_autoptr(GPtrArray) names = file_names(path, error);
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		if (*name != '.' && !add_file(maildir, path, name, error))
			return FALSE;
	}
	return names != NULL;
}

/* new before cur: a mail that moves in between is seen in one of them. */
static gboolean scan(Maildir *maildir, GError **error)
{
	g_hash_table_remove_all(maildir->files);
	return scan_one(maildir, "new", error) && scan_one(maildir, "cur", error);
}

static gboolean maildir_select(gpointer source, const char *folder,
	guint32 *uidvalidity, GError **error)
{
	Maildir *maildir = source;
	g_autofree char *path = folder_path(maildir, folder, error);
	if (!path)
		return FALSE;
	g_free(maildir->folder);
	maildir->folder = g_steal_pointer(&path);
	*uidvalidity = 1;
	return scan(maildir, error);
}

static GBytes *read_start(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
		O_NONBLOCK);
	g_autofree char *buffer = g_malloc(HEADER_BYTES);
	gssize size = fd >= 0 ? read(fd, buffer, HEADER_BYTES) : -1;
	if (size < 0)
		mail_source_unreadable(path, error);
	if (fd >= 0)
		close(fd);
	return size < 0 ? NULL : mail_source_header_only(buffer, (gsize)size);
}

/* Where the name does not tell: when the file was written, unless an archive's
 * mail says that it is older, for then it was copied. What comes day by day is
 * not asked: a sender would say when it came. */
static gboolean find_time(const Maildir *maildir, MaildirFile *file,
	GError **error)
{
	if (file->received != INSTANT_NONE)
		return TRUE;
	/* A file that cannot be read is told when it is fetched. */
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) header = read_start(file->path, &problem);
	if (!desk_error_finding(error, &problem))
		return FALSE;
	Instant said = header ? mail_source_header_time(header) : INSTANT_NONE;
	gboolean copied = file->changed < FIRST_MAIL ||
		(maildir->account->by_content && said >= FIRST_MAIL &&
		said < file->changed - DAY_SECONDS);
	file->received = copied && said != INSTANT_NONE ? said : file->changed;
	return TRUE;
}

static int by_age(gconstpointer a, gconstpointer b)
{
	const MaildirFile *left = *(MaildirFile *const *)a;
	const MaildirFile *right = *(MaildirFile *const *)b;
	if (left->received != right->received)
		return left->received < right->received ? -1 : 1;
	return strcmp(left->uid, right->uid);
}

static GPtrArray *maildir_list(gpointer source, MailSeen seen, void *data,
	guint max, GError **error)
{
	Maildir *maildir = source;
	if (!scan(maildir, error))
		return NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, maildir->files);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		MaildirFile *file = value;
		if (seen(1, file->uid, data))
			continue;
		if (!find_time(maildir, file, error))
			return NULL;
		g_ptr_array_add(files, file);
	}
	g_ptr_array_sort(files, by_age);
	GPtrArray *uids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < files->len && (max == 0 || uids->len < max); i++)
		g_ptr_array_add(uids, g_strdup(((MaildirFile *)files->pdata[i])
			->uid));
	return uids;
}

/* Where the mail is now; NULL without error if it is gone. A reader may have
 * renamed it since the folder was read. */
static MaildirFile *find_file(Maildir *maildir, const char *uid, GError **error)
{
	MaildirFile *file = g_hash_table_lookup(maildir->files, uid);
	if (file && access(file->path, F_OK) == 0)
		return file;
	if (!scan(maildir, error))
		return NULL;
	return g_hash_table_lookup(maildir->files, uid);
}

static gboolean fetch_one(Maildir *maildir, MaildirFile *file, MailEach each,
	void *data, GError **error)
{
	gsize limit = maildir->account->limit_bytes;
	if (!find_time(maildir, file, error))
		return FALSE;
	MailItem item = {
		.uidvalidity = 1,
		.uid = file->uid,
		.received = file->received,
		.size = (gsize)file->size,
		.oversize = limit > 0 && (gsize)file->size > limit,
	};
	g_autoptr(GBytes) raw = item.oversize
		? read_start(file->path, error)
		: file_read(file->path, limit ? limit : LIMIT_BYTES, FALSE,
			error);
	if (!raw)
		return FALSE;
	item.raw = raw;
	return each(&item, data, error);
}

static gboolean maildir_fetch(gpointer source, GPtrArray *uids, MailEach each,
	void *data, GError **error)
{
	Maildir *maildir = source;
	for (guint i = 0; i < uids->len; i++) {
		g_autoptr(GError) failure = NULL;
		MaildirFile *file = find_file(maildir, uids->pdata[i], &failure);
		if (file && !fetch_one(maildir, file, each, data, &failure) &&
			!failure)
			return FALSE;
		if (failure)
			return desk_error_pass(error, &failure);
	}
	return TRUE;
}

/* The name in cur/ with the flag S among its sorted flags. */
static char *seen_name(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	char *colon = strchr(name, ':');
	g_autofree char *flags = g_strdup(
		colon && g_str_has_prefix(colon, ":2,") ? colon + 3 : "");
	if (colon)
		*colon = '\0';
	GString *result = g_string_new(name);
	g_string_append(result, ":2,");
	const char *at = flags;
	for (; *at && *at < 'S'; at++)
		g_string_append_c(result, *at);
	g_string_append_c(result, 'S');
	g_string_append(result, *at == 'S' ? at + 1 : at);
	return g_string_free(result, FALSE);
}

static gboolean system_failed(const char *path, GError **error)
{
	if (errno == ENOENT)
		return FALSE; /* somebody else has done it */
	desk_refuse_system(error, DESK_ERROR_WRITE, errno, &unchangeable, path,
		NULL);
	return TRUE;
}

static gboolean move_file(MaildirFile *file, const char *folder, GError **error)
{
	g_autofree char *name = seen_name(file->path);
	g_autofree char *to = g_build_filename(folder, "cur", name, NULL);
	if (strcmp(to, file->path) == 0)
		return TRUE;
	step("maildir rename");
	return rename(file->path, to) == 0 ||
		!system_failed(file->path, error);
}

static gboolean delete_file(MaildirFile *file, GError **error)
{
	step("maildir delete");
	return unlink(file->path) == 0 || !system_failed(file->path, error);
}

static gboolean maildir_act(gpointer source, GPtrArray *uids, GError **error)
{
	Maildir *maildir = source;
	MailAfter after = maildir->account->after;
	if (after == AFTER_KEEP)
		return TRUE;
	g_autofree char *to = after == AFTER_MOVE
		? folder_path(maildir, maildir->account->move_to, error)
		: g_strdup(maildir->folder);
	if (!to)
		return FALSE;
	for (guint i = 0; i < uids->len; i++) {
		g_autoptr(GError) failure = NULL;
		MaildirFile *file = find_file(maildir, uids->pdata[i], &failure);
		if (file && after == AFTER_DELETE)
			delete_file(file, &failure);
		else if (file)
			move_file(file, to, &failure);
		if (failure) {
			mail_source_may_not(maildir->account, &failure);
			return desk_error_pass(error, &failure);
		}
	}
	return TRUE;
}

static gboolean maildir_wait(gpointer source, int timeout_ms, gboolean *changed,
	G_GNUC_UNUSED GError **error)
{
	Maildir *maildir = source;
	g_autofree char *new = g_build_filename(maildir->folder, "new", NULL);
	*changed = mail_source_wait_for_file(new, timeout_ms);
	return TRUE;
}

const MailSourceKind mail_source_maildir = {
	maildir_open,
	maildir_close,
	maildir_select,
	maildir_list,
	maildir_fetch,
	maildir_act,
	maildir_wait,
	NULL,
};
