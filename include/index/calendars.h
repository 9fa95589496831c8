/*
 * The calendars of the regulation in force, by name, ready to count with. Files
 * that cannot be read stand as they last could.
 */
#ifndef INDEX_CALENDARS_H
#define INDEX_CALENDARS_H

#include "index/index.h"
#include "rules/worktime.h"

typedef struct WorkCalendars WorkCalendars;

/* Borrows both; reads a file when its calendar is first asked for. */
WorkCalendars *work_calendars_new(Index *index, const Regulation *regulation);
void work_calendars_free(WorkCalendars *calendars);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkCalendars, work_calendars_free)

/* DESK_ERROR_CONFIG if the regulation names no such calendar (the known are
 * listed), or its file is missing or wrong. Borrowed. */
Worktime *work_calendars_get(WorkCalendars *calendars, const char *name,
	GError **error);
/* The same for a name that a person typed: DESK_ERROR_NOT_FOUND. */
Worktime *work_calendars_named(WorkCalendars *calendars, const char *name,
	GError **error);
/* What bh and bd mean where nothing names a calendar: that of the policy
 * `standard`, else the first. DESK_ERROR_CONFIG if there is none. */
Worktime *work_calendars_default(WorkCalendars *calendars, GError **error);
/* The same; `*hours` NULL: the regulation names no calendar at all. */
gboolean work_calendars_if_any(WorkCalendars *calendars, Worktime **hours,
	GError **error);

/* As both: that of `name`, or of nothing for NULL. `worktime` NULL: there is
 * none, or its file is wrong; FALSE and an error only if that could not be
 * found out. */
gboolean work_calendars_find(WorkCalendars *calendars, const char *name,
	Worktime **worktime, GError **error);

#endif
