/*
 * What the rows of a report are: agents, values of a field, days.
 */
#ifndef REPORT_GROUPING_H
#define REPORT_GROUPING_H

#include "model/field.h"
#include "report/report.h"

typedef enum {
	KEY_NONE, KEY_AGENT, KEY_CLOCK, KEY_FIELD, KEY_TIME
} KeyKind;

/* What --by takes, by the sources that can be grouped so. */
typedef struct {
	const char *name;   /* for --by and machines; NULL with KEY_NONE */
	Phrase title;
	KeyKind kind;
	guint sources;
	const Field *field; /* KEY_FIELD: of which value */
	const char *format; /* KEY_TIME */
	gboolean hours;     /* of a day or week, which come again and again */
	gboolean map;	    /* hours of a week: people see a map of one figure */
} Grouping;

/* By name, or by title in either language; "" is KEY_NONE. DESK_ERROR_USAGE
 * names those that the report can be counted by. */
gboolean grouping_find(const Report *report, const char *by, Grouping *found,
	GError **error);
/* What --as-was says, or (NULL) what goes for such rows: where a ticket stands
 * (agent, level, group, status …) is told as it was then, what it is about and
 * for whom as it was when it ended. DESK_ERROR_USAGE. */
gboolean grouping_as_was(const Grouping *by, const char *word, AsWas *as_was,
	GError **error);
extern const char *const as_was_names[AS_WAS];
/* For people: "categories as they were when solved"; NULL: rows have no
 * such value. Static. */
const Phrase *grouping_population(const Grouping *by, AsWas as_was);

#endif
