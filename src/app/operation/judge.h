/*
 * The workflow with what it must be told: who acts, in which roles, since when
 * the ticket stands as it does. The one write path asks here, and so do the
 * pre-commit hook and fsck about hand edits.
 */
#ifndef APP_OPERATION_JUDGE_H
#define APP_OPERATION_JUDGE_H

#include "rules/workflow.h"

typedef struct Desk Desk;
typedef struct Ticket Ticket;

typedef struct {
	const char *login; /* who acts; NULL = nobody known */
	const char *by;	   /* NULL = "agent" */
	const char *verb;  /* NULL for a hand edit */
	const Regulation *regulation; /* that counts; NULL: the branch's */
	gboolean may_move; /* although the ticket bounced */
	Instant at;	   /* of the change; INSTANT_NONE = now */
	GPtrArray *missing; /* may be NULL: names of what is missing are
				added (char*, g_free) */
} Judge;

/* FALSE with DESK_ERROR_FORBIDDEN, which names everything missing and the way
 * out. `before` NULL: a new ticket. */
gboolean judge_change(Desk *desk, const Judge *judge, const Ticket *before,
	const Ticket *after, GError **error);

#endif
