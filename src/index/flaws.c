#include "index/flaws.h"

#include <string.h>

#include "index/database.h"
#include "index/entries.h"
#include "index/rows.h"

#define IS_CREATED_EDITED " +a.kind = 'changed' AND a.field = 'created'" \
	" AND a.old <> ''"
#define IS_OLDER " a.kind = 'created' AND a.at <" \
	" (SELECT at FROM walk ORDER BY seq LIMIT 1)"
#define IS_SCHEDULED " a.ticket IN (SELECT id FROM ticket" \
	" WHERE schedule <> '')"
/* What was out of its file for a while comes again, and is none anew. */
#define FIRST(e) " AND NOT EXISTS (SELECT 1 FROM event p WHERE p.ticket = " e \
	".ticket AND p.entry_id = " e ".entry_id AND p.kind = 'said'" \
	" AND NOT p.void AND p.id < " e ".id)"
#define IS_LATE_TICKET " a.late AND +a.kind = 'created'"
#define IS_LATE_ENTRY(e) " " e ".late AND +" e ".kind = 'said' AND " e \
	".entry_kind NOT IN ('call', 'visit', 'work')" FIRST(e)

/* Of the period ?1 … ?2: ticket, when, who, resolution. */
#define IN_PERIOD " w.at >= ?1 AND w.at < ?2"
#define OF_EVENTS "SELECT a.ticket, w.at, a.who, '' FROM action a" \
	" CROSS JOIN walk w ON w.seq = a.seq WHERE NOT a.void AND" IN_PERIOD
#define OLDER OF_EVENTS " AND" IS_OLDER
/* The one who solved it. */
#define UNTOLD "SELECT t.id, t.solved_at, ifnull((SELECT a.who FROM action a" \
	" WHERE a.id = t.solved_event), ''), t.resolution FROM ticket t" \
	" WHERE t.solved_at >= ?1 AND t.solved_at < ?2" \
	" AND +t.merged_into = '' AND " INDEX_UNTOLD("t.")

static const char *const questions[FLAWS] = {
	[FLAW_CREATED_EDITED] = OF_EVENTS " AND"
		IS_CREATED_EDITED,
	[FLAW_EDITED] = OF_EVENTS " AND a.kind = 'edited'",
	[FLAW_REMOVED] = OF_EVENTS " AND a.kind = 'deleted' UNION ALL "
		OF_EVENTS " AND a.kind = 'removed'",
	[FLAW_RETRACTED] = OF_EVENTS " AND +a.kind = 'said'"
		" AND a.entry_kind = 'retract'" FIRST("a"),
	/* CROSS: from the few of them, by their events. */
	[FLAW_UNDONE] = "SELECT a.ticket, w.at, min(a.who) FILTER"
		" (WHERE a.kind <> 'said'), ''"
		" FROM walk w CROSS JOIN action a"
		" ON a.id BETWEEN w.first_event AND ifnull((SELECT"
		" n.first_event - 1 FROM walk n WHERE n.seq = w.seq + 1),"
		" a.id) AND a.seq = w.seq AND NOT a.void WHERE w.op = 'undo' AND" IN_PERIOD
		" GROUP BY w.seq, a.ticket",
	[FLAW_LATE_ENTRY] = "SELECT e.ticket, w.at, e.by, '' FROM event e"
		" CROSS JOIN walk w ON w.seq = e.seq WHERE NOT e.void AND" IN_PERIOD
		" AND" IS_LATE_ENTRY("e"),
	[FLAW_LATE_TICKET] = OF_EVENTS " AND" IS_LATE_TICKET,
	[FLAW_OLDER] = OLDER,
	[FLAW_OLDER_SCHEDULED] = OLDER " AND" IS_SCHEDULED,
	[FLAW_NO_CATEGORY] = UNTOLD " AND +t.category = ''",
	[FLAW_NO_CUSTOMER] = UNTOLD " AND +t.customer = ''",
	[FLAW_NO_TIME] = UNTOLD " AND +t.worked = 0",
	[FLAW_UNREADABLE] = "SELECT file.id, NULL, '', '' FROM unreadable"
		" JOIN file USING (path)",
};

typedef struct {
	Flaw kind;
	void (*each)(const IndexFlaw *flaw, void *data);
	void *data;
} Reader;

static gboolean take(sqlite3_stmt *row, void *data,
	G_GNUC_UNUSED GError **error)
{
	const Reader *reader = data;
	const IndexFlaw flaw = {
		.kind = reader->kind,
		.ticket = sqlite3_column_int64(row, 0),
		.at = index_column_instant(row, 1),
		.who = index_column(row, 2),
		.resolution = index_column(row, 3),
	};
	reader->each(&flaw, reader->data);
	return TRUE;
}

gboolean index_each_flaw(Index *index, Instant from, Instant until,
	void (*each)(const IndexFlaw *flaw, void *data), void *data,
	GError **error)
{
	Reader reader = {0, each, data};
	for (; reader.kind < FLAW_UNREADABLE; reader.kind++)
		if (!index_each(index, take, &reader, error,
			    questions[reader.kind], "II", from, until))
			return FALSE;
	return index->past || index_each(index, take, &reader, error,
		questions[FLAW_UNREADABLE], "");
}

/* --- one ticket ------------------------------------------------------------ */

typedef struct {
	void (*each)(const IndexTouch *touch, void *data);
	void *data;
} TouchReader;

static gboolean take_touch(sqlite3_stmt *row, void *data,
	G_GNUC_UNUSED GError **error)
{
	const TouchReader *reader = data;
	const char *event = index_column(row, 3);
	const IndexTouch touch = {
		strcmp(event, "changed") == 0 ? FLAW_CREATED_EDITED :
			strcmp(event, "said") == 0 ? FLAW_LATE_ENTRY :
			sqlite3_column_int(row, 4) ? FLAW_OLDER_SCHEDULED :
			FLAW_OLDER,
		sqlite3_column_int64(row, 0), index_column(row, 1),
		index_column(row, 2)};
	reader->each(&touch, reader->data);
	return TRUE;
}

static void take_work(G_GNUC_UNUSED gint64 row, const BillEntry *entry,
	void *data)
{
	const TouchReader *reader = data;
	const IndexTouch touch = {FLAW_BACK_DATED, entry->recorded, entry->by,
		entry->id};
	reader->each(&touch, reader->data);
}

/* The question about few tickets costs more to prepare than to look first. */
#define MAY_BE_TOUCHED " (a.late OR" IS_CREATED_EDITED " OR" IS_OLDER ")"

gboolean index_each_touch(Index *index, gint64 ticket,
	void (*each)(const IndexTouch *touch, void *data), void *data,
	GError **error)
{
	TouchReader reader = {each, data};
	gboolean may = FALSE;
	return index_has(index, &may, error, "SELECT 1 FROM event a"
		" WHERE a.ticket = ? AND" MAY_BE_TOUCHED, "i", ticket) &&
		(!may || index_each(index, take_touch, &reader, error,
		"SELECT w.at, a.who, a.entry_id, a.kind," IS_SCHEDULED
		" FROM action a JOIN walk w ON w.seq = a.seq"
		" WHERE a.ticket = ? AND NOT a.void AND (" IS_CREATED_EDITED
		" OR" IS_OLDER " OR" IS_LATE_ENTRY("a") " AND NOT EXISTS"
		" (SELECT 1 FROM entry m WHERE m.ticket = a.ticket"
		" AND m.entry_id = a.entry_id"
		" AND json_extract(m.extra, '$.original') <> ''))"
		" ORDER BY a.id", "i", ticket)) &&
		index_each_worked_late(index, ticket, take_work, &reader, error);
}
