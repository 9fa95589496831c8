/*
 * The store as it stood: temporary tables of the same names, replayed from
 * the events up to a moment.
 */
#include "index/index.h"

#include "index/database.h"
#include "index/derive.h"
#include "index/rows.h"
#include "index/schema.h"
#include "index/ticket_row.h"
#include "rules/history.h"

/* Views, so that a million events and the texts of entries are not copied.
 * Entries keep their ids, and with them their full text. */
static const char *const views[] = {
	"CREATE TEMP VIEW event AS SELECT * FROM main.event"
	" WHERE at <= (SELECT at FROM temp.moment) AND NOT void",
	"CREATE TEMP VIEW action AS SELECT event.*, walk.mail AS mail,"
	" CASE event.kind WHEN 'said' THEN event.by ELSE"
	" coalesce((SELECT login FROM agent_mail"
	" WHERE agent_mail.mail = lower(walk.mail) ORDER BY position, login"
	" LIMIT 1), walk.mail) END AS who"
	" FROM event JOIN walk ON walk.seq = event.seq",
	"CREATE TEMP VIEW entry AS SELECT e.id, e.ticket, e.position,"
	" e.entry_id, e.kind, e.at, e.by, coalesce(s.subject, e.body) AS body,"
	" e.sent, e.message_id, e.original, e.attachments, e.minutes,"
	" e.direction, e.missed, e.automatic, s.retracted, e.held, e.of, e.state,"
	" e.account, e.folder, e.uidvalidity, e.uid, e.content_hash, e.extra,"
	" e.digest FROM main.entry AS e JOIN temp.stood AS s ON s.id = e.id",
	NULL};

static gboolean make_tables(Index *index, Instant at, GError **error)
{
	g_hash_table_remove_all(index->statements);
	if (!index_execute(index, "PRAGMA temp_store = MEMORY;"
		    "CREATE TEMP TABLE moment (at INTEGER);"
		    "CREATE TEMP TABLE stood (id INTEGER PRIMARY KEY,"
		    " retracted INTEGER NOT NULL, subject TEXT)", error) ||
		!index_run(index, error, "INSERT INTO moment VALUES (?)", "i",
			at))
		return FALSE;
	g_auto(GStrv) tables = index_schema_as_of();
	for (char **sql = tables; *sql; sql++)
		if (!index_execute(index, *sql, error))
			return FALSE;
	for (const char *const *sql = views; *sql; sql++)
		if (!index_execute(index, *sql, error))
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

/* A ticket to which nothing has happened since is as it was. Not one that
 * cannot be read: its row says less than its events. */
static gboolean copy_unchanged(Index *index, GError **error)
{
	return index_execute(index, "INSERT INTO temp.ticket SELECT * FROM"
		" main.ticket WHERE updated <= (SELECT at FROM temp.moment)"
		" AND path NOT IN (SELECT path FROM unreadable);"
		"INSERT INTO temp.clock SELECT * FROM main.clock"
		" WHERE ticket IN (SELECT id FROM temp.ticket);"
		"INSERT INTO temp.timeline SELECT * FROM main.timeline"
		" WHERE ticket IN (SELECT id FROM temp.ticket);"
		"INSERT INTO temp.ticket_list SELECT * FROM main.ticket_list"
		" WHERE ticket IN (SELECT id FROM temp.ticket);"
		"INSERT INTO temp.ticket_field SELECT * FROM main.ticket_field"
		" WHERE ticket IN (SELECT id FROM temp.ticket);"
		"INSERT INTO temp.stood (id, retracted) SELECT id, retracted"
		" FROM main.entry WHERE ticket IN (SELECT id FROM temp.ticket)",
		error);
}

static gboolean replay_changed(Index *index, GError **error)
{
	g_autoptr(GPtrArray) files = index_rows(index, "SELECT id, path FROM"
		" file WHERE id NOT IN (SELECT id FROM temp.ticket) AND EXISTS"
		" (SELECT 1 FROM event WHERE event.ticket = file.id)", NULL,
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
	return files != NULL;
}

gboolean index_as_of(Index *index, Instant at, GError **error)
{
	g_hash_table_remove_all(index->statements);
	if (index->past && !index_execute(index, "DROP VIEW temp.event;"
		"DROP VIEW temp.action; DROP VIEW temp.entry;"
		"DROP TABLE temp.moment; DROP TABLE temp.stood;"
		"DROP TABLE temp.ticket; DROP TABLE temp.clock;"
		"DROP TABLE temp.timeline; DROP TABLE temp.ticket_list;"
		"DROP TABLE temp.ticket_field", error))
		return FALSE;
	index->past = TRUE;
	return make_tables(index, at, error) && copy_unchanged(index, error) &&
		replay_changed(index, error);
}
