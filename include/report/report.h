/*
 * Reports: facts counted by group. A report is a row (its grouping and its
 * metrics), a metric is a row (name, unit, what is better, function).
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/phrase.h"
#include "report/facts.h"
#include "text/page.h"

typedef enum {
	WORKED_REMOTE, WORKED_CALLS, WORKED_ONSITE, WORKED_TRAVEL, WORKED_KINDS
} WorkedKind;
typedef enum { BETTER_NONE, BETTER_MORE, BETTER_LESS } Better;

/* What is counted of one group. */
typedef struct {
	char *name;
	gint64 counts[FACT_KINDS];
	gint64 open_now;
	gint64 all_solved;	   /* in all groups, for shares */
	GArray *first_response;	   /* gint64 seconds */
	GArray *resolution;
	GArray *first_response_work; /* the same in working time */
	GArray *resolution_work;
	gint64 met[CLOCK_KINDS], breached[CLOCK_KINDS]; /* clocks */
	gint64 running;		   /* clocks that are not due yet */
	gint64 broken_before;	   /* promises that others followed */
	gint64 stock[CLASS_CLOSED + 1]; /* backlog: at the end of a day */
	gint64 left;		   /* backlog: became solved or closed */
	gint64 worked[WORKED_KINDS]; /* minutes, of report `time` */
} Group;

typedef struct {
	const char *name;
	Phrase title;
	Better better;
	const char *help;
	Value *(*value)(const Group *group);
} Metric;
/* NULL if there is none of that name. */
const Metric *metric_find(const char *name);

typedef struct {
	const char *name;
	Phrase title;
	const char *by;	     /* default grouping: "agent", a field, "day", "" */
	const char *metrics; /* names, separated by spaces */
	Phrase help;
} Report;
/* Sorted by name. */
extern const Report reports[];
extern const gsize reports_count;
const Report *report_find(const char *name);

typedef struct {
	const Report *report;
	Instant from, until; /* the period [from, until) */
	Instant as_of;
	GTimeZone *zone;     /* of days, weeks, months */
	const char *by;	     /* NULL = the report's */
	GHashTable *tickets; /* row ids that count (gint64*), NULL = all */
	const char *language;
	Worktime *work;	     /* business hours of times; NULL = none */
	gboolean clocks;     /* the index knows clocks as of `as_of` */
	gboolean ids;	     /* the tickets behind the figures instead */
} ReportSettings;

/* Fills `page` (PAGE_OBJECT, schema report/1): report, period, as-of, commit,
 * and a table `rows`. DESK_ERROR_USAGE for an unknown grouping. */
gboolean report_run(Index *index, const Regulation *regulation,
	const ReportSettings *settings, Page *page, GError **error);

/* Names that --by takes: agent, clock, day, week, month, fields; sorted.
 * g_strfreev(). */
char **report_groupings(void);

#endif
