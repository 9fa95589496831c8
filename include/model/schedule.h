/*
 * A recurring ticket: a file of the folder schedules.
 *
 *	# schedules/closing.yaml
 *	subject: Закрытие месяца
 *	text: |
 *	  Свести часы и отправить акты.
 *	start: 2026-12-01 09:00        # the first; the time of each
 *	repeat: FREQ=MONTHLY;BYMONTHDAY=1
 *	except: [2027-01-01, 2027-05-01..2027-05-09]
 *	zone: Europe/Moscow            # default: the regulation's
 *	shift: next                    # to a working day: none, next, previous
 *	calendar: office               # of which calendar
 *	catch-up: last                 # of those missed: last, all, none
 *	due: 2bd                       # the promise, from then on
 *	customer: romashka
 *	requester: romashka/ivanova
 *	tell: true                     # the requester hears of it by mail
 *	clocks: true                   # targets of first response and resolution
 *	category: billing              # and priority, type, group, assignee, asset
 *	tags: [акты]
 *	checklist: [Свести часы, Отправить]
 *
 * Pure; rules/schedule.h says when it is due.
 */
#ifndef MODEL_SCHEDULE_H
#define MODEL_SCHEDULE_H

#include "base/work_span.h"
#include "model/regulation.h"
#include "text/recurrence.h"

#define SCHEDULE_LIMIT_BYTES (256 * 1024)

typedef enum { SHIFT_NONE, SHIFT_NEXT, SHIFT_PREVIOUS } ScheduleShift;
typedef enum { CATCH_UP_LAST, CATCH_UP_ALL, CATCH_UP_NONE } ScheduleCatchUp;

/* Both included. */
typedef struct {
	GDate first, last;
} ScheduleDays;

/* A field of the ticket, as the file names it. */
typedef struct {
	const char *field; /* static */
	char *value;
} ScheduleValue;

typedef struct {
	char *name;
	char *subject;
	char *text;	  /* may be NULL */
	GArray *values;	  /* ScheduleValue, in the order in which they are set */
	GPtrArray *tags, *checklist; /* char* */
	gboolean tell;
	gboolean clocks;  /* its tickets have targets as a question has */
	gboolean has_due;
	WorkSpan due;
	GDate start;
	guint minute;	  /* of the local day */
	Recurrence *repeat; /* NULL: once */
	GTimeZone *zone;
	ScheduleShift shift;
	char *calendar;	  /* NULL: the default one */
	ScheduleCatchUp catch_up;
	GArray *except;	  /* ScheduleDays */
} Schedule;

/* Every mistake that can be found is a line "schedules/closing.yaml:4:3: …" of
 * one DESK_ERROR_DATA. `zone` holds where the file names none. What the
 * regulation must know (category, group, calendar …) is judged only with
 * `regulation`; NULL: the form alone. */
Schedule *schedule_parse(const char *name, const char *text, gsize size,
	const char *file, GTimeZone *zone, const Regulation *regulation,
	GError **error);
void schedule_free(Schedule *schedule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schedule, schedule_free)

const char *schedule_shift_name(ScheduleShift shift);

#endif
