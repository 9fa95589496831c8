/*
 * The timed jobs (regulation.md): which there are, in what order, how each
 * fares. Of several hosts one runs them, by the lease (app/desk/lease.h); a job
 * runs in a process of its own, at most one at a time on a host. A failure is
 * told to whoever reads cron's mail and to the leads: at once where it lasts,
 * after half an hour where it may pass, once a day, and when it is over.
 */
#ifndef APP_TIME_CRON_H
#define APP_TIME_CRON_H

#include "app/desk/cron_state.h"

/* Each once, if this host may. `*told`: something was said of failures. A job
 * that fails is no error of this. */
gboolean cron_run(Desk *desk, gboolean *told, GError **error);

/* Each with -n: `code` is its exit status, `words` what it answered. No lease,
 * and nothing is noted. */
typedef void (*CronTrial)(const char *job, int code, const char *words,
	void *data);
gboolean cron_try(Desk *desk, CronTrial tell, void *data, GError **error);

/* The jobs, in the order of the work. */
typedef enum { CRON_LEASE, CRON_FIRST_JOB } CronPlace;
guint cron_job_count(void);
/* CRON_LEASE is that of the lease, which matters only where one is needed. */
const char *cron_job_name(guint place);

#endif
