/*
 * Numbers as people read them: thousands apart.
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include "base/phrase.h"

/* "12345h 5m" → "12,345h 5m"; in Russian, by no-break spaces, from five digits on.
 * Takes `text`; free with g_free(). */
char *digits_apart(char *text, const char *language);
/* "12,345" */
char *digits_of(gint64 figure, const char *language);

/* "-12345", for machines: many times in each answer, where printf() takes ten
 * times as long. */
void digits_append(GString *out, gint64 number);

/* "12.50" with two `decimals`; in Russian "12,50". */
char *fixed_text(double number, guint decimals, const char *language);
/* "99.6%", in Russian "99,6 %"; whole from ten percent on, but for what is near a
 * whole and is none; of a change (`points`) "10 pp". */
char *share_text(double share, gboolean points, const char *language);

#endif
