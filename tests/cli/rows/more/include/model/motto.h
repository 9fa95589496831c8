/*
 * A file of mottos: "text: Well done".
 */
#ifndef MODEL_MOTTO_H
#define MODEL_MOTTO_H

#include <glib.h>

/* Is it one? DESK_ERROR_DATA. */
gboolean motto_check(const char *path, const char *text, gsize size,
	GError **error);

#endif
