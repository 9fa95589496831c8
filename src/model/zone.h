/*
 * IANA names of time zones.
 */
#ifndef MODEL_ZONE_H
#define MODEL_ZONE_H

#include <glib.h>

/* NULL without error if there is no zone of that name, or if it is no name but a
 * path. DESK_ERROR_TEMPORARY: it cannot be known now. g_time_zone_unref(). */
GTimeZone *zone_find(const char *name, GError **error);

#endif
