/*
 * What kind of file something is, by the machine's shared database of media
 * types.
 */
#ifndef SYSTEM_MEDIA_TYPE_H
#define SYSTEM_MEDIA_TYPE_H

#include <glib.h>

/* "image/png" and the like for a file's name and content;
 * "application/octet-stream" where nobody knows; NULL: nobody could be asked,
 * which must not be kept as what it is. Free with g_free(). */
char *media_type_of(const char *name, GBytes *bytes, GError **error);

#endif
