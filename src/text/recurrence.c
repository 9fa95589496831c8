#include "text/recurrence.h"

#include <string.h>

#include "base/error.h"

#define DAYS "MO,TU,WE,TH,FR,SA,SU"

static const Phrase
	bad_unit = {"FREQ=%.1: one of DAILY, WEEKLY, MONTHLY, YEARLY; at most "
			"one a day",
		"FREQ=%.1: годятся DAILY, WEEKLY, MONTHLY, YEARLY; не чаще "
		"раза в день"},
	bad_interval = {"INTERVAL=%.1: a whole number from 1 to %2",
		"INTERVAL=%.1: нужно целое число от 1 до %2"},
	bad_count = {"COUNT=%.1: a whole number from 1 to %2",
		"COUNT=%.1: нужно целое число от 1 до %2"},
	two_ends = {"COUNT and UNTIL both end it; keep one",
		"COUNT и UNTIL оба задают конец; оставьте один"},
	bad_until = {"UNTIL=%.1: the last day, such as 2027-12-31",
		"UNTIL=%.1: нужен последний день, например 2027-12-31"},
	bad_month = {"BYMONTH=%.1: months from 1 to 12",
		"BYMONTH=%.1: нужны месяцы от 1 до 12"},
	day_of_week = {"BYMONTHDAY does not go with FREQ=WEEKLY; write "
			"FREQ=MONTHLY",
		"BYMONTHDAY не сочетается с FREQ=WEEKLY; напишите "
		"FREQ=MONTHLY"},
	bad_month_day = {"BYMONTHDAY=%.1: days of the month from 1 to 31, or "
			"from its end: -1 is the last",
		"BYMONTHDAY=%.1: нужны числа месяца от 1 до 31 или с конца: "
		"-1 — последнее"},
	no_places = {"BYSETPOS chooses among the days that BYDAY, BYMONTHDAY "
			"or BYMONTH name; add one",
		"BYSETPOS выбирает из дней, которые назвали BYDAY, "
		"BYMONTHDAY или BYMONTH; добавьте что-то из них"},
	bad_place = {"BYSETPOS=%.1: places from 1 to 366, or from the end: -1 "
			"is the last",
		"BYSETPOS=%.1: нужны места от 1 до 366 или с конца: -1 — "
		"последнее"},
	bad_week_start = {"WKST=%.1: the day a week begins on, one of " DAYS,
		"WKST=%.1: день, с которого начинается неделя, один из " DAYS},
	says_nothing = {"\"%.1\" says nothing; a rule has parts NAME=VALUE "
			"with \";\" between, as in FREQ=WEEKLY;BYDAY=MO",
		"«%.1» ничего не значит; правило состоит из частей "
		"ИМЯ=ЗНАЧЕНИЕ через «;», например FREQ=WEEKLY;BYDAY=MO"},
	unknown_part = {"unknown part \"%.1\"; one of FREQ, INTERVAL, COUNT, "
			"UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST",
		"неизвестная часть «%.1»; возможны FREQ, INTERVAL, COUNT, "
		"UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST"},
	part_again = {"%1 stands here a second time; keep one",
		"%1 стоит здесь второй раз; оставьте одну"},
	no_unit = {"FREQ is missing; begin with FREQ=DAILY, WEEKLY, MONTHLY "
			"or YEARLY",
		"нет FREQ; начните с FREQ=DAILY, WEEKLY, MONTHLY или YEARLY"},
	bad_day = {"BYDAY=%.1: days " DAYS "; a place (1MO) is for MONTHLY and "
			"YEARLY",
		"BYDAY=%.1: нужны дни " DAYS "; место (1MO) — для MONTHLY и "
		"YEARLY"},
	bad_day_of_month = {"BYDAY=%.1: days " DAYS ", with a place as in 1MO (the "
			"first Monday), -1FR (the last Friday)",
		"BYDAY=%.1: нужны дни " DAYS ", можно с местом: 1MO (первый "
		"понедельник), -1FR (последняя пятница)"},
	not_understood = {"%2 is not understood: %1", "%2 не поддерживается: %1"},
	long_rule = {"longer than %1 characters", "длиннее %1 знаков"};

enum { MOST_INTERVAL = 1000, MOST_COUNT = 10000, MOST_VALUES = 62,
	LONGEST_RULE = 1000, LAST_YEAR = 9998 };

typedef enum { DAILY, WEEKLY, MONTHLY, YEARLY } Unit;
static const char *const units[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};

typedef struct {
	guint count;
	int values[MOST_VALUES];
} Numbers;

struct Recurrence {
	char *text;
	Unit unit;
	guint interval, count; /* count 0: without end */
	GDate until;	       /* invalid: without end */
	Numbers months, month_days, places;
	Numbers days;	  /* 0 is Monday */
	Numbers of_month; /* beside `days`: which one; 0 = each */
	guint week_start;
};

void recurrence_free(Recurrence *recurrence)
{
	if (!recurrence)
		return;
	g_free(recurrence->text);
	g_free(recurrence);
}

const char *recurrence_text(const Recurrence *recurrence)
{
	return recurrence->text;
}

/* --- reading: values ----------------------------------------------------- */

static gboolean read_count(const char *text, gint64 most, guint *count)
{
	gint64 number;
	if (!g_ascii_isdigit(*text) || !g_ascii_string_to_signed(text, 10, 1,
		most, &number, NULL))
		return FALSE;
	*count = (guint)number;
	return TRUE;
}

/* "+2", "-1", "15": a number from 1 to `most`, or minus that. */
static gboolean read_place(const char *text, int most, int *place)
{
	guint count;
	gboolean sign = *text == '-' || *text == '+';
	if (!read_count(text + sign, most, &count))
		return FALSE;
	*place = *text == '-' ? -(int)count : (int)count;
	return TRUE;
}

static gboolean read_day(const char *text, int *day)
{
	const char *at = strlen(text) == 2 && *text != ',' && text[1] != ',' ?
		strstr(DAYS, text) : NULL;
	if (at)
		*day = (int)(at - DAYS) / 3;
	return at != NULL;
}

static gboolean has(const Numbers *numbers, int wanted)
{
	for (guint i = 0; i < numbers->count; i++)
		if (numbers->values[i] == wanted)
			return TRUE;
	return FALSE;
}

/* A list of places (with `negative`) or counts. */
static gboolean read_numbers(const char *text, int most, gboolean negative,
	Numbers *numbers)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	if (g_strv_length(words) > MOST_VALUES)
		return FALSE;
	for (char **word = words; *word; word++) {
		int value;
		if (!read_place(*word, most, &value) ||
			(!negative && !g_ascii_isdigit(**word)))
			return FALSE;
		if (!has(numbers, value))
			numbers->values[numbers->count++] = value;
	}
	return TRUE;
}

/* --- reading: parts ------------------------------------------------------ */

static gboolean read_unit(Recurrence *rule, const char *value, GError **error)
{
	for (rule->unit = DAILY; rule->unit <= YEARLY; rule->unit++)
		if (strcmp(units[rule->unit], value) == 0)
			return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &bad_unit, value, NULL);
}

static gboolean read_interval(Recurrence *rule, const char *value,
	GError **error)
{
	return read_count(value, MOST_INTERVAL, &rule->interval) ||
		desk_refuse(error, DESK_ERROR_DATA, &bad_interval, value,
			PHRASE_NUMBER(MOST_INTERVAL), NULL);
}

static gboolean read_number(Recurrence *rule, const char *value, GError **error)
{
	return read_count(value, MOST_COUNT, &rule->count) ||
		desk_refuse(error, DESK_ERROR_DATA, &bad_count, value,
			PHRASE_NUMBER(MOST_COUNT), NULL);
}

/* "20271231", "2027-12-31", "20271231T235959Z": the day alone counts. */
static gboolean read_until(Recurrence *rule, const char *value, GError **error)
{
	g_auto(GStrv) day_and_time = g_strsplit(value, "T", 2);
	g_auto(GStrv) parts = g_strsplit(day_and_time[0], "-", -1);
	g_autofree char *day = g_strjoinv("", parts);
	guint64 number = strlen(day) == 8 && strspn(day, "0123456789") == 8 ?
		g_ascii_strtoull(day, NULL, 10) : 0;
	if (rule->count > 0)
		return desk_refuse(error, DESK_ERROR_DATA, &two_ends, NULL);
	if (number < 10000 || !g_date_valid_dmy(number % 100,
		(GDateMonth)(number / 100 % 100), (GDateYear)(number / 10000)))
		return desk_refuse(error, DESK_ERROR_DATA, &bad_until, value,
			NULL);
	g_date_set_dmy(&rule->until, number % 100,
		(GDateMonth)(number / 100 % 100), (GDateYear)(number / 10000));
	return TRUE;
}

static gboolean read_months(Recurrence *rule, const char *value, GError **error)
{
	return read_numbers(value, 12, FALSE, &rule->months) || desk_refuse(error,
		DESK_ERROR_DATA, &bad_month, value, NULL);
}

static gboolean read_month_days(Recurrence *rule, const char *value,
	GError **error)
{
	if (rule->unit == WEEKLY)
		return desk_refuse(error, DESK_ERROR_DATA, &day_of_week, NULL);
	return read_numbers(value, 31, TRUE, &rule->month_days) ||
		desk_refuse(error, DESK_ERROR_DATA, &bad_month_day, value,
			NULL);
}

static gboolean read_one_day(Recurrence *rule, const char *word)
{
	gsize length = strlen(word);
	int day, place = 0;
	if (length < 2 || rule->days.count == MOST_VALUES ||
		!read_day(word + length - 2, &day))
		return FALSE;
	g_autofree char *before = g_strndup(word, length - 2);
	if (*before && (rule->unit < MONTHLY ||
		!read_place(before, rule->unit == MONTHLY ? 5 : 53, &place)))
		return FALSE;
	rule->days.values[rule->days.count++] = day;
	rule->of_month.values[rule->of_month.count++] = place;
	return TRUE;
}

static gboolean read_days(Recurrence *rule, const char *value, GError **error)
{
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	for (char **word = words; *word; word++)
		if (!read_one_day(rule, *word))
			return desk_refuse(error, DESK_ERROR_DATA,
				rule->unit < MONTHLY ? &bad_day :
				&bad_day_of_month, *word, NULL);
	return TRUE;
}

static gboolean read_places(Recurrence *rule, const char *value, GError **error)
{
	if (!rule->months.count && !rule->month_days.count && !rule->days.count)
		return desk_refuse(error, DESK_ERROR_DATA, &no_places, NULL);
	return read_numbers(value, 366, TRUE, &rule->places) || desk_refuse(error,
		DESK_ERROR_DATA, &bad_place, value, NULL);
}

static gboolean read_week_start(Recurrence *rule, const char *value,
	GError **error)
{
	int day;
	if (!read_day(value, &day))
		return desk_refuse(error, DESK_ERROR_DATA, &bad_week_start,
			value, NULL);
	rule->week_start = (guint)day;
	return TRUE;
}

/* In the order in which they are read and written; those without a reader are
 * refused. */
#define TIME_IN_START {"the time of day stands in \"start\"", \
	"время суток указано в «start»"}

static const struct {
	const char *name;
	gboolean (*read)(Recurrence *rule, const char *value, GError **error);
	Phrase why_not;
} parts[] = {
	{"FREQ", read_unit, {NULL, NULL}},
	{"INTERVAL", read_interval, {NULL, NULL}},
	{"COUNT", read_number, {NULL, NULL}},
	{"UNTIL", read_until, {NULL, NULL}},
	{"BYMONTH", read_months, {NULL, NULL}},
	{"BYMONTHDAY", read_month_days, {NULL, NULL}},
	{"BYDAY", read_days, {NULL, NULL}},
	{"BYSETPOS", read_places, {NULL, NULL}},
	{"WKST", read_week_start, {NULL, NULL}},
	{"BYHOUR", NULL, TIME_IN_START},
	{"BYMINUTE", NULL, TIME_IN_START},
	{"BYSECOND", NULL, TIME_IN_START},
	{"BYWEEKNO", NULL, {"weeks of the year have no numbers here; write "
			"FREQ=WEEKLY;INTERVAL=2, or BYMONTH and BYDAY",
		"номеров недель в году здесь нет; напишите "
		"FREQ=WEEKLY;INTERVAL=2 или BYMONTH и BYDAY"}},
	{"BYYEARDAY", NULL, {"write BYMONTH and BYMONTHDAY",
		"напишите BYMONTH и BYMONTHDAY"}},
	{"RSCALE", NULL, {"only our own calendar is known",
		"известен только наш обычный календарь"}},
	{"SKIP", NULL, {"a month without the day is left out; BYMONTHDAY=-1 is "
			"its last day",
		"месяц без такого дня пропускается; последний день — "
		"BYMONTHDAY=-1"}},
};

static gssize find_part(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strcmp(parts[i].name, name) == 0)
			return (gssize)i;
	return -1;
}

/* --- reading: the rule --------------------------------------------------- */

/* "NAME=VALUE" into its place. */
static gboolean take_part(char *values[], char *part, GError **error)
{
	char *equals = strchr(part, '=');
	if (!equals || !equals[1])
		return desk_refuse(error, DESK_ERROR_DATA, &says_nothing, part,
			NULL);
	*equals = '\0';
	gssize place = find_part(part);
	if (place < 0)
		return desk_refuse(error, DESK_ERROR_DATA, &unknown_part, part,
			NULL);
	if (!parts[place].read) {
		desk_refuse(error, DESK_ERROR_DATA, &parts[place].why_not, NULL);
		desk_error_reword(error, &not_understood, part, NULL);
		return FALSE;
	}
	if (values[place])
		return desk_refuse(error, DESK_ERROR_DATA, &part_again, part,
			NULL);
	values[place] = equals + 1;
	return TRUE;
}

static gboolean read_parts(Recurrence *rule, char *values[], GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	if (!values[0])
		return desk_refuse(error, DESK_ERROR_DATA, &no_unit, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!values[i])
			continue;
		if (!parts[i].read(rule, values[i], error))
			return FALSE;
		g_string_append_printf(text, "%s%s=%s", text->len ? ";" : "",
			parts[i].name, values[i]);
	}
	rule->text = g_string_free(g_steal_pointer(&text), FALSE);
	return TRUE;
}

Recurrence *recurrence_parse(const char *text, GError **error)
{
	char *values[G_N_ELEMENTS(parts)] = {NULL};
	if (strlen(text) > LONGEST_RULE) {
		desk_refuse(error, DESK_ERROR_DATA, &long_rule,
			PHRASE_NUMBER(LONGEST_RULE), NULL);
		return NULL;
	}
	g_autofree char *capitals = g_ascii_strup(text, -1);
	const char *begin = g_str_has_prefix(capitals, "RRULE:") ?
		capitals + strlen("RRULE:") : capitals;
	g_auto(GStrv) words = g_strsplit(begin, ";", -1);
	for (char **word = words; *word; word++)
		if (!take_part(values, g_strstrip(*word), error))
			return NULL;
	g_autoptr(Recurrence) rule = g_new0(Recurrence, 1);
	rule->interval = 1;
	g_date_clear(&rule->until, 1);
	return read_parts(rule, values, error) ? g_steal_pointer(&rule) : NULL;
}

/* --- counting ------------------------------------------------------------ */

static guint month_length(const GDate *day)
{
	return g_date_get_days_in_month(g_date_get_month(day),
		g_date_get_year(day));
}

/* Is it the n-th such day of the week, of its month or year? */
static gboolean is_nth(const GDate *day, int place, gboolean of_year)
{
	int number = of_year ? (int)g_date_get_day_of_year(day) :
		g_date_get_day(day);
	int length = !of_year ? (int)month_length(day) :
		g_date_is_leap_year(g_date_get_year(day)) ? 366 : 365;
	return place > 0 ? (number - 1) / 7 + 1 == place :
		(length - number) / 7 + 1 == -place;
}

static gboolean fits_day(const Recurrence *rule, const GDate *day)
{
	gboolean of_year = rule->unit == YEARLY && rule->months.count == 0;
	int weekday = (int)g_date_get_weekday(day) - 1;
	for (guint i = 0; i < rule->days.count; i++)
		if (rule->days.values[i] == weekday &&
			(rule->of_month.values[i] == 0 || is_nth(day,
				rule->of_month.values[i], of_year)))
			return TRUE;
	return rule->days.count == 0;
}

/* What no part names is as on the first day. */
static gboolean fits_start(const Recurrence *rule, const GDate *start,
	const GDate *day)
{
	if (rule->unit == DAILY || rule->days.count || rule->month_days.count)
		return TRUE;
	if (rule->unit == WEEKLY)
		return g_date_get_weekday(day) == g_date_get_weekday(start);
	return g_date_get_day(day) == g_date_get_day(start) &&
		(rule->unit == MONTHLY || rule->months.count ||
			g_date_get_month(day) == g_date_get_month(start));
}

static gboolean is_named(const Recurrence *rule, const GDate *start,
	const GDate *day)
{
	int number = g_date_get_day(day);
	if (rule->months.count &&
		!has(&rule->months, (int)g_date_get_month(day)))
		return FALSE;
	if (rule->month_days.count && !has(&rule->month_days, number) &&
		!has(&rule->month_days, number - (int)month_length(day) - 1))
		return FALSE;
	return fits_day(rule, day) && fits_start(rule, start, day);
}

/* The first day of the period in which `day` lies. */
static GDate period_begin(const Recurrence *rule, const GDate *day)
{
	GDate begin = *day;
	if (rule->unit == WEEKLY)
		g_date_subtract_days(&begin, ((guint)g_date_get_weekday(day) -
			1 + 7 - rule->week_start) % 7);
	if (rule->unit >= MONTHLY)
		g_date_set_day(&begin, 1);
	if (rule->unit == YEARLY)
		g_date_set_month(&begin, G_DATE_JANUARY);
	return begin;
}

static void add_periods(const Recurrence *rule, GDate *begin, guint count)
{
	if (rule->unit <= WEEKLY)
		g_date_add_days(begin, rule->unit == DAILY ? count : 7 * count);
	else if (rule->unit == MONTHLY)
		g_date_add_months(begin, count);
	else
		g_date_add_years(begin, count);
}

/* The days of one period, those that BYSETPOS chooses. */
static void add_named(const Recurrence *rule, const GDate *start, GDate day,
	GArray *days)
{
	g_autoptr(GArray) named = g_array_new(FALSE, FALSE, sizeof(GDate));
	GDate end = day;
	add_periods(rule, &end, 1);
	for (; g_date_compare(&day, &end) < 0; g_date_add_days(&day, 1))
		if (is_named(rule, start, &day))
			g_array_append_val(named, day);
	for (guint i = 0; i < named->len; i++)
		if (!rule->places.count || has(&rule->places, (int)i + 1) ||
			has(&rule->places, (int)i - (int)named->len))
			g_array_append_val(days, g_array_index(named, GDate, i));
}

/* Periods that lie before `from` need no look, unless days are counted. */
static void pass_over(const Recurrence *rule, const GDate *from, GDate *begin)
{
	static const guint longest[] = {1, 7, 31, 366};
	gint gap = g_date_days_between(begin, from);
	if (rule->count > 0 || gap <= 0)
		return;
	guint steps = (guint)gap / (longest[rule->unit] * rule->interval);
	if (steps > 1)
		add_periods(rule, begin, (steps - 1) * rule->interval);
}

GArray *recurrence_days(const Recurrence *rule, const GDate *start,
	const GDate *from, const GDate *last, guint most)
{
	GArray *days = g_array_new(FALSE, FALSE, sizeof(GDate));
	GDate begin = period_begin(rule, start);
	GDate end = *last;
	guint counted = 0;
	if (g_date_valid(&rule->until) &&
		g_date_compare(&rule->until, &end) < 0)
		end = rule->until;
	pass_over(rule, from, &begin);
	while (g_date_compare(&begin, &end) <= 0 &&
		g_date_get_year(&begin) <= LAST_YEAR) {
		g_autoptr(GArray) named = g_array_new(FALSE, FALSE,
			sizeof(GDate));
		add_named(rule, start, begin, named);
		for (guint i = 0; i < named->len; i++) {
			GDate *day = &g_array_index(named, GDate, i);
			if (g_date_compare(day, start) < 0)
				continue;
			if (g_date_compare(day, &end) > 0 ||
				days->len == most)
				return days;
			if (g_date_compare(day, from) >= 0)
				g_array_append_val(days, *day);
			if (rule->count > 0 && ++counted == rule->count)
				return days;
		}
		add_periods(rule, &begin, rule->interval);
	}
	return days;
}
