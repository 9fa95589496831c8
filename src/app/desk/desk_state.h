/*
 * What an open store holds. Each part is made, and let go, by the source that has
 * its functions; desk.c frees them all.
 */
#ifndef APP_DESK_DESK_STATE_H
#define APP_DESK_DESK_STATE_H

#include "app/desk/desk.h"
#include "text/date.h"

typedef struct Index Index;
typedef struct Regulation Regulation;
typedef struct WorkCalendars WorkCalendars;

struct Desk {
	StorePlace *place;
	Store *store;
	Index *index;
	gboolean index_is_current;
	gboolean has_committed;
	gboolean guess;
	gboolean as_of; /* the index answers for another time: never refresh */
	Regulation *regulation; /* as read last */
	gboolean regulation_is_current;
	WorkCalendars *calendars; /* of regulation and index */
	DateWork work;
	Instant now;
	GTimeZone *zone;
	char *agent;
	char *me, *my_name, *my_mail;
	void (*say)(void *data, const char *text);
	GHashTable *said; /* char*: what is said once */
	const char *language;
	void (*progress)(guint done, guint total, void *data);
	void *data;
};

#endif
