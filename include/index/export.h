/*
 * The index for other programs: typed tables whose rows stream past, all of them
 * or those of tickets that were touched. A table and its columns are described
 * here once: what creates them elsewhere, headers, members and the list of
 * `desk export` come of that.
 */
#ifndef INDEX_EXPORT_H
#define INDEX_EXPORT_H

#include "index/index.h"
#include "text/value.h"

typedef struct {
	const char *name; /* SQL, JSON and CSV call it so: "first_solved_at" */
	/* TEXT, INTEGER, INSTANT, FLAG, SPAN (seconds); LIST and RECORD are
	 * JSON texts. */
	ValueType type;
	Phrase help;
	const char *sql;  /* NULL where others make the rows */
} ExportColumn;

typedef struct {
	const char *name;
	const char *help;
	const ExportColumn *columns; /* ends with {0}; see export_columns() */
	const char *key;    /* "ticket, position"; NULL: none */
	const char *ticket; /* the column with a ticket's uid; NULL: it has none */
	const char *from;   /* SQL; NULL: others make the rows */
	const char *row;    /* SQL: whose row of table ticket it is; with `ticket` */
	const char *order;
} ExportTable;

typedef struct {
	const char *text; /* TEXT, LIST, RECORD; borrowed */
	gint64 integer;	  /* of the others */
	gboolean null;	  /* nothing to say; an empty text is, too */
} ExportCell;
enum { EXPORT_COLUMNS = 80 }; /* at most */

/* A row, with a cell for each column. FALSE ends it all. */
typedef gboolean (*ExportEach)(const ExportCell *cells, void *data,
	GError **error);

/* Those that the index answers, the fields of tickets included. */
extern const ExportTable export_tickets, export_entries, export_events,
	export_clocks, export_customers, export_agents;
/* The uids that index_export_touch() chose. */
extern const ExportTable export_replaced;

/* Ends with {0}. Borrowed. */
const ExportColumn *export_columns(const ExportTable *table);
void export_cell_text(ExportCell *cell, const char *text);
void export_cell_instant(ExportCell *cell, Instant at);

/* Rows of tickets are from now on those of `paths` (a set of char*), and of all
 * that are or were of one of `customers` (a set of char*). `rows`: their rows of
 * table ticket (gint64*), g_hash_table_unref(). */
gboolean index_export_touch(Index *index, GHashTable *paths,
	GHashTable *customers, GHashTable **rows, GError **error);
gboolean index_each_export(Index *index, const ExportTable *table,
	gboolean touched, ExportEach each, void *data, GError **error);
/* The last row of table ticket that there ever was. */
gboolean index_export_last(Index *index, gint64 *row, GError **error);
/* The uid of a row of table ticket, or of what stood there. g_free(). */
gboolean index_export_uid(Index *index, gint64 row, char **uid,
	GError **error);

#endif
