/* What a ticket's entries count for in its row. */
#include "index/derive_parts.h"

#include <string.h>

#include "base/error.h"
#include "model/ticket.h"

static void entry_fact_free(void *data)
{
	EntryFact *fact = data;
	g_free(fact->kind);
	g_free(fact->of);
	g_free(fact->state);
	g_free(fact->by);
	g_free(fact);
}

static void count_entry(Figures *figures, const EntryFact *fact,
	sqlite3_stmt *row)
{
	const struct {
		const char *kind;
		gint64 *count;
	} counts[] = {
		{"message", &figures->messages}, {"reply", &figures->replies},
		{"comment", &figures->comments}, {"call", &figures->calls},
	};
	if (fact->retracted)
		return;
	gboolean counted = !fact->automatic && !fact->missed; /* as in reports */
	for (gsize i = 0; counted && i < G_N_ELEMENTS(counts); i++)
		if (strcmp(fact->kind, counts[i].kind) == 0)
			++*counts[i].count;
	figures->worked += sqlite3_column_int64(row, 9);
	figures->works |= sqlite3_column_int64(row, 9) > 0 ||
		strcmp(fact->kind, "visit") == 0;
	if (strcmp(fact->kind, "rating") == 0) {
		figures->rated = TRUE;
		figures->rating = g_ascii_strtoll(index_column(row, 10), NULL,
			10);
	}
}

EntryFact *entry_fact_new(const char *kind, const char *by)
{
	EntryFact *fact = g_new0(EntryFact, 1);
	fact->kind = g_strdup(kind);
	fact->of = g_strdup("");
	fact->state = g_strdup("");
	fact->by = g_strdup(by);
	return fact;
}

static EntryFact *read_entry(sqlite3_stmt *row)
{
	EntryFact *fact = g_new0(EntryFact, 1);
	fact->kind = g_strdup(index_column(row, 1));
	fact->incoming = g_str_has_prefix(index_column(row, 2), "in");
	fact->outgoing = strcmp(index_column(row, 2), "out") == 0;
	fact->missed = sqlite3_column_int(row, 3);
	fact->automatic = sqlite3_column_int(row, 4);
	fact->retracted = sqlite3_column_int(row, 5);
	fact->of = g_strdup(index_column(row, 6));
	fact->state = g_strdup(index_column(row, 7));
	gboolean waits = *index_column(row, 11) != '\0';
	fact->mailed = !waits && g_str_has_prefix(index_column(row, 8),
		ENTRY_OWN_ID_PREFIX);
	fact->partly = waits;
	fact->held = sqlite3_column_int(row, 12);
	fact->by = g_strdup(index_column(row, 13));
	return fact;
}

static void note_delivery(void *key, void *value, void *data)
{
	const EntryFact *fact = value;
	Figures *figures = data;
	(void)key;
	/* "reported": a delay, or a receipt, which settles nothing. */
	if (strcmp(fact->kind, "delivery") != 0 || fact->retracted ||
		strcmp(fact->state, "reported") == 0)
		return;
	EntryFact *target = g_hash_table_lookup(figures->entries, fact->of);
	if (!target)
		return;
	target->delivered = TRUE;
	if (!fact->partly)
		target->over = TRUE;
	target->failed |= strcmp(fact->state, "failed") == 0;
}

static void count_unsent(void *key, void *value, void *data)
{
	static const char *const kinds[] = {"notice", "reply", "vendor", NULL};
	const EntryFact *fact = value;
	Figures *figures = data;
	(void)key;
	if (fact->mailed && !fact->retracted && !fact->over &&
		g_strv_contains(kinds, fact->kind))
		figures->unsent++;
}

gboolean derive_entries(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	figures->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		entry_fact_free);
	sqlite3_stmt *rows = index_prepare(index, "SELECT entry_id, kind,"
		" direction, missed, automatic, retracted, of, state,"
		" message_id, minutes, json_extract(extra, '$.value'),"
		" CASE WHEN held THEN NULL"
		" WHEN message_id <> '' THEN json_extract(extra, '$.hold')"
		" WHEN kind = 'delivery' THEN json_extract(extra, '$.rest') END,"
		" held, by FROM entry WHERE ticket = ? AND kind <> 'subject'"
		" ORDER BY position", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "i", ticket);
	while (index_next(index, rows, &problem)) {
		EntryFact *fact = read_entry(rows);
		count_entry(figures, fact, rows);
		g_hash_table_replace(figures->entries,
			g_strdup(index_column(rows, 0)), fact);
	}
	if (problem)
		return desk_error_pass(error, &problem);
	g_hash_table_foreach(figures->entries, note_delivery, figures);
	g_hash_table_foreach(figures->entries, count_unsent, figures);
	return TRUE;
}

