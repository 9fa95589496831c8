/* Charts whose rows lie below each other, by name. */
#include "render/chart.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"
#include "text/escape.h"

#define NAME_MOST 120.0 /* a longer one stands above its bar */
#define LINE 16.0
#define GAP 6.0
#define BAR 11.0
#define LETTERS_UP 10.0 /* from a line's top to its letters' foot */

/* Where things stand. */
typedef struct {
	double left;  /* of the bars */
	double room;  /* of the longest bar */
	double low, high; /* figures at the ends of the room */
	double target; /* where a line stands; 0: none */
	gboolean above; /* names stand above */
	double step;
} Layout;

static double text_room(const char *text)
{
	return text_width(text) * PICTURE_LETTER;
}

static char *rest_name(const Drawing *drawing)
{
	static const Phrase others = {"others (%1)", "прочие (%1)"};
	g_autofree char *count = g_strdup_printf("%u", drawing->rest->len);
	return phrase_fill(&others, drawing->page->language, count, NULL);
}

static double longest_name(const Drawing *drawing, gboolean rest)
{
	double longest = 0;
	for (guint i = 0; i < drawing->rows->len; i++) {
		g_autofree char *name = drawing_name(drawing,
			g_array_index(drawing->rows, guint, i));
		longest = MAX(longest, text_room(name));
	}
	g_autofree char *others = rest ? rest_name(drawing) : g_strdup("");
	return MAX(longest, text_room(others));
}

static Layout lay_out(const Drawing *drawing, double figures, gboolean rest)
{
	double names = longest_name(drawing, rest);
	Layout layout = {.above = names > NAME_MOST};
	layout.left = layout.above ? 0 : names + GAP;
	/* A percent sign is wider than letters are. */
	layout.room = PICTURE_WIDTH - layout.left - figures - 2 * GAP;
	layout.step = (layout.above ? 2 * LINE : LINE) + 2;
	return layout;
}

static double at(const Layout *layout, double figure)
{
	double range = layout->high - layout->low;
	return layout->left + (range > 0 ? (figure - layout->low) / range *
		layout->room : 0);
}

/* Where a text from `x` on is not crossed by the line. */
static double beside_line(const Layout *layout, double x, const char *text)
{
	double line = at(layout, layout->target);
	return layout->target > 0 && x < line + GAP && x + text_room(text) >= line ?
		line + GAP : x;
}

/* Gives back the top of its bar. */
static double append_name(Picture *out, const Layout *layout, guint line,
	const char *name)
{
	double y = line * layout->step;
	picture_text(out, "name", 0, y + LETTERS_UP, layout->above ? PICTURE_WIDTH :
		layout->left, name);
	return layout->above ? y + LINE : y;
}

/* --- one figure a row ---------------------------------------------------- */

static gboolean adds_up(const Drawing *drawing, guint place)
{
	for (guint i = 0; i < drawing->rest->len; i++) {
		const Value *value = drawing_value(drawing,
			g_array_index(drawing->rest, guint, i), place);
		if (value && value->type != VALUE_INTEGER &&
			value->type != VALUE_WORK)
			return FALSE;
	}
	return drawing->rest->len > 0;
}

static Value *rest_sum(const Drawing *drawing, guint place)
{
	Value *sum = NULL;
	for (guint i = 0; i < drawing->rest->len; i++) {
		const Value *value = drawing_value(drawing,
			g_array_index(drawing->rest, guint, i), place);
		if (value)
			value_add(&sum, value);
	}
	return sum;
}

static void append_bar(Picture *out, const Layout *layout, const char *style,
	double y, double figure, const char *text, const char *tip)
{
	double zero = at(layout, 0), end = at(layout, figure);
	if (strcmp(style, "share") == 0)
		picture_rect(out, "track", layout->left, y, layout->room, BAR, NULL);
	if (figure != 0)
		picture_rect(out, style, MIN(zero, end), y, MAX(ABS(end - zero), 1),
			BAR, tip);
	picture_text(out, "figure", beside_line(layout, MAX(zero, end) + GAP,
		text), y + LETTERS_UP, PICTURE_WIDTH, text);
}

static const char *style_of(const Value *value)
{
	return value && value->type == VALUE_SHARE ? "share" :
		value && value->type == VALUE_WORK ? "work" : "count";
}

static void append_target(Picture *out, const Drawing *drawing,
	const Layout *layout)
{
	double x = at(layout, layout->target);
	if (layout->target > 0)
		picture_line(out, "target", x, 0, x, drawing->rows->len *
			layout->step - 2);
}

void draw_bars(Picture *out, const Drawing *drawing, guint place)
{
	g_autoptr(Value) sum = adds_up(drawing, place) ?
		rest_sum(drawing, place) : NULL;
	g_autofree char *others = sum ? cell_text(drawing->page, sum,
		table_column(drawing->chart, place)->flags | COLUMN_SPELT) :
		g_strdup("");
	double target = table_column(drawing->chart, place)->target;
	double widest = text_room(others), low = 0, high = target;
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = g_array_index(drawing->rows, guint, i);
		g_autofree char *text = drawing_text(drawing, row, place);
		const Value *value = drawing_value(drawing, row, place);
		widest = MAX(widest, text_room(text));
		high = MAX(high, drawing_figure(drawing, row, place));
		low = MIN(low, drawing_figure(drawing, row, place));
		if (value && value->type == VALUE_SHARE)
			high = MAX(high, 1);
	}
	Layout layout = lay_out(drawing, widest, sum != NULL);
	layout.low = low;
	layout.high = high;
	layout.target = target;
	guint lines = drawing->rows->len + (sum != NULL);
	drawing_begin(out, drawing, lines * layout.step);
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = g_array_index(drawing->rows, guint, i);
		g_autofree char *name = drawing_name(drawing, row);
		g_autofree char *text = drawing_text(drawing, row, place);
		g_autofree char *tip = drawing_tip(drawing, row, place);
		append_bar(out, &layout, style_of(drawing_value(drawing, row,
			place)), append_name(out, &layout, i, name),
			drawing_figure(drawing, row, place), text, tip);
	}
	append_target(out, drawing, &layout);
	if (sum) {
		g_autofree char *name = rest_name(drawing);
		double y = append_name(out, &layout, lines - 1, name);
		picture_text(out, "figure", at(&layout, 0) + GAP, y + LETTERS_UP,
			PICTURE_WIDTH, others);
	}
}

/* --- median to p90 ------------------------------------------------------- */

static char *span_text(const Drawing *drawing, guint row, guint median,
	guint p90)
{
	g_autofree char *from = drawing_text(drawing, row, median);
	g_autofree char *until = p90 == NOWHERE ? NULL :
		drawing_text(drawing, row, p90);
	g_autofree char *times = row_times(drawing->chart, table_row(
		drawing->chart, row), median);
	gboolean both = until && !g_str_equal(from, until);
	return g_strconcat(from, both ? " … " : "", both ? until : "", times,
		NULL);
}

static void append_span(Picture *out, const Drawing *drawing,
	const Layout *layout, guint row, double y, guint median, guint p90)
{
	double middle = y + BAR / 2;
	double from = at(layout, drawing_figure(drawing, row, median));
	double until = p90 == NOWHERE ? from : MAX(from, at(layout,
		drawing_figure(drawing, row, p90)));
	g_autofree char *tip = drawing_tip(drawing, row, median);
	g_autofree char *text = span_text(drawing, row, median, p90);
	if (!value_is_nothing(drawing_value(drawing, row, median))) {
		picture_line(out, "span", from, middle, until, middle);
		picture_dot(out, row_style(drawing->chart, table_row(drawing->chart,
			row), median) == STYLE_DIM ? "few" : "span", from,
			middle, PICTURE_DOT, tip);
	}
	picture_text(out, "figure", beside_line(layout, until + GAP +
		PICTURE_DOT, text), y + LETTERS_UP, PICTURE_WIDTH, text);
}

void draw_spans(Picture *out, const Drawing *drawing, guint median, guint p90)
{
	double target = table_column(drawing->chart, median)->target;
	double widest = 0, high = target;
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = g_array_index(drawing->rows, guint, i);
		g_autofree char *text = span_text(drawing, row, median, p90);
		widest = MAX(widest, text_room(text));
		high = MAX(high, drawing_figure(drawing, row, median));
		if (p90 != NOWHERE)
			high = MAX(high, drawing_figure(drawing, row, p90));
	}
	Layout layout = lay_out(drawing, widest + 2 * PICTURE_DOT, FALSE);
	layout.left += PICTURE_DOT;
	layout.room -= PICTURE_DOT;
	layout.high = high;
	layout.target = target;
	drawing_begin(out, drawing, drawing->rows->len * layout.step);
	for (guint i = 0; i < drawing->rows->len; i++) {
		guint row = g_array_index(drawing->rows, guint, i);
		g_autofree char *name = drawing_name(drawing, row);
		append_span(out, drawing, &layout, row, append_name(out,
			&layout, i, name), median, p90);
	}
	append_target(out, drawing, &layout);
}
