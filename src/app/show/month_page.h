/*
 * What an outsourcer sends with the invoice: a customer's month on one page, or
 * (without a customer) the whole company's. Nothing is counted here: the
 * figures are those of reports (report/report.h), hours those of bills
 * (app/show/bill.h), the story of a breach that of its clock (rules/sla.h).
 *
 * The page, in its order; a part with nothing to tell is left out for people
 * and an empty list for machines:
 *
 *	title, answer	in words
 *	(fields)	for machines: whose, which time, what was known; each
 *			figure, "before.X", "change.X"; tiles in HTML
 *	figures		for people alone: figure, now, before, change
 *	customers	of the company's page: a row each
 *	targets		of each promise: met, breached, share
 *	breaches	each of them in a line, with why
 *	categories	a chart: the most first, what changed
 *	hours		of contracts: bought, carried, used, over, left
 *	advice		what came again and again
 *	tickets		of a customer's page: all behind the figures
 *
 * A customer reads nothing of what is the team's own (handovers, updates).
 */
#ifndef APP_SHOW_MONTH_PAGE_H
#define APP_SHOW_MONTH_PAGE_H

#include "report/report.h"

typedef struct Desk Desk;

extern const Schema month_page_schema;

/* Fills `page` (PAGE_OBJECT, month_page_schema), in its language. Of `settings`
 * the customer, both periods, as_of, zone and working hours hold; as_of is now:
 * a bill is told as it is. */
gboolean month_page_fill(Desk *desk, const ReportSettings *settings, Page *page,
	GError **error);
#endif
