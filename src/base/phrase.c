#include "base/phrase.h"

#include <string.h>

const Phrase decimal_point = {".", ","}, group_mark = {",", "\u00a0"};

static gboolean is_russian(const Phrase *phrase, const char *language)
{
	return phrase->ru && g_strcmp0(language, "ru") == 0;
}

const char *phrase_in(const Phrase *phrase, const char *language)
{
	return is_russian(phrase, language) ? phrase->ru : phrase->en;
}

const char *phrase_number(char text[24], gint64 number)
{
	g_snprintf(text, 24, "%" G_GINT64_FORMAT, number);
	return text;
}

/* No letter is cut. */
static gssize short_length(const char *text)
{
	gsize length = strnlen(text, PHRASE_SHORT + 1);
	if (length > PHRASE_SHORT)
		for (length = PHRASE_SHORT; length > 0 &&
			((guchar)text[length] & 0xC0) == 0x80;)
			length--;
	return (gssize)length;
}

char *phrase_fill(const Phrase *phrase, const char *language, ...)
{
	va_list list;
	va_start(list, language);
	char *text = phrase_fill_list(phrase, language, list);
	va_end(list);
	return text;
}

char *phrase_fill_list(const Phrase *phrase, const char *language,
	va_list list)
{
	const char *texts[9];
	guint count = 0;
	for (const char *text; (text = va_arg(list, const char *));) {
		g_assert(count < G_N_ELEMENTS(texts));
		texts[count++] = text;
	}
	GString *out = g_string_new(NULL);
	for (const char *c = phrase_in(phrase, language); *c; c++) {
		if (*c != '%') {
			g_string_append_c(out, *c);
			continue;
		}
		c++;
		if (*c == '%') {
			g_string_append_c(out, '%');
			continue;
		}
		gboolean briefly = *c == '.';
		c += briefly;
		g_assert(*c >= '1' && *c < '1' + (int)count);
		const char *text = texts[*c - '1'];
		g_string_append_len(out, text, briefly ? short_length(text) :
			(gssize)strlen(text));
	}
	return g_string_free(out, FALSE);
}

/* Of one, few, many. */
static guint russian_form(gint64 count)
{
	guint64 rest = (guint64)ABS(count) % 100;
	if (rest % 10 == 1 && rest != 11)
		return 0;
	return rest % 10 >= 2 && rest % 10 <= 4 && (rest < 12 || rest > 14) ?
		1 : 2;
}

/* Of the forms the one to say, `*length` bytes. */
static const char *plural_of(const Phrase *forms, const char *language,
	gint64 count, int *length)
{
	guint form = is_russian(forms, language) ? russian_form(count) :
		count != 1;
	const char *begin = phrase_in(forms, language);
	while (form-- > 0) {
		begin = strchr(begin, '|');
		g_assert(begin);
		begin++;
	}
	*length = (int)strcspn(begin, "|");
	return begin;
}

char *phrase_count(const Phrase *forms, const char *language, gint64 count)
{
	int length;
	const char *form = plural_of(forms, language, count, &length);
	return g_strdup_printf("%" G_GINT64_FORMAT " %.*s", count, length, form);
}
