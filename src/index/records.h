/*
 * Rows as records: which column is which member is said once, in the order of
 * the columns.
 *
 *	static const RecordShape change = {sizeof(HandChange), {
 *		RECORD_TEXT(HandChange, uid), RECORD_TEXT(HandChange, parent)}};
 *	return index_records(index, &change, error, "SELECT …", "t", since);
 *
 * A record is one block, texts and all: g_free() takes it.
 */
#ifndef INDEX_RECORDS_H
#define INDEX_RECORDS_H

#include <stddef.h>

#include "index/rows.h"
#include "index/sql.h"

typedef enum {
	CELL_NONE,
	CELL_TEXT,    /* char*, "" for NULL */
	CELL_NUMBER,  /* gint64 */
	CELL_INSTANT, /* INSTANT_NONE for NULL */
	CELL_DATE,    /* Instant of an RFC 3339 text; INSTANT_NONE for others */
	CELL_FLAG,    /* gboolean */
} CellKind;

#define RECORD_CELLS 18
typedef struct {
	gsize size; /* of the record */
	struct {
		CellKind kind;
		gsize offset;
	} cells[RECORD_CELLS + 1];
} RecordShape;
#define RECORD_TEXT(type, member) {CELL_TEXT, offsetof(type, member)}
#define RECORD_NUMBER(type, member) {CELL_NUMBER, offsetof(type, member)}
#define RECORD_INSTANT(type, member) {CELL_INSTANT, offsetof(type, member)}
#define RECORD_DATE(type, member) {CELL_DATE, offsetof(type, member)}
#define RECORD_FLAG(type, member) {CELL_FLAG, offsetof(type, member)}

/* All rows. g_ptr_array_unref(). */
GPtrArray *index_records(Index *index, const RecordShape *shape, GError **error,
	const char *sql, const char *format, ...);
GPtrArray *sql_records(Index *index, const RecordShape *shape, const Sql *sql,
	GError **error);

#endif
