/*
 * An SQLite file of the tables of an export (index/export.h): made anew, or
 * brought up to date in one transaction.
 */
#ifndef INDEX_EXPORT_FILE_H
#define INDEX_EXPORT_FILE_H

#include "index/export.h"

typedef struct ExportFile ExportFile;

/* `path` is an empty file with `fresh`, else one that was made so; errors name it
 * `name`. DESK_ERROR_DATA, DESK_ERROR_WRITE, DESK_ERROR_TEMPORARY. */
ExportFile *export_file_open(const char *path, const char *name, gboolean fresh,
	GError **error);
void export_file_free(ExportFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExportFile, export_file_free)

/* The commit that it stands at. g_free(). NULL on error. */
char *export_file_commit_id(ExportFile *file, GError **error);
/* Rows of this table follow. All that was there goes, or of a table of tickets
 * what is of `replaced` ones; it is made if it is not there. */
gboolean export_file_begin_table(ExportFile *file, const ExportTable *table,
	gboolean whole, GError **error);
/* A row; `cells` has one for each column of `table`. */
gboolean export_file_add(ExportFile *file, const ExportTable *table,
	const ExportCell *cells, GError **error);
/* Commits all of it; without it the file stands as it was. */
gboolean export_file_end(ExportFile *file, GError **error);

#endif
