#include "index/regulation.h"

#include <string.h>

#include "index/database.h"
#include "index/field_sql.h"
#include "index/records.h"
#include "index/rows.h"
#include "index/sql.h"
#include "model/regulation.h"

Regulation *index_regulation(Index *index, const char *text, GError **error)
{
	Regulation *regulation = g_hash_table_lookup(index->regulations, text);
	if (!regulation) {
		regulation = regulation_parse(text, strlen(text), "desk.yaml",
			error);
		if (!regulation)
			return NULL;
		g_hash_table_insert(index->regulations, g_strdup(text),
			regulation);
	}
	return regulation_share(regulation);
}

static const RecordShape version = {sizeof(RegulationVersion), {
	RECORD_INSTANT(RegulationVersion, at),
	RECORD_NUMBER(RegulationVersion, seq),
	RECORD_FLAG(RegulationVersion, bills)}};

GPtrArray *index_regulation_past(Index *index, GError **error)
{
	/* A section begins its line. */
	return index_records(index, &version, error, "SELECT w.at, r.seq,"
		" instr(char(10) || r.text, char(10) || 'billing:') > 0"
		" FROM regulation r JOIN walk w ON w.seq = r.seq"
		" WHERE r.error = '' ORDER BY r.seq", "");
}

gboolean index_regulation_text(Index *index, gint64 seq, char **text,
	GError **error)
{
	return index_text(index, text, error,
		"SELECT text FROM regulation WHERE seq = ?", "i", seq);
}

/* --- words ------------------------------------------------------------------- */

static const RecordShape used_word = {sizeof(UsedWord), {
	RECORD_TEXT(UsedWord, name), RECORD_FLAG(UsedWord, is_past),
	RECORD_NUMBER(UsedWord, tickets), RECORD_TEXT(UsedWord, examples)}};

GPtrArray *index_used_words(Index *index, const Field *field, GError **error)
{
	const char *column = field_sql_of_ticket(field);
	g_auto(Sql) sql = {0};
	sql_init(&sql, NULL);
	sql_text(&sql, "SELECT name, age > 1, (SELECT count(*) FROM ticket WHERE ");
	sql_text(&sql, column);
	sql_text(&sql, " = name), (SELECT group_concat(called, ', ') FROM (SELECT "
		INDEX_TICKET_NAME("ticket") " AS called FROM ticket WHERE ");
	sql_text(&sql, column);
	sql_text(&sql, " = name ORDER BY number LIMIT 3)) FROM term"
		" WHERE field = ");
	sql_bind(&sql, field->name);
	sql_text(&sql, " AND EXISTS (SELECT 1 FROM event WHERE event.field ="
		" term.field AND event.new = term.name) ORDER BY name");
	return sql_records(index, &used_word, &sql, error);
}

GPtrArray *index_used_fields(Index *index, GError **error)
{
	return index_records(index, &used_word, error, "SELECT substr(held.name,"
		" 8), 0, count(*), (SELECT group_concat(called, ', ') FROM"
		" (SELECT " INDEX_TICKET_NAME("ticket") " AS called FROM ticket"
		" JOIN ticket_field one ON one.ticket = ticket.id WHERE"
		" one.name = held.name ORDER BY ticket.number LIMIT 3))"
		" FROM ticket_field held WHERE held.name GLOB 'fields.*'"
		" GROUP BY held.name", "");
}

static gboolean keep_class(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	g_hash_table_insert(data, g_strdup(index_column(row, 0)),
		g_strdup(index_column(row, 1)));
	return TRUE;
}

GHashTable *index_past_statuses(Index *index, GError **error)
{
	g_autoptr(GHashTable) classes = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	return index_each(index, keep_class, classes, error, "SELECT name, class"
		" FROM term WHERE field = 'status' AND age > 1", "") ?
		g_steal_pointer(&classes) : NULL;
}

static gboolean keep_rank(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	g_hash_table_insert(data, g_strdup(index_column(row, 0)),
		GINT_TO_POINTER(sqlite3_column_int(row, 1)));
	return TRUE;
}

GHashTable *index_past_ranks(Index *index, const char *field, GError **error)
{
	g_autoptr(GHashTable) ranks = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	return index_each(index, keep_rank, ranks, error, "SELECT name, rank"
		" FROM term WHERE field = ? AND age > 1", "t", field) ?
		g_steal_pointer(&ranks) : NULL;
}
