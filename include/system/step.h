/*
 * Every step can be the last: in test builds DESK_STOP_AFTER=n ends all
 * processes before the n-th outside effect (1 = the first), counted in the
 * file DESK_STOP_COUNT names, so over several processes.
 *
 * Call it directly before each effect that another process or a restart could
 * see: object, ref, journal, work file, IMAP flag, SMTP data, push, index
 * commit. `what` is printed under DESK_TRACE=step. The process ends by
 * SIGKILL to itself: no cleanup runs. Costs one branch when neither variable
 * is set.
 */
#ifndef SYSTEM_STEP_H
#define SYSTEM_STEP_H

void step(const char *what);

#endif
