/*
 * The tables of an export (index/export.h) as a script for psql: one transaction
 * that makes what is not there, takes away what comes anew, and copies.
 *
 *	export_script_begin(out, tables, since);
 *	export_script_begin_table(out, table, since != NULL);
 *	… export_script_add(out, table, cells) …
 *	export_script_end_table(out);
 *	export_script_end(out);
 */
#ifndef INDEX_EXPORT_SCRIPT_H
#define INDEX_EXPORT_SCRIPT_H

#include "index/export.h"

/* `tables` ends with NULL. `since`: the commit that the tables must stand at, of
 * which `export_replaced` follows first; NULL: all rows come anew. */
void export_script_begin(GString *out, const ExportTable *const *tables,
	const char *since);
void export_script_begin_table(GString *out, const ExportTable *table,
	gboolean changes);
void export_script_add(GString *out, const ExportTable *table,
	const ExportCell *cells);
void export_script_end_table(GString *out);
void export_script_end(GString *out);

#endif
