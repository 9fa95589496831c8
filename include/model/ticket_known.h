/*
 * Reading files that have most entries in common, such as the three of a merge:
 * an entry whose bytes were read before is not read again, but shared.
 */
#ifndef MODEL_TICKET_KNOWN_H
#define MODEL_TICKET_KNOWN_H

#include "model/ticket.h"

/* The entries that were read. Free with g_hash_table_unref(). */
GHashTable *ticket_known_new(void);
/* As ticket_parse(). */
Ticket *ticket_parse_known(GBytes *bytes, GHashTable *known, const char *name,
	GError **error);

#endif
