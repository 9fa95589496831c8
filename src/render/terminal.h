/*
 * Pieces of a terminal page: styled text, a grid, a card, a timeline. All text
 * goes through escape_terminal() here.
 */
#ifndef RENDER_TERMINAL_H
#define RENDER_TERMINAL_H

#include "render/render.h"

typedef struct {
	guint width;   /* 0 = none */
	double full;   /* the figure of a whole one */
	double target; /* a line across it; 0 = none */
} Bar;
/* One space, and a bar by eighths; blanks for NULL. */
void append_bar(GString *out, const Value *value, const Bar *bar, gboolean ascii);
/* A table or chart: aligned columns that fit settings->width. */
void append_grid(GString *out, const Page *page, const Block *table,
	const RenderSettings *settings);
/* Of rows that are days: how the figure went that the page is read for, in one
 * line, and an empty one. */
void append_sparkline(GString *out, const Page *page, const Block *chart,
	const RenderSettings *settings);
/* Fields: names and values aligned, in two columns where there is room. */
void append_card(GString *out, const Page *page, const Block *fields,
	const RenderSettings *settings);
void append_timeline(GString *out, const Page *page, const Block *timeline,
	const RenderSettings *settings);

#endif
