/*
 * The groups of one report, by name: an agent, a value of a field, a day.
 */
#ifndef REPORT_GROUPS_H
#define REPORT_GROUPS_H

#include "report/grouping.h"

enum { REPEAT_DAYS = 30 };

typedef struct {
	const ReportSettings *settings;
	const Regulation *regulation;
	Grouping by;
	AsWas as_was;
	GHashTable *groups; /* name, also a former one → Group */
	GPtrArray *order;   /* Group*, owned */
	gint64 solved;	    /* in all groups */
	gint64 at_once;	    /* answered by the call that made the ticket */
	/* KEY_TIME: the group of the last instant asked for; KEY_NONE: the one
	 * that there is; else that of the last name. */
	Instant span_from, span_until;
	Group *span_group;
	/* KEY_TIME: ends of the days, weeks or months of the period, and what
	 * each stock is more than at the one before. */
	GArray *ends;	    /* Instant, ascending; the last of knowledge */
	GArray *rises;	    /* gint64[STOCKS] */
} Groups;

/* Borrows both. DESK_ERROR_USAGE: the report does not know this --by or --as-was. */
gboolean groups_init(Groups *groups, const ReportSettings *settings,
	const Regulation *regulation, GError **error);
void groups_clear(Groups *groups);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Groups, groups_clear)

/* Made when it is first asked for. Borrowed. */
Group *groups_named(Groups *groups, const char *name);
/* Of what happened to a ticket: when, by whom, and what TICKET_BY was. */
Group *groups_find(Groups *groups, const FactTicket *ticket, Instant at,
	const char *agent, const char *by);
gboolean groups_in_period(const Groups *groups, Instant at);
/* The last instant that the stock of the period is told for. */
Instant groups_end(const Groups *groups);

/* KEY_TIME: a stay in an open class stands in the stock of each row at whose
 * end it lasted. groups_stock() then fills in the rows. */
void groups_add_stay(Groups *groups, const FactTicket *ticket, const Fact *stay);
void groups_stock(Groups *groups);
/* STOCK_DAY and on; of what was created so long ago. */
Stocked stock_of_age(gint64 seconds);
/* What automation did is no row of people's. */
gboolean groups_is_apart(const Groups *groups, const Group *group);
/* By name; what stands apart last. */
void groups_sort(Groups *groups);

#endif
