#include "index/undone.h"

#include "index/database.h"
#include "index/events.h"
#include "index/rows.h"
#include "rules/undone.h"

typedef struct {
	GArray *changes;     /* StatusChange */
	GStringChunk *texts; /* theirs */
} History;

static gboolean keep_change(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	History *history = data;
	const StatusChange change = {
		sqlite3_column_int64(row, 0),
		g_string_chunk_insert_const(history->texts,
			index_column(row, 1)),
		g_string_chunk_insert_const(history->texts,
			index_column(row, 2)),
		sqlite3_column_int(row, 3), FALSE,
	};
	g_array_append_val(history->changes, change);
	return TRUE;
}

static gboolean add_undone(Index *index, gint64 ticket, Instant until,
	GHashTable *undone, GError **error)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE,
		sizeof(StatusChange));
	g_autoptr(GStringChunk) texts = g_string_chunk_new(256);
	History history = {changes, texts};
	if (!index_each(index, keep_change, &history, error, "SELECT e.id,"
		    " e.old, e.new, w.op = 'undo' FROM event e"
		    " JOIN walk w ON w.seq = e.seq WHERE e.ticket = ?"
		    " AND e.code = ? AND e.at <= ? ORDER BY e.id", "ini", ticket,
		    (int)event_code("changed", "status", ""), until))
		return FALSE;
	undone_mark((StatusChange *)(gpointer)changes->data, changes->len);
	for (guint i = 0; i < changes->len; i++) {
		const StatusChange *change = &g_array_index(changes,
			StatusChange, i);
		if (change->undone)
			g_hash_table_add(undone, g_memdup2(&change->id,
				sizeof change->id));
	}
	return TRUE;
}

static gboolean keep_ticket(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	gint64 ticket = sqlite3_column_int64(row, 0);
	g_array_append_val((GArray *)data, ticket);
	return TRUE;
}

GHashTable *index_undone(Index *index, gint64 ticket, Instant until,
	GError **error)
{
	g_autoptr(GHashTable) undone = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof ticket);
	if (ticket > 0)
		g_array_append_val(tickets, ticket);
	else if (!index_each(index, keep_ticket, tickets, error,
		/* From the few undos to their events, never the other way,
		 * nor by an index made for this question: the plus. */
		"SELECT DISTINCT e.ticket FROM walk w CROSS JOIN event e"
		" ON e.id BETWEEN w.first_event AND ifnull((SELECT"
		" n.first_event - 1 FROM walk n WHERE n.seq = w.seq + 1),"
		" 9223372036854775807) WHERE w.op = 'undo' AND +e.code = ?", "n",
		(int)event_code("changed", "status", "")))
		return NULL;
	for (guint i = 0; i < tickets->len; i++)
		if (!add_undone(index, g_array_index(tickets, gint64, i), until,
			undone, error))
			return NULL;
	return g_steal_pointer(&undone);
}
