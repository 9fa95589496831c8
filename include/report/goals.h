/*
 * What figures are to be, by section `goals` of desk.yaml: "sla-attainment >= 95".
 * Pure.
 */
#ifndef REPORT_GOALS_H
#define REPORT_GOALS_H

#include "report/report.h"

/* A figure of any report, <, <=, >= or > and a number. DESK_ERROR_USAGE. */
gboolean goal_prove(const char *text, GError **error);
/* Before all else of the page of a report: each goal that it has a figure of, for
 * people, with the rows that miss it; a line at the goal in its chart. What is no
 * goal is said below. */
void goals_show(Page *page, const Report *report,
	const Regulation *regulation);

#endif
