/*
 * A sum of money in words, as acts and payment orders have it.
 */
#ifndef TEXT_MONEY_WORDS_H
#define TEXT_MONEY_WORDS_H

#include <glib.h>

/* Smallest units of a currency with `digits` of them (0 to 4), up to G_MAXINT64:
 * "Двенадцать тысяч триста сорок пять рублей 67 копеек", "Twelve thousand three
 * hundred forty-five rubles 67 kopecks". A currency that has no words here is
 * told by its letters: "Twelve CHF 50/100". `language`: "ru", else English.
 * g_free(). */
char *money_words(gint64 amount, const char *currency, guint digits,
	const char *language);

#endif
