/*
 * What `desk undo` took back counts for nothing: a ticket that was closed by
 * mistake was neither solved nor reopened.
 */
#ifndef RULES_UNDONE_H
#define RULES_UNDONE_H

#include <glib.h>

/* One change of a ticket's status. */
typedef struct {
	gint64 id;		    /* the caller's */
	const char *before, *after; /* borrowed */
	gboolean undo;		    /* made by `desk undo` */
	gboolean undone;	    /* answer: figures pass over it */
} StatusChange;

/* Marks each undo of a ticket's changes, in the order of history, and the
 * change that it takes back: the last one that still stands, if it leads back
 * to what was before that. Any other undo is a change like all. */
void undone_mark(StatusChange *changes, guint count);

#endif
