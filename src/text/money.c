#include "text/money.h"

#include <string.h>

#include "base/phrase.h"

#define NO_BREAK_SPACE "\u00a0"

/* English has them by their letters: dollars and crowns are many. */
static const struct {
	const char *currency, *sign;
} signs[] = {
	{"EUR", "€"}, {"GBP", "£"}, {"RUB", "₽"}, {"USD", "$"},
};

gint64 money_unit(guint digits)
{
	gint64 unit = 1;
	for (guint i = 0; i < digits; i++)
		unit *= 10;
	return unit;
}

static char *figures(gint64 amount, guint digits, const char *mark,
	const char *point)
{
	guint64 unit = (guint64)money_unit(digits);
	guint64 size = amount < 0 ? -(guint64)amount : (guint64)amount;
	g_autofree char *whole = g_strdup_printf("%" G_GUINT64_FORMAT,
		size / unit);
	GString *text = g_string_new(NULL);
	gsize length = strlen(whole);
	for (gsize i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			g_string_append(text, mark);
		g_string_append_c(text, whole[i]);
	}
	if (digits > 0)
		g_string_append_printf(text, "%s%0*" G_GUINT64_FORMAT, point,
			(int)digits, size % unit);
	return g_string_free(text, FALSE);
}

char *money_plain(gint64 amount, guint digits)
{
	g_autofree char *size = figures(amount, digits, "", ".");
	return g_strconcat(amount < 0 ? "-" : "", size, NULL);
}

const char *money_sign(const char *currency, const char *language,
	gboolean *before)
{
	static const Phrase place = {"before", "after"};
	*before = *phrase_in(&place, language) == 'b';
	for (gsize i = 0; !*before && i < G_N_ELEMENTS(signs); i++)
		if (g_strcmp0(signs[i].currency, currency) == 0)
			return signs[i].sign;
	return currency ? currency : "";
}

char *money_text(gint64 amount, guint digits, const char *currency,
	const char *language)
{
	gboolean before;
	const char *sign = money_sign(currency, language, &before);
	const char *space = *sign ? NO_BREAK_SPACE : "";
	g_autofree char *size = figures(amount, digits, phrase_in(&group_mark,
		language), phrase_in(&decimal_point, language));
	return g_strconcat(amount < 0 ? "-" : "", before ? sign : "",
		before ? space : "", size, before ? "" : space,
		before ? "" : sign, NULL);
}
