/*
 * The timed jobs (desk-cron(1)): which there are, in what order, how each
 * fares. Of several hosts one runs them, by the lease (app/desk/lease.h); a job
 * runs in a process of its own, at most one at a time on a host. A failure is
 * told to whoever reads cron's mail and to the leads: at once where it lasts,
 * after half an hour where it may pass, once a day, and when it is over.
 */
#ifndef APP_TIME_CRON_H
#define APP_TIME_CRON_H

#include "app/desk/cron_state.h"

typedef struct {
	const char *job;
	/* "ran"; "idle": nothing was due; "busy": the last run is still at it;
	 * "unset": no setting says what to do. */
	const char *state;
	int code;   /* exit status; 0 unless it ran or could not */
	char *said; /* by it, or what hindered it; "" */
} CronRun;

/* What came of it. */
typedef struct {
	gboolean ours;	 /* this host may */
	gboolean told;	 /* something was said of failures */
	GPtrArray *runs; /* CronRun*, of each job in their order */
} CronReport;
void cron_report_clear(CronReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CronReport, cron_report_clear)

/* Each once, if this host may. A job that fails is no error of this; `report`
 * is empty before, and filled even with an error. */
gboolean cron_run(Desk *desk, CronReport *report, GError **error);

/* Each with -n: what it said is what it would do (`people`: as they read it).
 * No lease, and nothing is noted. */
gboolean cron_try(Desk *desk, gboolean people, CronReport *report,
	GError **error);

/* The jobs, in the order of the work. */
typedef enum { CRON_LEASE, CRON_FIRST_JOB } CronPlace;
guint cron_job_count(void);
/* CRON_LEASE is that of the lease, which matters only where one is needed. */
const char *cron_job_name(guint place);
/* What runs it by hand, which says all that is wrong. g_free() */
char *cron_job_command(guint place);

#endif
