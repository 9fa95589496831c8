/*
 * Do two indices say the same? Each table is read in an order that depends on
 * its content alone, side by side.
 */
#include "base/error.h"
#include "index/index.h"

#include <string.h>

#include "index/database.h"
#include "index/field_sql.h"

static const struct {
	const char *table;
	const char *sql;
} parts[] = {
	{"meta", "SELECT key, value FROM meta ORDER BY key"},
	{"walk", "SELECT * FROM walk ORDER BY seq"},
	{"event", "SELECT event.id, file.path, event.seq, event.at, code, kind,"
		" field, old, new, entry_id, entry_kind, by, late, void"
		" FROM event JOIN file ON file.id = event.ticket"
		" ORDER BY event.id"},
	{"ticket", NULL}, /* field_sql_select() */
	{"ticket (derived)", "SELECT path, updated, status_since,"
		" assignee_since, level_since, group_since, message_at,"
		" waiting_since, answered_at, first_response_at, acted_at,"
		" solved_at, solved_event, first_solved_at, closed_at, reopened, escalated,"
		" reassigned, worked, messages, replies, comments, calls,"
		" unsent, undelivered, rating, verified, unread, sla_due, sla_warn, due"
		" FROM ticket ORDER BY path"},
	{"clock", "SELECT path, kind, run, state, started, stopped, due, warn,"
		" target, unit, amount, used, counted, paused, policy, measure,"
		" calendar, priority FROM clock JOIN file ON file.id = ticket"
		" ORDER BY path, kind, run"},
	{"timeline", "SELECT path, settled, unasked, rating, worked,"
		" hex(clocks), hex(work), hex(events) FROM timeline"
		" JOIN file ON file.id = ticket ORDER BY path"},
	{"contract", "SELECT * FROM contract ORDER BY seq, customer, place"},
	{"closed_bill", "SELECT * FROM closed_bill ORDER BY name"},
	{"calendar", "SELECT * FROM calendar ORDER BY path"},
	{"schedule", "SELECT * FROM schedule ORDER BY name"},
	{"schedule_begin", "SELECT * FROM schedule_begin ORDER BY name, seq"},
	{"ticket_list", "SELECT path, field, position, value FROM ticket_list"
		" JOIN file ON file.id = ticket ORDER BY 1, 2, 3"},
	{"ticket_field", "SELECT path, name, value FROM ticket_field"
		" JOIN file ON file.id = ticket ORDER BY 1, 2"},
	{"entry", "SELECT path, position, entry_id, kind, at, by, body, sent,"
		" message_id, original, attachments, minutes, direction,"
		" missed, automatic, retracted, held, of, state, account, folder,"
		" uidvalidity, uid, content_hash, extra, digest FROM entry"
		" JOIN file ON file.id = ticket ORDER BY path, position,"
		" entry_id"},
	{"awaited", "SELECT path, entry_id, awaited.message_id FROM awaited"
		" JOIN entry ON entry.id = awaited.entry"
		" JOIN file ON file.id = entry.ticket ORDER BY 1, 2, 3"},
	{"words", "SELECT term, doc, cnt FROM temp.words_terms ORDER BY term"},
	{"unreadable", "SELECT * FROM unreadable ORDER BY path"},
	{"agent_past", "SELECT * FROM agent_past ORDER BY mail, login"},
	{"regulation", "SELECT * FROM regulation ORDER BY seq"},
	{"term", "SELECT * FROM term ORDER BY field, name"},
	{"agent", "SELECT * FROM agent ORDER BY login"},
	{"agent_mail", "SELECT mail, login, position FROM agent_mail"
		" ORDER BY mail, login"},
	{"agent_alias", "SELECT * FROM agent_alias ORDER BY alias, login"},
	{"agent_group", "SELECT * FROM agent_group ORDER BY login, name"},
	{"agent_role", "SELECT * FROM agent_role ORDER BY login, name"},
	{"customer", "SELECT * FROM customer ORDER BY name"},
	{"customer_domain", "SELECT * FROM customer_domain"
		" ORDER BY domain, customer"},
	{"contact", "SELECT * FROM contact ORDER BY customer, name"},
	{"contact_mail", "SELECT * FROM contact_mail"
		" ORDER BY mail, customer, contact"},
	{"contact_phone", "SELECT * FROM contact_phone"
		" ORDER BY phone, customer, contact"},
	{"people_file", "SELECT * FROM people_file ORDER BY path"},
};

static gboolean cells_equal(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int i = 0; i < sqlite3_column_count(a); i++) {
		int size = sqlite3_column_bytes(a, i);
		if (sqlite3_column_type(a, i) != sqlite3_column_type(b, i) ||
			size != sqlite3_column_bytes(b, i))
			return FALSE;
		if (size > 0 && memcmp(sqlite3_column_text(a, i),
			    sqlite3_column_text(b, i), (gsize)size) != 0)
			return FALSE;
	}
	return TRUE;
}

static void describe(GString *report, const char *which, sqlite3_stmt *row,
	gboolean stands)
{
	g_string_append_printf(report, " %s:", which);
	if (!stands)
		g_string_append(report, " nothing");
	for (int i = 0; stands && i < sqlite3_column_count(row); i++)
		g_string_append_printf(report, " %.200s|",
			index_column(row, i));
}

/* FALSE with an error only when one cannot be read. */
static gboolean compare_rows(Index *a, Index *b, gsize part, GString *report,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	const char *sql = parts[part].sql ? parts[part].sql :
		field_sql_select();
	sqlite3_stmt *one = index_prepare(a, sql, error);
	sqlite3_stmt *two = one ? index_prepare(b, sql, error) : NULL;
	if (!two)
		return FALSE;
	for (;;) {
		gboolean more = index_next(a, one, &problem);
		gboolean other = !problem && index_next(b, two, &problem);
		if (problem || (!more && !other))
			break;
		if (more && other && cells_equal(one, two))
			continue;
		g_string_append(report, parts[part].table);
		describe(report, "is", one, more);
		describe(report, "rebuilt", two, other);
		g_string_append_c(report, '\n');
		break;
	}
	sqlite3_reset(one);
	sqlite3_reset(two);
	return desk_error_pass(error, &problem);
}

static gboolean open_terms(Index *index, GError **error)
{
	return index_execute(index, "CREATE VIRTUAL TABLE IF NOT EXISTS"
		" temp.words_terms USING fts5vocab(main, words, row)", error);
}

static void close_terms(Index *index)
{
	g_hash_table_remove_all(index->statements);
	sqlite3_exec(index->db, "DROP TABLE IF EXISTS temp.words_terms", NULL,
		NULL, NULL);
}

gboolean index_equal(Index *a, Index *b, GString *report, GError **error)
{
	gsize before = report->len;
	gboolean done = open_terms(a, error) && open_terms(b, error);
	for (gsize i = 0; done && i < G_N_ELEMENTS(parts); i++)
		done = compare_rows(a, b, i, report, error);
	close_terms(a);
	close_terms(b);
	return done && report->len == before;
}
