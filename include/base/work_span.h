/*
 * Lengths of time as targets and deadlines are given: by the calendar (m h d)
 * or in working time (bh bd). rules/worktime.h counts with them.
 */
#ifndef BASE_WORK_SPAN_H
#define BASE_WORK_SPAN_H

#include <glib.h>

typedef enum {
	WORK_CALENDAR, /* m h d: seconds by the calendar, whoever works */
	WORK_HOURS,    /* bh: seconds of working time */
	WORK_DAYS,     /* bd: parts of a business day, so small that the sum of
			  many is right to the second */
} WorkUnit;

typedef struct WorkSpan {
	WorkUnit unit;
	gint64 amount; /* seconds; of WORK_DAYS in units of 1 / WORKDAY */
} WorkSpan;
#define WORKDAY ((gint64)1000000000000)

/* "4bh", "1bh 30m", "3bd", "1.50bd", "2d 4h": for people and for keys, the
 * same in every language. work_span_parse() reads it again, but for parts
 * of a business day. Free with g_free(). */
char *work_span_format(WorkSpan span);

#endif
