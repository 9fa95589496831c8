#include "model/zone.h"

#include <string.h>

#include "base/error.h"

enum { LONGEST_NAME = 64 };

static const Phrase
	unread = {"time zone %1 cannot be read: %2",
		"не читается часовой пояс %1: %2"},
	once = {"time zone %1 could not be read; try again",
		"часовой пояс %1 не прочитался; повторите"};

/* GLib takes a path for a zone and would open it. */
static gboolean is_name(const char *name)
{
	return g_ascii_isalpha(name[0]) && strlen(name) <= LONGEST_NAME &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") ==
		strlen(name);
}

/* The bytes of a file; NULL without error: there is none. GLib takes what it
 * cannot read this time for what it has not, and what is unknown here is told
 * for ever. */
static GMappedFile *map(const char *name, const char *path, GError **error)
{
	/* Nothing is there, or a folder, however often it is tried. */
	static const int lasting[] = {G_FILE_ERROR_NOENT, G_FILE_ERROR_NOTDIR,
		G_FILE_ERROR_ISDIR, G_FILE_ERROR_NODEV, G_FILE_ERROR_INVAL,
		G_FILE_ERROR_NAMETOOLONG, G_FILE_ERROR_LOOP};
	g_autoptr(GError) problem = NULL;
	GMappedFile *file = g_mapped_file_new(path, FALSE, &problem);
	for (gsize i = 0; problem && i < G_N_ELEMENTS(lasting); i++)
		if (problem->code == lasting[i])
			return NULL;
	if (problem)
		desk_refuse(error, DESK_ERROR_TEMPORARY, &unread, name,
			problem->message, NULL);
	return file;
}

static gboolean is_zone(GMappedFile *file)
{
	return g_mapped_file_get_length(file) >= 4 &&
		memcmp(g_mapped_file_get_contents(file), "TZif", 4) == 0;
}

GTimeZone *zone_find(const char *name, GError **error)
{
	GTimeZone *zone = is_name(name) ? g_time_zone_new_identifier(name) :
		NULL;
	if (zone || !is_name(name))
		return zone;
	g_autoptr(GError) problem = NULL;
	const char *folder = g_getenv("TZDIR"); /* as GLib does */
	g_autofree char *path = g_build_filename(folder ? folder :
		"/usr/share/zoneinfo", name, NULL);
	g_autoptr(GMappedFile) file = map(name, path, &problem);
	if (file && is_zone(file))
		desk_refuse(&problem, DESK_ERROR_TEMPORARY, &once, name, NULL);
	desk_error_pass(error, &problem);
	return NULL;
}
