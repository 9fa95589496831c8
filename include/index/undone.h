/*
 * Changes of status that figures pass over, since undo took them back
 * (rules/undone.h).
 */
#ifndef INDEX_UNDONE_H
#define INDEX_UNDONE_H

#include "index/index.h"

/* Rows of table event, gint64*, of one ticket (a row of table file); after
 * index_as_of() by the events up to then. g_hash_table_unref(). */
GHashTable *index_undone(Index *index, gint64 ticket, GError **error);

#endif
