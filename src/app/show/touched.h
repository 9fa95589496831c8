/*
 * What the history of a ticket was touched up by, or dated back: the flaws that
 * `desk report health` counts (index/flaws.h), beside what they are about.
 */
#ifndef APP_SHOW_TOUCHED_H
#define APP_SHOW_TOUCHED_H

#include "text/page.h"

typedef struct Desk Desk;
typedef struct Touched Touched;

extern const Schema touched_schema;

/* Of the ticket `row`; `language` of what people read is borrowed. */
Touched *touched_read(Desk *desk, gint64 row, const char *language,
	GError **error);
void touched_free(Touched *touched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Touched, touched_free)

/* All of it, for machines: a list. */
Value *touched_value(const Touched *touched);
/* What is about the ticket, in words. */
void touched_tell(const Touched *touched, Page *page);
/* What is about the entry, beside it. */
void touched_note(const Touched *touched, const char *entry,
	TimelineItem *item);

#endif
