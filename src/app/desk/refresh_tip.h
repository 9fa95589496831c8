/*
 * The end of a refresh: what the index says of the present, taken from the
 * tree of the tip. Of app/desk/refresh.h; not for others.
 */
#ifndef APP_DESK_REFRESH_TIP_H
#define APP_DESK_REFRESH_TIP_H

#include "app/desk/ticket_versions.h"
#include "index/index.h"

typedef struct {
	Store *store;
	Index *index;
	TicketVersions *versions;
	const char *tip;
	gboolean rebuild;    /* everything, not just what is named */
	gboolean people;     /* files of people changed */
	GHashTable *touched; /* paths under tickets/ */
} RefreshTip;

/* Regulation, people, tickets, in this order: rows derive from the first
 * two. */
gboolean refresh_tip(const RefreshTip *tip, GError **error);

#endif
