/*
 * What was counted, on a page.
 */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "report/tally.h"

typedef struct {
	Tally *tally;
	Groups *groups; /* the tally's */
	Groups *before; /* of the period that is compared; NULL: none is */
	Page *page;
	/* Customer → title, where the rows are customers; else NULL. */
	GHashTable *titles;
} Answer;

void answer_head(const Answer *answer, const char *tip);
/* Groups with their figures; without a grouping, the figures downwards. */
void answer_figures(const Answer *answer);
/* The tickets behind all of it; behind each cell. */
gboolean answer_ids(const Answer *answer, Index *index, GError **error);
gboolean answer_cells(const Answer *answer, Index *index, GError **error);

#endif
