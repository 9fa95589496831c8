#include "render/paper_chart.h"

#include <string.h>

#include "render/chart.h"
#include "render/select.h"

#define GUTTER 24.0
#define WIDTH ((SHEET_WIDTH - GUTTER) / 2)
#define SCALE (WIDTH / PICTURE_WIDTH)
#define LETTERS (11 * SCALE)
#define CAPTION 8.0
#define HEADING 24.0
#define KEY 6.0 /* a square of a legend */

static const PaperFont caption = {CAPTION, TRUE, STYLE_NONE};

/* Those of a page of HTML by day. */
static const struct {
	const char *style;
	PaperColour colour;
} colours[] = {
	{"axis", {0.7, 0.72, 0.76}}, {"count", {0.184, 0.427, 0.702}},
	{"few", {0.95, 0.78, 0.57}}, {"s0", {0.184, 0.427, 0.702}},
	{"s1", {0.878, 0.541, 0.118}}, {"s2", {0.114, 0.541, 0.42}},
	{"s3", {0.604, 0.373, 0.69}}, {"s4", {0.71, 0.2, 0.239}},
	{"s5", {0.561, 0.722, 0.871}}, {"share", {0.114, 0.541, 0.42}},
	{"span", {0.878, 0.541, 0.118}}, {"target", {0.11, 0.15, 0.2}},
	{"track", {0.945, 0.953, 0.965}},
	{"work", {0.604, 0.373, 0.69}},
};

static const PaperColour *colour_of(const char *style)
{
	for (gsize i = 0; i < G_N_ELEMENTS(colours); i++)
		if (strcmp(colours[i].style, style) == 0)
			return &colours[i].colour;
	return &colours[0].colour;
}

/* --- marks --------------------------------------------------------------- */

typedef struct {
	Sheet *sheet;
	double x, y; /* where the picture begins */
} Place;

static double x_at(const Place *place, double x)
{
	return place->x + x * SCALE;
}

static double y_at(const Place *place, double y)
{
	return place->y + y * SCALE;
}

/* "figure end" ends at its x, "name mid" stands around it. */
static void draw_text(const Place *place, const Mark *mark)
{
	const PaperFont font = {LETTERS, FALSE, g_str_has_prefix(mark->style,
		"figure") ? STYLE_DIM : STYLE_NONE};
	Paper *paper = place->sheet->paper;
	g_autoptr(PaperText) text = paper_text(paper, mark->text, &font, 0);
	double x = x_at(place, mark->x);
	if (g_str_has_suffix(mark->style, " mid"))
		x -= paper_text_width(text) / 2;
	paper_draw(paper, text, 0, x, y_at(place, mark->y),
		g_str_has_suffix(mark->style, " end"));
}

static void draw_area_of(const Place *place, const Mark *mark)
{
	g_autofree double *points = g_new(double, mark->points->len + 1);
	for (guint i = 0; i < mark->points->len; i++) {
		double number = g_array_index(mark->points, double, i);
		points[i] = i % 2 == 0 ? x_at(place, number) :
			y_at(place, number);
	}
	paper_fill(place->sheet->paper, colour_of(mark->style), points,
		mark->points->len / 2);
}

static void draw_mark(const Place *place, const Mark *mark)
{
	Paper *paper = place->sheet->paper;
	const PaperColour *colour = colour_of(mark->style);
	double x = x_at(place, mark->x), y = y_at(place, mark->y);
	switch (mark->kind) {
	case MARK_RECT:
		paper_fill_box(paper, colour, x, y, mark->width * SCALE,
			mark->height * SCALE);
		break;
	case MARK_LINE:
		paper_line(paper, colour, x, y, x_at(place, mark->width),
			y_at(place, mark->height), strcmp(mark->style,
			"span") == 0 ? 1.5 : 0.5);
		break;
	case MARK_DOT:
		paper_dot(paper, colour, x, y, mark->width * SCALE);
		break;
	case MARK_TEXT:
		draw_text(place, mark);
		break;
	case MARK_AREA:
		draw_area_of(place, mark);
		break;
	}
}

/* --- pictures ------------------------------------------------------------ */

static double height_of(const Picture *picture)
{
	return picture->height * SCALE + sheet_line(CAPTION) + 4;
}

static void draw_caption(const Place *place, const Block *chart,
	const Picture *picture)
{
	Paper *paper = place->sheet->paper;
	double x = place->x, y = place->y + CAPTION;
	for (guint i = 0; i < picture->columns->len; i++) {
		g_autofree char *style = g_strdup_printf("s%u", i);
		g_autoptr(PaperText) title = paper_text(paper, table_column(
			chart, g_array_index(picture->columns, guint, i))->
			title, &caption, WIDTH - (x - place->x));
		if (picture->columns->len > 1) {
			paper_fill_box(paper, colour_of(style), x, y - KEY, KEY,
				KEY);
			x += KEY + 3;
		}
		paper_draw(paper, title, 0, x, y, FALSE);
		x += paper_text_width(title) + CAPTION;
	}
}

static void draw_picture(Sheet *sheet, double x, const Block *chart,
	const Picture *picture)
{
	Place place = {sheet, x, sheet->y};
	draw_caption(&place, chart, picture);
	place.y += sheet_line(CAPTION) + 4;
	for (guint i = 0; i < picture->marks->len; i++)
		draw_mark(&place, picture->marks->pdata[i]);
}

static double row_height(const GPtrArray *pictures, guint first)
{
	double left = height_of(pictures->pdata[first]);
	return first + 1 < pictures->len ? MAX(left, height_of(
		pictures->pdata[first + 1])) : left;
}

void sheet_keep_charts(Sheet *sheet, const Block *chart)
{
	g_autoptr(GPtrArray) pictures = chart_pictures(sheet->page, chart);
	if (pictures->len > 0 && sheet->y > SHEET_TOP && !sheet_has_room(sheet,
		row_height(pictures, 0) + HEADING))
		sheet_turn(sheet);
}

void sheet_append_charts(Sheet *sheet, const Block *chart)
{
	g_autoptr(GPtrArray) pictures = chart_pictures(sheet->page, chart);
	for (guint i = 0; i < pictures->len; i += 2) {
		const Picture *left = pictures->pdata[i];
		const Picture *right = i + 1 < pictures->len ?
			pictures->pdata[i + 1] : NULL;
		double height = row_height(pictures, i);
		if (!sheet_has_room(sheet, height))
			sheet_turn(sheet);
		draw_picture(sheet, SHEET_LEFT, chart, left);
		if (right)
			draw_picture(sheet, SHEET_LEFT + WIDTH + GUTTER, chart,
				right);
		sheet->y += height + SHEET_SIZE;
	}
}
