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
	return g_time_zone_new_identifier(name);
}
