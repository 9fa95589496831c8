/*
 * Reminders: the section `reminders` of desk.yaml, and tickets of agents who
 * are away, and those that wait until a date.
 *
 * A reminder is keyed by ticket, rule (its name, else what it asks), the time
 * that it is about (eta or until if the query asks for it, else since when the
 * status stands), occurrence and recipient; the key stands in its entry, so that
 * nothing is said twice, on whatever machine. Tickets are closed only within
 * working hours, and not before three working days of their status have passed:
 * long holidays close nobody's ticket.
 */
#ifndef APP_TIME_REMIND_H
#define APP_TIME_REMIND_H

#include "app/operation/operation.h"

typedef struct RemindPlan RemindPlan;

/* What is due now, by the index. */
RemindPlan *remind_plan(Desk *desk, GError **error);
void remind_plan_free(RemindPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RemindPlan, remind_plan_free)
/* The tickets that may have something due: char*. Borrowed. */
GPtrArray *remind_tickets(RemindPlan *plan);

/* All that is due of one ticket, within an operation by rule. */
gboolean remind_ticket(Operation *op, Ticket *ticket, void *plan,
	GError **error);

/* Rows with `digest: true`: is somebody to be told? Then, in an operation of its
 * own by rule, one letter to each, which lists the tickets; at most one a day of
 * a row. */
gboolean remind_has_digests(const RemindPlan *plan);
gboolean remind_digests(Operation *op, void *plan, GError **error);

#endif
