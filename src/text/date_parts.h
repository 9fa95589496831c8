/*
 * Text → the parts of a date it names, not yet placed on a calendar. Private
 * to the date parser.
 */
#ifndef TEXT_DATE_PARTS_H
#define TEXT_DATE_PARTS_H

#include "base/instant.h"
#include "text/date.h"
#include "text/date_words.h"

typedef enum {
	PART_NONE,
	PART_DAY,	 /* year, month, day */
	PART_YEARLESS,	 /* month, day: the nearest such day */
	PART_WEEKDAY,	 /* number: the nearest such day */
	PART_OF_WEEK,	 /* number of the week `shift` weeks from this one */
	PART_BEFORE,	 /* number: the latest such weekday before today */
	PART_OFFSET,	 /* number: days from today */
	PART_ISO_WEEK,	 /* year, number */
	PART_MONTH,	 /* year, month */
	PART_MONTH_NAME, /* month: the nearest one */
	PART_QUARTER,	 /* year, number */
	PART_QUARTER_NAME, /* number: the nearest one */
	PART_YEAR,	 /* year */
	PART_UNIT,	 /* number: DateUnit; the `shift`ed day, week, month … */
} PartKind;

typedef struct {
	PartKind kind;
	gint64 year, month, day, number;
	int shift;
	gboolean is_end; /* "end of": its last day */
} DatePart;

typedef struct {
	gboolean given, has_second, has_zone;
	gint64 hour, minute, second;
	gint64 offset; /* seconds east, if has_zone */
} TimePart;

typedef struct {
	DatePart day;
	TimePart time;
	DateSpan span;
	int span_sign;	  /* 0 = by the direction, else given: "ago", "in" */
	gboolean has_span;
	gboolean is_now;
	gboolean has_epoch; /* "@1700000000" */
	Instant epoch;
} DateParts;

/* FALSE: some word is not understood; `*word` (g_free()) is the first such,
 * or NULL. */
gboolean date_parts_read(const char *text, DateParts *parts, char **word);

#endif
