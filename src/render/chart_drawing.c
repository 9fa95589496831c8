/* What charts are drawn of. */
#include "render/chart.h"

#include "render/cell.h"
#include "render/select.h"

const Value *drawing_value(const Drawing *drawing, guint row, guint place)
{
	return row_cell(table_row(drawing->chart, row), place);
}

double drawing_figure(const Drawing *drawing, guint row, guint place)
{
	return value_figure(drawing_value(drawing, row, place));
}

char *drawing_text(const Drawing *drawing, guint row, guint place)
{
	return cell_text(drawing->page, drawing_value(drawing, row, place),
		table_column(drawing->chart, place)->flags | COLUMN_SPELT);
}

char *drawing_name(const Drawing *drawing, guint row)
{
	return drawing_text(drawing, row, 0);
}

char *drawing_tip(const Drawing *drawing, guint row, guint place)
{
	g_autofree char *name = drawing_name(drawing, row);
	g_autofree char *text = drawing_text(drawing, row, place);
	return g_strdup_printf("%s: %s %s", name, drawing_title(drawing, place),
		text);
}

void drawing_begin(Picture *out, const Drawing *drawing, double height)
{
	guint place = g_array_index(out->columns, guint, 0);
	g_autoptr(GString) words = g_string_new(NULL);
	for (guint i = 0; i < drawing->rows->len && i < CHART_ROWS; i++) {
		guint row = g_array_index(drawing->rows, guint, i);
		g_autofree char *name = drawing_name(drawing, row);
		g_autofree char *text = drawing_text(drawing, row, place);
		g_string_append_printf(words, "%s%s: %s", i > 0 ? ", " : "",
			name, text);
	}
	if (drawing->rows->len > CHART_ROWS || drawing->rest->len > 0)
		g_string_append(words, ", …");
	out->height = height;
	out->words = g_strdup(words->str);
}

const char *drawing_title(const Drawing *drawing, guint place)
{
	return table_column(drawing->chart, place)->title;
}

gboolean chart_draws(const Block *chart, guint place)
{
	return place > 0 && column_is_figures(chart, place) &&
		!(table_column(chart, place)->flags &
			(COLUMN_HIDDEN | COLUMN_BEFORE | COLUMN_CHANGE));
}

/* Of each row; a column is asked once what it is: there may be many rows. */
static gboolean *find_figures(const Block *chart)
{
	gboolean *found = g_new0(gboolean, chart->rows->len + 1);
	for (guint i = 1; i < chart->columns->len; i++) {
		gboolean drawn = chart_draws(chart, i);
		for (guint k = 0; drawn && k < chart->rows->len; k++)
			found[k] = found[k] || value_figure(row_cell(table_row(
				chart, k), i)) != 0;
	}
	return found;
}

guint chart_key(const Page *page, const Block *chart)
{
	guint key = NOWHERE;
	for (guint i = chart->columns->len - 1; i > 0; i--) {
		if (!chart_draws(chart, i))
			continue;
		if (g_strcmp0(table_column(chart, i)->name, page->lead) == 0)
			return i;
		key = i;
	}
	return key;
}

static int by_key(gconstpointer a, gconstpointer b, gpointer data)
{
	const Drawing *drawing = data;
	double left = drawing_figure(drawing, *(const guint *)a, drawing->key);
	double right = drawing_figure(drawing, *(const guint *)b, drawing->key);
	return left > right ? -1 : left < right;
}

void drawing_choose_rows(Drawing *drawing)
{
	g_autofree gboolean *figures = find_figures(drawing->chart);
	for (guint i = 0; i < drawing->chart->rows->len; i++)
		if (drawing->ordered || (figures[i] &&
			!row_is_apart(drawing->chart, i)))
			g_array_append_val(drawing->rows, i);
	if (drawing->ordered)
		return;
	g_array_sort_with_data(drawing->rows, by_key, drawing);
	if (drawing->rows->len <= CHART_ROWS + 1)
		return;
	g_array_append_vals(drawing->rest, &g_array_index(drawing->rows, guint,
		CHART_ROWS), drawing->rows->len - CHART_ROWS);
	g_array_set_size(drawing->rows, CHART_ROWS);
}
