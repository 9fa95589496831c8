/* A file for SQLite: a new one in place of what was there, or one transaction
 * in it. */
#include "app/export/format.h"

#include <string.h>

#include "base/error.h"
#include "system/file.h"

static gboolean check_commit(Export *export, GError **error)
{
	static const Phrase other = {"%1 stands at commit %2, not %3: export all "
			"of it, without --since-commit",
		"в %1 коммит %2, а не %3: выгрузите всё, без --since-commit"};
	g_autofree char *commit = export_file_commit_id(export->file, error);
	if (!commit || strcmp(commit, export->since) == 0)
		return commit != NULL;
	return desk_refuse(error, DESK_ERROR_CONFLICT, &other,
		export->settings->path, commit, export->since, NULL);
}

/* What another program has not yet written there would be taken for a part of
 * the file that comes in its place. */
static gboolean check_unused(const char *path, GError **error)
{
	static const Phrase used = {"%1 is in use, or was left so: there is %2",
		"%1 занят, или его таким оставили: есть %2"};
	static const char *const beside[] = {"-wal", "-journal"};
	for (guint i = 0; i < G_N_ELEMENTS(beside); i++) {
		g_autofree char *other = g_strconcat(path, beside[i], NULL);
		gboolean exists;
		if (!file_exists(other, &exists, error))
			return FALSE;
		if (exists)
			return desk_refuse(error, DESK_ERROR_TEMPORARY, &used,
				path, other, NULL);
	}
	return TRUE;
}

static gboolean begin(Export *export, GError **error)
{
	static const Phrase no_file = {"sqlite is a file: name it with -o",
		"sqlite — это файл: назовите его, -o ФАЙЛ"};
	const char *path = export->settings->path;
	if (!path)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_file, NULL);
	if (!export->whole) {
		if (!file_stream_check(path, error))
			return FALSE;
		export->file = export_file_open(path, path, FALSE, error);
		return export->file && check_commit(export, error);
	}
	if (!check_unused(path, error))
		return FALSE;
	export->file = export_file_open(file_stream_path(export->stream), path,
		TRUE, error);
	return export->file != NULL;
}

static gboolean begin_table(Export *export, const ExportTable *table,
	GError **error)
{
	return export_file_begin_table(export->file, table, export->whole ||
		table == &export_replaced, error);
}

static gboolean row(Export *export, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	return export_file_add(export->file, table, cells, error);
}

static gboolean end(Export *export, GError **error)
{
	gboolean ended = export_file_end(export->file, error);
	g_clear_pointer(&export->file, export_file_free);
	return ended;
}

const ExportFormat export_sqlite = {
	.name = "sqlite",
	.begin = begin,
	.begin_table = begin_table,
	.row = row,
	.end = end,
};
