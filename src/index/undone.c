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

GHashTable *index_undone(Index *index, gint64 ticket, GError **error)
{
	g_autoptr(GHashTable) undone = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE,
		sizeof(StatusChange));
	g_autoptr(GStringChunk) texts = g_string_chunk_new(256);
	History history = {changes, texts};
	if (!index_each(index, keep_change, &history, error, "SELECT e.id,"
		    " e.old, e.new, w.op = 'undo' FROM event e"
		    " JOIN walk w ON w.seq = e.seq WHERE e.ticket = ?"
		    " AND e.code = ? AND NOT e.void ORDER BY e.id", "in", ticket,
		    (int)event_code("changed", "status", "")))
		return NULL;
	undone_mark((StatusChange *)(gpointer)changes->data, changes->len);
	for (guint i = 0; i < changes->len; i++) {
		const StatusChange *change = &g_array_index(changes,
			StatusChange, i);
		if (change->undone)
			g_hash_table_add(undone, g_memdup2(&change->id,
				sizeof change->id));
	}
	return g_steal_pointer(&undone);
}
