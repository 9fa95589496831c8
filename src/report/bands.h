/*
 * How long things took: how many times of each length, which a median and a
 * percentile do not tell.
 */
#ifndef REPORT_BANDS_H
#define REPORT_BANDS_H

#include "report/report.h"

/* For people alone: first responses and resolutions of a summed group. Nothing if
 * there are none. */
void bands_add(Page *page, const Group *group);

#endif
