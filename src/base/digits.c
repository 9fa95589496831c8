#include "base/digits.h"

#include <math.h>
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

void digits_append(GString *out, gint64 number)
{
	char text[20];
	gsize start = sizeof text;
	guint64 left = number < 0 ? -(guint64)number : (guint64)number;
	do
		text[--start] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (number < 0)
		g_string_append_c(out, '-');
	g_string_append_len(out, text + start, (gssize)(sizeof text - start));
}

char *fixed_text(double number, guint decimals, const char *language)
{
	static const char *const formats[] = {"%.0f", "%.1f", "%.2f"};
	char text[G_ASCII_DTOSTR_BUF_SIZE + 320];
	g_assert(decimals < G_N_ELEMENTS(formats));
	g_ascii_formatd(text, sizeof text, formats[decimals], number);
	return g_strdelimit(g_strdup(text), ".", *phrase_in(&decimal_point,
		language));
}

char *share_text(double share, gboolean points, const char *language)
{
	static const Phrase units[] = {{"%", "\u00a0%"},
		{"\u00a0pp", "\u00a0п.\u00a0п."}};
	double shown = share * 100, size = fabs(shown);
	gboolean whole = size == 0 || (size >= 9.95 &&
		(size < 99.5 || size >= 100));
	g_autofree char *text = fixed_text(size < 100 ? CLAMP(shown, -99.9,
		99.9) : shown, whole ? 0 : 1, language);
	return g_strconcat(text, phrase_in(&units[points ? 1 : 0], language),
		NULL);
}
