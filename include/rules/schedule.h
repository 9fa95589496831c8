/*
 * When a recurring ticket is due: the days of its rule, exceptions, the shift
 * to a working day, what was missed. Pure.
 *
 * An occurrence is known by its name and the day that the rule says, whatever
 * the shift makes of it; so nothing that is edited later (text, time of day,
 * calendar) makes another ticket of it.
 */
#ifndef RULES_SCHEDULE_H
#define RULES_SCHEDULE_H

#include "base/instant.h"
#include "model/calendar.h"
#include "model/schedule.h"

/* A working day is looked for so far from the day of the rule. */
#define SCHEDULE_MOST_SHIFT_DAYS 366
/* Occurrences are looked for so far ahead. */
#define SCHEDULE_MOST_DAYS_AHEAD (40 * 366)
/* Of those missed, so many at most are made up for. */
#define SCHEDULE_MOST_CATCH_UP 100

typedef struct {
	GDate day;	  /* that the rule says: its identity */
	GDate moved;	  /* on which it is made */
	Instant at;
	gboolean excepted; /* `except` names the day: nothing is made */
} Occurrence;

/* Those that lie after `after` and not after `until`, in order, at most `most`,
 * the excepted ones, too: Occurrence. `calendar` may be NULL where nothing is
 * shifted. DESK_ERROR_CONFIG: no working day for an occurrence. Free with
 * g_array_unref(). */
GArray *schedule_ahead(const Schedule *schedule, const Calendar *calendar,
	Instant after, Instant until, guint most, GError **error);

/* Those that are to be there at `now` as `catch-up` says: the newest
 * (`last`), the newest SCHEDULE_MOST_CATCH_UP (`all`), or the newest if it is
 * of today (`none`); none of before `since`, when the schedule was written.
 * `catch_up` above 0: so many of the newest, whatever of that they are. Those
 * that were made are for the caller to know. */
GArray *schedule_due(const Schedule *schedule, const Calendar *calendar,
	Instant since, Instant now, guint catch_up, GError **error);

/* "2026-12-01": what stands in the entry, and in the derived names. */
char *occurrence_key(const Occurrence *occurrence);

/* The instant of a local time of day; one that the clocks skip is the next
 * that exists. */
Instant schedule_instant(const GDate *day, guint minute, GTimeZone *zone);

#endif
