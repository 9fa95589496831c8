/*
 * The rules of desk.yaml at work: routing and assignment, within the operation
 * that makes or changes a ticket.
 *
 * A rule acts when a ticket comes to match it: a new one that does, a changed
 * one that did not when it changed last, one whose clock runs out. The first rule that matches is the last that is
 * looked at, unless it says `continue: true`. What a rule did is looked at
 * again; rules that lead in circles are named, and nothing that they did to
 * the ticket stays. What a rule changes is judged by the workflow as `by:
 * rule`; refused, the rule is passed over. The timeline gets a comment by
 * "desk" with the rule's name.
 */
#ifndef APP_CHANGE_RULES_H
#define APP_CHANGE_RULES_H

#include "app/operation/operation.h"

/* Called by operation_run() after the change. Nothing for undo, and in an
 * operation by rules only for what is new (recurring tickets). */
gboolean rules_apply(Operation *op, GError **error);

/* `rules run`: every rule that the ticket matches now acts, in order, whether
 * or not it matched before. */
gboolean rules_apply_now(Operation *op, Ticket *ticket, GError **error);

/* The rules that the change from `before` (NULL: it is new) to now asks for, and
 * an agent if it wants one: for changes by hand. */
gboolean rules_apply_since(Operation *op, const Ticket *before, Ticket *ticket,
	GError **error);

/* The rules that it matches now and did not match at `then`: what time alone
 * did. */
gboolean rules_apply_timed(Operation *op, Ticket *ticket, Instant then,
	GError **error);
/* Does any rule ask for clocks? */
gboolean rules_ask_clocks(const Regulation *regulation);

typedef struct {
	char *name, *query;
	gboolean matches;
	gboolean acts;	/* it would change something now */
	gboolean over;	/* a rule above was first */
	char *changes;	/* what it would: "priority: normal → high"; or NULL */
	char *why;	/* not: the part of the query that does not match, or what
			forbids it; NULL: neither */
} RuleTrial;
/* What the rules did to a ticket in an operation that is not committed. */
typedef struct {
	const char *uid;
	GHashTable *done;    /* rule → what it changed, g_free() both */
	GHashTable *refused; /* rule → why it was refused */
} RulesTry;
/* An OperationApply: rules_apply_now(), telling `data`, a RulesTry. */
gboolean rules_try(Operation *op, void *data, GError **error);
/* RuleTrial*, one a rule, for the ticket as it stood before. */
GPtrArray *rules_explain(Desk *desk, const Ticket *ticket,
	const RulesTry *tried, GError **error);

/* Does one action ("notify lead", "close" …) in the name of a rule. Under the
 * same `key` nobody is told twice. */
gboolean rules_act(Operation *op, Ticket *ticket, const char *action,
	const char *rule, const char *key, GError **error);

#endif
