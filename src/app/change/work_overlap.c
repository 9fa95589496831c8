#include "app/change/work_overlap.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "index/entries.h"
#include "model/ticket.h"

static const Phrase
	twice = {"%1 works on %2 and on %3 at one time: %4 from %5 on count "
			"twice",
		"%1 работает по %2 и по %3 в одно время: %4 начиная с %5 учтены "
		"дважды"},
	of_one = {"%1 has worked on %2 then already: %4 from %5 on count twice",
		"%1 в это время уже работает по %2: %4 начиная с %5 учтены "
		"дважды"};

/* Of each begin a day back: nothing that was recorded before can reach it. */
#define LOOK_BACK_SECONDS (24 * 60 * 60)

typedef struct {
	Desk *desk;
	GHashTable *added; /* ids of entries */
	GPtrArray *worked; /* BillEntry* */
	GStringChunk *texts;
} Overlaps;

static gboolean is_work(const char *kind)
{
	return strcmp(kind, "work") == 0 || strcmp(kind, "visit") == 0 ||
		strcmp(kind, "call") == 0;
}

/* When the earliest of the work began, as far as it can overlap. */
static Instant add_new(GHashTable *added, const OperationTicket *ticket,
	Instant earliest)
{
	for (guint i = 0; i < ticket->changes->len; i++) {
		const OperationChange *change =
			g_ptr_array_index(ticket->changes, i);
		const Entry *entry = change->entry_kind &&
			is_work(change->entry_kind) ? ticket_entry_by_id(
			ticket->ticket, change->entry_id) : NULL;
		Instant began;
		if (!entry)
			continue;
		g_hash_table_add(added, change->entry_id);
		if (instant_parse(entry_get(entry, "began"), &began))
			earliest = MIN(earliest, began);
	}
	return earliest;
}

static void keep(const BillEntry *entry, void *data)
{
	const Overlaps *overlaps = data;
	BillEntry *copy = g_memdup2(entry, sizeof *entry);
	copy->ticket = g_string_chunk_insert(overlaps->texts, entry->ticket);
	copy->by = g_string_chunk_insert_const(overlaps->texts, entry->by);
	copy->id = g_string_chunk_insert(overlaps->texts, entry->id);
	g_ptr_array_add(overlaps->worked, copy);
}

static void compare(const Overlaps *overlaps, const BillEntry *added,
	const BillEntry *other)
{
	Instant from;
	gint64 seconds = bill_entry_overlap(added, other, &from);
	if (seconds == 0)
		return;
	g_autofree char *span = desk_hours_text(overlaps->desk, seconds);
	g_autofree char *time = desk_time_text(overlaps->desk, from);
	desk_say(overlaps->desk, strcmp(other->ticket, added->ticket) == 0 ?
		&of_one : &twice, added->by, other->ticket, added->ticket, span,
		time, NULL);
}

/* Each pair once: what was there before, and of what is new the later ones. */
static void compare_all(const Overlaps *overlaps)
{
	for (guint i = 0; i < overlaps->worked->len; i++) {
		const BillEntry *added = overlaps->worked->pdata[i];
		if (!g_hash_table_contains(overlaps->added, added->id))
			continue;
		for (guint k = 0; k < overlaps->worked->len; k++) {
			const BillEntry *other = overlaps->worked->pdata[k];
			if (k < i || (k > i && !g_hash_table_contains(
				overlaps->added, other->id)))
				compare(overlaps, added, other);
		}
	}
}

gboolean work_overlap_say(Desk *desk, const OperationResult *result,
	GError **error)
{
	g_autoptr(GHashTable) added = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) worked = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
	Overlaps overlaps = {desk, added, worked, texts};
	Instant earliest = desk_now(desk);
	for (guint i = 0; i < result->tickets->len; i++)
		earliest = add_new(added, g_ptr_array_index(result->tickets, i),
			earliest);
	if (g_hash_table_size(added) == 0)
		return TRUE;
	Index *index = desk_index(desk, error);
	if (!index || !index_each_worked_since(index, earliest -
		LOOK_BACK_SECONDS, keep, &overlaps, error))
		return FALSE;
	compare_all(&overlaps);
	return TRUE;
}
