#include "report/worked.h"

#include <string.h>

#include "index/entries.h"

/* Of few values. */
static const char *keep(Worked *worked, const char *text)
{
	return g_string_chunk_insert_const(worked->texts, text);
}

/* Of many: entries of one ticket follow each other. */
static const char *keep_next(Worked *worked, const char *text,
	const char *before)
{
	return before && strcmp(before, text) == 0 ? before :
		g_string_chunk_insert(worked->texts, text);
}

static void take(const BillEntry *from, void *data)
{
	static const BillEntry none;
	Worked *worked = data;
	const GPtrArray *all = worked->entries;
	const BillEntry *last = all->len > 0 ? all->pdata[all->len - 1] : &none;
	BillEntry *entry = g_memdup2(from, sizeof *from);
	entry->uid = keep_next(worked, from->uid, last->uid);
	entry->ticket = keep_next(worked, from->ticket, last->ticket);
	entry->subject = keep_next(worked, from->subject, last->subject);
	entry->customer = keep(worked, from->customer);
	entry->id = g_string_chunk_insert(worked->texts, from->id);
	entry->kind = keep(worked, from->kind);
	entry->by = keep(worked, from->by);
	entry->what = keep_next(worked, from->what, last->what);
	g_ptr_array_add(worked->entries, entry);
}

static void prepare(Worked *worked)
{
	worked->texts = g_string_chunk_new(16 * 1024);
	worked->entries = g_ptr_array_new_with_free_func(g_free);
}

gboolean worked_read(Index *index, const char *customer, Worked *worked,
	GError **error)
{
	prepare(worked);
	if (!index_each_worked(index, customer, take, worked, error))
		return FALSE;
	g_ptr_array_sort(worked->entries, bill_entry_compare);
	return TRUE;
}

gboolean worked_read_from(Index *index, Instant from, Worked *worked,
	GError **error)
{
	prepare(worked);
	if (!index_each_worked_from(index, from, take, worked, error))
		return FALSE;
	g_ptr_array_sort(worked->entries, bill_entry_compare);
	return TRUE;
}

gboolean worked_read_ever(Index *index, const char *customer, Worked *worked,
	GError **error)
{
	prepare(worked);
	if (!index_each_worked_ever(index, customer, take, worked, error))
		return FALSE;
	g_ptr_array_sort(worked->entries, bill_entry_compare);
	return TRUE;
}

void worked_clear(Worked *worked)
{
	g_clear_pointer(&worked->entries, g_ptr_array_unref);
	g_clear_pointer(&worked->texts, g_string_chunk_free);
}
