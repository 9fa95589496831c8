/*
 * The parts of a month's page.
 */
#ifndef APP_SHOW_MONTH_PARTS_H
#define APP_SHOW_MONTH_PARTS_H

#include "app/show/month_page.h"
#include "index/index.h"
#include "rules/query.h"

typedef struct {
	Desk *desk;
	Index *index;
	QueryContext query;
	const ReportSettings *settings;
	const char *language;
	Page *page;
} Month;

extern const Schema month_breach_schema, month_hours_schema,
	month_advice_schema;

/* What a report of that kind counts of the month, as a page of report/1. */
Page *month_count(const Month *month, const Report *part, gboolean cells,
	GError **error);
/* One of its figures, its table of that name, a cell of that (NULL: there is no
 * such column). Borrowed. */
const Value *month_figure(const Page *page, const char *name);
const Block *month_rows(const Page *page, const char *name);
const Value *month_cell(const Block *table, const GPtrArray *row,
	const char *name);
/* The columns that `to` has. */
void month_copy_row(Block *to, const Block *from, const GPtrArray *row);
/* Of a page of report/1: the tickets (uid, borrowed) of the cells of `figure` in
 * `group` (NULL: any). g_ptr_array_unref(). */
GPtrArray *month_cells(const Page *report, const char *group,
	const char *figure);

/* Each of the breaches that `targets`, by clock with its cells, counts. */
gboolean month_add_breaches(const Month *month, const Page *targets,
	GError **error);
gboolean month_add_hours(const Month *month, GError **error);
/* What repeats: `figures` with its cells. */
gboolean month_add_advice(const Month *month, const Page *figures,
	GError **error);

#endif
