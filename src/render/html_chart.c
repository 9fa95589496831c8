#include "render/cell.h"
#include "render/html.h"
#include "render/select.h"
#include "text/escape.h"

/* Units of the drawing; the page scales it. */
#define WIDTH 720
#define LABEL_WIDTH 200
#define FIGURE_WIDTH 90
#define BAR_HEIGHT 14
#define ROW_GAP 10
#define LEGEND_HEIGHT 24
#define LABEL_LETTERS 28

static void append_number(GString *out, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append(out, g_ascii_formatd(text, sizeof text, "%.1f", number));
}

void append_html_bar(GString *out, double part)
{
	g_string_append(out, "<svg class=\"bar\" width=\"100\" height=\"10\" "
		"aria-hidden=\"true\"><rect class=\"s0\" height=\"10\" width=\"");
	append_number(out, part * 100);
	g_string_append(out, "\"/></svg>");
}

/* Columns that are drawn; the first column is the name of the row. */
static GArray *find_series(const Block *chart)
{
	GArray *series = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 1; i < chart->columns->len; i++)
		if (!(table_column(chart, i)->flags & COLUMN_HIDDEN) &&
			column_is_figures(chart, i))
			g_array_append_val(series, i);
	return series;
}

/* Those of `all` that have the unit of the one at `first`: figures of one unit
 * share an axis, and no others. Empty if one before it had it. */
static GArray *series_of_unit(const Block *chart, const GArray *all, guint first)
{
	GArray *series = g_array_new(FALSE, FALSE, sizeof(guint));
	const char *unit = column_unit(chart, g_array_index(all, guint, first));
	for (guint i = 0; i < all->len; i++) {
		guint place = g_array_index(all, guint, i);
		if (!g_str_equal(column_unit(chart, place), unit))
			continue;
		if (i < first)
			return series;
		g_array_append_val(series, place);
	}
	return series;
}

/* One scale for all, so that bars can be compared. */
static double common_full(const Block *chart, const GArray *series)
{
	double full = 0;
	for (guint i = 0; i < series->len; i++)
		full = MAX(full, column_full(chart,
			g_array_index(series, guint, i)));
	return full;
}

static void append_text_at(GString *out, const char *class, double x, double y,
	const char *text)
{
	g_string_append_printf(out, "<text class=\"%s\" x=\"", class);
	append_number(out, x);
	g_string_append(out, "\" y=\"");
	append_number(out, y);
	g_string_append(out, "\">");
	append_html(out, text);
	g_string_append(out, "</text>\n");
}

static void append_rect(GString *out, guint series, double x, double y,
	double width, const char *tip)
{
	g_string_append_printf(out, "<rect class=\"s%u\" height=\"%d\" x=\"",
		series % 6, BAR_HEIGHT);
	append_number(out, x);
	g_string_append(out, "\" y=\"");
	append_number(out, y);
	g_string_append(out, "\" width=\"");
	append_number(out, width);
	g_string_append(out, "\"><title>");
	append_html(out, tip);
	g_string_append(out, "</title></rect>\n");
}

static void append_legend(GString *out, const Block *chart,
	const GArray *series)
{
	double x = LABEL_WIDTH;
	const char *unit = table_column(chart, g_array_index(series, guint,
		0))->unit;
	if (unit)
		append_text_at(out, "label end", LABEL_WIDTH - 8, 13, unit);
	for (guint i = 0; i < series->len; i++) {
		const Column *column = table_column(chart,
			g_array_index(series, guint, i));
		g_autofree char *title = text_truncate(column->title, 20);
		append_rect(out, i, x, 2, BAR_HEIGHT, column->title);
		append_text_at(out, "label", x + BAR_HEIGHT + 6, 13, title);
		x += BAR_HEIGHT + 18 + 8 * text_width(title);
	}
}

static void append_chart_row(GString *out, const Page *page,
	const Block *chart, guint row, const GArray *series, double full,
	double y)
{
	const GPtrArray *values = table_row(chart, row);
	g_autofree char *name = cell_text(page, row_cell(values, 0),
		table_column(chart, 0)->flags);
	g_autofree char *label = text_truncate(name, LABEL_LETTERS);
	append_text_at(out, "label end", LABEL_WIDTH - 8, y + 11, label);
	for (guint i = 0; i < series->len; i++) {
		guint place = g_array_index(series, guint, i);
		const Value *value = row_cell(values, place);
		g_autofree char *text = cell_text(page, value,
			table_column(chart, place)->flags);
		g_autofree char *tip = g_strdup_printf("%s: %s %s", name,
			table_column(chart, place)->title, text);
		double length = value ? figure_part(value, full) *
			(WIDTH - LABEL_WIDTH - FIGURE_WIDTH) : 0;
		append_rect(out, i, LABEL_WIDTH, y, length, tip);
		append_text_at(out, "figure", LABEL_WIDTH + length + 6, y + 11,
			text);
		y += BAR_HEIGHT + 2;
	}
}

static void append_series(GString *out, const Page *page, const Block *chart,
	const GArray *series)
{
	double full = common_full(chart, series);
	guint row_height = series->len * (BAR_HEIGHT + 2) + ROW_GAP;
	gboolean named = series->len > 1 || table_column(chart,
		g_array_index(series, guint, 0))->unit;
	guint top = named ? LEGEND_HEIGHT : 0;
	g_string_append_printf(out, "<svg class=\"chart\" role=\"img\" "
		"viewBox=\"0 0 %d %u\" aria-label=\"", WIDTH,
		top + row_height * chart->rows->len);
	append_html(out, chart->title ? chart->title : "");
	g_string_append(out, "\">\n");
	if (top > 0)
		append_legend(out, chart, series);
	for (guint i = 0; i < chart->rows->len; i++)
		append_chart_row(out, page, chart, i, series, full,
			top + (double)row_height * i);
	g_string_append(out, "</svg>\n");
}

void append_html_chart(GString *out, const Page *page, const Block *chart)
{
	g_autoptr(GArray) all = find_series(chart);
	for (guint i = 0; i < all->len && chart->rows->len > 0; i++) {
		g_autoptr(GArray) series = series_of_unit(chart, all, i);
		if (series->len > 0)
			append_series(out, page, chart, series);
	}
}
