/*
 * What a page is read for: the figure of all rows, and what it is more than
 * before.
 */
#ifndef RENDER_ANSWER_H
#define RENDER_ANSWER_H

#include "render/render.h"

/* Of a chart's total; without one counts add up, and a stock is that of the last
 * day. NULL: there is none. Free with value_free(). */
Value *figure_of_all(const Block *chart, guint place);
/* "change.NAME" among Column*: its place, or G_MAXUINT. */
guint find_change(const GPtrArray *columns, const char *name);
/* "+61", and in words what the colour says: "+61 worse". `flags`:
 * COLUMN_SPELT. */
char *change_text(const Page *page, const Value *change, Better better,
	guint flags);
/* " (+61 worse)", of a field whose change stands beside it; "" for others. With
 * `names` (--fields) it stands for itself. */
char *field_change(const Page *page, const Block *fields, guint place,
	char **names, guint flags);
ValueStyle change_of_field(const Block *fields, guint place);
/* TRUE if another field tells of this one. */
gboolean is_told_beside(const Block *fields, guint place, char **names);

/* A chart that people see, or are told of in sum. */
gboolean is_answering(const Block *block);

#endif
