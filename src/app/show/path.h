/*
 * The way of a ticket as a page (rules/path.h): a line for people, the stops for
 * machines. From the index alone.
 */
#ifndef APP_SHOW_PATH_H
#define APP_SHOW_PATH_H

#include "text/page.h"

typedef struct Desk Desk;

extern const Schema path_schema;
/* The table of the stops, which path_add() fills. */
Block *path_table(Page *page);
/* Adds the stops of a ticket, and the line. */
gboolean path_add(Desk *desk, const char *uid, const char *language,
	Page *page, Block *table, GError **error);

#endif
