/*
 * Recurrence rules of whole days (RFC 5545, 3.3.10):
 * "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1".
 *
 * Understood are FREQ (DAILY to YEARLY), INTERVAL, COUNT, UNTIL, BYMONTH,
 * BYMONTHDAY, BYDAY, BYSETPOS and WKST. The first day counts only if the rule
 * means it; a month or year without the day that is asked for is left out
 * (BYMONTHDAY=-1 is the last). The work is bound by the days that are asked
 * for, whatever the rule says: a rule that never comes ends, too.
 */
#ifndef TEXT_RECURRENCE_H
#define TEXT_RECURRENCE_H

#include <glib.h>

typedef struct Recurrence Recurrence;

/* DESK_ERROR_DATA says which part is wrong or not understood, and what would
 * be right. */
Recurrence *recurrence_parse(const char *text, GError **error);
void recurrence_free(Recurrence *recurrence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recurrence, recurrence_free)
/* As it is written best. Borrowed. */
const char *recurrence_text(const Recurrence *recurrence);

/* Its days in order (GDate), counted from `start`; those before `from` are
 * passed over, none is after `last`, and there are at most `most`. Free with
 * g_array_unref(). */
GArray *recurrence_days(const Recurrence *recurrence, const GDate *start,
	const GDate *from, const GDate *last, guint most);

#endif
