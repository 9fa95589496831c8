/*
 * Verbs: what a change is called (`do` of the workflow, Desk-Op of commits), and
 * what holds of some of them alone.
 */
#ifndef MODEL_VERB_H
#define MODEL_VERB_H

#include <glib.h>

typedef enum {
	VERB_FREE = 1,	   /* the workflow asks nothing of it */
	VERB_REASONED = 2, /* needs a reason, whatever the workflow says */
	VERB_OBSERVED = 4, /* who only looks on may do it */
	VERB_UNRULED = 8,  /* rules do not act on what it did */
	VERB_TAKES = 16,   /* who comes first has the ticket */
} VerbFlag;

/* FALSE for NULL, and for a verb of which nothing holds. */
gboolean verb_is(const char *name, VerbFlag flag);

#endif
