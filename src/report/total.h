/*
 * What all groups of a report are together.
 */
#ifndef REPORT_TOTAL_H
#define REPORT_TOTAL_H

#include "report/groups.h"

/* Counts add up, times are those of all of them, and a stock by time is that at
 * the end. They are sorted by this; `total` is summed, group_clear() it. */
void groups_total(Groups *groups, Group *total);
/* FALSE: it says nothing of all rows, as a share of all that were solved does not,
 * or counts a ticket in several of them. */
gboolean metric_has_total(const Metric *metric);

#endif
