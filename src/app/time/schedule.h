/*
 * Recurring tickets: the folder schedules, what of it is due, and its tickets.
 *
 * The first state of such a ticket follows from (store id, schedule,
 * occurrence): its uid, token, entries and times, so that two hosts write the
 * same file. A ticket whose uid was ever in history is not made again, whatever
 * became of it. What the schedule names and is gone (a category, an agent) is
 * left out, said on stderr and noted in the ticket. Routing, assignment and
 * notices apply as to other new tickets, by the clock of the occurrence.
 */
#ifndef APP_TIME_SCHEDULE_H
#define APP_TIME_SCHEDULE_H

#include "app/operation/operation.h"
#include "index/index.h"
#include "rules/schedule.h"

typedef struct {
	char *name;
	Schedule *schedule; /* as it could last be read; NULL: never */
	GError *problem;    /* what is wrong with the file now; NULL: nothing */
	Instant since;	    /* when the file came: nothing older is made */
} ScheduleFile;

/* Every file of the folder, by name: ScheduleFile*. */
GPtrArray *schedules_read(Desk *desk, GError **error);
/* The one of that name; DESK_ERROR_NOT_FOUND names the nearest. Borrowed. */
const ScheduleFile *schedules_find(const GPtrArray *files, const char *name,
	GError **error);

/* The calendar that shifts it, NULL in `*calendar` where none does. */
gboolean schedule_find_calendar(Desk *desk, const Schedule *schedule,
	const Calendar **calendar, GError **error);

/* g_free() */
char *schedule_uid(const Regulation *regulation, const Schedule *schedule,
	const Occurrence *occurrence);
/* Was a ticket of this uid ever in history? */
gboolean schedule_was_made(Index *index, const char *uid, gboolean *made,
	GError **error);

typedef struct {
	const Schedule *schedule; /* borrowed from `files` */
	Occurrence occurrence;
	char *uid;
} DueTicket;
typedef struct {
	GPtrArray *files;    /* ScheduleFile* */
	GPtrArray *tickets;  /* DueTicket*, in the order in which they are made */
	GPtrArray *problems; /* GError*: schedules that cannot be followed */
	guint catch_up;	     /* as it was asked for */
	guint early;	     /* left out: older than their schedules, which have
				made none yet */
} SchedulePlan;

/* What is due now and not there yet; `catch_up` above 0: so many of the newest
 * of each schedule, also of before it was written. One schedule that is wrong
 * does not stop the others. */
SchedulePlan *schedule_plan(Desk *desk, guint catch_up, GError **error);
void schedule_plan_free(SchedulePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchedulePlan, schedule_plan_free)

typedef struct {
	GPtrArray *problems; /* GError*; gets them */
	guint catch_up;	     /* as for schedule_plan() */
} ScheduleRun;
/* An OperationApply by rule: plans anew and makes what is due. `data` is a
 * ScheduleRun. */
gboolean schedule_apply(Operation *op, void *data, GError **error);

#endif
