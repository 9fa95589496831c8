/*
 * Sums of money in figures: smallest units of a currency with `digits` of them
 * (0 to 4). In words: text/money_words.h.
 */
#ifndef TEXT_MONEY_H
#define TEXT_MONEY_H

#include <glib.h>

/* How many smallest units a unit has. */
gint64 money_unit(guint digits);
/* "1250.00": data. g_free(). */
char *money_plain(gint64 amount, guint digits);
/* For people: "RUB 1,250.00", in Russian "1 250,00 ₽", parted by no-break
 * spaces; without a currency (NULL, "") the number alone. g_free(). */
char *money_text(gint64 amount, guint digits, const char *currency,
	const char *language);
/* What stands beside the number, "RUB" or "₽", and whether before it. */
const char *money_sign(const char *currency, const char *language,
	gboolean *before);

#endif
