/* Charts whose rows stand beside each other: days, hours, bands. */
#include "render/chart.h"

#include "render/cell.h"
#include "render/select.h"
#include "text/escape.h"

#define TOP 8.0
#define PLOT 84.0
#define FOOT 18.0
#define GAP 6.0
#define BAR_MOST 40.0

/* Where things stand. */
typedef struct {
	double left, step;
	double low, high; /* figures at foot and top of the plot */
} Layout;

static double at(const Layout *layout, double figure)
{
	double range = layout->high - layout->low;
	return TOP + (range > 0 ? (layout->high - figure) / range * PLOT : PLOT);
}

static double x_of(const Layout *layout, guint place)
{
	return layout->left + place * layout->step;
}

static guint row_of(const Drawing *drawing, guint place)
{
	return g_array_index(drawing->rows, guint, place);
}

/* The row where a column is highest (`sign` -1: lowest). */
static guint extreme_row(const Drawing *drawing, guint place, double sign)
{
	guint found = row_of(drawing, 0);
	for (guint i = 1; i < drawing->rows->len; i++)
		if (sign * drawing_figure(drawing, row_of(drawing, i), place) >
			sign * drawing_figure(drawing, found, place))
			found = row_of(drawing, i);
	return found;
}

static Layout lay_out(const Drawing *drawing, double low, double high,
	const char *low_text, const char *high_text)
{
	guint letters = MAX(text_width(low_text), text_width(high_text));
	Layout layout = {.low = low, .high = high,
		.left = (letters + 1) * PICTURE_LETTER + GAP};
	layout.step = (PICTURE_WIDTH - layout.left) / drawing->rows->len;
	return layout;
}

/* FALSE: there is no room for all of them. */
static gboolean append_every_name(Picture *out, const Drawing *drawing,
	const Layout *layout)
{
	for (guint i = 0; i < drawing->rows->len; i++) {
		g_autofree char *name = drawing_name(drawing, row_of(drawing, i));
		if ((text_width(name) + 1) * PICTURE_LETTER > layout->step)
			return FALSE;
	}
	for (guint i = 0; i < drawing->rows->len; i++) {
		g_autofree char *name = drawing_name(drawing, row_of(drawing, i));
		picture_text(out, "name mid", x_of(layout, i) + layout->step / 2,
			TOP + PLOT + FOOT - 4, layout->step, name);
	}
	return TRUE;
}

/* The first, the one in the middle and the last. */
static void append_names(Picture *out, const Drawing *drawing,
	const Layout *layout)
{
	static const char *const styles[] = {"name", "name mid", "name end"};
	guint last = drawing->rows->len - 1;
	const guint places[] = {0, last / 2, last};
	double room = PICTURE_WIDTH - layout->left;
	if (append_every_name(out, drawing, layout))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *name = drawing_name(drawing, row_of(drawing,
			places[i]));
		gboolean fits = (text_width(name) + 1) * PICTURE_LETTER * 3 < room;
		if (i == 1 ? last < 4 || !fits : i > 0 && last == 0)
			continue;
		picture_text(out, styles[i], layout->left + room * i / 2,
			TOP + PLOT + FOOT - 4, room / (last > 0 ? 2.1 : 1),
			name);
	}
}

static void begin(Picture *out, const Drawing *drawing, const Layout *layout,
	const char *low_text, const char *high_text)
{
	drawing_begin(out, drawing, TOP + PLOT + FOOT);
	picture_line(out, "axis", layout->left, at(layout, 0), PICTURE_WIDTH,
		at(layout, 0));
	if (layout->high > 0)
		picture_text(out, "figure end", layout->left - GAP,
			at(layout, layout->high) + 7, layout->left, high_text);
	picture_text(out, "figure end", layout->left - GAP, at(layout, layout->low) +
		3, layout->left, layout->low < 0 ? low_text : "0");
	append_names(out, drawing, layout);
}

static void append_column(Picture *out, const Layout *layout, guint place,
	const char *style, double from, double until, const char *tip)
{
	double width = MIN(layout->step * 0.8, BAR_MOST);
	double top = MIN(at(layout, from), at(layout, until));
	if (from != until)
		picture_rect(out, style, x_of(layout, place) + (layout->step -
			width) / 2, top, width, MAX(at(layout, from),
			at(layout, until)) - top, tip);
}

void draw_columns(Picture *out, const Drawing *drawing, guint place)
{
	guint highest = extreme_row(drawing, place, 1);
	guint lowest = extreme_row(drawing, place, -1);
	const Value *value = drawing_value(drawing, highest, place);
	gboolean share = value && value->type == VALUE_SHARE;
	g_autofree char *low = drawing_text(drawing, lowest, place);
	double target = table_column(drawing->chart, place)->target;
	double most = MAX(drawing_figure(drawing, highest, place), share ? 1 : 0);
	g_autofree char *high = target > most ? target_text(drawing->page,
			drawing->chart, place) : share ? g_strdup("100%") :
		drawing_text(drawing, highest, place);
	Layout layout = lay_out(drawing, MIN(drawing_figure(drawing, lowest,
		place), 0), MAX(most, target), low, high);
	begin(out, drawing, &layout, low, high);
	for (guint i = 0; i < drawing->rows->len; i++) {
		g_autofree char *tip = drawing_tip(drawing, row_of(drawing, i),
			place);
		append_column(out, &layout, i, share ? "share" :
			value && value->type == VALUE_WORK ? "work" : "count",
			0, drawing_figure(drawing, row_of(drawing, i), place),
			tip);
	}
	if (target > 0)
		picture_line(out, "target", layout.left, at(&layout, target),
			PICTURE_WIDTH, at(&layout, target));
}

void draw_span_columns(Picture *out, const Drawing *drawing, guint median,
	guint p90)
{
	guint by = p90 == NOWHERE ? median : p90;
	guint highest = extreme_row(drawing, by, 1);
	g_autofree char *high = drawing_text(drawing, highest, by);
	Layout layout = lay_out(drawing, 0, drawing_figure(drawing, highest,
		by), "0", high);
	begin(out, drawing, &layout, "", high);
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = row_of(drawing, i);
		double x = x_of(&layout, i) + layout.step / 2;
		double from = at(&layout, drawing_figure(drawing, row, median));
		g_autofree char *tip = drawing_tip(drawing, row, median);
		if (value_is_nothing(drawing_value(drawing, row, median)))
			continue;
		picture_line(out, "span", x, from, x, at(&layout,
			drawing_figure(drawing, row, by)));
		picture_dot(out, row_style(drawing->chart, table_row(drawing->chart,
			row), median) == STYLE_DIM ? "few" : "span", x, from,
			MIN(PICTURE_DOT, layout.step / 2), tip);
	}
}

/* --- stock and flow ------------------------------------------------------ */

static double stacked(const Drawing *drawing, const GArray *parts, guint row,
	guint count)
{
	double sum = 0;
	for (guint i = 0; i < count; i++)
		sum += drawing_figure(drawing, row, g_array_index(parts, guint,
			i));
	return sum;
}

/* Steps: a stock stands until the day is over. */
static void append_layer(Picture *out, const Drawing *drawing,
	const Layout *layout, const GArray *parts, guint layer)
{
	g_autofree char *style = g_strdup_printf("s%u", layer);
	Mark *area = picture_area(out, style, drawing_title(drawing,
		g_array_index(parts, guint, layer)));
	for (guint i = 0; i < drawing->rows->len; i++) {
		double y = at(layout, stacked(drawing, parts, row_of(drawing, i),
			layer + 1));
		picture_point(area, x_of(layout, i), y);
		picture_point(area, x_of(layout, i + 1), y);
	}
	for (guint i = drawing->rows->len; i > 0; i--) {
		double y = at(layout, stacked(drawing, parts, row_of(drawing,
			i - 1), layer));
		picture_point(area, x_of(layout, i), y);
		picture_point(area, x_of(layout, i - 1), y);
	}
}

void draw_area(Picture *out, const Drawing *drawing, const GArray *parts)
{
	double high = 0;
	for (guint i = 0; i < drawing->rows->len; i++)
		high = MAX(high, stacked(drawing, parts, row_of(drawing, i),
			parts->len));
	g_autofree char *text = g_strdup_printf("%.0f", high);
	Layout layout = lay_out(drawing, 0, high, "0", text);
	begin(out, drawing, &layout, "", text);
	for (guint i = 0; i < parts->len; i++)
		append_layer(out, drawing, &layout, parts, i);
}

void draw_flow(Picture *out, const Drawing *drawing, guint in, guint away)
{
	guint most_in = extreme_row(drawing, in, 1);
	guint most_out = extreme_row(drawing, away, 1);
	g_autofree char *high = drawing_text(drawing, most_in, in);
	g_autofree char *low = drawing_text(drawing, most_out, away);
	Layout layout = lay_out(drawing, -drawing_figure(drawing, most_out,
		away), drawing_figure(drawing, most_in, in), low, high);
	begin(out, drawing, &layout, low, high);
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = row_of(drawing, i);
		g_autofree char *came = drawing_tip(drawing, row, in);
		g_autofree char *went = drawing_tip(drawing, row, away);
		append_column(out, &layout, i, "s0", 0, drawing_figure(drawing,
			row, in), came);
		append_column(out, &layout, i, "s1", 0, -drawing_figure(drawing,
			row, away), went);
	}
}
