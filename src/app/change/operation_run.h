/*
 * The one write path: load, change, check, encode, commit, refresh. Every
 * command, the intake and `apply` change tickets through it; one operation is
 * one commit. Rules act on what was changed, and whoever is to be told of it
 * is told, in the same commit.
 *
 *	static gboolean assign(Operation *op, void *data, GError **error)
 *	{
 *		Ticket *ticket = operation_ticket(op, uid, error);
 *		…
 *		ticket_set(ticket, "assignee", login);
 *		return TRUE;
 *	}
 *	OperationResult result;
 *	operation_run(desk, &settings, assign, data, &result, error);
 */
#ifndef APP_CHANGE_OPERATION_RUN_H
#define APP_CHANGE_OPERATION_RUN_H

#include "app/operation/operation.h"

/* Calls `apply` again from the start while plain git moves the branch in
 * between, for half a minute at most: DESK_ERROR_TEMPORARY. Nothing changed is
 * no commit. */
gboolean operation_run(Desk *desk, const OperationSettings *settings,
	OperationApply apply, void *data, OperationResult *result,
	GError **error);

#endif
