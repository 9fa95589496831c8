/*
 * What the files of the calendar module share.
 */
#ifndef MODEL_CALENDAR_PARTS_H
#define MODEL_CALENDAR_PARTS_H

#include "model/calendar.h"

/* One without hours or days off; `zone` is kept by a reference of its own.
 * calendar_free(). */
Calendar *calendar_new(const char *name, GTimeZone *zone);
/* Elements: WorkHours; empty, which is a day without work. g_array_unref(). */
GArray *work_hours_new(void);
/* Keys of `days` (one date) and `yearly` (month 1 to 12 and its day): numbers,
 * nothing to free. */
gpointer calendar_day_key(const GDate *day);
gpointer calendar_yearly_key(guint month, guint day);

#endif
