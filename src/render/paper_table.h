/*
 * A table on sheets of paper.
 */
#ifndef RENDER_PAPER_TABLE_H
#define RENDER_PAPER_TABLE_H

#include "render/sheet.h"

/* With its head again on each page. Letters become smaller where that saves a
 * column; columns that find no room all the same are named below. */
void sheet_append_table(Sheet *sheet, const Block *table);

#endif
