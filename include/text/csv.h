/*
 * Rows of CSV (RFC 4180) as spreadsheets write it: commas, or semicolons where
 * the first row has no comma; a byte order mark is passed over.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include <glib.h>

typedef struct {
	const char *at, *end;
	char separator;
	guint line; /* of the next row, from 1 */
} Csv;

/* `text` is UTF-8 and stays. */
void csv_begin(Csv *csv, const char *text, gsize size);
/* The cells (char*) of the next row; NULL after the last. g_ptr_array_unref(). */
GPtrArray *csv_next(Csv *csv);
/* A row of an empty line. */
gboolean csv_is_empty(const GPtrArray *row);
/* Which cell each of `names` (NULL-terminated) is by the first row; -1 = none. */
void csv_columns(const GPtrArray *first, const char *const *names, int *places);
/* The cell of a place; "" if the row has none. Borrowed. */
const char *csv_cell(const GPtrArray *row, int place);

#endif
