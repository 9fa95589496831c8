/* Paths in commands that messages tell people to run. */
#ifndef STORE_QUOTE_H
#define STORE_QUOTE_H

#include <glib.h>

/* For the shell; as it is where that needs no quotes. Free with g_free(). */
char *quote_path(const char *path);

#endif
