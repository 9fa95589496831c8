/*
 * What happened, by whom: commits of the walk, and the events of tickets. For
 * those who count many events: index/events.h.
 */
#ifndef INDEX_HISTORY_H
#define INDEX_HISTORY_H

#include "index/index.h"

/* The main line, latest first: char* oids. g_ptr_array_unref(). */
GPtrArray *index_mainline(Index *index, GError **error);
/* Did any ticket ever have this value? */
gboolean index_was_value(Index *index, const char *field, const char *value,
	gboolean *was, GError **error);
/* The last that gave a ticket's field this value: the author's address, and the
 * value before; both NULL if nobody did. g_free() both. */
gboolean index_last_change(Index *index, const char *uid, const char *field,
	const char *value, char **mail, char **before, GError **error);

#endif
