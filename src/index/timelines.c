/*
 * Timelines as rows. A number is seven bits a byte, the lowest first; one that
 * may be negative is doubled, negatives less one; a time is told as what it is
 * more than the one before it; a text ends with NUL.
 */
#include "index/timelines.h"

#include <string.h>

#include "index/derive_parts.h"
#include "index/entries.h"
#include "index/events.h"
#include "index/rows.h"
#include "model/field.h"
#include "rules/verification.h"

/* Of an event: code, flags, time, text; old and mail where flags or code say
 * so. */
enum { FLAG_COMMIT = 1, FLAG_MAIL = 2, FLAG_UNDONE = 4, FLAG_MARKS = 3 };

/* Of an event's code: is it told, with the old value, with its author? */
typedef struct {
	gboolean told, old, author, delivery;
} Shape;

static void shape_field(Shape *shapes, const Field *field)
{
	Shape *shape = &shapes[EVENT_CODE_FIELD + field->position];
	shape->told = field->flags & FIELD_COUNTED ||
		strcmp(field->name, "about") == 0 ||
		strcmp(field->name, "merged-into") == 0;
	shape->old = shape->author = strcmp(field->name, "status") == 0 ||
		strcmp(field->name, "level") == 0;
}

static void shape_all(Shape *all)
{
	for (guint code = EVENT_CODE_OTHER + 1; code < EVENT_CODE_FIELD; code++)
		all[code].told = TRUE;
	all[event_code("created", "", "")].author = TRUE;
	all[event_code("deleted", "", "")].author = TRUE;
	all[event_code("said", "", "delivery")].delivery = TRUE;
	for (gsize i = 0; i < fields_count; i++)
		shape_field(all, &fields[i]);
}

static inline const Shape *shapes(void)
{
	static Shape all[EVENT_CODES];
	static gsize once;
	if (g_once_init_enter(&once)) {
		shape_all(all);
		g_once_init_leave(&once, 1);
	}
	return all;
}

/* --- writing --------------------------------------------------------------- */

typedef struct {
	GByteArray *bytes;
	Instant at;
} Part;

static void put_byte(Part *part, guint byte)
{
	guint8 own = (guint8)byte;
	g_byte_array_append(part->bytes, &own, 1);
}

static void put_number(Part *part, guint64 number)
{
	for (; number >= 0x80; number >>= 7)
		put_byte(part, (guint)(number & 0x7F) | 0x80);
	put_byte(part, (guint)number);
}

static void put_signed(Part *part, gint64 number)
{
	put_number(part, (guint64)number << 1 ^ (guint64)(number >> 63));
}

static void put_time(Part *part, Instant at)
{
	put_signed(part, at - part->at);
	part->at = at;
}

static void put_text(Part *part, const char *text)
{
	g_byte_array_append(part->bytes, (const guint8 *)text,
		(guint)strlen(text) + 1);
}

typedef struct {
	const Figures *figures;
	Part clocks, work, events;
	/* Ids of entries that were taken out by hand, for good; that came back;
	 * of those that did, as far as they were told; that were retracted.
	 * Of nearly all tickets there are none: NULL. */
	GHashTable *removed, *again, *told, *retracted;
	gint64 seq;	     /* of the last event that was told */
	const char *mail;
	gboolean runs, gone; /* a clock does; the file is */
	Instant last;
} Writer;

static void put_clock(Writer *writer, const Clock *clock)
{
	gboolean due = clock->due != INSTANT_NONE;
	gboolean stopped = clock->stopped != INSTANT_NONE;
	put_byte(&writer->clocks, (guint)clock->kind);
	put_byte(&writer->clocks, (guint)clock->state << 2 |
		(guint)due << 1 | (guint)stopped);
	put_time(&writer->clocks, clock->started);
	if (due)
		put_time(&writer->clocks, clock->due);
	if (stopped)
		put_time(&writer->clocks, clock->stopped);
	writer->last = MAX(writer->last, MAX(clock->due, clock->stopped));
	writer->runs |= clock->state == CLOCK_RUNNING ||
		clock->state == CLOCK_PAUSED;
}

static const char *const work_kinds[] = {"call", "visit", "work"};

/* When an entry was first committed; 0: never. */
static Instant committed(const Writer *writer, const char *entry)
{
	const GArray *events = writer->figures->events;
	Instant first = G_MAXINT64;
	for (guint i = 0; i < events->len; i++) {
		const EventRow *row = &g_array_index(events, EventRow, i);
		if (strcmp(row->entry_id, entry) == 0 &&
			strcmp(row->kind, "said") == 0)
			first = MIN(first, row->committed);
	}
	return first == G_MAXINT64 ? 0 : first;
}

static void put_work(gint64 ticket, const BillEntry *entry, void *data)
{
	Writer *writer = data;
	Part *part = &writer->work;
	Instant recorded = committed(writer, entry->id);
	guint kind = 0;
	(void)ticket;
	while (strcmp(work_kinds[kind], entry->kind) != 0)
		kind++;
	put_byte(part, kind << 1 | (guint)!!entry->onsite);
	put_time(part, recorded);
	put_signed(part, entry->began - recorded);
	put_signed(part, entry->minutes);
	put_signed(part, entry->travel);
	put_text(part, entry->by);
	writer->last = MAX(writer->last, MAX(entry->began, recorded));
}

static void note(GHashTable **names, const char *name)
{
	if (!*names)
		*names = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(*names, (char *)name);
}

static gboolean is_noted(GHashTable *names, const char *name)
{
	return names && g_hash_table_contains(names, name);
}

/* It came back, and is told a second time. */
static gboolean is_told_again(Writer *writer, const char *entry)
{
	if (!is_noted(writer->again, entry))
		return FALSE;
	if (is_noted(writer->told, entry))
		return TRUE;
	note(&writer->told, entry);
	return FALSE;
}

static guint marks_of(Writer *writer, const EventRow *row,
	const EntryFact *fact)
{
	if (is_noted(writer->removed, row->entry_id) ||
		is_told_again(writer, row->entry_id))
		return MARK_RETRACTED;
	if (!fact)
		return is_noted(writer->retracted, row->entry_id) ?
			MARK_RETRACTED : 0;
	gboolean call = strcmp(fact->kind, "call") == 0;
	gboolean reply = strcmp(fact->kind, "reply") == 0;
	return (fact->retracted ? MARK_RETRACTED : 0) |
		(fact->missed ? MARK_MISSED : 0) |
		(fact->automatic ? MARK_AUTOMATIC : 0) |
		(fact->held || (reply && (fact->mailed || fact->delivered)) ?
			MARK_MAILED : 0) |
		(call && fact->outgoing ? MARK_OUTGOING : 0) |
		(strcmp(fact->kind, "verify") == 0 &&
			strcmp(fact->state, VERIFIED_OK) != 0 ? MARK_REFUTED : 0);
}

/* Who wrote the reply that this delivery says was sent; "" if none was. */
static const char *writer_of(const Writer *writer, const EntryFact *delivery)
{
	const EntryFact *reply = delivery &&
		strcmp(delivery->state, "sent") == 0 ? g_hash_table_lookup(
			writer->figures->entries, delivery->of) : NULL;
	return reply && strcmp(reply->kind, "reply") == 0 &&
		!reply->automatic && !reply->retracted ? reply->by : "";
}

static const char *text_of(const Writer *writer, const EventRow *row,
	const Shape *shape, const EntryFact *fact)
{
	return shape->delivery ? writer_of(writer, fact) :
		row->code < EVENT_CODE_FIELD ? row->by : row->new_text;
}

static void put_event(Writer *writer, const EventRow *row)
{
	Part *part = &writer->events;
	const Shape *shape = &shapes()[row->code];
	const EntryFact *fact = *row->entry_id ? g_hash_table_lookup(
		writer->figures->entries, row->entry_id) : NULL;
	gboolean commit = row->seq != writer->seq;
	gboolean mail = shape->author && strcmp(row->mail, writer->mail) != 0;
	writer->last = MAX(writer->last, row->at);
	writer->gone = strcmp(row->kind, "deleted") == 0 ||
		(writer->gone && strcmp(row->kind, "created") != 0);
	if (!shape->told)
		return;
	guint marks = *row->entry_id ? marks_of(writer, row, fact) : 0;
	put_byte(part, row->code);
	put_number(part, (commit ? FLAG_COMMIT : 0) | (mail ? FLAG_MAIL : 0) |
		(row->undone ? FLAG_UNDONE : 0) | marks << FLAG_MARKS);
	put_time(part, row->at);
	put_text(part, text_of(writer, row, shape, fact));
	if (shape->old)
		put_text(part, row->old_text);
	if (mail)
		put_text(part, writer->mail = row->mail);
	writer->seq = row->seq;
}

static void put_all(Writer *writer, const GArray *clocks)
{
	const GArray *events = writer->figures->events;
	for (guint i = 0; clocks && i < clocks->len; i++)
		put_clock(writer, &g_array_index(clocks, Clock, i));
	for (guint i = 0; i < events->len; i++) {
		const EventRow *row = &g_array_index(events, EventRow, i);
		if (strcmp(row->kind, "removed") == 0)
			note(&writer->removed, row->entry_id);
		else if (writer->removed && strcmp(row->kind, "said") == 0 &&
			g_hash_table_remove(writer->removed, row->entry_id))
			note(&writer->again, row->entry_id);
	}
	for (guint i = 0; i < events->len; i++)
		put_event(writer, &g_array_index(events, EventRow, i));
}

static gboolean write_row(Index *index, gint64 ticket, const Writer *writer,
	GError **error)
{
	const Figures *figures = writer->figures;
	gboolean settled = figures->finished && !writer->runs && !writer->gone;
	if (!index_run(index, error, "DELETE FROM timeline WHERE ticket = ?",
		"i", ticket))
		return FALSE;
	return figures->events->len == 0 || index_run(index, error,
		"INSERT INTO timeline"
		" (ticket, settled, unasked, rating, worked, clocks, work,"
		" events) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "iInnibbb", ticket,
		settled ? writer->last : INSTANT_NONE, (int)figures->unasked,
		figures->rating >= 1 && figures->rating <= 5 ?
			(int)figures->rating : 0, figures->worked,
		writer->clocks.bytes, writer->work.bytes, writer->events.bytes);
}

static void note_retract(void *key, void *value, void *retracted)
{
	const EntryFact *fact = value;
	(void)key;
	if (strcmp(fact->kind, "retract") == 0)
		note(retracted, fact->of);
}

static void writer_clear(Writer *writer)
{
	g_byte_array_unref(writer->clocks.bytes);
	g_byte_array_unref(writer->work.bytes);
	g_byte_array_unref(writer->events.bytes);
	g_clear_pointer(&writer->removed, g_hash_table_unref);
	g_clear_pointer(&writer->again, g_hash_table_unref);
	g_clear_pointer(&writer->told, g_hash_table_unref);
	g_clear_pointer(&writer->retracted, g_hash_table_unref);
}

gboolean timeline_rows_put(Index *index, gint64 ticket, const Figures *figures,
	const GArray *clocks, GError **error)
{
	Writer writer = {.figures = figures,
		.clocks = {g_byte_array_new(), 0},
		.work = {g_byte_array_new(), 0},
		.events = {g_byte_array_new(), 0},
		.seq = -1, .mail = "", .last = INSTANT_NONE};
	g_hash_table_foreach(figures->entries, note_retract, &writer.retracted);
	put_all(&writer, clocks);
	gboolean done = (!figures->works || index_worked_time_of(index, ticket,
			put_work, &writer, error)) &&
		write_row(index, ticket, &writer, error);
	writer_clear(&writer);
	return done;
}

/* --- reading --------------------------------------------------------------- */

/* What is not whole ends the part, and all of it as damaged. */
static guint64 take_number(Timeline *timeline, TimelinePart *part)
{
	guint64 number = 0;
	if (part->next < part->end && *part->next < 0x80)
		return *part->next++;
	for (guint shift = 0; part->next < part->end && shift < 64; shift += 7) {
		guint byte = *part->next++;
		number |= (guint64)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return number;
	}
	timeline->damaged = TRUE;
	part->next = part->end;
	return 0;
}

static gint64 take_signed(Timeline *timeline, TimelinePart *part)
{
	guint64 number = take_number(timeline, part);
	return (gint64)(number >> 1 ^ (~(number & 1) + 1));
}

static Instant take_time(Timeline *timeline, TimelinePart *part)
{
	part->at = (Instant)((guint64)part->at +
		(guint64)take_signed(timeline, part));
	return part->at;
}

static const char *take_text(Timeline *timeline, TimelinePart *part)
{
	const char *text = (const char *)part->next;
	const guint8 *end = part->next == part->end ? NULL : memchr(part->next,
		0, (gsize)(part->end - part->next));
	if (!end) {
		timeline->damaged = TRUE;
		part->next = part->end;
		return "";
	}
	part->next = end + 1;
	return text;
}

static guint take_byte(Timeline *timeline, TimelinePart *part)
{
	if (part->next < part->end)
		return *part->next++;
	timeline->damaged = TRUE;
	return 0;
}

gboolean timeline_next_event(Timeline *timeline, TimelineEvent *event)
{
	TimelinePart *part = &timeline->events;
	if (part->next == part->end)
		return FALSE;
	guint code = take_byte(timeline, part);
	guint flags = (guint)take_number(timeline, part);
	if (code >= EVENT_CODES) {
		timeline->damaged = TRUE;
		part->next = part->end;
		return FALSE;
	}
	const Shape *shape = &shapes()[code];
	timeline->commit += flags & FLAG_COMMIT;
	event->code = code;
	event->commit = timeline->commit;
	event->marks = flags >> FLAG_MARKS;
	event->undone = (flags & FLAG_UNDONE) != 0;
	event->at = take_time(timeline, part);
	event->text = take_text(timeline, part);
	event->old = shape->old ? take_text(timeline, part) : "";
	if (flags & FLAG_MAIL)
		timeline->mail = take_text(timeline, part);
	event->mail = timeline->mail;
	return TRUE;
}

gboolean timeline_next_work(Timeline *timeline, BillEntry *entry)
{
	TimelinePart *part = &timeline->work;
	if (part->next == part->end)
		return FALSE;
	guint kind = take_byte(timeline, part);
	entry->kind = work_kinds[MIN(kind >> 1, G_N_ELEMENTS(work_kinds) - 1)];
	entry->onsite = kind & 1;
	entry->visit = strcmp(entry->kind, "visit") == 0;
	entry->recorded = take_time(timeline, part);
	entry->began = entry->recorded + take_signed(timeline, part);
	entry->minutes = take_signed(timeline, part);
	entry->travel = take_signed(timeline, part);
	entry->by = take_text(timeline, part);
	return TRUE;
}

gboolean timeline_next_clock(Timeline *timeline, TimelineClock *clock)
{
	TimelinePart *part = &timeline->clocks;
	if (part->next == part->end)
		return FALSE;
	guint kind = take_byte(timeline, part);
	guint flags = take_byte(timeline, part);
	clock->kind = (ClockKind)MIN(kind, CLOCK_KINDS - 1);
	clock->state = (ClockState)(flags >> 2);
	clock->started = take_time(timeline, part);
	clock->due = flags & 2 ? take_time(timeline, part) : INSTANT_NONE;
	clock->stopped = flags & 1 ? take_time(timeline, part) : INSTANT_NONE;
	return TRUE;
}

typedef struct {
	Index *index;
	void (*each)(Timeline *timeline, void *data);
	void *data;
} Reader;

static TimelinePart part_of(sqlite3_stmt *row, int column)
{
	const guint8 *bytes = sqlite3_column_blob(row, column);
	return (TimelinePart){bytes, bytes ? bytes + sqlite3_column_bytes(row,
		column) : NULL, 0};
}

static gboolean take_row(sqlite3_stmt *row, void *data, GError **error)
{
	const Reader *reader = data;
	Timeline timeline = {
		.ticket = sqlite3_column_int64(row, 0),
		.unasked = sqlite3_column_int(row, 1),
		.rating = sqlite3_column_int(row, 2),
		.worked = sqlite3_column_int64(row, 3),
		.clocks = part_of(row, 4),
		.work = part_of(row, 5),
		.events = part_of(row, 6),
		.settled = sqlite3_column_type(row, 7) == SQLITE_NULL ?
			INSTANT_NONE : sqlite3_column_int64(row, 7),
		.mail = "",
	};
	reader->each(&timeline, reader->data);
	return !timeline.damaged || index_refuse_damaged(reader->index,
		"a row of table timeline is not whole", error);
}

#define TIMELINES "SELECT ticket, unasked, rating, worked, clocks, work, events," \
	" settled FROM timeline"

/* Do so many count that all rows in their order cost less than those alone, one
 * here and one there? A third. */
static gboolean are_many(Index *index, Instant settled, gboolean *many,
	GError **error)
{
	return index_has(index, many, error, "SELECT 1 FROM timeline"
		" WHERE settled >= ? LIMIT 1"
		" OFFSET (SELECT ifnull(max(ticket), 0) / 3 FROM timeline)",
		"i", settled);
}

gboolean index_each_timeline(Index *index, const TimelineQuery *query,
	void (*each)(Timeline *timeline, void *data), void *data,
	GError **error)
{
	Reader reader = {index, each, data};
	gboolean many;
	if (query->last > 0)
		return index_each(index, take_row, &reader, error, TIMELINES
			" WHERE ticket BETWEEN ? AND ?", "ii", query->first,
			query->last);
	if (query->settled <= 0)
		return index_each(index, take_row, &reader, error, TIMELINES,
			"");
	if (!are_many(index, query->settled, &many, error))
		return FALSE;
	if (many)
		return index_each(index, take_row, &reader, error, TIMELINES
			" WHERE ifnull(settled >= ?, 1)", "i", query->settled);
	return index_each(index, take_row, &reader, error, TIMELINES
		" WHERE settled >= ? UNION ALL " TIMELINES
		" WHERE settled IS NULL", "i", query->settled);
}
