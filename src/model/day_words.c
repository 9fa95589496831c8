#include "model/day_words.h"

#include <string.h>

const char *minute_read(const char *text, guint *minute)
{
	gsize digits = strspn(text, "0123456789");
	const char *colon = text + digits;
	if (digits < 1 || digits > 2 || *colon != ':' ||
		!g_ascii_isdigit(colon[1]) || !g_ascii_isdigit(colon[2]))
		return NULL;
	guint hour = (guint)g_ascii_strtoull(text, NULL, 10);
	guint rest = (guint)((colon[1] - '0') * 10 + colon[2] - '0');
	if (rest > 59 || hour * 60 + rest > DAY_MINUTES)
		return NULL;
	*minute = hour * 60 + rest;
	return colon + 3;
}

gboolean minute_parse(const char *text, guint *minute)
{
	const char *rest = minute_read(text, minute);
	return rest && *rest == '\0';
}

static gboolean is_digits(const char *text, gsize length)
{
	return strspn(text, "0123456789") >= length;
}

gboolean day_parse(const char *text, gsize length, GDate *day)
{
	if (length != 10 || !is_digits(text, 4) || text[4] != '-' ||
		!is_digits(text + 5, 2) || text[7] != '-' ||
		!is_digits(text + 8, 2))
		return FALSE;
	guint64 year = g_ascii_strtoull(text, NULL, 10);
	guint64 month = g_ascii_strtoull(text + 5, NULL, 10);
	guint64 number = g_ascii_strtoull(text + 8, NULL, 10);
	if (year < 1 || month < 1 || month > 12 || number < 1 ||
		!g_date_valid_dmy((GDateDay)number, (GDateMonth)month,
			(GDateYear)year))
		return FALSE;
	g_date_clear(day, 1);
	g_date_set_dmy(day, (GDateDay)number, (GDateMonth)month,
		(GDateYear)year);
	return TRUE;
}

static const char *const weekdays[][2] = {{"mon", "пн"}, {"tue", "вт"},
	{"wed", "ср"}, {"thu", "чт"}, {"fri", "пт"}, {"sat", "сб"},
	{"sun", "вс"}};

int weekday_find(const char *word, gsize length)
{
	for (int day = 0; day < (int)G_N_ELEMENTS(weekdays); day++)
		for (int language = 0; language < 2; language++)
			if (length == strlen(weekdays[day][language]) &&
				g_ascii_strncasecmp(word,
					weekdays[day][language], length) == 0)
				return day;
	return -1;
}

const char *weekday_name(int day)
{
	return weekdays[day][0];
}
