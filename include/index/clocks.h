/*
 * The clocks of tickets as the index holds them (rules/sla.h), asked over many
 * tickets by those who watch what runs out; reports read timelines.h.
 */
#ifndef INDEX_CLOCKS_H
#define INDEX_CLOCKS_H

#include "index/index.h"
#include "model/sla.h"
#include "rules/query.h"
#include "rules/sla.h"

typedef struct {
	gint64 ticket; /* its row */
	char *uid, *subject, *priority, *assignee, *group, *customer;
	gint64 number; /* 0 = none */
	char *name; /* of the kind: "resolution" */
	ClockKind kind;
	gint64 run;
	gboolean running;	   /* else it is paused */
	Instant started, due;
	Instant warn;		   /* INSTANT_NONE: nobody is warned */
	gint64 unit, amount;	   /* of its target (WorkSpan) */
	char *policy;		   /* its name */
} OpenClock;

/* Which of those that are not over and have a due. What was due before `now`
 * is always among them. */
typedef struct {
	Instant now;
	Instant until; /* running ones that are due by then, too; INSTANT_NONE */
	gboolean warn; /* and those at which somebody is to be warned by now */
	const QueryNode *query; /* of tickets that match; NULL: of all */
	const QueryContext *context;
} OpenClockQuestion;

/* OpenClock*, by due, uid and kind. Free with g_ptr_array_unref(). */
GPtrArray *index_open_clocks(Index *index, const OpenClockQuestion *question,
	GError **error);
/* How many run, of the tickets that `question` names; it asks no more. */
gboolean index_count_running_clocks(Index *index,
	const OpenClockQuestion *question, guint *count, GError **error);

/* By which the clocks of a ticket are measured, the resolution first, then the
 * last: a calendar's name; NULL: none. g_free(). */
gboolean index_clock_calendar(Index *index, const char *uid, char **name,
	GError **error);

#endif
