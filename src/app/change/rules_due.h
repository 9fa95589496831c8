/*
 * Rules by time (`rules run --due`, cron): what commands and mail do is ruled at
 * once, so it is left to look at
 *
 *	- tickets that a commit by hand made or changed since the last look: as
 *	  if a command had done it. Where this clone has looked last stands in
 *	  <gitdir>/desk/rules.seen; the first look only begins there.
 *	- tickets that came to a group with `assignment: {hours: true}` outside of
 *	  its hours, once it is open.
 *
 * What people decided since stays: a rule acts when a ticket comes to match it,
 * not again because it still does.
 */
#ifndef APP_CHANGE_RULES_DUE_H
#define APP_CHANGE_RULES_DUE_H

#include "app/operation/operation.h"

typedef struct RulesDue RulesDue;

/* What is to be looked at, as of the index's commit. */
RulesDue *rules_due(Desk *desk, GError **error);
void rules_due_free(RulesDue *due);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RulesDue, rules_due_free)

/* Of one ticket, within an operation by rule; `due` is RulesDue. */
gboolean rules_due_ticket(Operation *op, Ticket *ticket, void *due,
	GError **error);
/* The tickets: char*. Borrowed. */
GPtrArray *rules_due_tickets(RulesDue *due);

/* All that is due was done: the next look begins here. */
gboolean rules_due_done(RulesDue *due, GError **error);

#endif
