/*
 * The rules of desk.yaml at work: routing and assignment, within the operation
 * that makes or changes a ticket.
 *
 * A rule acts when a ticket comes to match it: a new one that does, a changed
 * one that did not when it changed last, one whose clock runs out. The first
 * rule that matches is the last that is looked at, unless it says `continue:
 * true`. What a rule did is looked at again; rules that lead in circles are
 * named, and nothing that they did to the ticket stays. What a rule changes is
 * judged by the workflow as `by: rule`; refused, the rule is passed over. The
 * timeline gets a comment by "desk" with the rule's name.
 */
#ifndef APP_CHANGE_RULES_H
#define APP_CHANGE_RULES_H

#include "app/operation/operation.h"

/* `rules run`: every rule that the ticket matches now acts, in order, whether
 * or not it matched before. */
gboolean rules_apply_now(Operation *op, Ticket *ticket, GError **error);

/* Does one action ("notify lead", "close" …) in the name of a rule. Under the
 * same `key` nobody is told twice. */
gboolean rules_act(Operation *op, Ticket *ticket, const char *action,
	const char *rule, const char *key, GError **error);

#endif
