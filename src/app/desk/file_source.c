#include "app/desk/file_source.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "store/store.h"
#include "system/file.h"
#include "system/process.h"
#include "text/yaml.h"

static const Phrase
	not_regular = {"%1: not a regular file", "%1: не обычный файл"},
	too_large = {"%1: larger than %2 bytes", "%1: больше %2 байт"},
	not_staged = {"%1: not staged", "%1: не проиндексирован"},
	no_list = {"git ls-files gave no list (status %1)",
		"git ls-files не дал списка (код %1)"},
	taken_away = {"%1: taken away", "%1: удалён"};

#define FILE_LIMIT_BYTES (1024 * 1024)
#define LIST_LIMIT_BYTES (64 * 1024 * 1024)

typedef struct {
	GBytes *(*read)(FileSource *source, const char *path, GError **error);
	gboolean (*list)(FileSource *source, const char *folder,
		GPtrArray *paths, GError **error);
} SourceKind;

struct FileSource {
	const SourceKind *kind;
	Desk *desk;
	char *root;	     /* of the work tree */
	Store *store;
	char *commit;	     /* NULL: the tip */
	GHashTable *odd;     /* paths that are no regular files */
	GHashTable *blobs;   /* staged: path → object */
	gboolean has_tickets; /* among them */
	FileSource *base;
	GHashTable *changed;
	GError *missed; /* the first that could not be known */
};

void file_source_free(FileSource *source)
{
	if (!source)
		return;
	g_free(source->root);
	g_free(source->commit);
	g_clear_pointer(&source->odd, g_hash_table_unref);
	g_clear_pointer(&source->blobs, g_hash_table_unref);
	g_clear_error(&source->missed);
	g_free(source);
}

static gboolean is_in(const char *path, const char *folder)
{
	gsize length = strlen(folder);
	return g_str_has_prefix(path, folder) && path[length] == '/' &&
		!strchr(path + length + 1, '/');
}

static gboolean is_regular(guint mode)
{
	return mode == 0100644 || mode == 0100755;
}

static gboolean refuse_odd(const FileSource *source, const char *path,
	GError **error)
{
	if (!g_hash_table_contains(source->odd, path))
		return TRUE;
	desk_refuse(error, DESK_ERROR_DATA, &not_regular, path, NULL);
	return FALSE;
}

/* Tickets grow, what people write does not. */
static gsize limit_of(const char *path)
{
	g_autofree char *uid = uid_from_path(path);
	return uid ? YAML_LIMIT_BYTES : FILE_LIMIT_BYTES;
}

static GBytes *limit(GBytes *bytes, const char *path, GError **error)
{
	if (!bytes || g_bytes_get_size(bytes) <= limit_of(path))
		return bytes;
	desk_refuse(error, DESK_ERROR_DATA, &too_large, path,
		PHRASE_NUMBER(limit_of(path)), NULL);
	g_bytes_unref(bytes);
	return NULL;
}

/* --- the work tree --------------------------------------------------------- */

static GBytes *read_work_tree(FileSource *source, const char *path,
	GError **error)
{
	g_autofree char *file = g_build_filename(source->root, path, NULL);
	return file_read(file, limit_of(path), FALSE, error);
}

static gboolean list_work_tree(FileSource *source, const char *folder,
	GPtrArray *paths, GError **error)
{
	g_autofree char *place = g_build_filename(source->root, folder, NULL);
	g_autoptr(GPtrArray) names = file_names(place, error);
	for (guint i = 0; names && i < names->len; i++)
		g_ptr_array_add(paths, g_build_filename(folder,
			names->pdata[i], NULL));
	return names != NULL;
}

static const SourceKind work_tree = {read_work_tree, list_work_tree};

FileSource *file_source_work_tree(Desk *desk)
{
	FileSource *source = g_new0(FileSource, 1);
	source->kind = &work_tree;
	source->desk = desk;
	source->root = g_strdup(desk_place(desk)->work_tree);
	return source;
}

/* --- a commit -------------------------------------------------------------- */

static GBytes *read_commit(FileSource *source, const char *path, GError **error)
{
	return refuse_odd(source, path, error) ? store_read(source->store,
		source->commit, path, error) : NULL;
}

typedef struct {
	FileSource *source;
	const char *folder;
	GPtrArray *paths;
} Listing;

static gboolean add_path(const char *path, const char *oid, guint mode,
	void *data)
{
	const Listing *listing = data;
	(void)oid;
	if (!is_in(path, listing->folder))
		return TRUE;
	g_ptr_array_add(listing->paths, g_strdup(path));
	if (!is_regular(mode))
		g_hash_table_add(listing->source->odd, g_strdup(path));
	return TRUE;
}

static gboolean list_commit(FileSource *source, const char *folder,
	GPtrArray *paths, GError **error)
{
	Listing listing = {source, folder, paths};
	return store_each(source->store, source->commit, folder, add_path,
		&listing, error);
}

static FileSource *source_of_git(Desk *desk, const SourceKind *kind,
	GError **error)
{
	Store *store = desk_store(desk, error);
	if (!store)
		return NULL;
	FileSource *source = g_new0(FileSource, 1);
	source->kind = kind;
	source->desk = desk;
	source->store = store;
	source->odd = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	return source;
}

FileSource *file_source_commit(Desk *desk, const char *commit, GError **error)
{
	static const SourceKind kind = {read_commit, list_commit};
	FileSource *source = source_of_git(desk, &kind, error);
	if (source)
		source->commit = g_strdup(commit);
	return source;
}

/* --- what is staged -------------------------------------------------------- */

static gboolean list_staged(FileSource *source, const char *folder,
	GPtrArray *paths, GError **error)
{
	GHashTableIter iter;
	gpointer path;
	(void)error;
	g_hash_table_iter_init(&iter, source->blobs);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		if (is_in(path, folder))
			g_ptr_array_add(paths, g_strdup(path));
	return TRUE;
}

/* "100644 OBJECT 0\tpath\0"; what is in a merge has other numbers than 0. */
static void read_entry(FileSource *source, const char *entry)
{
	const char *tab = strchr(entry, '\t');
	g_auto(GStrv) words = g_strsplit(entry, " ", 3);
	if (!tab || g_strv_length(words) != 3 || words[2][0] != '0')
		return;
	g_hash_table_insert(source->blobs, g_strdup(tab + 1),
		g_strdup(words[1]));
	if (!is_regular((guint)g_ascii_strtoull(words[0], NULL, 8)))
		g_hash_table_add(source->odd, g_strdup(tab + 1));
}

/* Entries of git's index below `what`. */
static gboolean read_entries(FileSource *source, const char *what,
	GError **error)
{
	const char *const argv[] = {"git", "ls-files", "-s", "-z", "--", what,
		NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!process_run(argv, desk_place(source->desk)->work_tree, NULL,
		LIST_LIMIT_BYTES, &output, NULL, &status, error))
		return FALSE;
	gsize size;
	const char *bytes = g_bytes_get_data(output, &size);
	if (status != 0 || (size > 0 && bytes[size - 1] != '\0'))
		return desk_refuse(error, DESK_ERROR_CONFIG, &no_list,
			PHRASE_NUMBER(status), NULL);
	for (const char *entry = bytes; entry && entry < bytes + size;
		entry += strlen(entry) + 1)
		read_entry(source, entry);
	return TRUE;
}

/* Tickets, which are many, are listed once one is asked for. */
static GBytes *read_staged(FileSource *source, const char *path, GError **error)
{
	g_autofree char *uid = uid_from_path(path);
	if (uid && !source->has_tickets &&
		!(source->has_tickets = read_entries(source, "tickets", error)))
		return NULL;
	const char *blob = g_hash_table_lookup(source->blobs, path);
	if (!blob)
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &not_staged, path,
			NULL);
	return blob && refuse_odd(source, path, error) ?
		store_read_blob(source->store, blob, error) : NULL;
}

FileSource *file_source_staged(Desk *desk, GError **error)
{
	static const SourceKind kind = {read_staged, list_staged};
	g_autoptr(FileSource) source = source_of_git(desk, &kind, error);
	if (!source)
		return NULL;
	source->blobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return read_entries(source, ":(exclude)tickets", error) ?
		g_steal_pointer(&source) : NULL;
}

/* --- what is about to be written ------------------------------------------- */

static GBytes *read_changed(FileSource *source, const char *path,
	GError **error)
{
	GBytes *bytes;
	if (!g_hash_table_lookup_extended(source->changed, path, NULL,
		(gpointer *)&bytes))
		return source->base->kind->read(source->base, path, error);
	if (!bytes)
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &taken_away, path,
			NULL);
	return bytes ? g_bytes_ref(bytes) : NULL;
}

static gboolean list_changed(FileSource *source, const char *folder,
	GPtrArray *paths, GError **error)
{
	if (!source->base->kind->list(source->base, folder, paths, error))
		return FALSE;
	for (guint i = paths->len; i > 0; i--)
		if (g_hash_table_contains(source->changed,
			paths->pdata[i - 1]))
			g_ptr_array_remove_index(paths, i - 1);
	GHashTableIter iter;
	gpointer path, bytes;
	g_hash_table_iter_init(&iter, source->changed);
	while (g_hash_table_iter_next(&iter, &path, &bytes))
		if (bytes && is_in(path, folder))
			g_ptr_array_add(paths, g_strdup(path));
	return TRUE;
}

FileSource *file_source_changed(FileSource *base, GHashTable *changed)
{
	static const SourceKind kind = {read_changed, list_changed};
	FileSource *source = g_new0(FileSource, 1);
	source->kind = &kind;
	source->desk = base->desk;
	source->base = base;
	source->changed = changed;
	return source;
}

/* --- any of them ----------------------------------------------------------- */

Desk *file_source_desk(const FileSource *source)
{
	return source->desk;
}

const Regulation *file_source_regulation(const FileSource *source)
{
	return desk_regulation(source->desk, NULL);
}

GBytes *file_source_read(FileSource *source, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = limit(source->kind->read(source, path, &problem), path,
		&problem);
	if (!source->missed && g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_TEMPORARY))
		source->missed = g_error_copy(problem);
	if (!bytes && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&problem));
	return bytes;
}

gboolean file_source_was_read(const FileSource *source, GError **error)
{
	if (source->missed)
		g_propagate_error(error, g_error_copy(source->missed));
	return !source->missed;
}

gboolean file_source_has(FileSource *source, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_source_read(source, path, &problem);
	desk_error_finding(error, &problem);
	return bytes != NULL;
}

GPtrArray *file_source_list(FileSource *source, const char *folder,
	GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) problem = NULL;
	if (!source->kind->list(source, folder, paths, &problem)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	texts_sort(paths);
	return g_steal_pointer(&paths);
}
