/*
 * The clocks of tickets as rows, and what they are measured by: the versions
 * of the regulation and of contracts, the calendars of now.
 */
#ifndef INDEX_CLOCK_ROWS_H
#define INDEX_CLOCK_ROWS_H

#include "index/database.h"
#include "rules/sla.h"

typedef struct ClockFacts ClockFacts;

/* `index` is borrowed for its life. Contracts and calendars are read when first
 * asked. Free with clock_facts_free(). */
ClockFacts *clock_facts_new(Index *index, GError **error);
void clock_facts_free(ClockFacts *facts);
/* What rules/sla.h asks. Borrowed. */
const SlaSource *clock_facts_source(const ClockFacts *facts);
/* After the source was used: could it answer all that it was asked? */
gboolean clock_facts_check(ClockFacts *facts, GError **error);

/* Replaces the rows of a ticket (its row's id), and what its own row says of them.
 * `clocks`: Clock, as sla_clocks() gives them. */
gboolean clock_rows_put(Index *index, gint64 ticket, const GArray *clocks,
	GError **error);

#endif
