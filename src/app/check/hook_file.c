#include "app/check/hook_file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "system/file.h"
#include "system/step.h"

#define HOOK_LIMIT_BYTES (1024 * 1024)
#define HOOK_HEAD_BYTES 200

static const Phrase not_renamed = {"%2: cannot be renamed to %3: %1",
	"%2: не переименовать в %3: %1"};

char *hook_file_text(const char *text, const char *program)
{
	g_autofree char *quoted = g_shell_quote(program);
	g_auto(GStrv) parts = g_strsplit(text, "@DESK@", -1);
	return g_strjoinv(quoted, parts);
}

static gboolean move(const char *path, const char *to, GError **error)
{
	if (g_rename(path, to) == 0)
		return TRUE;
	return desk_refuse_system(error, DESK_ERROR_WRITE, errno, &not_renamed,
		path, to, NULL);
}

/* Its second line says who made it. */
static gboolean is_ours(const char *path, gboolean *is, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_read(path, HOOK_LIMIT_BYTES, TRUE,
		&problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	*is = text && g_strstr_len(text, (gssize)MIN(size, HOOK_HEAD_BYTES),
		"; made by desk ") != NULL;
	return desk_error_finding(error, &problem);
}

/* Whole and executable before git sees it. */
static gboolean put(const char *path, const char *whole, gboolean chained,
	const char *aside, GError **error)
{
	g_autofree char *new = g_strconcat(path, ".new", NULL);
	step("new hook");
	if (!file_write(new, whole, strlen(whole), FALSE, error))
		return FALSE;
	/* Who may read it may run it. */
	struct stat made;
	if (stat(new, &made) != 0 || g_chmod(new, (made.st_mode & 07777) |
		(made.st_mode & 0444) >> 2) != 0)
		return desk_refuse_errno(error, DESK_ERROR_WRITE, new, errno);
	step("hook of others");
	if (chained && !move(path, aside, error))
		return FALSE;
	step("hook");
	return move(new, path, error);
}

gboolean hook_file_install(const char *path, const char *text,
	const char *program, gboolean *installed, GError **error)
{
	g_autofree char *aside = g_strconcat(path, ".before-desk", NULL);
	g_autofree char *whole = hook_file_text(text, program);
	gboolean ours, there, before;
	*installed = FALSE;
	if (!is_ours(path, &ours, error) || !file_exists(path, &there, error) ||
		!file_exists(aside, &before, error))
		return FALSE;
	if (there && !ours && before)
		return TRUE;
	*installed = put(path, whole, there && !ours, aside, error);
	return *installed;
}
