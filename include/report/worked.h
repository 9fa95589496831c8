/*
 * What was worked: entries `work`, `call` and `visit` as rules/billing.h counts
 * them. Work began at `began`, where the entry says so, else its minutes
 * before it was recorded. Of a visit the time on site counts.
 */
#ifndef REPORT_WORKED_H
#define REPORT_WORKED_H

#include "index/index.h"
#include "rules/billing.h"

typedef struct {
	GPtrArray *entries; /* BillEntry*, in order of their begin */
	GStringChunk *texts;
} Worked;

/* Not retracted, with at least a minute. `customer` NULL: everybody's. */
gboolean worked_read(Index *index, const char *customer, Worked *worked,
	GError **error);
/* Everybody's that began at or after `from`, and more. */
gboolean worked_read_from(Index *index, Instant from, Worked *worked,
	GError **error);
/* The same of the tickets that are or were a customer's. */
gboolean worked_read_ever(Index *index, const char *customer, Worked *worked,
	GError **error);
void worked_clear(Worked *worked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Worked, worked_clear)

#endif
