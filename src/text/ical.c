#include "text/ical.h"

#include <libical/ical.h>
#include <string.h>

#include "base/error.h"
#include "base/library.h"
#include "text/recurrence.h"
#include "text/yaml.h"

static const Phrase
	many_days = {"%1: more than %2 days; a calendar of days off names "
			"fewer",
		"%1: больше %2 дней; в календаре выходных их меньше"},
	too_large = {"%1: larger than %2 MiB", "%1: больше %2 МиБ"},
	no_calendar = {"%1: no calendar; an .ics file begins with "
			"BEGIN:VCALENDAR",
		"%1: не календарь; файл .ics начинается с BEGIN:VCALENDAR"};

#define ICAL_FUNCTIONS(X) X(icalcomponent_free) X(icalcomponent_get_dtend) \
	X(icalcomponent_get_dtstart) X(icalcomponent_get_first_component) \
	X(icalcomponent_get_first_property) \
	X(icalcomponent_get_next_component) X(icalcomponent_get_status) \
	X(icalcomponent_get_summary) X(icalerror_set_errors_are_fatal) \
	X(icalparser_parse_string) X(icalproperty_get_rrule) \
	X(icalrecurrencetype_as_string) X(icaltime_is_null_time)

static struct {
	LIBRARY_POINTERS(ICAL_FUNCTIONS)
} ical;
static Library library = LIBRARY(LIBICAL, ICAL_FUNCTIONS, ical);

enum { MOST_DAYS = 5000, MOST_EVENTS = 20000, MOST_REPEATS = 20000,
	LONGEST_TITLE = 200 };

static gboolean load(GError **error)
{
	if (!library_load(&library, error))
		return FALSE;
	ical.icalerror_set_errors_are_fatal(0);
	return TRUE;
}

static void day_free(void *data)
{
	IcalDay *day = data;
	g_free(day->title);
	g_free(day);
}

typedef struct {
	GPtrArray *days;
	int first_year, last_year;
	guint skipped, repeats;
	gboolean too_many;
} Reading;

static gboolean to_date(struct icaltimetype time, GDate *date)
{
	if (time.year < 1 || time.year > 9998 || time.month < 1 ||
		time.month > 12 || time.day < 1 || time.day > 31 ||
		!g_date_valid_dmy((GDateDay)time.day, (GDateMonth)time.month,
			(GDateYear)time.year))
		return FALSE;
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)time.day, (GDateMonth)time.month,
		(GDateYear)time.year);
	return TRUE;
}

static char *title_of(icalcomponent *event)
{
	const char *summary = ical.icalcomponent_get_summary(event);
	if (!summary)
		return NULL;
	g_autofree char *clean = yaml_clean_text(summary, -1);
	g_strdelimit(clean, "\n\t", ' ');
	return g_utf8_substring(clean, 0, MIN(g_utf8_strlen(clean, -1),
		LONGEST_TITLE));
}

static void add_day(Reading *reading, icalcomponent *event,
	const GDate *first, guint length)
{
	int year = g_date_get_year(first);
	if (year < reading->first_year || year > reading->last_year)
		return;
	if (reading->days->len >= MOST_DAYS) {
		reading->too_many = TRUE;
		return;
	}
	IcalDay *day = g_new0(IcalDay, 1);
	day->first = day->last = *first;
	g_date_add_days(&day->last, length - 1);
	day->title = title_of(event);
	g_ptr_array_add(reading->days, day);
}

/* DTEND is the day after; without it one day. */
static guint length_of(icalcomponent *event, struct icaltimetype start)
{
	struct icaltimetype end = ical.icalcomponent_get_dtend(event);
	GDate from, until;
	if (ical.icaltime_is_null_time(end) || !to_date(start, &from) ||
		!to_date(end, &until))
		return 1;
	gint days = g_date_days_between(&from, &until);
	return (guint)CLAMP(days, 1, 366);
}

/* Counted here: libical does not end for a rule that never comes. */
static void add_repeats(Reading *reading, icalcomponent *event,
	icalproperty *property, const GDate *first, guint length)
{
	struct icalrecurrencetype rule =
		ical.icalproperty_get_rrule(property);
	const char *text = ical.icalrecurrencetype_as_string(&rule);
	g_autoptr(Recurrence) recurrence = text ?
		recurrence_parse(text, NULL) : NULL;
	GDate from, last;
	if (!recurrence) {
		reading->skipped++;
		return;
	}
	g_date_clear(&from, 1);
	g_date_clear(&last, 1);
	g_date_set_dmy(&from, 1, G_DATE_JANUARY,
		(GDateYear)reading->first_year);
	g_date_set_dmy(&last, 31, G_DATE_DECEMBER,
		(GDateYear)reading->last_year);
	g_autoptr(GArray) days = recurrence_days(recurrence, first, &from,
		&last, MOST_REPEATS - reading->repeats);
	reading->repeats += days->len;
	for (guint i = 0; i < days->len; i++)
		add_day(reading, event, &g_array_index(days, GDate, i), length);
}

static void take_event(Reading *reading, icalcomponent *event)
{
	struct icaltimetype start = ical.icalcomponent_get_dtstart(event);
	if (ical.icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
		return;
	GDate first;
	if (ical.icaltime_is_null_time(start) || !start.is_date ||
		!to_date(start, &first)) {
		reading->skipped++;
		return;
	}
	guint length = length_of(event, start);
	icalproperty *rule = ical.icalcomponent_get_first_property(event,
		ICAL_RRULE_PROPERTY);
	if (rule)
		add_repeats(reading, event, rule, &first, length);
	else
		add_day(reading, event, &first, length);
}

static int compare_days(const void *a, const void *b)
{
	const IcalDay *one = *(IcalDay *const *)a, *two = *(IcalDay *const *)b;
	int order = g_date_compare(&one->first, &two->first);
	return order != 0 ? order : g_strcmp0(one->title, two->title);
}

static GPtrArray *read_days(icalcomponent *root, const char *name,
	Reading *reading, GError **error)
{
	guint events = 0;
	for (icalcomponent *event = ical.icalcomponent_get_first_component(root,
		     ICAL_VEVENT_COMPONENT); event && events < MOST_EVENTS;
		event = ical.icalcomponent_get_next_component(root,
			ICAL_VEVENT_COMPONENT), events++)
		take_event(reading, event);
	if (reading->too_many || events == MOST_EVENTS ||
		reading->repeats == MOST_REPEATS) {
		desk_refuse(error, DESK_ERROR_DATA, &many_days, name,
			PHRASE_NUMBER(MOST_DAYS), NULL);
		return NULL;
	}
	g_ptr_array_sort(reading->days, compare_days);
	return g_ptr_array_ref(reading->days);
}

GPtrArray *ical_days(const char *text, gsize size, const char *name,
	int first_year, int last_year, guint *skipped, GError **error)
{
	*skipped = 0;
	if (!load(error))
		return NULL;
	if (size > ICAL_LIMIT_BYTES) {
		desk_refuse(error, DESK_ERROR_DATA, &too_large, name,
			PHRASE_NUMBER(ICAL_LIMIT_BYTES / 1024 / 1024), NULL);
		return NULL;
	}
	g_autofree char *copy = g_strndup(text, size);
	icalcomponent *root = strstr(copy, "BEGIN:VCALENDAR") ?
		ical.icalparser_parse_string(copy) : NULL;
	if (!root) {
		desk_refuse(error, DESK_ERROR_DATA, &no_calendar, name, NULL);
		return NULL;
	}
	g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func(day_free);
	Reading reading = {.days = days, .first_year = first_year,
		.last_year = last_year};
	GPtrArray *found = read_days(root, name, &reading, error);
	ical.icalcomponent_free(root);
	*skipped = reading.skipped;
	return found;
}
