/*
 * Working time: how much of it lies between two instants, and when so much of
 * it will have passed. Pure; a Worktime keeps the years it has worked out.
 *
 *	g_autoptr(Worktime) office = worktime_new(calendar);
 *	gint64 seconds = worktime_between(office, created, answered);
 *	Instant due;
 *	WorkSpan span = {WORK_HOURS, 4 * 3600};
 *	worktime_add(office, created, span, &due, error);
 *
 * A second is worked if the clock on the wall (of the calendar's zone) shows a
 * time within the day's hours then. So an hour that comes twice is worked
 * twice, one that is skipped is not worked.
 *
 * A business day (bd) is a local day with any working time; it is worth one,
 * spread evenly over its working time. From Monday 10:00 one bd later is
 * Tuesday 10:00 where both have the same hours; from outside of them it is
 * the end of work of the next business day. Of 24x7 a business day is 24
 * hours.
 *
 * What is reached exactly at closing time is due at closing time, not at the
 * next opening. Only the years WORKTIME_FIRST_YEAR to WORKTIME_LAST_YEAR hold
 * working time.
 */
#ifndef RULES_WORKTIME_H
#define RULES_WORKTIME_H

#include "base/instant.h"
#include "base/work_span.h"
#include "model/calendar.h"

#define WORKTIME_FIRST_YEAR 1970
#define WORKTIME_LAST_YEAR 2199

typedef struct Worktime Worktime;

/* Borrows `calendar`, which must outlive it. */
Worktime *worktime_new(const Calendar *calendar);
void worktime_free(Worktime *worktime);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worktime, worktime_free)
const Calendar *worktime_calendar(const Worktime *worktime);

/* Seconds of working time in [from, until); 0 if until <= from. */
gint64 worktime_between(Worktime *worktime, Instant from, Instant until);
/* What of [from, until) counts in `unit`. */
gint64 worktime_measure(Worktime *worktime, WorkUnit unit, Instant from,
	Instant until);

/* The first instant at which `span` has passed since `from`. A negative span
 * goes back: the last instant from which it has passed at `from`.
 * DESK_ERROR_CONFIG when the calendar has no working time, or not so much. */
gboolean worktime_add(Worktime *worktime, Instant from, WorkSpan span,
	Instant *at, GError **error);

/* TRUE if `at` is worked. */
gboolean worktime_is_open(Worktime *worktime, Instant at);
/* The next opening, `at` itself if it is worked; INSTANT_NONE if there is
 * none. */
Instant worktime_next_open(Worktime *worktime, Instant at);
/* The first instant from `at` on that is not worked; INSTANT_NONE for 24x7. */
Instant worktime_next_close(Worktime *worktime, Instant at);

#endif
