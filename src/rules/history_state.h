/*
 * What history.c sees of the inside of a HistoryState (rules/history.h): a
 * version of a ticket, as fields and entries that are compared with the next.
 */
#ifndef RULES_HISTORY_STATE_H
#define RULES_HISTORY_STATE_H

#include "rules/history.h"

typedef struct {
	guint rank; /* place in the head; G_MAXUINT for other keys */
	char *name;
	char *text;
} HistoryField;

typedef struct {
	char *id, *kind, *by;
	Instant at;
} HistoryEntry;

/* HistoryField* in the order of history_field_compare(), HistoryEntry* in that
 * of the file; borrowed, they live as long as the state. */
const GPtrArray *history_state_fields(const HistoryState *state);
const GPtrArray *history_state_entries(const HistoryState *state);
/* id → HistoryEntry*, both borrowed; empty for NULL. g_hash_table_unref(). */
GHashTable *history_entry_ids(const HistoryState *state);
/* The order of events: head order, then by name. */
int history_field_compare(guint rank_a, const char *name_a, guint rank_b,
	const char *name_b);

#endif
