/*
 * Charts on sheets of paper: small multiples, two beside each other.
 */
#ifndef RENDER_PAPER_CHART_H
#define RENDER_PAPER_CHART_H

#include "render/sheet.h"

/* Nothing if the block has nothing to draw. */
void sheet_append_charts(Sheet *sheet, const Block *chart);
/* The next page, unless the first two find room with a heading on this one. */
void sheet_keep_charts(Sheet *sheet, const Block *chart);

#endif
