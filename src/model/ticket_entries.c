/* The entries of a ticket; model/ticket.h. */
#include "model/ticket_parts.h"

#include <string.h>

/* From this many entries on a hash finds them. */
#define LINEAR_ENTRIES 12

guint ticket_entry_count(const Ticket *ticket)
{
	return ticket->entries->len;
}

const Entry *ticket_entry(const Ticket *ticket, guint index)
{
	g_assert(index < ticket->entries->len);
	return ticket->entries->pdata[index];
}

static void index_entries(Ticket *ticket)
{
	ticket->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < ticket->entries->len; i++) {
		Entry *entry = ticket->entries->pdata[i];
		g_hash_table_insert(ticket->by_id, entry->id, entry);
	}
}

const Entry *ticket_entry_by_id(const Ticket *ticket, const char *id)
{
	if (!ticket->by_id && ticket->entries->len > LINEAR_ENTRIES)
		index_entries((Ticket *)(gpointer)ticket);
	if (ticket->by_id)
		return g_hash_table_lookup(ticket->by_id, id);
	for (guint i = 0; i < ticket->entries->len; i++) {
		const Entry *entry = ticket->entries->pdata[i];
		if (strcmp(entry->id, id) == 0)
			return entry;
	}
	return NULL;
}

static gboolean retracts(const Entry *entry, const char *id)
{
	return strcmp(entry->kind, "retract") == 0 &&
		strcmp(entry_get(entry, "of"), id) == 0;
}

static void index_retracted(Ticket *ticket)
{
	ticket->retracted = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < ticket->entries_read; i++) {
		const Entry *entry = ticket->entries->pdata[i];
		if (strcmp(entry->kind, "retract") == 0)
			g_hash_table_add(ticket->retracted,
				(gpointer)entry_get(entry, "of"));
	}
}

gboolean ticket_entry_is_retracted(const Ticket *ticket, const char *id)
{
	if (!ticket->retracted)
		index_retracted((Ticket *)(gpointer)ticket);
	if (g_hash_table_contains(ticket->retracted, id))
		return TRUE;
	/* An appended one may get its `of` at any time. */
	for (guint i = ticket->entries_read; i < ticket->entries->len; i++)
		if (retracts(ticket->entries->pdata[i], id))
			return TRUE;
	return FALSE;
}

void ticket_append(Ticket *ticket, Entry *entry)
{
	g_assert(!ticket_entry_by_id(ticket, entry->id));
	g_ptr_array_add(ticket->entries, entry);
	if (ticket->by_id)
		g_hash_table_insert(ticket->by_id, entry->id, entry);
}

void ticket_put_behind(Ticket *ticket, const char *id)
{
	GPtrArray *entries = ticket->entries;
	guint last = entries->len - 1, place = ticket->entries_read;
	Entry *entry = g_ptr_array_index(entries, last);
	while (place < last && strcmp(((Entry *)entries->pdata[place])->id, id))
		place++;
	do
		place++;
	while (place < last && strcmp(((Entry *)entries->pdata[place])->kind,
		entry->kind) == 0);
	if (place >= last)
		return;
	memmove(&entries->pdata[place + 1], &entries->pdata[place],
		(last - place) * sizeof entries->pdata[0]);
	entries->pdata[place] = entry;
}

/* A last line that was saved without its end got one when something was
 * appended; that is no change. */
gboolean entry_is_same(const Entry *a, const Entry *b)
{
	g_autoptr(GBytes) left = entry_get_bytes(a), right = entry_get_bytes(b);
	gsize m, n;
	const char *x = g_bytes_get_data(left, &m);
	const char *y = g_bytes_get_data(right, &n);
	m -= m > 0 && x[m - 1] == '\n';
	n -= n > 0 && y[n - 1] == '\n';
	return m == n && memcmp(x, y, m) == 0;
}

gboolean ticket_keeps(const Ticket *after, const Entry *entry)
{
	const Entry *now = ticket_entry_by_id(after, entry->id);
	return now && (now == entry || entry_is_same(entry, now) ||
		entry_is_redaction(entry, now));
}

gboolean ticket_only_grew(const Ticket *before, const Ticket *after,
	const char **broken)
{
	for (guint i = 0; i < before->entries->len; i++) {
		const Entry *old = before->entries->pdata[i];
		if (ticket_keeps(after, old))
			continue;
		*broken = old->id;
		return FALSE;
	}
	return TRUE;
}
