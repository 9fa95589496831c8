/*
 * The way of a ticket between levels, groups and people, from its events.
 * Pure.
 *
 * A stop is a time in which level, group, assignee and "in work or over" stay
 * the same; what one commit changes is one step.
 */
#ifndef RULES_PATH_H
#define RULES_PATH_H

#include "base/instant.h"
#include "model/regulation.h"

/* An event of the fields level, group, assignee or status. Borrowed texts. */
typedef struct {
	gint64 seq; /* its commit */
	Instant at;
	const char *field, *new_text;
} PathEvent;

typedef struct {
	const char *level, *group, *holder; /* "" = none; borrowed from events */
	const char *status; /* when it came here */
	gboolean over;	    /* solved or closed */
	Instant from, until; /* until: INSTANT_NONE, it is there */
	gboolean returned;  /* to somebody who had it before */
	gboolean hop;	    /* to somebody else of the same level */
} PathStop;

/* PathStop, in order. A time without length in which nobody had it is no stop.
 * Free with g_array_unref(). */
GArray *path_stops(const GArray *events, const Regulation *regulation);

#endif
