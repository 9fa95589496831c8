/*
 * The tickets that one is linked with, as both sides say it, and those that
 * were merged into it.
 */
#ifndef APP_SHOW_RELATIONS_H
#define APP_SHOW_RELATIONS_H

#include "text/page.h"

typedef struct Desk Desk;

extern const Schema relation_schema;

/* Adds a table for people (nothing where there are none); `*list` for machines.
 * `head`: the fields of the ticket, in the language that is read. */
gboolean relations_beside(Desk *desk, const char *uid, const Block *head,
	Page *page, Value **list, GError **error);

/* Adds what was said in tickets that were merged into this one, by time.
 * `origin` gets of each such IndexEntry what its ticket is called (char*). */
gboolean relations_add_entries(Desk *desk, const char *uid, GPtrArray *entries,
	GHashTable *origin, GError **error);

#endif
