#include "base/instant.h"

#include <string.h>

#include "base/phrase.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static gboolean digits(const char *text, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		if (!g_ascii_isdigit(text[i]))
			return FALSE;
		*value = *value * 10 + (text[i] - '0');
	}
	return TRUE;
}

/* "Z", "+hh:mm" or "-hh:mm" to the end of the text. */
static gboolean offset_parse(const char *text, int *seconds)
{
	if ((text[0] == 'Z' || text[0] == 'z') && text[1] == '\0') {
		*seconds = 0;
		return TRUE;
	}
	int hours, minutes;
	if ((text[0] != '+' && text[0] != '-') || !digits(text + 1, 2, &hours) ||
		text[3] != ':' || !digits(text + 4, 2, &minutes) ||
		text[6] != '\0' || hours > 23 || minutes > 59)
		return FALSE;
	*seconds = (hours * HOUR + minutes * MINUTE) * (text[0] == '-' ? -1 : 1);
	return TRUE;
}

#define NO_GIT_YET ((Instant)1104537600) /* 2005-01-01 */

gboolean instant_is_ahead(Instant at, Instant recorded)
{
	return recorded >= NO_GIT_YET && at > recorded &&
		at - recorded > CLOCKS_DIFFER_SECONDS;
}

gboolean instant_parse(const char *text, Instant *at)
{
	int year, month, day, hour, minute, second, offset;
	if (strlen(text) < strlen("2026-11-21T06:14:03Z") ||
		!digits(text, 4, &year) || text[4] != '-' ||
		!digits(text + 5, 2, &month) || text[7] != '-' ||
		!digits(text + 8, 2, &day) || !strchr("Tt ", text[10]) ||
		!digits(text + 11, 2, &hour) || text[13] != ':' ||
		!digits(text + 14, 2, &minute) || text[16] != ':' ||
		!digits(text + 17, 2, &second))
		return FALSE;
	const char *rest = text + 19;
	if (*rest == '.' && g_ascii_isdigit(rest[1]))
		for (rest++; g_ascii_isdigit(*rest);)
			rest++;
	if (!offset_parse(rest, &offset) || second > 60 || year < 1 ||
		!g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
			(GDateYear)year))
		return FALSE;
	g_autoptr(GDateTime) utc = g_date_time_new_utc(year, month, day, hour,
		minute, MIN(second, 59));
	if (!utc)
		return FALSE;
	*at = g_date_time_to_unix(utc) + (second == 60) - offset;
	return TRUE;
}

char *instant_format_in(Instant at, GTimeZone *zone, const char *format)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	return local ? g_date_time_format(local, format) : g_strdup("");
}

char *instant_in_language(Instant at, GTimeZone *zone, const char *language)
{
	static const Phrase format = {"%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"};
	return instant_format_in(at, zone, phrase_in(&format, language));
}

static const Phrase months[] = {
	{"January", "январь"}, {"February", "февраль"}, {"March", "март"},
	{"April", "апрель"}, {"May", "май"}, {"June", "июнь"},
	{"July", "июль"}, {"August", "август"}, {"September", "сентябрь"},
	{"October", "октябрь"}, {"November", "ноябрь"},
	{"December", "декабрь"},
};

static char *day_in_language(Instant at, GTimeZone *zone, const char *language)
{
	static const Phrase format = {"%Y-%m-%d", "%d.%m.%Y"};
	return instant_format_in(at, zone, phrase_in(&format, language));
}

char *instant_period_in_language(Instant from, Instant until, GTimeZone *zone,
	const char *language)
{
	g_autoptr(GDateTime) begin = instant_to_date_time(from, zone);
	g_autoptr(GDateTime) end = begin ? g_date_time_add_months(begin, 1) :
		NULL;
	if (end && g_date_time_get_day_of_month(begin) == 1 &&
		instant_from_date_time(end) == until)
		return g_strdup_printf("%s %d", phrase_in(&months[
			g_date_time_get_month(begin) - 1], language),
			g_date_time_get_year(begin));
	g_autofree char *first = day_in_language(from, zone, language);
	g_autofree char *last = day_in_language(until - 1, zone, language);
	return g_strdup_printf("%s – %s", first, last);
}

static void put_digits(char *text, int count, int number)
{
	for (; count > 0; number /= 10)
		text[--count] = (char)('0' + number % 10);
}

/* Many times in each answer: printf() would be half of it. */
char *instant_format(Instant at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	if (!utc)
		return g_strdup("");
	int year, month, day;
	g_date_time_get_ymd(utc, &year, &month, &day);
	char *text = g_strdup("0000-00-00T00:00:00Z");
	put_digits(text, 4, year);
	put_digits(text + 5, 2, month);
	put_digits(text + 8, 2, day);
	put_digits(text + 11, 2, g_date_time_get_hour(utc));
	put_digits(text + 14, 2, g_date_time_get_minute(utc));
	put_digits(text + 17, 2, g_date_time_get_second(utc));
	return text;
}

GDateTime *instant_to_date_time(Instant at, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

Instant instant_from_date_time(GDateTime *date_time)
{
	return g_date_time_to_unix(date_time);
}

Instant instant_day_start(Instant at, GTimeZone *zone, int days)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	g_assert(local);
	/* By noon: a day may have no midnight, but always a noon. */
	g_autoptr(GDateTime) noon = g_date_time_new(zone,
		g_date_time_get_year(local), g_date_time_get_month(local),
		g_date_time_get_day_of_month(local), 12, 0, 0);
	g_autoptr(GDateTime) moved = g_date_time_add_days(noon, days);
	g_autoptr(GDateTime) day = g_date_time_new(zone,
		g_date_time_get_year(moved), g_date_time_get_month(moved),
		g_date_time_get_day_of_month(moved), 0, 0, 0);
	return instant_from_date_time(day);
}

char *span_format_short(gint64 seconds)
{
	static const struct {
		gint64 from, unit;
		const char *name;
	} rows[] = {
		{2 * 365 * DAY, 365 * DAY, "y"},
		{90 * DAY, 30 * DAY, "mo"},
		{21 * DAY, 7 * DAY, "w"},
		{2 * DAY, DAY, "d"},
		{2 * HOUR, HOUR, "h"},
		{MINUTE, MINUTE, "m"},
		{0, 1, "s"},
	};
	const char *sign = seconds < 0 ? "-" : "";
	gint64 size = ABS(seconds);
	guint i = 0;
	while (size < rows[i].from)
		i++;
	return g_strdup_printf("%s%" G_GINT64_FORMAT "%s", sign,
		size / rows[i].unit, rows[i].name);
}

char *span_format(gint64 seconds)
{
	static const struct {
		gint64 unit;
		const char *name;
	} rows[] = {{DAY, "d"}, {HOUR, "h"}, {MINUTE, "m"}, {1, "s"}};
	const char *sign = seconds < 0 ? "-" : "";
	gint64 size = ABS(seconds);
	guint i = 0;
	while (i < 3 && size < rows[i].unit)
		i++;
	gint64 rest = i < 3 ? size % rows[i].unit / rows[i + 1].unit : 0;
	if (rest == 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "%s", sign,
			size / rows[i].unit, rows[i].name);
	return g_strdup_printf("%s%" G_GINT64_FORMAT "%s %" G_GINT64_FORMAT "%s",
		sign, size / rows[i].unit, rows[i].name, rest, rows[i + 1].name);
}

char *span_format_hours(gint64 seconds)
{
	const char *sign = seconds < 0 ? "-" : "";
	gint64 hours = ABS(seconds) / HOUR;
	gint64 minutes = ABS(seconds) % HOUR / MINUTE;
	if (hours == 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "m", sign, minutes);
	if (minutes == 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "h", sign, hours);
	return g_strdup_printf("%s%" G_GINT64_FORMAT "h %" G_GINT64_FORMAT "m",
		sign, hours, minutes);
}

static const Phrase *unit_find(const char *unit, gsize length)
{
	static const Phrase rows[] = {
		{"bd", " раб. д"}, {"bh", " раб. ч"}, {"bm", " раб. мин"},
		{"d", "д"}, {"h", "ч"}, {"m", "мин"}, {"mo", "мес"},
		{"s", "с"}, {"w", "нед"}, {"y", "г"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strlen(rows[i].en) == length &&
			strncmp(rows[i].en, unit, length) == 0)
			return &rows[i];
	return NULL;
}

char *span_in_language(const char *span, const char *language)
{
	static const char units[] = "bdhmosyw";
	GString *out = g_string_new(NULL);
	while (*span) {
		gsize figures = strcspn(span, units);
		gsize unit = strspn(span + figures, units);
		g_autofree char *number = g_strndup(span, figures);
		g_string_append(out, g_strdelimit(number, ".",
			*phrase_in(&decimal_point, language)));
		const Phrase *known = unit_find(span + figures, unit);
		if (known)
			g_string_append(out, phrase_in(known, language));
		else
			g_string_append_len(out, span + figures, (gssize)unit);
		span += figures + unit;
	}
	return g_string_free(out, FALSE);
}

char *span_spelt(const char *span)
{
	static const char *const rows[][2] = {{"m", "min"},
		{"bd", "working\u00a0d"}, {"bh", "working\u00a0h"},
		{"bm", "working\u00a0min"}};
	GString *out = g_string_new(NULL);
	while (*span) {
		gsize figures = strcspn(span, "0123456789");
		figures += strspn(span + figures, "0123456789.,");
		gsize unit = strcspn(span + figures, " ");
		const char *said = NULL;
		for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
			if (strlen(rows[i][0]) == unit && strncmp(rows[i][0],
				span + figures, unit) == 0)
				said = rows[i][1];
		g_string_append_len(out, span, (gssize)figures);
		g_string_append(out, unit > 0 ? "\u00a0" : "");
		g_string_append_len(out, said ? said : span + figures,
			said ? -1 : (gssize)unit);
		span += figures + unit;
	}
	return g_string_free(out, FALSE);
}
