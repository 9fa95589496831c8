/*
 * What the files of this room ask of each other.
 */
#ifndef APP_CHANGE_CHANGE_PARTS_H
#define APP_CHANGE_CHANGE_PARTS_H

#include "app/change/automatic.h"
#include "app/operation/operation.h"
#include "base/phrase.h"

/* What is not solved ends with a resolution only, by whatever verb. */
gboolean change_may_close(Operation *op, const Ticket *ticket,
	const char *resolution, GError **error);

/* Has who acts the rights of a lead? */
gboolean change_leads(Operation *op, gboolean *leads, GError **error);

/* A promise (eta) or the end of a wait (until) that has not passed, and whose year
 * is none that was mistyped; else DESK_ERROR_USAGE. */
gboolean change_is_ahead(Operation *op, const char *field, Instant at,
	GError **error);

/* What was made of a ticket is told when it is solved, and not by whose it is,
 * leads excepted; else DESK_ERROR_FORBIDDEN in the words given, of which %1 is
 * the ticket. */
gboolean change_may_judge(Operation *op, const Ticket *ticket,
	const Phrase *not_solved_yet, const Phrase *by_owner, GError **error);

/* Tells the mentor of what waits in `now` and was not in `before`. */
gboolean approval_tell(Operation *op, const Ticket *before, Ticket *now,
	GError **error);

/* --- automatic.c ----------------------------------------------------------- */

/* Applies it. `*refusal`: why it was refused, by what no other time will mend
 * (the caller owns it); NULL: it is done. `*changed`: some field of the ticket,
 * or an entry. The ticket is to be asked for anew afterwards. */
gboolean automatic_act(Operation *op, const char *uid, AutomaticApply apply,
	void *data, gboolean *changed, GError **refusal, GError **error);

/* The entry; `text` NULL: the name of the rule. */
void automatic_note(Operation *op, Ticket *ticket, const Automatic *act,
	const char *text);

/* --- rules.c --------------------------------------------------------------- */

/* Called by operation_run() after the change: level, group and holder agree, then
 * the rules, then the assignment, whoever changed it. Nothing for undo. */
gboolean rules_apply(Operation *op, GError **error);

/* Whoever the section `assignment` names gets it, noted as such. */
gboolean rules_assign(Operation *op, const char *uid, GError **error);

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

#endif
