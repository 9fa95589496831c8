#include "base/digits.h"

#include <string.h>

char *digits_apart(char *text, const char *language)
{
	const char *mark = phrase_in(&group_mark, language);
	gsize sign = *text == '-' ? 1 : 0;
	gsize digits = strspn(text + sign, "0123456789");
	gsize most = *mark == ',' ? 3 : 4;
	GString *apart = g_string_new(text);
	for (gsize from = 3; digits > most && from < digits; from += 3)
		g_string_insert(apart, (gssize)(sign + digits - from), mark);
	g_free(text);
	return g_string_free(apart, FALSE);
}

char *digits_of(gint64 figure, const char *language)
{
	return digits_apart(g_strdup_printf("%" G_GINT64_FORMAT, figure),
		language);
}
