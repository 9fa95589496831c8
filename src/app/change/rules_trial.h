/*
 * What `rules run` would do to a ticket, tried and not committed.
 */
#ifndef APP_CHANGE_RULES_TRIAL_H
#define APP_CHANGE_RULES_TRIAL_H

#include "app/operation/operation.h"

typedef struct {
	char *name, *query;
	gboolean matches;
	gboolean acts;	/* it would change something now */
	gboolean over;	/* a rule above was first */
	char *changes;	/* what it would: "priority: normal → high"; or NULL */
	char *why;	/* not: the part of the query that does not match, or what
			forbids it; NULL: neither */
} RuleTrial;
/* RuleTrial*, one a rule, in their order. g_ptr_array_unref(). */
GPtrArray *rules_trial(Desk *desk, const Ticket *ticket, GError **error);

#endif
