/*
 * What figures must not be: "sla<95", "resolution-p90>8h", "open>=20". Pure.
 */
#ifndef REPORT_THRESHOLD_H
#define REPORT_THRESHOLD_H

#include "report/report.h"

typedef enum { IS_LESS, IS_AT_MOST, IS_EQUAL, IS_AT_LEAST, IS_MORE } Comparison;

typedef struct {
	const Metric *metric;
	Comparison comparison;
	double limit; /* of a share: percent; of a time: seconds */
} Threshold;

/* A figure of `report` (NULL: of any), by name or by title in either language; <, <=, =, >=
 * or >; a number, of a share in percent, of a time 30m, 4h. DESK_ERROR_USAGE. */
gboolean threshold_parse(const Report *report, const char *text,
	Threshold *threshold, GError **error);
/* The limit as figures have it: 0.95 of 95 percent. */
double threshold_figure(const Threshold *threshold);
/* FALSE of what has no value. */
gboolean threshold_holds(const Threshold *threshold, const Value *value);

#endif
