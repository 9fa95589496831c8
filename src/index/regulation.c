#include "index/regulation.h"

#include "index/database.h"
#include "index/field_sql.h"
#include "index/rows.h"
#include "index/sql.h"

gboolean index_regulation_before(Index *index, Instant until, char **text,
	GError **error)
{
	return index_text(index, text, error, "SELECT r.text"
		" FROM regulation r JOIN walk w ON w.seq = r.seq"
		" WHERE r.error = '' AND w.at < ?"
		" ORDER BY r.seq DESC LIMIT 1", "I", until);
}

/* --- words ------------------------------------------------------------------- */

static void used_word_free(void *data)
{
	UsedWord *word = data;
	g_free(word->name);
	g_free(word->examples);
	g_free(word);
}

static gboolean keep_word(sqlite3_stmt *row, void *data, GError **error)
{
	UsedWord *word = g_new0(UsedWord, 1);
	(void)error;
	word->name = g_strdup(index_column(row, 0));
	word->is_past = sqlite3_column_int(row, 1) > 1;
	word->tickets = sqlite3_column_int64(row, 2);
	word->examples = g_strdup(index_column(row, 3));
	g_ptr_array_add(data, word);
	return TRUE;
}

GPtrArray *index_used_words(Index *index, const Field *field, GError **error)
{
	const char *column = field_sql_of_ticket(field);
	g_auto(Sql) sql = {0};
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(
		used_word_free);
	sql_init(&sql, NULL);
	sql_text(&sql, "SELECT name, age, (SELECT count(*) FROM ticket WHERE ");
	sql_text(&sql, column);
	sql_text(&sql, " = name), (SELECT group_concat(called, ', ') FROM (SELECT "
		INDEX_TICKET_NAME("ticket") " AS called FROM ticket WHERE ");
	sql_text(&sql, column);
	sql_text(&sql, " = name ORDER BY number LIMIT 3)) FROM term"
		" WHERE field = ");
	sql_bind(&sql, field->name);
	sql_text(&sql, " AND EXISTS (SELECT 1 FROM event WHERE event.field ="
		" term.field AND event.new = term.name) ORDER BY name");
	return sql_each(index, &sql, keep_word, words, error) ?
		g_steal_pointer(&words) : NULL;
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
