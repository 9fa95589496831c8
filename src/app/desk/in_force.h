/*
 * What rules the store now: the last valid desk.yaml, and the working time that
 * follows from it.
 */
#ifndef APP_DESK_IN_FORCE_H
#define APP_DESK_IN_FORCE_H

#include <glib.h>

typedef struct DateWork DateWork;
typedef struct Desk Desk;
typedef struct Regulation Regulation;
typedef struct WorkCalendars WorkCalendars;

/* The regulation in force: the last valid desk.yaml. Borrowed. */
const Regulation *desk_regulation(Desk *desk, GError **error);
/* As that gave it last, never NULL once it did: what was committed is answered
 * even if the index cannot be read any more. Borrowed. */
const Regulation *desk_read_regulation(Desk *desk);
/* Its calendars. Borrowed. */
WorkCalendars *desk_calendars(Desk *desk, GError **error);
/* What counts "2bd" and "4bh" in dates: by the calendar of the policy
 * `standard`, else the first; read when first asked. Borrowed. */
const DateWork *desk_work(Desk *desk);

#endif
