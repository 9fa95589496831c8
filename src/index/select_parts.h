/*
 * What a selection is made of. Private to index/select.h.
 */
#ifndef INDEX_SELECT_PARTS_H
#define INDEX_SELECT_PARTS_H

#include <sqlite3.h>

#include "index/query_sql.h"
#include "index/select.h"

/* A column by name; DESK_ERROR_USAGE with the nearest, saying what it was
 * wanted for. */
const SelectColumn *select_column_need(const char *name, const char *use,
	GError **error);

/* Appends " ORDER BY …". `match` is what every match must have (full text), or
 * NULL. */
gboolean select_order(Sql *sql, const char *sort, const char *match,
	GError **error);

/* The words around a match in the latest entry that has one, of `tickets`
 * (gint64): ticket (gint64 *) → text. Free with g_hash_table_unref(). */
GHashTable *select_snippets(Index *index, const QueryNode *query,
	const GArray *tickets, GError **error);

#endif
