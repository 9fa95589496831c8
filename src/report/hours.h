/*
 * The hours of a week for people: one figure as a map of hours by days.
 */
#ifndef REPORT_HOURS_H
#define REPORT_HOURS_H

#include "text/page.h"

#define HOURS_OF_DAY 24
#define HOURS_OF_WEEK (7 * HOURS_OF_DAY)

/* 0: Monday, from midnight on; by the name of a group, "3 09". */
guint hours_place(const char *name);
/* "Wed 09:00"; free with g_free(). */
char *hours_title(const char *name, const char *language);
/* Takes the cells, HOURS_OF_WEEK; NULL is nothing, of `counts` 0. From the first
 * hour of the day with a figure to the last. Nothing if there is none. */
void hours_add_map(Page *page, const char *title, gboolean counts,
	Value **cells);

#endif
