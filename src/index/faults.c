#include "index/faults.h"

#include <string.h>

#include "index/field_sql.h"
#include "index/records.h"
#include "index/sql.h"

/* So far a circle is followed. */
#define MOST_STEPS "20"
/* So many tickets of a value are named. */
#define MOST_NAMED "20"

#define IS_MAIL " entry.kind = 'message' AND message_id <> '' AND NOT retracted"

#define OF_TICKET(column) "SELECT path, " column ", 0, " \
	INDEX_TICKET_NAME("ticket") " FROM ticket"

/* Path, value, count, and the tickets: what people call it, of several their uids. */
static const char *const questions[FAULTS] = {
	[FAULT_UNREADABLE] = "SELECT path, reason, 0, '' FROM unreadable ORDER BY path",
	[FAULT_STATUS] = OF_TICKET("status") " WHERE status NOT IN"
		" (SELECT name FROM term WHERE field = 'status') ORDER BY path",
	[FAULT_NUMBER] = "SELECT min(path), number, count(*), group_concat(uid)"
		" FROM ticket WHERE number > 0"
		" GROUP BY number HAVING count(*) > 1",
	[FAULT_ASSIGNEE] = OF_TICKET("assignee")
		" WHERE assignee <> '' AND 'agents/' || assignee || '.yaml'"
		" NOT IN (SELECT path FROM people_file) ORDER BY path",
	[FAULT_CUSTOMER] = OF_TICKET("customer")
		" WHERE customer <> '' AND 'customers/' || customer || '.yaml'"
		" NOT IN (SELECT path FROM people_file) ORDER BY path",
	[FAULT_REQUESTER] = OF_TICKET("requester")
		" WHERE requester GLOB '[a-z]*/*' AND instr(requester, '@') = 0"
		" AND status IN " INDEX_OPEN_STATUSES " AND requester NOT IN"
		" (SELECT customer || '/' || name FROM contact) ORDER BY path",
	[FAULT_PARENTS] = "SELECT path, 'parent', count(*), "
		INDEX_TICKET_NAME("ticket") " FROM ticket_list"
		" JOIN ticket ON ticket.id = ticket_list.ticket"
		" WHERE field = 'links' AND value GLOB 'parent *'"
		" GROUP BY path HAVING count(*) > 1 ORDER BY path",
	[FAULT_CIRCLE] = "WITH RECURSIVE named (uid, relation, target) AS"
		" (SELECT uid, substr(value, 1, instr(value, ' ') - 1),"
		" substr(value, instr(value, ' ') + 1) FROM ticket_list"
		" JOIN ticket ON ticket.id = ticket_list.ticket"
		" WHERE field = 'links' AND value NOT GLOB 'related *'"
		" UNION ALL SELECT uid, 'merged-into', merged_into"
		" FROM ticket WHERE merged_into <> ''),"
		" leads (start, relation, target, steps) AS"
		" (SELECT uid, relation, target, 1 FROM named"
		" UNION SELECT start, leads.relation, named.target, steps + 1"
		" FROM leads JOIN named ON named.uid = leads.target"
		" AND named.relation = leads.relation"
		" WHERE leads.target <> start AND steps < " MOST_STEPS ")"
		" SELECT DISTINCT path, relation, 0, " INDEX_TICKET_NAME("ticket")
		" FROM leads"
		" JOIN ticket ON ticket.uid = start WHERE target = start"
		" ORDER BY path, relation",
	[FAULT_MAIL] = "WITH twice AS (SELECT message_id FROM entry WHERE"
		IS_MAIL " GROUP BY 1 HAVING count(DISTINCT ticket) > 1),"
		" held AS (SELECT DISTINCT message_id, ticket.id, ticket.uid,"
		" ticket.path FROM twice CROSS JOIN entry USING (message_id)"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE" IS_MAIL " AND merged_into = '')"
		" SELECT min(path), message_id, count(*), group_concat(uid)"
		" FILTER (WHERE uid <> first) || ' ' || first FROM (SELECT *,"
		" min(uid) OVER (PARTITION BY message_id) AS first FROM held"
		" WHERE NOT EXISTS (SELECT 1 FROM held AS other"
		" JOIN ticket_list AS link ON link.field = 'links'"
		" AND link.ticket IN (held.id, other.id) AND link.value LIKE"
		" '% ' || iif(link.ticket = held.id, other.uid, held.uid)"
		" WHERE other.message_id = held.message_id)) GROUP BY message_id"
		" HAVING count(*) > 1 ORDER BY 1",
	[FAULT_AHEAD] = "SELECT path, 'the ticket', created, '' FROM ticket"
		" WHERE created > (SELECT at FROM event WHERE ticket = ticket.id"
		" AND kind = 'created' ORDER BY id DESC LIMIT 1)"
		" UNION ALL SELECT path, 'entry ' || entry_id, at, ''"
		" FROM entry JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.kind <> 'subject' AND entry.at > (SELECT max(at)"
		" FROM event WHERE event.ticket = entry.ticket"
		" AND event.entry_id = entry.entry_id AND event.kind = 'said')"
		" ORDER BY 1, 2",
};

static const RecordShape fault = {sizeof(IndexFault), {
	RECORD_TEXT(IndexFault, path), RECORD_TEXT(IndexFault, value),
	RECORD_NUMBER(IndexFault, count), RECORD_TEXT(IndexFault, uids)}};

/* What desk.yaml names no more is told of there (index_used_words()). */
static GPtrArray *unknown_values(Index *index, GError **error)
{
	g_auto(Sql) sql = {0};
	const char *between = "";
	sql_init(&sql, NULL);
	sql_text(&sql, "SELECT min(path), value, count(*), group_concat(called)"
		" FILTER (WHERE place <= " MOST_NAMED ") FROM (");
	for (gsize i = 0; i < fields_count; i++) {
		const char *column = field_sql_of_ticket(&fields[i]);
		if (!fields[i].section || strcmp(fields[i].name, "status") == 0)
			continue;
		sql_text(&sql, between);
		sql_text(&sql, "SELECT path, " INDEX_TICKET_NAME("ticket")
			" AS called, row_number() OVER (PARTITION BY ");
		sql_text(&sql, column);
		sql_text(&sql, " ORDER BY number, path) AS place, ");
		sql_bind(&sql, fields[i].name);
		sql_text(&sql, " || ':' || ");
		sql_text(&sql, column);
		sql_text(&sql, " AS value FROM ticket WHERE status IN "
			INDEX_OPEN_STATUSES " AND ");
		sql_text(&sql, column);
		sql_text(&sql, " <> '' AND ");
		sql_text(&sql, column);
		sql_text(&sql, " NOT IN (SELECT name FROM term WHERE field = ");
		sql_bind(&sql, fields[i].name);
		sql_text(&sql, ")");
		between = " UNION ALL ";
	}
	sql_text(&sql, " ORDER BY place) GROUP BY value ORDER BY value");
	return sql_records(index, &fault, &sql, error);
}

GPtrArray *index_faults(Index *index, Fault kind, GError **error)
{
	if (kind == FAULT_VALUE)
		return unknown_values(index, error);
	return index_records(index, &fault, error, questions[kind], "");
}

#define HOLDERS(field) "SELECT path, " INDEX_TICKET_NAME("ticket") ", 0, ''" \
	" FROM ticket WHERE " field " = ?"

GPtrArray *index_holders(Index *index, Fault kind, const char *name,
	GError **error)
{
	static const char *const holders[FAULTS] = {
		[FAULT_ASSIGNEE] = HOLDERS("assignee") " ORDER BY number, path",
		[FAULT_CUSTOMER] = HOLDERS("customer") " ORDER BY number, path",
		[FAULT_REQUESTER] = HOLDERS("requester") " AND status IN "
			INDEX_OPEN_STATUSES " ORDER BY number, path",
	};
	return index_records(index, &fault, error, holders[kind], "t", name);
}

static const RecordShape named_original = {sizeof(NamedOriginal), {
	RECORD_TEXT(NamedOriginal, original), RECORD_TEXT(NamedOriginal, uid),
	RECORD_TEXT(NamedOriginal, entry)}};

GPtrArray *index_originals(Index *index, GError **error)
{
	return index_records(index, &named_original, error, "SELECT"
		" entry.original, ticket.uid, entry.entry_id FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.original <> ''", "");
}

static const RecordShape hand_edit = {sizeof(HandEdit), {
	RECORD_TEXT(HandEdit, uid), RECORD_TEXT(HandEdit, path),
	RECORD_TEXT(HandEdit, before), RECORD_TEXT(HandEdit, who)}};

GPtrArray *index_hand_edits(Index *index, GError **error)
{
	return index_records(index, &hand_edit, error, "SELECT ticket.uid,"
		" ticket.path, action.old, action.who"
		" FROM ticket JOIN action ON action.id = (SELECT max(id)"
		" FROM event WHERE event.ticket = ticket.id"
		" AND field = 'status') JOIN walk ON walk.seq = action.seq"
		" WHERE walk.op = '' AND action.seq > (SELECT"
		" ifnull(max(seq), 0) FROM regulation) AND action.old <> ''"
		" ORDER BY ticket.path", "");
}
