/*
 * The workflow of desk.yaml: may this change be made, by whom, and what must
 * be known for it? Pure; asked by the one write path, the pre-commit hook and
 * fsck.
 *
 * Rows restrict: a transition without a row is allowed. A row is for a change
 * of status (`from`, `to`: a status or a class) or for a verb (`do`), and for
 * one kind of actor (`by`: agent unless it says mail or rule; others do not
 * hear it). Of the rows that say who (`roles`) or for how long (`within`), one
 * must fit; what the rows that fit `require` must all be there. Escalating and
 * returning need a reason even without a row. Taking a ticket is free, and so
 * is undoing.
 *
 * `require` names a field, which must have a value; `reason`: the change says
 * something; `worked`: the ticket has working time.
 */
#ifndef RULES_WORKFLOW_H
#define RULES_WORKFLOW_H

#include "model/regulation.h"
#include "model/ticket.h"

typedef struct {
	const char *by;	  /* "agent", "mail", "rule" */
	const char *verb; /* of the command; NULL for a hand edit */
	const char *const *roles; /* of who acts, level too; NULL-terminated */
	Instant now;
	Instant status_since; /* of `before`; INSTANT_NONE: not known */
} WorkflowQuestion;

typedef struct {
	GPtrArray *missing; /* char*: what `require` names and is not there */
	GPtrArray *roles;   /* char*: one of these would have to do it */
	gint64 within;	    /* seconds that have passed by; 0 = not that */
	gboolean observer;  /* who only looks may only comment */
	const char *verb;   /* that makes this transition: "solve" */
} WorkflowAnswer;
void workflow_answer_clear(WorkflowAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorkflowAnswer, workflow_answer_clear)

/* TRUE: it may be. `before` NULL: a new ticket. */
gboolean workflow_allows(const Regulation *regulation,
	const WorkflowQuestion *question, const Ticket *before,
	const Ticket *after, WorkflowAnswer *answer);

/* "12: solve needs category and worked; `desk solve 12 -k CATEGORY -w 15m`":
 * everything that is missing and what supplies it, in `language` ("ru", else
 * English). g_free(). */
char *workflow_explain(const Regulation *regulation,
	const WorkflowAnswer *answer, const char *name, const char *language);

/* Minutes of work, calls and visits that are not retracted. */
gint64 workflow_worked(const Ticket *ticket);

/* The status (or its class) has a row {from, to, by}; `*within` its seconds, 0
 * if it has no such limit. */
gboolean workflow_has_row(const Regulation *regulation, const char *from,
	const char *to, const char *by, gint64 *within);

#endif
