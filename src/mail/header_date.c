/* The Date header. */
#include "mail/header.h"

#include <string.h>

typedef struct {
	int day, month, year;
	int hour, minute, second;
	int offset_minutes;
	gboolean has_time, has_zone, has_half;
	gboolean is_utc; /* the zone was named so; an offset may follow */
} HeaderDate;

/* Programs that print in the language of their machine write others. */
static const char months[][2][8] = {
	{"jan", "янв"}, {"feb", "фев"}, {"mar", "мар"}, {"apr", "апр"},
	{"may", "ма"}, {"jun", "июн"}, {"jul", "июл"}, {"aug", "авг"},
	{"sep", "сен"}, {"oct", "окт"}, {"nov", "ноя"}, {"dec", "дек"},
};

static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{"acst", 570},
	{"adt", -180},
	{"aedt", 660},
	{"aest", 600},
	{"akdt", -480},
	{"akst", -540},
	{"awst", 480},
	{"bst", 60},
	{"cdt", -300},
	{"cest", 120},
	{"cet", 60},
	{"cst", -360},
	{"edt", -240},
	{"eest", 180},
	{"eet", 120},
	{"est", -300},
	{"gmt", 0},
	{"hkt", 480},
	{"hst", -600},
	{"irkt", 480},
	{"ist", 330},
	{"jst", 540},
	{"krat", 420},
	{"kst", 540},
	{"magt", 660},
	{"mdt", -360},
	{"msk", 180},
	{"msd", 240},
	{"mst", -420},
	{"nzdt", 780},
	{"nzst", 720},
	{"omst", 360},
	{"pdt", -420},
	{"pett", 720},
	{"pst", -480},
	{"samt", 240},
	{"sgt", 480},
	{"ut", 0},
	{"utc", 0},
	{"vlat", 600},
	{"west", 60},
	{"wet", 0},
	{"yakt", 540},
	{"yekt", 300},
	{"z", 0},
};

static gboolean all_digits(const char *word)
{
	return *word && word[strspn(word, "0123456789")] == '\0';
}

static int number(const char *word)
{
	return strlen(word) <= 4 ? (int)g_ascii_strtoll(word, NULL, 10) : -1;
}

static gboolean read_time(const char *word, HeaderDate *date)
{
	g_auto(GStrv) fields = g_strsplit_set(word, ":.", 4);
	guint count = g_strv_length(fields);
	if (count < 2 || count > 3)
		return FALSE;
	int values[3] = {0, 0, 0};
	for (guint i = 0; i < count; i++) {
		if (!all_digits(fields[i]) || strlen(fields[i]) > 2)
			return FALSE;
		values[i] = number(fields[i]);
	}
	if (values[0] > 23 || values[1] > 59 || values[2] > 60)
		return FALSE;
	date->hour = values[0];
	date->minute = values[1];
	date->second = MIN(values[2], 59);
	date->has_time = TRUE;
	return TRUE;
}

/* "+0300", and what is meant by "-600", "+3" and "+03:00". */
static gboolean read_offset(const char *word, HeaderDate *date)
{
	g_auto(GStrv) parts = g_strsplit(word + 1, ":", 2);
	g_autofree char *digits = g_strjoinv("", parts);
	gsize length = strlen(digits);
	if (!all_digits(digits) || length > 4)
		return FALSE;
	int value = number(digits) * (length <= 2 ? 100 : 1);
	int minutes = value / 100 * 60 + value % 100;
	if (value % 100 > 59 || minutes > 14 * 60)
		return FALSE;
	date->offset_minutes = word[0] == '-' ? -minutes : minutes;
	date->has_zone = TRUE;
	return TRUE;
}

static gboolean is_utc(const char *word)
{
	return strcmp(word, "gmt") == 0 || strcmp(word, "utc") == 0 ||
		strcmp(word, "ut") == 0;
}

static gboolean read_zone_name(const char *word, HeaderDate *date)
{
	for (gsize i = 0; i < G_N_ELEMENTS(zones); i++)
		if (strcmp(zones[i].name, word) == 0) {
			date->offset_minutes = zones[i].minutes;
			date->has_zone = TRUE;
			date->is_utc = is_utc(word);
			return TRUE;
		}
	return FALSE;
}

static gboolean read_number(const char *word, HeaderDate *date)
{
	int value = number(word);
	gsize length = strlen(word);
	if (!date->day && length <= 2) {
		date->day = value;
		return value >= 1 && value <= 31;
	}
	if (date->year || length < 2 || value < 0)
		return FALSE;
	/* RFC 5322, 4.3: years of two and three digits. */
	if (length == 3 || (length == 2 && value >= 50))
		value += 1900;
	else if (length == 2)
		value += 2000;
	date->year = value;
	return TRUE;
}

static gboolean read_half(const char *word, HeaderDate *date)
{
	date->has_half = TRUE;
	if (date->hour > 12)
		return TRUE;
	date->hour = date->hour % 12 + (*word == 'p' ? 12 : 0);
	return TRUE;
}

/* A month, a zone, or the name of a day, which says nothing. */
static gboolean read_name(const char *word, HeaderDate *date)
{
	for (int i = 0; i < 12 && !date->month; i++)
		if (g_str_has_prefix(word, months[i][0]) ||
			g_str_has_prefix(word, months[i][1])) {
			date->month = i + 1;
			return TRUE;
		}
	if (date->has_time && !date->has_half &&
		(strcmp(word, "am") == 0 || strcmp(word, "pm") == 0))
		return read_half(word, date);
	/* RFC 5322, 4.3: a zone that nobody knows says nothing. */
	if (date->has_time && !date->has_zone)
		read_zone_name(word, date);
	return TRUE;
}

/* "02.11.2026" */
static gboolean read_dotted(const char *word, HeaderDate *date)
{
	g_auto(GStrv) fields = g_strsplit(word, ".", 4);
	if (date->day || date->month || date->year ||
		g_strv_length(fields) != 3 || strlen(fields[2]) != 4 ||
		!all_digits(fields[0]) || !all_digits(fields[1]) ||
		!all_digits(fields[2]) || number(fields[1]) > 12)
		return FALSE;
	date->month = number(fields[1]);
	return read_number(fields[0], date) && read_number(fields[2], date);
}

/* "GMT+0300", as browsers and Java print it. */
static gboolean read_utc_offset(const char *word, HeaderDate *date)
{
	gsize length = strcspn(word, "+-");
	g_autofree char *name = g_strndup(word, length);
	return word[length] && is_utc(name) && !date->has_zone &&
		read_offset(word + length, date);
}

static gboolean read_word(const char *word, HeaderDate *date)
{
	if (word[0] == '+' || word[0] == '-')
		return (date->has_zone && !date->is_utc) ||
			read_offset(word, date);
	if (strchr(word, ':'))
		return !date->has_time && read_time(word, date);
	if (strchr(word, '.') && g_ascii_isdigit(word[0]))
		return read_dotted(word, date) ||
			(!date->has_time && read_time(word, date));
	if (all_digits(word))
		return read_number(word, date);
	return read_utc_offset(word, date) || ((g_ascii_isalpha(word[0]) ||
		(guchar)word[0] >= 0x80) && read_name(word, date));
}

static gboolean is_after_utc(const char *text, const char *dash)
{
	return dash - text >= 3 && (strncmp(dash - 3, "gmt", 3) == 0 ||
		strncmp(dash - 3, "utc", 3) == 0);
}

/* Lower case, comments and commas as spaces, "21-Nov-2026" as words. */
static char *date_normalise(const char *value)
{
	g_autofree char *head = g_strndup(value, 200);
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	char *text = g_utf8_strdown(valid, -1);
	int depth = 0;
	for (char *c = text; *c; c++) {
		depth += *c == '(';
		gboolean closes = *c == ')' && depth > 0;
		gboolean joins = *c == '-' && c > text &&
			g_ascii_isalnum(c[-1]) && g_ascii_isalnum(c[1]) &&
			!is_after_utc(text, c);
		if (depth > 0 || joins || strchr(",\t\r\n", *c))
			*c = ' ';
		depth -= closes;
	}
	return text;
}

/* What programs write that know no other; NULL: it is none. */
static char *date_of_iso(const char *value)
{
	g_autofree char *text = g_strstrip(g_strndup(value, 40));
	char *zone = strrchr(text, ' ');
	/* "2026-11-21 09:13:58 +0300" */
	if (zone && strchr("+-", zone[1]))
		memmove(zone, zone + 1, strlen(zone));
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(text, utc);
	if (!date || g_date_time_get_year(date) < 1982 ||
		g_date_time_get_year(date) > 9998)
		return NULL;
	return g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
}

char *header_date(const char *value)
{
	HeaderDate date = {0};
	char *iso = date_of_iso(value);
	if (iso)
		return iso;
	g_autofree char *text = date_normalise(value);
	g_auto(GStrv) words = g_strsplit(text, " ", 40);
	for (guint i = 0; words[i]; i++)
		if (words[i][0] && !read_word(words[i], &date))
			return NULL;
	if (!date.has_time || !date.day || !date.month || date.year < 1982 ||
		date.year > 9998 ||
		!g_date_valid_dmy((GDateDay)date.day, (GDateMonth)date.month,
			(GDateYear)date.year))
		return NULL;
	int offset = ABS(date.offset_minutes);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
		date.year, date.month, date.day, date.hour, date.minute,
		date.second, date.offset_minutes < 0 ? '-' : '+', offset / 60,
		offset % 60);
}
