/*
 * A value as people read it, on a terminal and in HTML. Not escaped.
 */
#ifndef RENDER_CELL_H
#define RENDER_CELL_H

#include "render/render.h"

#define NO_BREAK_SPACE "\u00a0"
/* What of a field's flags says how its value looks. */
#define FIELD_LOOKS (COLUMN_COUNT | COLUMN_CHANGE)

/* "–" for nothing; instants in the page's zone, with COLUMN_BRIEF without the
 * year, with COLUMN_AGE as their age; spans, sizes and shares with units, in the
 * page's language. Shares from ten percent on are whole, but for those just
 * below all. Free with g_free(). */
char *cell_text(const Page *page, const Value *value, guint flags);
/* "2026-11-21 09:14" in the page's zone. Free with g_free(). */
char *cell_time(const Page *page, Instant at);

/* Of a table's cell; a median with the number of its times, "25m (12)";
 * `flags`: COLUMN_WORDED. */
char *cell_row_text(const Page *page, const Block *table, const GPtrArray *row,
	guint place, guint flags);
/* The same of a block of fields; `flags`: COLUMN_SPELT. */
char *field_text(const Page *page, const Block *fields, guint place,
	guint flags);
/* " (12)"; "" for what is no median. */
char *field_times(const Block *fields, guint place);
char *row_times(const Block *table, const GPtrArray *row, guint place);

gboolean value_is_figure(const Value *value);
/* "2026-11-21": a day, which no zone moves. */
gboolean value_is_day(const Value *value);
/* The cell's own style; else dim for nothing, for zero, and for a median, mean
 * or p90 ("X-median") of less than five times ("X-n"); of a change whether it is
 * for the better. */
ValueStyle row_style(const Block *table, const GPtrArray *row, guint place);
ValueStyle change_style(const Value *change, Better better);
/* Says in words, too, what the colour of a change says: "+61 worse". Takes
 * `text`. */
char *change_worded(const Page *page, char *text, ValueStyle style);
ValueStyle field_style(const Block *fields, guint place);
/* TRUE if the column holds figures and nothing else. */
gboolean column_is_figures(const Block *table, guint place);
/* TRUE if the column holds instants and nothing else. */
gboolean column_is_times(const Block *table, guint place);
/* TRUE if the column holds days ("2026-11-21") and nothing else. */
gboolean column_is_days(const Block *table, guint place);

/* The figure as a number; 0 for what is none. */
double value_figure(const Value *value);
/* How long a bar is: the figure as a part of `full`, 0..1. */
double figure_part(const Value *value, double full);
/* What a full bar means: 1 for shares up to that, else the highest figure. */
double column_full(const Block *table, guint place);
/* Of its cells; VALUE_NONE if all are empty. */
ValueType column_type(const Block *table, guint place);
/* Where its line stands, as its figures are said. g_free(). */
char *target_text(const Page *page, const Block *table, guint place);
/* Of its figures: what they count, else what they are; never NULL. Bars of one
 * unit alone can be compared. */
const char *column_unit(const Block *table, guint place);

/* Appends `text` (escaped by the caller) in `style` for a terminal. */
void append_styled(GString *out, const RenderSettings *settings,
	ValueStyle style, const char *text);

#endif
