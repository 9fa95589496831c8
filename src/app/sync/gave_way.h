/*
 * What of ours gave way to what others did meanwhile, when a sync put both
 * together. Nobody need search logs for it: whoever did it is told, once.
 */
#ifndef APP_SYNC_GAVE_WAY_H
#define APP_SYNC_GAVE_WAY_H

#include <glib.h>

typedef struct Desk Desk;

typedef struct {
	char *uid, *ticket; /* what people call it */
	char *field; /* "merged-into", nothing yours: one side merged what the
			other changed */
	char *yours, *stands; /* as ticket_get_as_text() */
} GaveWay;

/* What a sync noted that nobody watched. */
void gave_way_say_noted(Desk *desk);

#endif
