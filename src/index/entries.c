#include "index/entries.h"

#include <string.h>

#include "index/database.h"
#include "index/flaws.h"
#include "index/records.h"
#include "text/date.h"

/* --- of one ticket ------------------------------------------------------- */

static void free_entry(void *data)
{
	IndexEntry *entry = data;
	g_free(entry->id);
	g_free(entry->kind);
	g_free(entry->by);
	g_free(entry->of);
	g_free(entry->state);
	g_free(entry->body);
	g_clear_pointer(&entry->extra, value_free);
	g_free(entry);
}

typedef struct {
	gint64 id;
	Value *value;
} Node;

/* Texts, lists and records are all that an entry holds. */
static Value *node_value(const char *type, const char *text)
{
	return strcmp(type, "object") == 0 ? value_record() :
		strcmp(type, "array") == 0 ? value_list() : value_text(text);
}

/* Each stands behind what it is in: `path` leads there. */
static gboolean take_node(sqlite3_stmt *row, void *data, GError **error)
{
	GArray *path = data;
	gint64 parent = sqlite3_column_int64(row, 1);
	const Node node = {sqlite3_column_int64(row, 0),
		node_value(index_column(row, 2), index_column(row, 4))};
	(void)error;
	while (path->len > 1 &&
		g_array_index(path, Node, path->len - 1).id != parent)
		g_array_set_size(path, path->len - 1);
	Value *in = path->len == 0 ? NULL :
		g_array_index(path, Node, path->len - 1).value;
	if (in && in->type == VALUE_RECORD)
		value_record_set(in, index_column(row, 3), node.value);
	else if (in)
		value_list_add(in, node.value);
	g_array_append_val(path, node);
	return TRUE;
}

/* By SQLite, which is here: libjq would be loaded for it. */
static Value *read_extra(Index *index, const char *json, GError **error)
{
	g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(Node));
	gboolean done = index_each(index, take_node, path, error, "SELECT id,"
		" parent, type, key, atom FROM json_tree(?)", "t", json);
	Value *root = path->len == 0 ? NULL :
		g_array_index(path, Node, 0).value;
	if (!done)
		g_clear_pointer(&root, value_free);
	return root;
}

typedef struct {
	Index *index;
	GPtrArray *entries;
} EntryReader;

static gboolean take_entry(sqlite3_stmt *row, void *data, GError **error)
{
	const EntryReader *reader = data;
	IndexEntry *entry = g_new0(IndexEntry, 1);
	g_ptr_array_add(reader->entries, entry);
	entry->id = g_strdup(index_column(row, 0));
	entry->kind = g_strdup(index_column(row, 1));
	entry->by = g_strdup(index_column(row, 2));
	entry->of = g_strdup(index_column(row, 3));
	entry->state = g_strdup(index_column(row, 4));
	entry->body = g_strdup(index_column(row, 5));
	entry->extra = read_extra(reader->index, index_column(row, 6), error);
	entry->at = index_column_instant(row, 7);
	entry->retracted = sqlite3_column_int(row, 8);
	entry->automatic = sqlite3_column_int(row, 9);
	entry->held = sqlite3_column_int(row, 10);
	return entry->extra != NULL;
}

GPtrArray *index_ticket_entries(Index *index, gint64 ticket, GError **error)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(
		free_entry);
	EntryReader reader = {index, entries};
	return index_each(index, take_entry, &reader, error, "SELECT entry_id,"
		" kind, by, of, state, body, extra, at, retracted, automatic,"
		" held FROM entry WHERE ticket = ? AND kind <> 'subject'"
		" ORDER BY position", "i", ticket) ?
		g_steal_pointer(&entries) : NULL;
}

/* --- what rules did, under a key ----------------------------------------- */

gboolean index_has_key(Index *index, gint64 ticket, const char *key,
	gboolean *has, GError **error)
{
	return index_has(index, has, error, "SELECT 1 FROM " INDEX_KEYED_ENTRIES
		" WHERE ticket = ? AND " INDEX_HAS_KEY
		" AND json_extract(extra, '$.key') = ?", "it", ticket, key);
}

static gboolean take_key(sqlite3_stmt *row, void *data, GError **error)
{
	Instant at = sqlite3_column_int64(row, 1);
	const char *key = index_column(row, 0);
	(void)error;
	if (*key)
		g_hash_table_replace(data, g_strdup(key),
			g_memdup2(&at, sizeof at));
	return TRUE;
}

GHashTable *index_entry_keys(Index *index, const char *uid, GError **error)
{
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	return index_each(index, take_key, keys, error, "SELECT"
		" json_extract(extra, '$.key'), at FROM " INDEX_KEYED_ENTRIES
		" WHERE ticket = (SELECT id FROM ticket WHERE uid = ?)"
		" AND " INDEX_HAS_KEY " ORDER BY position", "t", uid) ?
		g_steal_pointer(&keys) : NULL;
}

gboolean index_has_notice(Index *index, const char *key, Instant since,
	gboolean *has, GError **error)
{
	return index_has(index, has, error, "SELECT 1 FROM entry"
		" WHERE kind = 'notice' AND at > ?"
		" AND json_extract(extra, '$.key') = ? LIMIT 1", "It", since,
		key);
}

static const RecordShape hand_over = {sizeof(HandOver), {
	RECORD_TEXT(HandOver, uid), RECORD_TEXT(HandOver, assignee),
	RECORD_TEXT(HandOver, away), RECORD_TEXT(HandOver, back),
	RECORD_TEXT(HandOver, to)}};

GPtrArray *index_hand_overs(Index *index, GError **error)
{
	return index_records(index, &hand_over, error, "SELECT"
		" ticket.uid, ticket.assignee,"
		" json_extract(entry.extra, '$.away'),"
		" json_extract(entry.extra, '$.back'),"
		" json_extract(entry.extra, '$.to')"
		" FROM entry CROSS JOIN ticket ON ticket.id = entry.ticket"
		" WHERE " INDEX_IS_ABSENCE
		" AND ticket.status IN " INDEX_OPEN_STATUSES
		" ORDER BY ticket.id, entry.position", "");
}

/* --- visits -------------------------------------------------------------- */

enum { VISIT_UID, VISIT_TICKET, VISIT_SUBJECT, VISIT_CUSTOMER, VISIT_ID,
	VISIT_BY, VISIT_OF, VISIT_STATE, VISIT_TEXT, VISIT_AT, VISIT_PLANNED,
	VISIT_FOR, VISIT_AGENT, VISIT_BEGAN, VISIT_ONSITE, VISIT_TRAVEL };

#define VISITS "SELECT t.uid, " INDEX_TICKET_NAME("t") ", t.subject," \
	" t.customer, e.entry_id, e.by, e.of, e.state, e.body, e.at," \
	" json_extract(e.extra, '$.planned')," \
	" json_extract(e.extra, '$.for')," \
	" json_extract(e.extra, '$.agent')," \
	" json_extract(e.extra, '$.began')," \
	" json_extract(e.extra, '$.onsite')," \
	" json_extract(e.extra, '$.travel')" \
	" FROM entry e JOIN ticket t ON t.id = e.ticket" \
	" WHERE e.kind = 'visit' AND e.retracted = 0"
/* Few entries are visits: they are found by kind, not in the order of all. */
#define VISIT_ORDER " ORDER BY +e.ticket, e.position"

typedef struct {
	void (*each)(const VisitEntry *entry, void *data);
	void *data;
} VisitReader;

static gboolean take_visit(sqlite3_stmt *row, void *data, GError **error)
{
	const VisitReader *reader = data;
	const char *agent = index_column(row, VISIT_AGENT);
	const char *state = index_column(row, VISIT_STATE);
	VisitEntry entry = {
		.uid = index_column(row, VISIT_UID),
		.ticket = index_column(row, VISIT_TICKET),
		.subject = index_column(row, VISIT_SUBJECT),
		.customer = index_column(row, VISIT_CUSTOMER),
		.id = index_column(row, VISIT_ID),
		.of = index_column(row, VISIT_OF),
		.agent = *agent ? agent : index_column(row, VISIT_BY),
		.text = index_column(row, VISIT_TEXT),
		.at = index_column_instant(row, VISIT_AT),
		.planned = INSTANT_NONE,
		.began = INSTANT_NONE,
		.minutes = duration_minutes(index_column(row, VISIT_FOR)),
		.onsite = duration_minutes(index_column(row, VISIT_ONSITE)),
		.travel = duration_minutes(index_column(row, VISIT_TRAVEL)),
		.cancelled = strcmp(state, "cancelled") == 0,
		.done = strcmp(state, "done") == 0,
	};
	(void)error;
	instant_parse(index_column(row, VISIT_PLANNED), &entry.planned);
	instant_parse(index_column(row, VISIT_BEGAN), &entry.began);
	reader->each(&entry, reader->data);
	return TRUE;
}

gboolean index_each_visit(Index *index, const char *uid,
	void (*each)(const VisitEntry *entry, void *data), void *data,
	GError **error)
{
	VisitReader reader = {each, data};
	return uid ? index_each(index, take_visit, &reader, error, VISITS
		" AND t.uid = ?" VISIT_ORDER, "t", uid) : index_each(index,
		take_visit, &reader, error, VISITS VISIT_ORDER, "");
}

/* --- work ---------------------------------------------------------------- */

enum { TICKET, KIND, BY, AT, MINUTES, BEGAN, ONSITE, TRAVEL, AGENT,
	UID, NAME, SUBJECT, CUSTOMER, ENTRY, BODY, BILLABLE, RECORDED = UID };

#define WORKED_TIME "SELECT e.ticket, e.kind, e.by, e.at, e.minutes," \
	" json_extract(e.extra, '$.began')," \
	" json_extract(e.extra, '$.onsite')," \
	" json_extract(e.extra, '$.travel')," \
	" json_extract(e.extra, '$.agent')"

#define WORKED_AMONG(kinds) " FROM entry e JOIN ticket t ON t.id = e.ticket" \
	" WHERE " kinds " AND e.retracted = 0" \
	" AND (e.minutes > 0 OR e.kind = 'visit')"
#define WORKED_FROM WORKED_AMONG("e.kind IN ('call', 'visit', 'work')")
/* Of one ticket: a list would be made a table each time. */
#define WORKED_OF_TICKET WORKED_AMONG("(+e.kind = 'call'" \
	" OR +e.kind = 'visit' OR +e.kind = 'work') AND e.ticket = ?")

#define WORKED WORKED_TIME ", t.uid, " INDEX_TICKET_NAME("t") "," \
	" t.subject, t.customer, e.entry_id, rtrim(e.body, char(10))," \
	" json_extract(e.extra, '$.billable')" WORKED_FROM

typedef struct {
	void (*each)(const BillEntry *entry, void *data);
	void *data;
} WorkReader;

/* false, no */
static gboolean is_refused(const char *text)
{
	return strcmp(text, "false") == 0 || strcmp(text, "no") == 0 ||
		strcmp(text, "0") == 0;
}

/* By whom, when and how long. */
static void read_time(sqlite3_stmt *row, BillEntry *entry)
{
	const char *agent = index_column(row, AGENT);
	const char *onsite = index_column(row, ONSITE);
	entry->kind = index_column(row, KIND);
	entry->by = *agent ? agent : index_column(row, BY);
	entry->minutes = sqlite3_column_int64(row, MINUTES);
	entry->recorded = sqlite3_column_int64(row, AT);
	entry->visit = strcmp(entry->kind, "visit") == 0;
	entry->onsite = entry->visit || (*onsite && !is_refused(onsite));
	if (entry->visit) {
		entry->minutes = duration_minutes(onsite);
		entry->travel = duration_minutes(index_column(row, TRAVEL));
	}
	entry->timed = instant_parse(index_column(row, BEGAN), &entry->began);
	if (!entry->timed)
		entry->began = entry->recorded - entry->minutes * 60;
}

static gboolean take_worked(sqlite3_stmt *row, void *data, GError **error)
{
	const WorkReader *reader = data;
	g_autofree char *what = g_strchomp(g_strdup(index_column(row, BODY)));
	BillEntry entry = {
		.uid = index_column(row, UID),
		.ticket = index_column(row, NAME),
		.subject = index_column(row, SUBJECT),
		.customer = index_column(row, CUSTOMER),
		.id = index_column(row, ENTRY),
		.what = what,
		.billable = !is_refused(index_column(row, BILLABLE)),
	};
	(void)error;
	read_time(row, &entry);
	if (entry.minutes + entry.travel > 0)
		reader->each(&entry, reader->data);
	return TRUE;
}

typedef struct {
	void (*each)(gint64 ticket, const BillEntry *entry, void *data);
	void *data;
	gint64 late; /* what was committed more seconds after it began alone */
} TimeReader;

static gboolean take_time(sqlite3_stmt *row, void *data, GError **error)
{
	const TimeReader *reader = data;
	BillEntry entry = {0};
	(void)error;
	read_time(row, &entry);
	entry.recorded = sqlite3_column_int64(row, RECORDED);
	entry.id = index_column(row, RECORDED + 1);
	if (entry.minutes + entry.travel > 0 &&
		entry.recorded - entry.began > reader->late)
		reader->each(sqlite3_column_int64(row, TICKET), &entry,
			reader->data);
	return TRUE;
}

gboolean index_worked_time_of(Index *index, gint64 ticket,
	void (*each)(gint64 ticket, const BillEntry *entry, void *data),
	void *data, GError **error)
{
	TimeReader reader = {each, data, G_MININT64};
	return index_each(index, take_time, &reader, error,
		WORKED_TIME ", e.at, e.entry_id" WORKED_OF_TICKET
		" ORDER BY e.position", "i", ticket);
}

gboolean index_each_worked_late(Index *index, gint64 ticket,
	void (*each)(gint64 ticket, const BillEntry *entry, void *data),
	void *data, GError **error)
{
	TimeReader reader = {each, data, FLAW_BACK_DATE};
	return index_each(index, take_time, &reader, error, WORKED_TIME
		", (SELECT min(w.at) FROM event v JOIN walk w ON w.seq = v.seq"
		" WHERE v.ticket = e.ticket AND v.entry_id = e.entry_id"
		" AND v.kind = 'said' AND NOT v.void), e.entry_id" WORKED_FROM
		" AND e.ticket = ?", "i", ticket);
}

gboolean index_each_worked(Index *index, const char *customer,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error)
{
	WorkReader reader = {each, data};
	return customer ? index_each(index, take_worked, &reader, error,
		WORKED " AND t.customer = ?", "t", customer) :
		index_each(index, take_worked, &reader, error, WORKED, "");
}

gboolean index_each_worked_from(Index *index, Instant from,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error)
{
	WorkReader reader = {each, data};
	return index_each(index, take_worked, &reader, error, WORKED
		" AND e.ticket IN (SELECT ticket FROM timeline"
		" WHERE settled >= ? UNION ALL SELECT ticket FROM timeline"
		" WHERE settled IS NULL)", "I", from);
}

static const RecordShape retracted = {sizeof(RetractedWork), {
	RECORD_TEXT(RetractedWork, uid), RECORD_TEXT(RetractedWork, id),
	RECORD_INSTANT(RetractedWork, at)}};

GPtrArray *index_retracted_work(Index *index, GError **error)
{
	return index_records(index, &retracted, error, "SELECT t.uid,"
		" e.entry_id, min(r.at) FROM entry r JOIN entry e"
		" ON e.ticket = r.ticket AND e.entry_id = r.of"
		" JOIN ticket t ON t.id = r.ticket WHERE r.kind = 'retract'"
		" AND e.retracted = 1 AND e.kind IN ('call', 'visit', 'work')"
		" GROUP BY t.uid, e.entry_id ORDER BY min(r.at), 1, 2", "");
}

gboolean index_each_worked_ever(Index *index, const char *customer,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error)
{
	WorkReader reader = {each, data};
	return index_each(index, take_worked, &reader, error, WORKED
		" AND t.id IN (SELECT id FROM ticket WHERE customer = ?1"
		" UNION SELECT ticket FROM event WHERE field = 'customer'"
		" AND old <> '' AND old = ?1 AND NOT void)", "t", customer);
}

gboolean index_each_worked_touched(Index *index,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error)
{
	WorkReader reader = {each, data};
	return index_each(index, take_worked, &reader, error, WORKED
		" AND e.ticket IN (SELECT ticket FROM temp.touched)", "");
}

gboolean index_each_worked_since(Index *index, Instant since,
	void (*each)(const BillEntry *entry, void *data), void *data,
	GError **error)
{
	WorkReader reader = {each, data};
	return index_each(index, take_worked, &reader, error,
		WORKED " AND e.at > ? ORDER BY e.at, e.id", "I", since);
}

gboolean index_entry_was_said(Index *index, const char *uid, const char *entry,
	gboolean *was, GError **error)
{
	return index_has(index, was, error, "SELECT 1 FROM ticket t"
		" JOIN event e ON e.ticket = t.id WHERE t.uid = ?"
		" AND e.kind = 'said' AND e.entry_id = ?", "tt", uid, entry);
}
