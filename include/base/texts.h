/*
 * Lists of texts for messages.
 */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <glib.h>

/* "a, b, c" of char*; "" for an empty list or NULL. Free with g_free(). */
char *texts_join(const GPtrArray *texts);

/* The keys (char*) of a table, borrowed, in order. g_ptr_array_unref(). */
GPtrArray *texts_sorted_keys(GHashTable *table);

#endif
