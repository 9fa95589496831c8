/*
 * Charts of a block: a little one for each figure, its rows in the same order
 * everywhere. src/render/chart.c chooses which, the others draw.
 */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include "render/picture.h"
#include "render/render.h"

#define CHART_ROWS 12 /* of a long tail; the rest is "others" */
#define NOWHERE G_MAXUINT /* no column, no row */

/* What is drawn of a block. */
typedef struct {
	const Page *page;
	const Block *chart;
	GArray *rows;  /* guint: places of its rows, in the order of all charts */
	GArray *rest;  /* guint: those that are drawn as one */
	gboolean ordered; /* the rows are days, hours, bands */
	guint key;	  /* the figure that they are in the order of */
} Drawing;

/* A picture for each figure, none if there is nothing to draw: Picture*. */
GPtrArray *chart_pictures(const Page *page, const Block *chart);
/* The column whose figures the block is read for; NOWHERE: it has none. */
guint chart_key(const Page *page, const Block *chart);

/* Is that column of figures one of people's? */
gboolean chart_draws(const Block *chart, guint place);
/* Which rows, and in which order: those with the most first, but days keep their
 * place, even empty ones. */
void drawing_choose_rows(Drawing *drawing);
const Value *drawing_value(const Drawing *drawing, guint row, guint place);
double drawing_figure(const Drawing *drawing, guint row, guint place);
/* As people read them. Free with g_free(). */
char *drawing_name(const Drawing *drawing, guint row);
char *drawing_text(const Drawing *drawing, guint row, guint place);
char *drawing_tip(const Drawing *drawing, guint row, guint place);
/* The figures of its first column are told in words, too. */
void drawing_begin(Picture *out, const Drawing *drawing, double height);
const char *drawing_title(const Drawing *drawing, guint place);

/* Bars to the right, each with its name and figure. */
void draw_bars(Picture *out, const Drawing *drawing, guint place);
/* A dot with a line from the median to p90 (NOWHERE: the dot alone). */
void draw_spans(Picture *out, const Drawing *drawing, guint median, guint p90);
/* The same upright: rows have an order of their own. */
void draw_columns(Picture *out, const Drawing *drawing, guint place);
void draw_span_columns(Picture *out, const Drawing *drawing, guint median,
	guint p90);
/* Parts of one stock above each other; guint: columns. */
void draw_area(Picture *out, const Drawing *drawing, const GArray *parts);
/* What came above the line, what went below. */
void draw_flow(Picture *out, const Drawing *drawing, guint in, guint away);

#endif
