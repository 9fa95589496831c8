/*
 * Work of one person at two places at one time: it is billed twice, so it is
 * said when it is written down.
 */
#ifndef APP_CHANGE_WORK_OVERLAP_H
#define APP_CHANGE_WORK_OVERLAP_H

#include "app/operation/operation.h"

/* After the commit: says on stderr what new work of `result` overlaps with
 * other work of whoever did it. */
gboolean work_overlap_say(Desk *desk, const OperationResult *result,
	GError **error);

#endif
