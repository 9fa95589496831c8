#include "index/faults.h"

#include "index/database.h"
#include "index/rows.h"

/* Path and value; of numbers count and uids, too. */
static const char *const questions[FAULTS] = {
	[FAULT_UNREADABLE] = "SELECT path, reason, 0, '' FROM unreadable ORDER BY path",
	[FAULT_STATUS] = "SELECT path, status, 0, '' FROM ticket WHERE status NOT IN"
		" (SELECT name FROM term WHERE field = 'status' AND age < 2)"
		" ORDER BY path",
	[FAULT_NUMBER] = "SELECT min(path), number, count(*), group_concat(uid)"
		" FROM ticket WHERE number > 0"
		" GROUP BY number HAVING count(*) > 1",
	[FAULT_ASSIGNEE] = "SELECT path, assignee, 0, '' FROM ticket"
		" WHERE assignee <> '' AND 'agents/' || assignee || '.yaml'"
		" NOT IN (SELECT path FROM people_file) ORDER BY path",
	[FAULT_CUSTOMER] = "SELECT path, customer, 0, '' FROM ticket"
		" WHERE customer <> '' AND 'customers/' || customer || '.yaml'"
		" NOT IN (SELECT path FROM people_file) ORDER BY path",
	[FAULT_REQUESTER] = "SELECT path, requester, 0, '' FROM ticket"
		" WHERE requester GLOB '[a-z]*/*' AND instr(requester, '@') = 0"
		" AND status IN " INDEX_OPEN_STATUSES " AND requester NOT IN"
		" (SELECT customer || '/' || name FROM contact) ORDER BY path",
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

typedef struct {
	void (*each)(const IndexFault *fault, void *data);
	void *data;
} FaultReader;

static gboolean take_fault(sqlite3_stmt *row, void *data, GError **error)
{
	const FaultReader *reader = data;
	IndexFault fault = {
		.path = index_column(row, 0),
		.value = index_column(row, 1),
		.count = sqlite3_column_int64(row, 2),
		.uids = index_column(row, 3),
	};
	(void)error;
	reader->each(&fault, reader->data);
	return TRUE;
}

gboolean index_each_fault(Index *index, Fault kind,
	void (*each)(const IndexFault *fault, void *data), void *data,
	GError **error)
{
	FaultReader reader = {each, data};
	return index_each(index, take_fault, &reader, error, questions[kind],
		"");
}

typedef struct {
	void (*each)(const NamedOriginal *named, void *data);
	void *data;
} OriginalReader;

static gboolean take_original(sqlite3_stmt *row, void *data, GError **error)
{
	const OriginalReader *reader = data;
	NamedOriginal named = {index_column(row, 0), index_column(row, 1),
		index_column(row, 2)};
	(void)error;
	reader->each(&named, reader->data);
	return TRUE;
}

gboolean index_each_original(Index *index,
	void (*each)(const NamedOriginal *named, void *data), void *data,
	GError **error)
{
	OriginalReader reader = {each, data};
	return index_each(index, take_original, &reader, error, "SELECT"
		" entry.original, ticket.uid, entry.entry_id FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.original <> ''", "");
}

static void hand_edit_free(void *data)
{
	HandEdit *edit = data;
	g_free(edit->uid);
	g_free(edit->path);
	g_free(edit->before);
	g_free(edit->who);
	g_free(edit);
}

static gboolean take_edit(sqlite3_stmt *row, void *data, GError **error)
{
	HandEdit *edit = g_new0(HandEdit, 1);
	(void)error;
	edit->uid = g_strdup(index_column(row, 0));
	edit->path = g_strdup(index_column(row, 1));
	edit->before = g_strdup(index_column(row, 2));
	edit->who = g_strdup(index_column(row, 3));
	g_ptr_array_add(data, edit);
	return TRUE;
}

GPtrArray *index_hand_edits(Index *index, GError **error)
{
	g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func(
		hand_edit_free);
	return index_each(index, take_edit, edits, error, "SELECT ticket.uid,"
		" ticket.path, action.old, action.who"
		" FROM ticket JOIN action ON action.id = (SELECT max(id)"
		" FROM event WHERE event.ticket = ticket.id"
		" AND field = 'status') JOIN walk ON walk.seq = action.seq"
		" WHERE walk.op = '' AND action.seq > (SELECT"
		" ifnull(max(seq), 0) FROM regulation) AND action.old <> ''"
		" ORDER BY ticket.path", "") ? g_steal_pointer(&edits) : NULL;
}
