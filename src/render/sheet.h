/*
 * The bodies of numbered pages of paper, filled from the top.
 */
#ifndef RENDER_SHEET_H
#define RENDER_SHEET_H

#include "render/paper.h"
#include "render/render.h"

#define SHEET_LEFT 56.7 /* 20 mm, to be filed */
#define SHEET_WIDTH (PAPER_WIDTH - SHEET_LEFT - 42.5)
#define SHEET_TOP 42.5
#define SHEET_BOTTOM (PAPER_HEIGHT - 62.0)
#define SHEET_SIZE 9.0 /* of text */
#define SHEET_GAP 9.0  /* between columns */

typedef struct {
	const Page *page;
	const RenderSettings *settings;
	Paper *paper;
	const char *title; /* may be NULL */
	guint number, pages;
	double y; /* where the next line begins */
} Sheet;

/* From one line to the next. */
static inline double sheet_line(double size)
{
	return size * 1.3;
}
gboolean sheet_has_room(const Sheet *sheet, double height);
/* The next page. */
void sheet_turn(Sheet *sheet);

/* Text that goes on over as many pages as it takes. */
void sheet_flow(Sheet *sheet, const char *text, const PaperFont *font,
	double x, double width);
/* The foot of the page. */
void sheet_end(Sheet *sheet);

#endif
