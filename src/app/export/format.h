/*
 * How an export is written: a row for each format, text appended to `out`,
 * which is given on before it is large.
 */
#ifndef APP_EXPORT_FORMAT_H
#define APP_EXPORT_FORMAT_H

#include "app/export/export.h"
#include "index/export.h"
#include "index/export_file.h"
#include "system/file_stream.h"

typedef struct {
	const ExportSettings *settings;
	const ExportTable *const *tables; /* ends with NULL; `replaced` first */
	char *since;	    /* the whole name of the commit; NULL with `whole` */
	gboolean whole;
	GString *out;	    /* of text */
	FileStream *stream; /* where it goes; NULL: settings->write() */
	GPtrArray *files;   /* FileStream*, that are written and not yet there */
	ExportFile *file;   /* of SQLite */
} Export;

typedef struct {
	const char *name;
	gboolean folder; /* a file for each table */
	gboolean (*begin)(Export *export, GError **error); /* may be NULL, as all */
	gboolean (*begin_table)(Export *export, const ExportTable *table,
		GError **error);
	gboolean (*row)(Export *export, const ExportTable *table,
		const ExportCell *cells, GError **error);
	gboolean (*end_table)(Export *export, const ExportTable *table,
		GError **error);
	gboolean (*end)(Export *export, GError **error);
} ExportFormat;

/* One file each, sorted by name. */
#define EXPORT_FORMATS \
	FORMAT(csv) \
	FORMAT(jsonl) \
	FORMAT(postgresql) \
	FORMAT(sqlite) \
	/* the end */

#define FORMAT(name) extern const ExportFormat export_##name;
EXPORT_FORMATS
#undef FORMAT

#endif
