/*
 * Report `staffing`: for arrivals that were given one answer, else one for each
 * hour of the week, by what came in the period and what was worked on it.
 */
#ifndef REPORT_STAFFING_H
#define REPORT_STAFFING_H

#include "report/groups.h"

/* What it says once, and what of each hour, too. */
extern const Member staffing_members[], staffing_hour_members[];

/* Fills the page; `groups` are read. DESK_ERROR_USAGE: neither given nor known how
 * long a contact takes. */
gboolean staffing_report(Groups *groups, Index *index, Page *page,
	GError **error);

#endif
