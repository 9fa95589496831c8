#include "report/worked.h"

#include "index/entries.h"

static const char *keep(Worked *worked, const char *text)
{
	return g_string_chunk_insert_const(worked->texts, text);
}

static void take(const BillEntry *from, void *data)
{
	Worked *worked = data;
	BillEntry *entry = g_memdup2(from, sizeof *from);
	entry->uid = keep(worked, from->uid);
	entry->ticket = keep(worked, from->ticket);
	entry->subject = keep(worked, from->subject);
	entry->customer = keep(worked, from->customer);
	entry->id = keep(worked, from->id);
	entry->kind = keep(worked, from->kind);
	entry->by = keep(worked, from->by);
	entry->what = keep(worked, from->what);
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
