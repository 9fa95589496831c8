/* Figures as blocks: a bar, the course of what a page is read for in one line. */
#include "render/terminal.h"

#include "render/cell.h"
#include "render/chart.h"
#include "render/select.h"
#include "text/escape.h"

#define LEVELS 8
#define LEAST_ROWS 3

void append_bar(GString *out, const Value *value, const Bar *bar, gboolean ascii)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊",
		"▉"}, *const halves[] = {"", "-", "-", "-", "-", "=", "=", "="};
	double part = value ? figure_part(value, bar->full) : 0;
	guint length = (guint)(part * bar->width * 8 + 0.5);
	/* The smallest figure that is not zero shows as something. */
	if (part > 0 && length == 0)
		length = 1;
	guint mark = bar->target > 0 && bar->full > 0 ? (guint)(MIN(
		bar->target / bar->full, 1) * (bar->width - 1) + 0.5) :
		G_MAXUINT;
	g_string_append_c(out, ' ');
	for (guint i = 0; i < bar->width; i++)
		g_string_append(out, value && i == mark ? (ascii ? "|" : "│") :
			i < length / 8 ? (ascii ? "=" : "█") :
			i == length / 8 && length % 8 > 0 ?
			(ascii ? halves : eighths)[length % 8] : " ");
}

static gboolean is_ordered(const Block *chart)
{
	return (table_column(chart, 0)->flags & COLUMN_ORDERED) ||
		column_is_days(chart, 0);
}

/* The highest of as many rows as share one place. */
static double highest(const Block *chart, guint place, guint from, guint until)
{
	double high = 0;
	for (guint i = from; i < until; i++)
		high = MAX(high, value_figure(row_cell(table_row(chart, i),
			place)));
	return high;
}

static char *line_of(const Block *chart, guint place, guint length,
	gboolean ascii)
{
	static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇",
		"█"}, *const letters[] = {"_", ".", ":", "-", "=", "+", "*", "#"};
	guint rows = chart->rows->len;
	double most = highest(chart, place, 0, rows);
	GString *line = g_string_new(NULL);
	for (guint i = 0; i < length; i++) {
		double figure = highest(chart, place, i * rows / length,
			(i + 1) * rows / length);
		guint level = most > 0 ? (guint)(figure / most * (LEVELS - 1) +
			0.5) : 0;
		g_string_append(line, (ascii ? letters : blocks)[level]);
	}
	return g_string_free(line, FALSE);
}

static char *end_text(const Page *page, const Block *chart, guint row,
	guint place)
{
	return cell_text(page, row_cell(table_row(chart, row), place),
		table_column(chart, place)->flags);
}

void append_sparkline(GString *out, const Page *page, const Block *chart,
	const RenderSettings *settings)
{
	guint rows = chart->rows->len;
	guint place = settings->fields || settings->width == 0 ||
		rows < LEAST_ROWS || !is_ordered(chart) ? G_MAXUINT :
		chart_key(page, chart);
	if (place == G_MAXUINT || !column_is_figures(chart, place) ||
		!(table_column(chart, place)->flags & COLUMN_KEY))
		return;
	g_autofree char *first = end_text(page, chart, 0, place);
	g_autofree char *last = end_text(page, chart, rows - 1, place);
	g_autofree char *name = g_strdup_printf("%s  %s ", table_column(chart,
		place)->title, first);
	guint used = text_width(name) + 1 + text_width(last);
	if (used + LEAST_ROWS > settings->width)
		return;
	g_autofree char *line = line_of(chart, place, MIN(rows,
		settings->width - used), settings->ascii);
	g_string_append_printf(out, "%s%s %s\n\n", name, line, last);
}
