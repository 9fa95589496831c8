/*
 * What commits since an export have touched: files of tickets, and what tickets
 * are told by.
 */
#ifndef APP_EXPORT_TOUCHED_H
#define APP_EXPORT_TOUCHED_H

#include <glib.h>

typedef struct Desk Desk;

typedef struct {
	char *since;	       /* the whole name of the commit */
	gboolean all;	       /* what all tickets are told by */
	GHashTable *paths;     /* char*: files of tickets */
	GHashTable *customers; /* char*: names */
} Touched;

/* Between `since`, the beginning of a name, and `tip`. DESK_ERROR_USAGE: it is no
 * name; DESK_ERROR_CONFLICT: no commit of the main line begins so. */
gboolean touched_find(Desk *desk, const char *since, const char *tip,
	Touched *touched, GError **error);
void touched_clear(Touched *touched);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Touched, touched_clear)

#endif
