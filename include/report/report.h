/*
 * Reports: facts counted by group. A report is a row (what it counts, by what,
 * its metrics), a metric is a row (how it is figured, from where in a group, its
 * unit, what is better).
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/phrase.h"
#include "index/flaws.h"
#include "report/facts.h"
#include "rules/staffing.h"
#include "rules/worktime.h"
#include "text/page.h"

typedef enum {
	WORKED_REMOTE, WORKED_CALLS, WORKED_ONSITE, WORKED_TRAVEL, WORKED_KINDS
} WorkedKind;

/* What is counted besides facts. */
typedef enum {
	COUNT_SOLVED_TICKETS = FACT_KINDS, /* solved in the period, each once */
	COUNT_REOPENED_TICKETS, /* those of them that were reopened later */
	COUNT_THANKS,		/* reopened, then solved without an answer */
	COUNT_RATED,		/* those solved that have a rating */
	COUNT_RATED_WELL,	/* 4 or 5 */
	COUNT_RATED_BADLY,	/* 1 or 2 */
	COUNT_VERIFIED,		/* those solved that were called back about */
	COUNT_VERIFIED_OK,	/* and nobody said that it is not ok */
	COUNT_COMPLAINTS,	/* created; of who is complained about */
	COUNT_CONTACTS,		/* fact_is_contact() */
	COUNT_CALLED_IN,	/* calls among them */
	COUNT_ONE_CONTACT,	/* solved with one answer, not reopened within */
	COUNT_FCR_JUDGED,	/* a week; of those solved that week ago, */
	COUNT_FCR_EARLY,	/* of those that were solved since */
	COUNT_RETURNED,		/* came back to a former holder */
	COUNT_MISDIRECTED,
	COUNT_WITHIN,		/* first responses in the time asked about */
	COUNT_HANDLED,		/* solved, with time written down */
	COUNT_REPEATS,		/* created soon after another one like it */
	COUNT_TOUCHED,		/* tickets in which something was done */
	COUNTS
} Count;

/* Of a ticket that stands solved: its life until then. */
typedef enum {
	SPAN_FIRST_RESPONSE, /* without that by the call that made it */
	SPAN_NEXT_REPLY,     /* later messages until they were answered */
	SPAN_FIRST_RESOLUTION,
	SPAN_RESOLUTION,
	SPAN_AGENT_WORK,     /* it was new or open */
	SPAN_PENDING, SPAN_ON_HOLD,
	SPAN_REQUESTER_WAIT, /* new, open or on hold */
	SPAN_HANDLE,	     /* written down as work, calls, visits */
	SPANS
} SpanKind;

/* Open tickets at a moment: by StatusClass, and once more by how long before it
 * they were created, up to the next one. */
typedef enum {
	STOCK_DAY = CLASS_SOLVED, STOCK_WEEK, STOCK_MONTH, STOCK_OLDER, STOCKS
} Stocked;

/* What is counted of one group. */
typedef struct {
	char *name;
	gint64 counts[COUNTS];	   /* by FactKind and Count */
	gint64 all_solved;	   /* in all groups, for shares */
	gint64 one_end;		   /* 0: of one of many days, weeks or months */
	gint64 ratings;		   /* their sum */
	/* gint64 seconds, by the calendar and [TRUE] in working time; NULL:
	 * none. */
	GArray *spans[SPANS][2];
	gint64 met[CLOCK_KINDS], breached[CLOCK_KINDS]; /* clocks */
	gint64 running;		   /* clocks that were not due at the end */
	gint64 weighted;	   /* open ones, each by its priority's place */
	gint64 broken_before;	   /* promises that others followed */
	gint64 stock[STOCKS];	   /* open at the end */
	gint64 worked[WORKED_KINDS]; /* minutes, of report `time` */
	gint64 flaws[FLAWS];	   /* of report `health` */
	gint64 back_dated;	   /* minutes of FLAW_BACK_DATED */
	guint touched;		   /* the last ticket (Tally) that was */
	/* Sums of the above, by group_sum(): */
	gint64 open, left, net, worked_all;
	gint64 responses, solved_standing;
	gint64 judged[CLOCK_KINDS], all_met, all_breached, all_judged;
} Group;
void group_sum(Group *group);
void group_add_span(Group *group, SpanKind kind, gboolean working,
	gint64 seconds);
void group_clear(Group *group);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Group, group_clear)

typedef enum {
	FIGURE_COUNT,	/* gint64 */
	FIGURE_MINUTES, /* gint64, of work */
	FIGURE_SHARE,	/* of the gint64 at `whole` */
	FIGURE_RATIO,	/* by the gint64 at `whole` */
	FIGURE_MEDIAN, FIGURE_P90, FIGURE_MEAN, /* of the GArray at `offset` */
	FIGURE_TIMES,	/* how many it holds */
	FIGURES
} FigureKind;

typedef struct {
	const char *name;
	Phrase title;
	FigureKind kind;
	gsize offset;	    /* in Group */
	const Phrase *unit; /* of a count; NULL: the kind says it */
	Better better;
	const char *help;
	/* FIGURE_SHARE, FIGURE_RATIO; FIGURE_COUNT: 0 there is none, if given. */
	gsize whole;
	guint flags;	    /* ColumnFlags */
} Metric;
/* NULL if there is none of that name. */
const Metric *metric_find(const char *name);
/* `group` is summed; the order of its spans may change. */
Value *metric_value(const Metric *metric, const Group *group);
/* What machines and people read of it. */
Member metric_member(const Metric *metric);
void metrics_each(MemberEach each, void *data);

typedef enum {
	REPORT_EVENTS = 1, /* what happened in the period, what it left open */
	REPORT_CLOCKS = 2, /* how targets were kept */
	REPORT_WORK = 4,   /* what was worked */
	REPORT_STAFFING = 8, /* who is needed for what comes */
	REPORT_HEALTH = 16, /* what history says of itself */
	REPORT_MONTH = 32, /* what is sent with the invoice: app/show/month_page.h */
} ReportSource;

typedef struct {
	const char *name;
	Phrase title;
	ReportSource source;
	const char *by;	     /* default grouping: "agent", a field, "day", "" */
	const char *metrics; /* names, separated by spaces */
	const char *lead;    /* the one that it is read for */
	Phrase help;
	gboolean ranked; /* rows with most of the lead, a count, stand first */
} Report;
/* Sorted by name. */
extern const Report reports[];
extern const gsize reports_count;
const Report *report_find(const char *name);
gboolean report_has(const Report *report, const Metric *metric);

/* What is given of report `staffing`. */
typedef struct {
	/* `arrivals` and `handle` negative: those of the store. */
	StaffingQuestion question;
	gint64 per;   /* seconds, of `arrivals`; 0: a working day */
	guint agents; /* 0: as many as it takes */
} StaffingSettings;

typedef struct {
	const Report *report;
	Instant from, until; /* the period [from, until) */
	Instant as_of;	     /* the index answers for that time */
	GTimeZone *zone;     /* of days, weeks, months */
	const char *by;	     /* NULL = the report's */
	const char *as_was;  /* NULL = as rows of that kind do */
	GHashTable *tickets; /* row ids that count (gint64*), NULL = all */
	const char *customer; /* whose tickets count; NULL = of all */
	Worktime *work;	     /* business hours of times; NULL = none */
	gint64 within;	     /* seconds: a first response in time */
	gboolean named;	     /* somebody names the figures that are shown */
	/* A period to compare with; INSTANT_NONE: none. */
	Instant compared_from, compared_until;
	gboolean people;     /* read it: with what all rows are together */
	gboolean unasked;    /* comparing was: people are told of that alone */
	gboolean ids;	     /* the tickets behind the figures instead */
	const StaffingSettings *staffing; /* REPORT_STAFFING */
	gboolean drill;	     /* those behind each of them */
	gboolean linked;     /* these beside the figures, unless they are many */
} ReportSettings;

extern const Schema report_schema;

/* What a report says of itself: which store, as it stood at which commit, and what
 * was known when. For people; g_free(). */
char *report_known(const Regulation *regulation, const char *tip,
	const char *as_of, const char *language);
/* Fills `page` (PAGE_OBJECT, report_schema): report, period, as-of, commit,
 * and a table `rows`. DESK_ERROR_USAGE for an unknown grouping. */
gboolean report_run(Index *index, const Regulation *regulation,
	const ReportSettings *settings, Page *page, GError **error);

/* Names that --by takes: agent, clock, day, week, month, fields, of one report
 * or (NULL) of any; sorted. g_strfreev(). */
char **report_groupings(const Report *report);

#endif
