/*
 * What the files of the calendar module share.
 */
#ifndef MODEL_CALENDAR_PARTS_H
#define MODEL_CALENDAR_PARTS_H

#include "model/calendar.h"

/* Empty: no work. */
Calendar *calendar_new(const char *name, GTimeZone *zone);
GArray *work_hours_new(void);
/* Keys of `days` and `yearly`. */
gpointer calendar_day_key(const GDate *day);
gpointer calendar_yearly_key(guint month, guint day);

#endif
