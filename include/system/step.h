/*
 * Every step can be the last: DESK_STOP_AFTER=n ends each process before the
 * n-th outside effect (1 = the first) or a later one, counted in the file that
 * DESK_STOP_COUNT names (by its size), so over several processes.
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
