#include "model/zone.h"

#include <string.h>

enum { LONGEST_NAME = 64 };

/* GLib takes a path for a zone and would open it. */
GTimeZone *zone_find(const char *name)
{
	if (!g_ascii_isalpha(name[0]) || strlen(name) > LONGEST_NAME ||
		strspn(name, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") !=
			strlen(name))
		return NULL;
	GTimeZone *zone = g_time_zone_new_identifier(name);
	/* GLib does not tell a name that it has not from a file that could not be
	 * opened this time, and what is unknown here is told for ever. */
	return zone ? zone : g_time_zone_new_identifier(name);
}
