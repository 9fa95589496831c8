/*
 * Texts, and lists of them: GPtrArray of char*.
 */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <glib.h>

/* "a, b, c" of char*; "" for an empty list or NULL. Free with g_free(). */
char *texts_join(const GPtrArray *texts);

/* By bytes; FALSE for a list that is NULL. */
gboolean texts_have(const GPtrArray *texts, const char *text);
/* By bytes, whatever the locale, so that answers are the same everywhere. */
void texts_sort(GPtrArray *texts);

/* The keys (char*) of a table, borrowed, in order. g_ptr_array_unref(). */
GPtrArray *texts_sorted_keys(GHashTable *table);

/* What was read, up to its first NUL; "" of NULL. g_free(). */
char *text_of_bytes(GBytes *bytes);

#endif
