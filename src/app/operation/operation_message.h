/*
 * The message of a commit, for people: no figure depends on it. The trailers
 * name the tickets and the verb.
 *
 *	1042 assign: – → anna
 *
 *	Desk-Ticket: 20261121-k3f9x2ab
 *	Desk-Op: assign
 */
#ifndef APP_OPERATION_OPERATION_MESSAGE_H
#define APP_OPERATION_OPERATION_MESSAGE_H

#include "app/operation/operation.h"

/* `created`: the first ticket of `result` was made by the operation. A subject,
 * which comes from mail, stays within its line. Free with g_free(). */
char *operation_message(const char *verb, const OperationResult *result,
	gboolean created);

#endif
