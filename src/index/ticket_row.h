/* The head of a ticket as rows; ticket_row.c. */
#ifndef INDEX_TICKET_ROW_H
#define INDEX_TICKET_ROW_H

#include "index/database.h"
#include "rules/history.h"

/* The row of `ticket` (a file's id) with its lists and other fields, in
 * place of what stands there. Derived columns are left to index_derive(). */
gboolean index_write_head(Index *index, gint64 file, const char *path,
	const char *blob, const HistoryState *state, GError **error);

/* The entries and the subject in place of what stands there, and their full
 * text. Only what differs is written. */
gboolean index_write_entries(Index *index, gint64 file, const Ticket *ticket,
	GError **error);
/* Removes them all. */
gboolean index_delete_entries(Index *index, gint64 file, GError **error);

#endif
