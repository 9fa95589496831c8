#include "system/media_type.h"

#include <gio/gio.h>

#include "base/library.h"

/* GIO takes a fifth of a command's start, and only this asks it. */
#define GIO_FUNCTIONS(X) \
	X(g_content_type_get_mime_type) \
	X(g_content_type_guess)

static struct {
	LIBRARY_POINTERS(GIO_FUNCTIONS)
} gio;
static Library library = LIBRARY(LIBGIO, GIO_FUNCTIONS, gio);

char *media_type_of(const char *name, GBytes *bytes, GError **error)
{
	if (!library_load(&library, error))
		return NULL;
	g_autofree char *type = gio.g_content_type_guess(name,
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
	char *mime = gio.g_content_type_get_mime_type(type);
	return mime ? mime : g_strdup("application/octet-stream");
}
