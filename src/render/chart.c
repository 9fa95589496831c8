/* Which chart a figure gets: never two units on one axis. */
#include "render/chart.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"

/* --- columns ------------------------------------------------------------- */

static gboolean is_flat(const Drawing *drawing, guint place)
{
	for (guint i = 0; i < drawing->chart->rows->len; i++)
		if (drawing_figure(drawing, i, place) != 0 &&
			!row_is_apart(drawing->chart, i))
			return FALSE;
	return TRUE;
}

static guint find_flag(const Drawing *drawing, guint flag)
{
	for (guint i = 1; i < drawing->chart->columns->len; i++)
		if (chart_draws(drawing->chart, i) &&
			table_column(drawing->chart, i)->flags & flag)
			return i;
	return NOWHERE;
}

/* "X-median" has its "X-p90". */
static guint find_p90(const Drawing *drawing, guint median)
{
	const char *name = table_column(drawing->chart, median)->name;
	if (!g_str_has_suffix(name, "-median"))
		return NOWHERE;
	g_autofree char *wanted = g_strdup_printf("%.*s-p90",
		(int)(strlen(name) - strlen("-median")), name);
	for (guint i = 1; i < drawing->chart->columns->len; i++)
		if (chart_draws(drawing->chart, i) &&
			g_str_equal(table_column(drawing->chart, i)->name,
				wanted))
			return i;
	return NOWHERE;
}

static gboolean is_span(const Drawing *drawing, guint place)
{
	return column_type(drawing->chart, place) == VALUE_SPAN;
}

/* --- pictures ------------------------------------------------------------ */

static Picture *add(GPtrArray *pictures, const guint *columns, guint count)
{
	Picture *picture = picture_new(columns, count);
	g_ptr_array_add(pictures, picture);
	return picture;
}

static void add_figure(GPtrArray *pictures, const Drawing *drawing, guint place)
{
	Picture *picture = add(pictures, &place, 1);
	if (is_span(drawing, place) && drawing->ordered)
		draw_span_columns(picture, drawing, place, find_p90(drawing,
			place));
	else if (is_span(drawing, place))
		draw_spans(picture, drawing, place, find_p90(drawing, place));
	else if (drawing->ordered)
		draw_columns(picture, drawing, place);
	else
		draw_bars(picture, drawing, place);
}

/* The whole of the parts is their height. */
static void add_parts(GPtrArray *pictures, const Drawing *drawing, guint flag,
	gboolean *done)
{
	const Block *chart = drawing->chart;
	g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 1; i < chart->columns->len; i++)
		if (table_column(chart, i)->flags & flag &&
			chart_draws(chart, i) && !is_flat(drawing, i))
			g_array_append_val(parts, i);
	if (parts->len == 0)
		return;
	for (guint i = 1; i < chart->columns->len; i++)
		if (table_column(chart, i)->flags & COLUMN_STOCK)
			done[i] = TRUE;
	draw_area(add(pictures, (const guint *)(void *)parts->data, parts->len),
		drawing, parts);
}

/* Those that stand in one chart together, marked as done. */
static void add_together(GPtrArray *pictures, const Drawing *drawing,
	gboolean *done)
{
	guint flow[] = {find_flag(drawing, COLUMN_IN),
		find_flag(drawing, COLUMN_OUT)};
	if (flow[0] != NOWHERE && flow[1] != NOWHERE &&
		!(is_flat(drawing, flow[0]) && is_flat(drawing, flow[1]))) {
		draw_flow(add(pictures, flow, 2), drawing, flow[0], flow[1]);
		done[flow[0]] = done[flow[1]] = TRUE;
	}
	add_parts(pictures, drawing, COLUMN_PART, done);
	add_parts(pictures, drawing, COLUMN_AGED, done);
}

static void add_all(GPtrArray *pictures, const Drawing *drawing)
{
	const Block *chart = drawing->chart;
	g_autofree gboolean *done = g_new0(gboolean, chart->columns->len);
	if (drawing->ordered)
		add_together(pictures, drawing, done);
	for (guint i = 1; i < chart->columns->len; i++) {
		if (!chart_draws(chart, i) || done[i] || is_flat(drawing, i))
			continue;
		guint p90 = find_p90(drawing, i);
		if (p90 != NOWHERE)
			done[p90] = TRUE;
		add_figure(pictures, drawing, i);
	}
}

GPtrArray *chart_pictures(const Page *page, const Block *chart)
{
	GPtrArray *pictures = g_ptr_array_new_with_free_func(
		(GDestroyNotify)picture_free);
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GArray) rest = g_array_new(FALSE, FALSE, sizeof(guint));
	Drawing drawing = {page, chart, rows, rest,
		(table_column(chart, 0)->flags & COLUMN_ORDERED) != 0 ||
			column_is_days(chart, 0), chart_key(page, chart)};
	if (drawing.key != NOWHERE)
		drawing_choose_rows(&drawing);
	if (drawing.rows->len > 0)
		add_all(pictures, &drawing);
	return pictures;
}
