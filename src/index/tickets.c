#include "index/tickets.h"

#include "base/error.h"
#include "index/database.h"
#include "index/field_sql.h"
#include "index/records.h"
#include "index/sql.h"
#include "rules/alarm.h"

static const Phrase no_ticket = {"%1: no such ticket; `desk list` shows those "
		"that are open, `desk search WORDS` finds any",
	"%1: нет такой заявки; открытые покажет `desk list`, любую найдёт "
	"`desk search СЛОВА`"};

/* --- lines of lists ------------------------------------------------------ */

/* The first of promise and targets: min() of two is NULL if one is. */
#define LINES "SELECT t.id, t.uid, " INDEX_TICKET_NAME("t") ", t.subject," \
	" t.status, t.assignee, t.requester, t.created, t.solved_at," \
	" min(coalesce(t.eta, t.sla_due), coalesce(t.sla_due, t.eta)) AS first," \
	" t.waiting_since, t.number, t.customer, t.category, t.asset" \
	" FROM ticket t"
#define OVER INDEX_STATUSES("'solved', 'closed'")

static const RecordShape ticket_line = {sizeof(TicketLine), {
	RECORD_NUMBER(TicketLine, row), RECORD_TEXT(TicketLine, uid),
	RECORD_TEXT(TicketLine, name), RECORD_TEXT(TicketLine, subject),
	RECORD_TEXT(TicketLine, status), RECORD_TEXT(TicketLine, assignee),
	RECORD_TEXT(TicketLine, requester), RECORD_INSTANT(TicketLine, created),
	RECORD_INSTANT(TicketLine, solved), RECORD_INSTANT(TicketLine, due),
	RECORD_INSTANT(TicketLine, waiting),
	RECORD_NUMBER(TicketLine, number), RECORD_TEXT(TicketLine, customer),
	RECORD_TEXT(TicketLine, category), RECORD_TEXT(TicketLine, asset)}};

static gboolean no_such_ticket(const char *uid, GError **error)
{
	return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_ticket, uid, NULL);
}

TicketLine *index_ticket_line(Index *index, const char *uid, GError **error)
{
	g_autoptr(GPtrArray) lines = index_records(index, &ticket_line, error,
		LINES " WHERE t.uid = ?", "t", uid);
	if (lines && lines->len > 0)
		return g_ptr_array_steal_index(lines, 0);
	if (lines)
		no_such_ticket(uid, error);
	return NULL;
}

GPtrArray *index_tickets_linked(Index *index, const char *link, GError **error)
{
	/* Nearly no ticket is: the long question is for the rest. */
	gboolean linked;
	if (!index_has(index, &linked, error, "SELECT 1 FROM ticket_list"
		    " WHERE field = 'links' AND value = ?", "t", link))
		return NULL;
	return !linked ? g_ptr_array_new_with_free_func(g_free) :
		index_records(index, &ticket_line, error, LINES
		" JOIN ticket_list l ON l.ticket = t.id WHERE l.field = 'links'"
		" AND l.value = ? GROUP BY t.id ORDER BY t.created, t.number,"
		" t.uid", "t", link);
}

GPtrArray *index_tickets_merged_into(Index *index, const char *uid,
	GError **error)
{
	return index_records(index, &ticket_line, error, LINES
		" WHERE t.merged_into <> '' AND t.merged_into = ?"
		" ORDER BY t.created, t.number, t.uid", "t", uid);
}

GPtrArray *index_open_of(Index *index, const char *assignee, GError **error)
{
	return index_records(index, &ticket_line, error, LINES
		" WHERE t.assignee = ? AND t.status IN " INDEX_OPEN_STATUSES
		" ORDER BY first IS NULL, first, t.created, t.number, t.uid",
		"t", assignee);
}

#define LINES_OF(who, statuses, order) LINES " WHERE t." who " = ?" \
	" AND t.status IN " statuses " ORDER BY t." order " DESC LIMIT ?"

GPtrArray *index_tickets_of(Index *index, const char *customer,
	const char *requester, gboolean over, guint limit, GError **error)
{
	const char *sql = customer ?
		over ? LINES_OF("customer", OVER, "updated") :
		LINES_OF("customer", INDEX_OPEN_STATUSES, "created") :
		over ? LINES_OF("requester", OVER, "updated") :
		LINES_OF("requester", INDEX_OPEN_STATUSES, "created");
	return index_records(index, &ticket_line, error, sql, "tn",
		customer ? customer : requester, (int)limit);
}

GPtrArray *index_unapproved_of(Index *index, const char *login, GError **error)
{
	return index_records(index, &ticket_line, error, LINES
		" JOIN entry e ON e.ticket = t.id"
		" WHERE e.by = ? AND e.retracted = 0 AND"
		" json_extract(e.extra, '$.hold') = 'approval'"
		" AND NOT EXISTS (SELECT 1 FROM entry a WHERE a.ticket ="
		" e.ticket AND a.kind IN ('approval', 'delivery') AND"
		" json_extract(a.extra, '$.of') = e.entry_id)"
		" ORDER BY e.at, e.id", "t", login);
}

/* --- what changed -------------------------------------------------------- */

static const RecordShape ticket_change = {sizeof(TicketChange), {
	RECORD_NUMBER(TicketChange, seq), RECORD_NUMBER(TicketChange, at),
	RECORD_TEXT(TicketChange, field), RECORD_TEXT(TicketChange, old_text),
	RECORD_TEXT(TicketChange, new_text), RECORD_TEXT(TicketChange, who),
	RECORD_TEXT(TicketChange, commit)}};

GPtrArray *index_ticket_changes(Index *index, const char *uid, GError **error)
{
	return index_records(index, &ticket_change, error, "SELECT a.seq,"
		" a.at, a.field, a.old, a.new, a.who, w.oid FROM ticket t"
		" JOIN action a ON a.ticket = t.id JOIN walk w ON w.seq = a.seq"
		" WHERE t.uid = ? AND a.kind = 'changed' ORDER BY a.id", "t",
		uid);
}

#define UNASKED "SELECT t.id FROM ticket t WHERE t.channel = 'schedule'" \
	" AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.ticket = t.id" \
	" AND e.kind = 'comment' AND json_extract(e.extra, '$.clocks')" \
	" IS NOT NULL)"

gboolean index_is_unasked(Index *index, gint64 ticket, gboolean *unasked,
	GError **error)
{
	return index_has(index, unasked, error, UNASKED " AND t.id = ?", "i",
		ticket);
}

gboolean index_ticket_time(Index *index, const char *uid, TicketTime which,
	Instant *at, GError **error)
{
	static const char *const questions[TICKET_TIMES] = {
		[TICKET_CREATED] = "SELECT created FROM ticket WHERE uid = ?",
		[TICKET_UPDATED] = "SELECT updated FROM ticket WHERE uid = ?",
		[TICKET_PROMISED] = "SELECT eta FROM ticket WHERE uid = ?",
		[TICKET_WAITS_UNTIL] = "SELECT until FROM ticket WHERE uid = ?",
		[TICKET_STATUS_SINCE] =
			"SELECT status_since FROM ticket WHERE uid = ?",
		[TICKET_OVER_SINCE] = "SELECT coalesce(closed_at,"
			" status_since) FROM ticket WHERE uid = ?",
	};
	*at = INSTANT_NONE;
	return index_number(index, at, error, questions[which], "t", uid);
}

gboolean index_reopened(Index *index, const char *uid, gint64 *times,
	GError **error)
{
	*times = 0;
	return index_number(index, times, error,
		"SELECT reopened FROM ticket WHERE uid = ?", "t", uid);
}

gboolean index_was_ticket(Index *index, const char *path, gboolean *was,
	GError **error)
{
	return index_has(index, was, error, "SELECT 1 FROM file WHERE path = ?1"
		" UNION ALL SELECT 1 FROM unreadable WHERE path = ?1", "t",
		path);
}

gboolean index_ticket_number(Index *index, const char *uid, gint64 *number,
	GError **error)
{
	*number = 0;
	return index_number(index, number, error,
		"SELECT number FROM ticket WHERE uid = ?", "t", uid);
}

gboolean index_count_open_of(Index *index, const char *assignee, gint64 *count,
	GError **error)
{
	*count = 0;
	return index_number(index, count, error, "SELECT count(*) FROM ticket"
		" WHERE assignee = ? AND status IN " INDEX_OPEN_STATUSES, "t",
		assignee);
}

GPtrArray *index_tickets_without_customer(Index *index, const char *requester,
	GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE requester = ? AND customer = ''", "t", requester);
}

gboolean index_ticket_by_token(Index *index, const char *token, char **uid,
	GError **error)
{
	return index_text(index, uid, error,
		"SELECT uid FROM ticket WHERE token = ? LIMIT 1", "t", token);
}

gboolean index_ticket_by_number(Index *index, gint64 number, char **uid,
	GError **error)
{
	return index_text(index, uid, error,
		"SELECT uid FROM ticket WHERE number = ? LIMIT 1", "i", number);
}

gboolean index_ticket_by_key(Index *index, const char *key, char **uid,
	GError **error)
{
	return index_text(index, uid, error, "SELECT uid FROM ticket"
		" WHERE dedupe_key = ? ORDER BY created DESC, uid DESC LIMIT 1",
		"t", key);
}

gboolean index_open_ticket_by_key(Index *index, const char *key, char **uid,
	GError **error)
{
	return index_text(index, uid, error, "SELECT uid FROM ticket"
		" WHERE dedupe_key = ? AND status IN " INDEX_OPEN_STATUSES
		" ORDER BY created DESC LIMIT 1", "t", key);
}

GPtrArray *index_tickets_by_vendor_ref(Index *index, const char *number,
	GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE vendor_ref = ? ORDER BY created DESC, uid DESC LIMIT 20",
		"t", number);
}

gboolean index_number_is_taken(Index *index, gint64 number, const char *uid,
	gboolean *taken, GError **error)
{
	return index_has(index, taken, error, "SELECT 1 FROM ticket"
		" WHERE number = ? AND uid <> ?", "it", number, uid);
}

GPtrArray *index_unnumbered(Index *index, GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE number IS NULL OR number = 0 ORDER BY created, uid", "");
}

static void free_list(void *list)
{
	g_ptr_array_unref(list);
}

/* Rows of one number follow each other. */
static gboolean take_same(sqlite3_stmt *row, void *data, GError **error)
{
	GPtrArray *lists = data;
	(void)error;
	if (sqlite3_column_int(row, 1) == 1)
		g_ptr_array_add(lists, g_ptr_array_new_with_free_func(g_free));
	g_ptr_array_add(lists->pdata[lists->len - 1],
		g_strdup(index_column(row, 0)));
	return TRUE;
}

GPtrArray *index_same_numbers(Index *index, GError **error)
{
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(free_list);
	return index_each(index, take_same, lists, error, "SELECT uid,"
		" row_number() OVER (PARTITION BY number ORDER BY created, uid)"
		" FROM ticket WHERE number IN (SELECT number FROM ticket"
		" WHERE number > 0 GROUP BY number HAVING count(*) > 1)"
		" ORDER BY number, created, uid", "") ?
		g_steal_pointer(&lists) : NULL;
}

/* --- which tickets ------------------------------------------------------- */

GPtrArray *index_open_uids_of(Index *index, const char *assignee, GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE assignee = ? AND status IN " INDEX_OPEN_STATUSES, "t",
		assignee);
}

GPtrArray *index_tickets_waited(Index *index, Instant now, GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE until <= ? AND status IN "
		INDEX_STATUSES("'pending', 'on-hold'")
		" ORDER BY uid", "I", now);
}

GPtrArray *index_tickets_alarmed(Index *index, GError **error)
{
	return index_texts(index, error, "SELECT DISTINCT t.uid FROM entry e"
		" JOIN ticket t ON t.id = e.ticket WHERE e.kind = 'notice'"
		" AND e.retracted = 0 AND json_extract(e.extra, '$.rule') ="
		" '" ALARM_RULE "' AND t.status IN " INDEX_OPEN_STATUSES
		" ORDER BY t.uid", "");
}

/* --- all of them --------------------------------------------------------- */

typedef struct {
	void (*each)(const IndexTicket *ticket, void *data);
	void *data;
} Reader;

static gboolean take_ticket(sqlite3_stmt *row, void *data, GError **error)
{
	const Reader *reader = data;
	IndexTicket ticket = {
		.row = sqlite3_column_int64(row, 0),
		.number = sqlite3_column_int64(row, 1),
		.uid = index_column(row, 2),
		.subject = index_column(row, 3),
		.worked = sqlite3_column_int64(row, 4),
		.rating = sqlite3_column_int64(row, 5),
		.value = index_column(row, 6),
	};
	(void)error;
	reader->each(&ticket, reader->data);
	return TRUE;
}

#define OF_TICKET "SELECT id, number, uid, subject, worked, rating, "

gboolean index_each_ticket_of(Index *index, const GArray *rows,
	void (*each)(const IndexTicket *ticket, void *data), void *data,
	GError **error)
{
	Reader reader = {each, data};
	g_autoptr(GString) list = g_string_new("[");
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT,
			i > 0 ? "," : "", g_array_index(rows, gint64, i));
	g_string_append_c(list, ']');
	return index_each(index, take_ticket, &reader, error, OF_TICKET "''"
		" FROM ticket WHERE id IN (SELECT value FROM json_each(?))"
		" ORDER BY id", "t", list->str);
}

gboolean index_each_ticket(Index *index, const char *field,
	void (*each)(const IndexTicket *ticket, void *data), void *data,
	GError **error)
{
	Reader reader = {each, data};
	g_auto(Sql) sql = {0};
	sql_init(&sql, NULL);
	sql_text(&sql, OF_TICKET);
	sql_text(&sql, field_sql_of_ticket(field_find(field)));
	sql_text(&sql, " FROM ticket ORDER BY id");
	return sql_each(index, &sql, take_ticket, &reader, error);
}
