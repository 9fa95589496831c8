#include "index/history.h"

#include <string.h>

#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"
#include "index/sql.h"

GPtrArray *index_mainline(Index *index, GError **error)
{
	return index_texts(index, error,
		"SELECT oid FROM walk WHERE mainline ORDER BY seq DESC", "");
}

gboolean index_was_value(Index *index, const char *field, const char *value,
	gboolean *was, GError **error)
{
	return index_has(index, was, error, "SELECT 1 FROM event"
		" WHERE field = ? AND new = ? LIMIT 1", "tt", field, value);
}

typedef struct {
	char **first, **second;
} Pair;

static gboolean keep_pair(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Pair *pair = data;
	*pair->first = g_strdup(index_column(row, 0));
	*pair->second = g_strdup(index_column(row, 1));
	return TRUE;
}

gboolean index_last_change(Index *index, const char *uid, const char *field,
	const char *value, char **mail, char **before, GError **error)
{
	Pair pair = {mail, before};
	*mail = *before = NULL;
	return index_each(index, keep_pair, &pair, error,
		"SELECT w.mail, e.old FROM event e"
		" JOIN ticket t ON t.id = e.ticket"
		" JOIN walk w ON w.seq = e.seq"
		" WHERE t.uid = ? AND e.field = ? AND e.new = ?"
		" ORDER BY e.id DESC LIMIT 1", "ttt", uid, field, value);
}

GPtrArray *index_last_assignees(Index *index, const char *group,
	GError **error)
{
	return index_texts(index, error, "SELECT event.new FROM event"
		" JOIN ticket ON ticket.id = event.ticket"
		" WHERE event.field = 'assignee' AND event.new <> ''"
		" AND ticket.\"group\" = ?"
		" ORDER BY event.at DESC, event.id DESC LIMIT 50", "t", group);
}

static const RecordShape idle_ticket = {sizeof(IdleTicket), {
	RECORD_TEXT(IdleTicket, uid), RECORD_FLAG(IdleTicket, was_taken),
	RECORD_INSTANT(IdleTicket, came)}};

#define LAST_OF_HANDS(column) "(SELECT " column " FROM event e" \
	" WHERE e.ticket = t.id AND e.field IN ('assignee', 'group')" \
	" AND e.kind <> 'created' ORDER BY e.id DESC LIMIT 1)"

GPtrArray *index_idle_tickets(Index *index, const char *group, GError **error)
{
	return index_records(index, &idle_ticket, error, "SELECT uid, "
		LAST_OF_HANDS("field = 'assignee'") ", coalesce("
		LAST_OF_HANDS("at") ", created)"
		" FROM ticket t WHERE assignee = '' AND \"group\" = ?"
		" AND status IN " INDEX_OPEN_STATUSES
		" ORDER BY created, number, uid", "t", group);
}

/* --- the log ---------------------------------------------------------------- */

typedef struct {
	void (*each)(const LogEvent *event, void *data);
	void *data;
} LogReader;

static gboolean tell_event(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const LogReader *reader = data;
	LogEvent event = {
		.at = index_column_instant(row, 0),
		.who = index_column(row, 1),
		.ticket = index_column(row, 2),
		.kind = index_column(row, 3),
		.field = index_column(row, 4),
		.old_text = index_column(row, 5),
		.new_text = index_column(row, 6),
		.entry_kind = index_column(row, 7),
		.entry = index_column(row, 8),
		.commit = index_column(row, 9),
		.uid = index_column(row, 10),
		.hold = index_column(row, 11),
		.rule = index_column(row, 12),
		.why = index_column(row, 13),
	};
	reader->each(&event, reader->data);
	return TRUE;
}

static void add_conditions(Sql *sql, const LogQuestion *question)
{
	for (guint i = 0; question->uids && i < question->uids->len; i++) {
		sql_text(sql, i > 0 ? "," : " AND t.uid IN (");
		sql_bind(sql, g_ptr_array_index(question->uids, i));
	}
	if (question->uids)
		sql_text(sql, question->uids->len > 0 ? ")" : " AND 0");
	if (question->by) {
		sql_text(sql, " AND a.who = ");
		sql_bind(sql, question->by);
	}
	if (question->since != INSTANT_NONE) {
		sql_text(sql, " AND a.at >= ");
		sql_bind_integer(sql, question->since);
	}
	if (question->until != INSTANT_NONE) {
		sql_text(sql, " AND a.at < ");
		sql_bind_integer(sql, question->until);
	}
}

gboolean index_each_logged(Index *index, const LogQuestion *question,
	void (*each)(const LogEvent *event, void *data), void *data,
	GError **error)
{
	LogReader reader = {each, data};
	g_auto(Sql) sql = {0};
	sql_init(&sql, NULL);
	/* The newest, oldest first, as a timeline reads. */
	sql_text(&sql, "SELECT * FROM (SELECT a.at, a.who, "
		INDEX_TICKET_NAME("t") ", a.kind,"
		" coalesce(json_extract(e.extra, '$.field'), a.field),"
		" coalesce(json_extract(e.extra, '$.lost'), a.old),"
		" coalesce(json_extract(e.extra, '$.kept'), a.new),"
		" a.entry_kind, a.entry_id, w.oid, t.uid,"
		" json_extract(e.extra, '$.hold'),"
		" iif(a.entry_kind = 'comment', json_extract(e.extra, '$.rule'),"
		" NULL), json_extract(e.extra, '$.why'),"
		" a.id AS place FROM action a"
		" JOIN ticket t ON t.id = a.ticket JOIN walk w ON w.seq = a.seq"
		" LEFT JOIN entry e ON (a.entry_kind IN ('notice', 'conflict')"
		" OR (a.entry_kind = 'comment' AND a.who = '" AUTOMATION "'))"
		" AND e.ticket = a.ticket AND e.entry_id = a.entry_id"
		" WHERE a.field NOT IN ('uid', 'token', 'created')");
	add_conditions(&sql, question);
	sql_text(&sql, " ORDER BY a.id DESC LIMIT ");
	sql_bind_integer(&sql, question->limit > 0 ? question->limit :
		G_MAXINT64);
	sql_text(&sql, ") ORDER BY place");
	return sql_each(index, &sql, tell_event, &reader, error);
}

gboolean index_has_acted(Index *index, const char *who, gboolean *has,
	GError **error)
{
	return index_has(index, has, error,
		"SELECT 1 FROM action WHERE who = ? LIMIT 1", "t", who);
}

/* --- commits --------------------------------------------------------------- */

typedef struct {
	const char *undo;
	guint undone; /* how many of the next are taken back already */
	MadeOperation *found;
} Search;

static gboolean keep_operation(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	Search *search = data;
	MadeOperation *found = search->found;
	if (found->commit)
		return TRUE;
	if (strcmp(index_column(row, 1), search->undo) == 0) {
		search->undone++;
		return TRUE;
	}
	if (search->undone > 0) {
		search->undone--;
		return TRUE;
	}
	found->commit = g_strdup(index_column(row, 0));
	found->parent = g_strdup(index_column(row, 2));
	found->subject = g_strdup(index_column(row, 3));
	found->name = g_strdup(index_column(row, 4));
	found->at = sqlite3_column_int64(row, 5);
	return TRUE;
}

void made_operation_clear(MadeOperation *made)
{
	g_clear_pointer(&made->commit, g_free);
	g_clear_pointer(&made->parent, g_free);
	g_clear_pointer(&made->subject, g_free);
	g_clear_pointer(&made->name, g_free);
}

gboolean index_last_operation(Index *index, const char *mail, const char *undo,
	MadeOperation *found, GError **error)
{
	Search search = {undo, 0, found};
	return index_each(index, keep_operation, &search, error, "SELECT oid,"
		" op, parent, subject, name, at FROM walk"
		" WHERE mail = ? AND op <> '' AND parent <> ''"
		" ORDER BY seq DESC LIMIT 1000", "t", mail);
}

/* A commit's events follow each other, before those of the next. */
#define EVENTS_OF_COMMITS "walk w CROSS JOIN event e" \
	" ON e.id >= w.first_event AND e.id < coalesce((SELECT first_event" \
	" FROM walk n WHERE n.seq > w.seq ORDER BY n.seq LIMIT 1), 1 << 62)"

gboolean index_has_left(Index *index, const char *commit, gboolean *has,
	GError **error)
{
	return index_has(index, has, error,
		/* Of an approval: the mail that it let leave. */
		"SELECT 1 FROM " EVENTS_OF_COMMITS
		" LEFT JOIN entry a ON a.ticket = e.ticket"
		" AND a.entry_id = e.entry_id AND a.kind = 'approval'"
		" JOIN entry d ON d.ticket = e.ticket AND d.kind = 'delivery'"
		" AND d.of IN (e.entry_id, a.of) AND d.state = 'sent'"
		" WHERE w.oid = ? LIMIT 1", "t", commit);
}

static const RecordShape commit_event = {sizeof(CommitEvent), {
	RECORD_TEXT(CommitEvent, uid), RECORD_FLAG(CommitEvent, created),
	RECORD_TEXT(CommitEvent, field), RECORD_TEXT(CommitEvent, old_text),
	RECORD_TEXT(CommitEvent, new_text), RECORD_TEXT(CommitEvent, entry)}};

GPtrArray *index_commit_events(Index *index, const char *commit,
	GError **error)
{
	return index_records(index, &commit_event, error, "SELECT t.uid,"
		" e.kind = 'created', e.field, e.old, e.new, e.entry_id"
		" FROM " EVENTS_OF_COMMITS " JOIN ticket t ON t.id = e.ticket"
		" WHERE w.oid = ? ORDER BY e.id DESC", "t", commit);
}

static const RecordShape hand_change = {sizeof(HandChange), {
	RECORD_TEXT(HandChange, uid), RECORD_TEXT(HandChange, parent)}};

GPtrArray *index_hand_changes(Index *index, const char *since, GError **error)
{
	return index_records(index, &hand_change, error,
		"SELECT t.uid, w.parent, min(w.seq) FROM event e"
		" JOIN walk w ON w.seq = e.seq"
		" JOIN ticket t ON t.id = e.ticket"
		" WHERE e.id >= (SELECT min(first_event) FROM walk"
		" WHERE seq > (SELECT seq FROM walk WHERE oid = ?))"
		" AND w.op = '' AND NOT EXISTS (SELECT 1 FROM event r"
		" JOIN walk q ON q.seq = r.seq WHERE r.ticket = e.ticket"
		" AND q.seq > w.seq AND q.op = 'rules')"
		" GROUP BY t.id ORDER BY min(w.seq), t.id", "t", since);
}
