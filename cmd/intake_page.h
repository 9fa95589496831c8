/*
 * What `pull` and `deliver` answer: counts for machines, a line for people,
 * nothing when nothing came.
 */
#ifndef CMD_INTAKE_PAGE_H
#define CMD_INTAKE_PAGE_H

#include "app/intake/pull.h"
#include "cmd/command.h"

extern const Schema intake_schema;

/* The exit status: 0; 3 with error when mail went into quarantine; -1 as it
 * came when `good` is FALSE. */
int intake_page(Context *context, const IntakeReport *report, gboolean good,
	GError **error);

#endif
