/*
 * How the timed jobs of this clone fare: what `desk cron run` remembers between
 * two runs, and `now`, `status` and `cron status` show. A local file under
 * <gitdir>/desk, a line a job; lost, each job begins anew.
 */
#ifndef APP_DESK_CRON_STATE_H
#define APP_DESK_CRON_STATE_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	char *job;
	Instant well;	 /* last time it went well; 0 = never */
	Instant failing; /* since when it fails; 0 = it does not */
	Instant told;	 /* when that was said last; 0 = not yet */
	int code;	 /* exit status of the failure */
	char *causes;	 /* "a3f9,k2x8": those that were said since; may be "" */
	char *said;	 /* the last line of the failure; may be "" */
} CronState;

/* CronState*, in the order of the file; empty without one. */
GPtrArray *cron_states_read(const Desk *desk, GError **error);
/* Whoever writes holds a lock and has read under it. */
gboolean cron_states_write(const Desk *desk, const GPtrArray *states,
	GError **error);
/* Keeps the last line of that as `said`. */
void cron_state_say(CronState *state, const char *words);
/* Which cause of failure it is, whatever numbers and names it speaks of: a few
 * letters. g_free(). */
char *cron_cause(int code, const char *words);
/* The state of `job`, made where there is none. Borrowed. */
CronState *cron_state_of(GPtrArray *states, const char *job);

#endif
