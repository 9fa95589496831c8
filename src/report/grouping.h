/*
 * What reports count by: agents, clocks, times, and ticket fields whose row
 * says so.
 */
#ifndef REPORT_GROUPING_H
#define REPORT_GROUPING_H

#include "model/field.h"

typedef struct {
	const char *name;	 /* for --by and machines */
	Phrase title;
	const char *time_format; /* of a time; else NULL */
	const Field *field;	 /* of a ticket field; else NULL */
} Grouping;

/* By name, or by title in either language. DESK_ERROR_USAGE: begins with
 * `what` and names those that there are. */
gboolean grouping_find(const char *word, const char *what, Grouping *grouping,
	GError **error);

#endif
