/*
 * JSON operations (desk-json(5), apply/1): what scripts and CI do, in one
 * commit. Each is an object with "op", the ticket it is about, and the values
 * of that verb:
 *
 *	{"op": "new", "subject": "Disk full", "customer": "acme"}
 *	{"op": "assign", "ticket": 12, "to": "ivan", "message": "yours"}
 *	{"op": "set", "ticket": 12, "fields": {"priority": "high"}}
 */
#ifndef APP_CHANGE_APPLY_H
#define APP_CHANGE_APPLY_H

#include "app/operation/operation.h"
#include "text/value.h"

typedef struct {
	const Value *operations; /* one object, or a list of them */
	gboolean meant; /* whoever sent it means work of over a day, too */
} Apply;
/* DESK_ERROR_USAGE names the operation and what
 * is missing, wrong or unknown in it. */
gboolean apply_operations(Operation *op, const Apply *apply, GError **error);

#endif
