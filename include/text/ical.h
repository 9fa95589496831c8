/*
 * Days out of a calendar file (.ics, RFC 5545), by libical, which is loaded
 * when it is first asked.
 */
#ifndef TEXT_ICAL_H
#define TEXT_ICAL_H

#include <glib.h>

#define ICAL_LIMIT_BYTES (4 * 1024 * 1024)

typedef struct {
	GDate first, last; /* both included */
	char *title;	   /* SUMMARY, cleaned; may be NULL */
} IcalDay;

/* Whole-day events of the years `first_year` to `last_year` in order, those
 * that come again (RRULE) each time: IcalDay*. Cancelled ones are left out,
 * and those with a time of day, which `*skipped` counts. `name` is for
 * messages. DESK_ERROR_DATA for what is no such file or names too many days.
 * Free with g_ptr_array_unref(). */
GPtrArray *ical_days(const char *text, gsize size, const char *name,
	int first_year, int last_year, guint *skipped, GError **error);

#endif
