#include "index/clocks.h"

#include "index/database.h"
#include "index/query_sql.h"
#include "index/records.h"
#include "index/rows.h"

/* --- open ones ----------------------------------------------------------- */

#define OPEN_COLUMNS "SELECT ticket.id, ticket.number, clock.kind, clock.run," \
	" clock.state = 'running', clock.started, clock.due, clock.warn," \
	" ticket.uid, ticket.subject, ticket.priority, ticket.assignee," \
	" ticket.\"group\", ticket.customer, clock.unit, clock.amount," \
	" clock.policy" \
	" FROM clock JOIN ticket ON ticket.id = clock.ticket WHERE " \
	INDEX_OPEN_CLOCKS " AND clock.due IS NOT NULL AND "

static const RecordShape open_clock = {sizeof(OpenClock), {
	RECORD_NUMBER(OpenClock, ticket), RECORD_NUMBER(OpenClock, number),
	RECORD_TEXT(OpenClock, name), RECORD_NUMBER(OpenClock, run),
	RECORD_FLAG(OpenClock, running), RECORD_INSTANT(OpenClock, started),
	RECORD_INSTANT(OpenClock, due), RECORD_INSTANT(OpenClock, warn),
	RECORD_TEXT(OpenClock, uid), RECORD_TEXT(OpenClock, subject),
	RECORD_TEXT(OpenClock, priority), RECORD_TEXT(OpenClock, assignee),
	RECORD_TEXT(OpenClock, group), RECORD_TEXT(OpenClock, customer),
	RECORD_NUMBER(OpenClock, unit), RECORD_NUMBER(OpenClock, amount),
	RECORD_TEXT(OpenClock, policy)}};

/* What stands still is not at risk, however near its due. A limit on all of
 * them lets the index on state and due serve; a warning can come any time
 * before. */
static void append_when(Sql *sql, const OpenClockQuestion *question)
{
	if (!question->warn) {
		sql_text(sql, "clock.due <= ");
		sql_bind_integer(sql, MAX(question->now, question->until));
		sql_text(sql, " AND ");
	}
	sql_text(sql, "(clock.due < ");
	sql_bind_integer(sql, question->now);
	sql_text(sql, " OR (clock.state = 'running' AND (clock.due <= ");
	sql_bind_integer(sql, question->until);
	if (question->warn) {
		sql_text(sql, " OR clock.warn <= ");
		sql_bind_integer(sql, question->now);
	}
	sql_text(sql, ")))");
}

static void append_query(Sql *sql, const OpenClockQuestion *question)
{
	if (!question->query)
		return;
	sql_text(sql, " AND (");
	query_sql(sql, question->query);
	sql_text(sql, ")");
}

GPtrArray *index_open_clocks(Index *index, const OpenClockQuestion *question,
	GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, question->context);
	sql_text(&sql, OPEN_COLUMNS);
	append_when(&sql, question);
	append_query(&sql, question);
	sql_text(&sql, " ORDER BY clock.due, ticket.uid, clock.kind");
	GPtrArray *clocks = sql_records(index, &open_clock, &sql, error);
	for (guint i = 0; clocks && i < clocks->len; i++) {
		OpenClock *clock = clocks->pdata[i];
		if (!clock_kind_find(clock->name, &clock->kind))
			g_ptr_array_remove_index(clocks, i--);
	}
	return clocks;
}

static gboolean take_count(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	*(guint *)data = (guint)sqlite3_column_int64(row, 0);
	return FALSE;
}

gboolean index_count_running_clocks(Index *index,
	const OpenClockQuestion *question, guint *count, GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, question->context);
	sql_text(&sql, "SELECT count(*) FROM clock");
	if (question->query)
		sql_text(&sql, " JOIN ticket ON ticket.id = clock.ticket");
	sql_text(&sql, " WHERE " INDEX_OPEN_CLOCKS
		" AND clock.state = 'running'");
	append_query(&sql, question);
	return sql_each(index, &sql, take_count, count, error);
}

gboolean index_clock_calendar(Index *index, const char *uid, char **name,
	GError **error)
{
	return index_text(index, name, error, "SELECT c.calendar"
		" FROM ticket t JOIN clock c ON c.ticket = t.id"
		" WHERE t.uid = ? AND c.calendar <> ''"
		" ORDER BY c.kind = 'resolution' DESC, c.started DESC LIMIT 1",
		"t", uid);
}
