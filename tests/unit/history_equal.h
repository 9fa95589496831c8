/*
 * Do two states tell the same? The same fields and the same set of entry ids.
 */
#ifndef TESTS_HISTORY_EQUAL_H
#define TESTS_HISTORY_EQUAL_H

#include "rules/history.h"

static inline gboolean same_fields(const HistoryState *a,
	const HistoryState *b)
{
	guint count = history_state_field_count(a);
	gboolean same = count == history_state_field_count(b);
	for (guint i = 0; same && i < count; i++) {
		const char *one, *two;
		same = g_str_equal(history_state_field(a, i, &one),
			history_state_field(b, i, &two)) &&
			g_str_equal(one, two);
	}
	return same;
}

static inline gboolean same_entries(const HistoryState *a,
	const HistoryState *b)
{
	const char *kind, *by;
	Instant at;
	guint count = history_state_entry_count(a);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < count; i++)
		g_hash_table_add(ids, (gpointer)history_state_entry(a, i,
			&kind, &by, &at));
	gboolean same = count == history_state_entry_count(b);
	for (guint i = 0; same && i < count; i++)
		same = g_hash_table_contains(ids, history_state_entry(b, i,
			&kind, &by, &at));
	return same;
}

/* NULL: there is no ticket. */
static inline gboolean states_are_equal(const HistoryState *a,
	const HistoryState *b)
{
	return a && b ? same_fields(a, b) && same_entries(a, b) : a == b;
}

#endif
