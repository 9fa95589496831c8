/*
 * The clocks of a ticket beside what else there is of it.
 */
#ifndef APP_SHOW_CLOCKS_PARTS_H
#define APP_SHOW_CLOCKS_PARTS_H

#include "model/sla.h"
#include "text/page.h"

typedef struct Desk Desk;

/* Of one clock, as in every answer. */
extern const Schema clock_schema;

/* "first-response", read by people as its title; an amount in its unit, read as
 * "4bh"; "working-seconds". */
Value *clock_kind_value(ClockKind kind, const char *language);
Value *clock_span_value(WorkSpan span, const char *language);
Value *clock_unit_value(WorkUnit unit);

/* Of a ticket (its row): a line a clock for people, of those that are open and
 * the last of each kind; all of them in `*list`, as in sla/1. `only_public`:
 * without the team's own, handover and update. */
gboolean clocks_beside(Desk *desk, gint64 ticket, gboolean only_public,
	const char *language, Page *page, Value **list, GError **error);

#endif
