/*
 * The store as it stood. A ticket to which nothing has happened since is as it
 * was; the few others are replayed from their events up to the moment into
 * temporary tables. Views of the names of tables show both, so that little is
 * copied.
 */
#include "index/index.h"

#include "index/database.h"
#include "index/derive.h"
#include "index/rows.h"
#include "index/schema.h"
#include "index/ticket_row.h"
#include "rules/history.h"

#define IS_SAME "IN (SELECT id FROM temp.same)"

/* What a ticket is replayed from and what it needs while it is. Entries keep
 * their ids, and with them their full text. Each from one table: a view of
 * several would be made anew for each ticket that asks for its own. */
static const char *const views[] = {
	"CREATE TEMP VIEW event AS SELECT * FROM main.event"
	" WHERE at <= (SELECT at FROM temp.moment) AND NOT void",
	"CREATE TEMP VIEW action AS SELECT event.*, walk.mail AS mail,"
	" " INDEX_WHO " AS who"
	" FROM event JOIN walk ON walk.seq = event.seq",
	"CREATE TEMP VIEW entry AS SELECT e.id, e.ticket, e.position,"
	" e.entry_id, e.kind, e.at, e.by, coalesce((SELECT s.subject"
	" FROM temp.stood AS s WHERE s.id = e.id), e.body) AS body,"
	" e.sent, e.message_id, e.original, e.attachments, e.minutes,"
	" e.direction, e.missed, e.automatic, coalesce((SELECT s.retracted"
	" FROM temp.stood AS s WHERE s.id = e.id), e.retracted) AS retracted,"
	" e.held, e.of, e.state,"
	" e.account, e.folder, e.uidvalidity, e.uid, e.content_hash, e.extra,"
	" e.digest FROM main.entry AS e WHERE e.ticket " IS_SAME
	" OR e.id IN (SELECT id FROM temp.stood)",
	NULL};

/* What was replayed, beside what is the same. */
static const char *const both[] = {
	"ALTER TABLE temp.ticket RENAME TO ticket_then",
	"CREATE TEMP VIEW ticket AS SELECT * FROM main.ticket WHERE id " IS_SAME
	" UNION ALL SELECT * FROM temp.ticket_then",
	"ALTER TABLE temp.clock RENAME TO clock_then",
	"CREATE TEMP VIEW clock AS SELECT * FROM main.clock WHERE ticket "
	IS_SAME " UNION ALL SELECT * FROM temp.clock_then",
	"ALTER TABLE temp.timeline RENAME TO timeline_then",
	"CREATE TEMP VIEW timeline AS SELECT * FROM main.timeline WHERE ticket "
	IS_SAME " UNION ALL SELECT * FROM temp.timeline_then",
	/* Of these each ticket asks for its own. */
	"INSERT INTO temp.ticket_list SELECT * FROM main.ticket_list"
	" WHERE ticket " IS_SAME,
	"INSERT INTO temp.ticket_field SELECT * FROM main.ticket_field"
	" WHERE ticket " IS_SAME,
	NULL};

static gboolean execute_each(Index *index, const char *const *statements,
	GError **error)
{
	for (; *statements; statements++)
		if (!index_execute(index, *statements, error))
			return FALSE;
	return TRUE;
}

/* Not one that cannot be read: its row says less than its events. */
static gboolean find_same(Index *index, Instant at, GError **error)
{
	return index_execute(index, "PRAGMA temp_store = MEMORY;"
		    "CREATE TEMP TABLE moment (at INTEGER);"
		    "CREATE TEMP TABLE same (id INTEGER PRIMARY KEY);"
		    "CREATE TEMP TABLE stood (id INTEGER PRIMARY KEY,"
		    " retracted INTEGER NOT NULL, subject TEXT)", error) &&
		index_run(index, error, "INSERT INTO moment VALUES (?)", "i",
			at) &&
		index_run(index, error, "INSERT INTO same SELECT id FROM"
			" main.ticket WHERE updated <= ? AND id NOT IN (SELECT"
			" file.id FROM unreadable JOIN file USING (path))",
			"i", at);
}

static gboolean make_tables(Index *index, Instant at, GError **error)
{
	g_auto(GStrv) tables = index_schema_as_of();
	g_hash_table_remove_all(index->statements);
	if (!find_same(index, at, error) || !execute_each(index,
			(const char *const *)tables, error) ||
		!execute_each(index, views, error))
		return FALSE;
	/* They were prepared for the tables of the present. */
	g_hash_table_remove_all(index->statements);
	return TRUE;
}

static gboolean has_removed(const GPtrArray *events)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		if (event->kind == EVENT_REMOVED)
			return TRUE;
	}
	return FALSE;
}

static gboolean forget_removed(Index *index, gint64 file,
	const HistoryState *state, GError **error)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < history_state_entry_count(state); i++) {
		const char *kind, *by;
		Instant at;
		g_hash_table_add(ids, g_strdup(history_state_entry(state, i,
			&kind, &by, &at)));
	}
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, file);
	const char *values[] = {number, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, "SELECT id, entry_id FROM"
		" entry WHERE ticket = CAST(? AS INTEGER)"
		" AND kind <> 'subject'", values, error);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = rows->pdata[i];
		if (!g_hash_table_contains(ids, row[1]) &&
			!index_run(index, error,
				"DELETE FROM temp.stood WHERE id = ?", "i",
				g_ascii_strtoll(row[0], NULL, 10)))
			return FALSE;
	}
	return rows != NULL;
}

/* What was said by then, as it reads now. An entry that was retracted later
 * was not at the time. A deleted ticket's entries are lost to the index. */
static gboolean put_entries(Index *index, gint64 file,
	const HistoryState *state, const GPtrArray *events, GError **error)
{
	return index_run(index, error, "INSERT INTO temp.stood (id, retracted)"
		" SELECT id, 0 FROM main.entry WHERE ticket = ?1 AND entry_id"
		" IN (SELECT entry_id FROM event WHERE ticket = ?1"
		" AND kind = 'said')", "i", file) &&
		index_run(index, error, "INSERT INTO temp.stood (id,"
			" retracted, subject) SELECT id, 0, ?2 FROM main.entry"
			" WHERE ticket = ?1 AND kind = 'subject'", "it", file,
			history_state_get(state, "subject")) &&
		(!has_removed(events) ||
			forget_removed(index, file, state, error)) &&
		index_run(index, error, "UPDATE temp.stood SET retracted = 1"
			" WHERE id IN (SELECT e.id FROM entry AS r JOIN entry"
			" AS e ON e.ticket = r.ticket AND e.entry_id = r.of"
			" WHERE r.ticket = ? AND r.kind = 'retract')", "i",
			file);
}

static gboolean put_past(Index *index, const char *path, gint64 file,
	const GPtrArray *events, GError **error)
{
	g_autoptr(HistoryState) state = history_replay(NULL, events);
	if (!state)
		return index_derive_gone(index, file, error);
	g_autofree char *blob = NULL;
	return index_text(index, &blob, error,
		       "SELECT blob FROM main.ticket WHERE id = ?", "i", file) &&
		index_write_head(index, file, path, blob ? blob : "", state,
		error) &&
		put_entries(index, file, state, events, error) &&
		index_derive(index, file, error);
}

static gboolean replay_changed(Index *index, GError **error)
{
	g_autoptr(GPtrArray) files = index_rows(index, "SELECT DISTINCT file.id,"
		" path FROM event JOIN file ON file.id = event.ticket"
		" WHERE kind = 'created' AND event.ticket NOT " IS_SAME, NULL,
		error);
	for (guint i = 0; files && i < files->len; i++) {
		char **row = files->pdata[i];
		g_autoptr(GPtrArray) events = index_read_events(index, row[1],
			error);
		if (!events || !put_past(index, row[1],
				g_ascii_strtoll(row[0], NULL, 10), events,
				error))
			return FALSE;
	}
	g_hash_table_remove_all(index->statements);
	return files != NULL;
}

gboolean index_as_of(Index *index, Instant at, GError **error)
{
	g_hash_table_remove_all(index->statements);
	if (index->past && !index_execute(index, "DROP VIEW temp.event;"
		"DROP VIEW temp.action; DROP VIEW temp.entry;"
		"DROP VIEW temp.ticket; DROP VIEW temp.clock;"
		"DROP VIEW temp.timeline;"
		"DROP TABLE temp.moment; DROP TABLE temp.same;"
		"DROP TABLE temp.stood; DROP TABLE temp.ticket_then;"
		"DROP TABLE temp.clock_then; DROP TABLE temp.timeline_then;"
		"DROP TABLE temp.ticket_list; DROP TABLE temp.ticket_field",
		error))
		return FALSE;
	index->past = TRUE;
	return make_tables(index, at, error) &&
		replay_changed(index, error) &&
		execute_each(index, both, error);
}
