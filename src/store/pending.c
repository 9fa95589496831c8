#include "store/pending.h"

#include "base/error.h"
#include "store/tree.h"
#include "system/file.h"
#include "system/step.h"

#include <string.h>
#include <unistd.h>

static const Phrase
	damaged = {"%1: damaged", "%1: повреждён"};

#define JOURNAL_LIMIT (1u << 30)
#define FIRST_LINE "desk journal 1"
#define LAST_LINE "end"

static void pending_file_free(void *data)
{
	PendingFile *file = data;
	g_free(file->path);
	if (file->bytes)
		g_bytes_unref(file->bytes);
	g_free(file);
}

Pending *pending_new(const StorePlace *place)
{
	Pending *pending = g_new0(Pending, 1);
	pending->work_tree = g_strdup(place->work_tree);
	pending->head_folder = g_strdup(place->head_folder);
	pending->files = g_ptr_array_new_with_free_func(pending_file_free);
	return pending;
}

PendingFile *pending_add(Pending *pending, const char *path)
{
	PendingFile *file = g_new0(PendingFile, 1);
	file->path = g_strdup(path);
	g_ptr_array_add(pending->files, file);
	return file;
}

gboolean pending_is_left_out(const PendingFile *file)
{
	return file->mode != 0 && !tree_mode_is_file(file->mode);
}

void pending_free(Pending *pending)
{
	if (!pending)
		return;
	g_free(pending->work_tree);
	g_free(pending->head_folder);
	g_ptr_array_unref(pending->files);
	g_free(pending);
}

/* --- journal ------------------------------------------------------------ */

static char *journal_path(const StorePlace *place)
{
	return g_build_filename(place->desk_folder, "journal", NULL);
}

gboolean journal_exists(const StorePlace *place, gboolean *exists,
	GError **error)
{
	g_autofree char *path = journal_path(place);
	return file_exists(path, exists, error);
}

static void append_text(GString *out, const char *key, const char *value)
{
	g_autofree char *escaped = g_strescape(value, NULL);
	g_string_append_printf(out, "%s %s\n", key, escaped);
}

static void append_oid(GString *out, const git_oid *oid)
{
	char text[41];
	git_oid_tostr(text, sizeof(text), oid);
	g_string_append_printf(out, " %s", text);
}

/* The store may be moved or copied before it is recovered: HEAD's folder is
 * named from the git folder. */
static const char *relative_head(const StorePlace *place, const char *head)
{
	gsize size = strlen(place->git_folder);
	if (strncmp(head, place->git_folder, size) != 0)
		return head;
	return head[size] == '/' ? head + size + 1 : ".";
}

static void resolve_place(const StorePlace *place, Pending *pending)
{
	g_autofree char *head = pending->head_folder;
	pending->head_folder = strcmp(head, ".") == 0 ?
		g_strdup(place->git_folder) :
		g_canonicalize_filename(head, place->git_folder);
	if (!place->work_tree ||
		strcmp(pending->head_folder, place->head_folder) != 0)
		return;
	g_free(pending->work_tree);
	pending->work_tree = g_strdup(place->work_tree);
}

gboolean journal_write(const StorePlace *place, const Pending *pending,
	GError **error)
{
	g_autoptr(GString) out = g_string_new(FIRST_LINE "\n");
	append_text(out, "work", pending->work_tree);
	append_text(out, "head", relative_head(place, pending->head_folder));
	g_string_append(out, "tips");
	append_oid(out, &pending->old_tip);
	append_oid(out, &pending->new_tip);
	g_string_append_printf(out, " %d\n", pending->durable);
	for (guint i = 0; i < pending->files->len; i++) {
		const PendingFile *file = pending->files->pdata[i];
		g_autofree char *escaped = g_strescape(file->path, NULL);
		g_string_append_printf(out, "file %06o", file->mode);
		append_oid(out, &file->before);
		append_oid(out, &file->after);
		g_string_append_printf(out, " %s\n", escaped);
	}
	g_string_append(out, LAST_LINE "\n");
	g_autofree char *path = journal_path(place);
	step("journal");
	return file_write(path, out->str, out->len, pending->durable, error);
}

void journal_remove(const StorePlace *place)
{
	g_autofree char *path = journal_path(place);
	step("journal end");
	unlink(path);
}

static gboolean read_text(const char *line, const char *key, char **value)
{
	gsize size = strlen(key);
	if (strncmp(line, key, size) != 0 || line[size] != ' ')
		return FALSE;
	g_free(*value);
	*value = g_strcompress(line + size + 1);
	return TRUE;
}

/* " <40 hex>" at `at`. */
static gboolean read_oid(const char **at, git_oid *oid)
{
	if (**at != ' ' || strlen(*at) < 41 ||
		git_oid_fromstrn(oid, *at + 1, GIT_OID_HEXSZ))
		return FALSE;
	*at += 41;
	return TRUE;
}

static gboolean read_tips(const char *line, Pending *pending)
{
	const char *at = line + strlen("tips");
	if (!g_str_has_prefix(line, "tips") ||
		!read_oid(&at, &pending->old_tip) ||
		!read_oid(&at, &pending->new_tip))
		return FALSE;
	pending->durable = strcmp(at, " 1") == 0;
	return TRUE;
}

static gboolean read_file_line(const char *line, Pending *pending)
{
	git_oid before, after;
	const char *at = line + strlen("file 100644");
	if (!g_str_has_prefix(line, "file ") || strlen(line) < 95 ||
		!read_oid(&at, &before) || !read_oid(&at, &after) ||
		*at != ' ')
		return FALSE;
	g_autofree char *path = g_strcompress(at + 1);
	PendingFile *file = pending_add(pending, path);
	file->before = before;
	file->after = after;
	file->mode = (guint)strtoul(line + strlen("file "), NULL, 8);
	return TRUE;
}

static gboolean parse(char **lines, Pending *pending)
{
	if (g_strv_length(lines) < 5 || strcmp(lines[0], FIRST_LINE) != 0 ||
		!read_text(lines[1], "work", &pending->work_tree) ||
		!read_text(lines[2], "head", &pending->head_folder) ||
		!read_tips(lines[3], pending))
		return FALSE;
	char **line = lines + 4;
	while (*line && read_file_line(*line, pending))
		line++;
	return *line && strcmp(*line, LAST_LINE) == 0;
}

Pending *journal_read(const StorePlace *place, GError **error)
{
	g_autofree char *path = journal_path(place);
	g_autoptr(GBytes) bytes = file_read(path, JOURNAL_LIMIT, FALSE, error);
	if (!bytes)
		return NULL;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(size ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(Pending) pending = pending_new(place);
	if (parse(lines, pending)) {
		resolve_place(place, pending);
		return g_steal_pointer(&pending);
	}
	desk_refuse(error, DESK_ERROR_DATA, &damaged, path, NULL);
	return NULL;
}
