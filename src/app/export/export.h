/*
 * `desk export`: the store as typed tables for other programs; all of it, or
 * what has changed since a commit. Rows stream: memory is that of one, but for
 * the table `facts`, which report/facts.h makes.
 */
#ifndef APP_EXPORT_EXPORT_H
#define APP_EXPORT_EXPORT_H

#include <glib.h>

#include "base/phrase.h"

typedef struct Desk Desk;

typedef struct {
	const char *format; /* "csv", "jsonl", "postgresql", "sqlite" */
	/* A file, of CSV a folder; NULL: to `write`. */
	const char *path;
	const char *since; /* a commit, at least EXPORT_COMMIT digits; NULL: all */
	char **tables;	   /* names; none: all */
	gboolean dry_run;  /* count alone */
	gboolean (*write)(const char *bytes, gsize size, void *data,
		GError **error);
	void *data;
} ExportSettings;
enum { EXPORT_COMMIT = 7 };

#define EXPORT_TABLES 16
typedef struct {
	char commit[41];
	/* Everything comes anew; else the rows of `replaced` tickets. */
	gboolean whole;
	guint replaced;
	struct {
		const char *table;
		gint64 rows;
	} counts[EXPORT_TABLES]; /* ends with a NULL table */
} ExportResult;

/* DESK_ERROR_USAGE: no such format or table, or one that does not go with the
 * rest; DESK_ERROR_CONFLICT: `since` is not in the history of the branch. */
gboolean export_run(Desk *desk, const ExportSettings *settings,
	ExportResult *result, GError **error);

/* Each column of each table, in order. */
void export_each_column(void (*each)(const char *table, const char *column,
	const char *type, const Phrase *help, void *data), void *data);
/* Names (const char*, borrowed), in order. g_ptr_array_unref(). */
GPtrArray *export_formats(void);
GPtrArray *export_tables(void);

#endif
