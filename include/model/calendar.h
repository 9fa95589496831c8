/*
 * Working hours and days off: a file of the folder calendars, or 24x7.
 *
 *	zone: Europe/Moscow             # default: the regulation's
 *	include: [calendars/russia-2026.yaml]
 *	week:
 *	  mon-thu: ['09:00-13:00', '14:00-18:00']
 *	  fri: ['09:00-16:45']          # other days: no work
 *	holidays:
 *	  - 2026-01-01..2026-01-08
 *	  - 12-25                       # every year
 *	  - {day: 2026-12-31, hours: ['09:00-15:00'], title: New Year's Eve}
 *	moved:                          # what is worked on another day
 *	  - {from: 2026-11-02, to: 2026-10-31}
 *	short: [2026-04-30]             # ends an hour earlier
 *	exceptions:
 *	  2026-06-20: ['10:00-14:00']   # these hours, whatever else is said
 *
 * What stands further down this list goes before what stands above it; a
 * file's own lines go before those of the files that it includes. Hours are
 * half open and of one day: a night is '22:00-24:00' and '00:00-06:00'.
 *
 * Pure; rules/worktime.h counts with it.
 */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include "text/yaml.h"

/* Minutes of the local day, [from, until), 0 to 1440. */
typedef struct {
	guint from, until;
} WorkHours;

typedef struct {
	char *name;  /* "office" */
	char *title; /* may be NULL */
	GTimeZone *zone;
	gboolean always; /* 24x7; nothing else counts then */
	GArray *week[7]; /* WorkHours, ascending, apart; Monday first */
	GHashTable *days;	/* GUINT (Julian day of GDate) → GArray of
				   WorkHours */
	GHashTable *yearly;	/* GUINT (month * 100 + day) → GArray */
	GHashTable *titles;	/* GUINT (Julian day) → char* */
} Calendar;

/* Texts of the files that `include` names; NULL if there is none. Borrowed
 * until the parser returns. */
typedef const char *(*CalendarFile)(void *data, const char *path);

/* `file` is for messages ("calendars/office.yaml"), `zone` holds where the
 * file names none. Every mistake that can be found is a line of one
 * DESK_ERROR_CONFIG: "calendars/office.yaml:4:3: …". */
Calendar *calendar_parse(const char *name, const char *text, gsize size,
	const char *file, GTimeZone *zone, CalendarFile include, void *data,
	GError **error);
/* 24x7. */
Calendar *calendar_always(const char *name, GTimeZone *zone);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* The hours of a day: WorkHours, maybe none. Borrowed. */
const GArray *calendar_hours(const Calendar *calendar, const GDate *day);
/* Why it is not as its weekday: a title or NULL. Borrowed. */
const char *calendar_title_of(const Calendar *calendar, const GDate *day);
/* FALSE: no hour is ever worked. */
gboolean calendar_has_work(const Calendar *calendar);

/* "09:00-13:00 14:00-18:00", "" for none. Free with g_free(). */
char *work_hours_format(const GArray *hours);

#define CALENDAR_LIMIT_BYTES (1024 * 1024)
#define CALENDAR_LIMIT_DAYS 20000

#endif
