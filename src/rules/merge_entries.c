/* Entries: a union by id; rules/merge.h. */
#include "rules/merge_parts.h"

#include <string.h>

#include "model/redact.h"

typedef struct {
	const Entry *entry;
	const char *text; /* the document with its "---" line */
	gsize size;
} Document;

typedef struct {
	GHashTable *ours, *theirs; /* id → Document* */
} Documents;

static gboolean same_bytes(const Entry *entry, const char *text, gsize size)
{
	gsize own;
	const char *bytes = g_bytes_get_data(entry->bytes, &own);
	return own == size && memcmp(bytes, text, size) == 0;
}

/* The documents behind the head; blank ones go with the entry that follows, at
 * the end with nothing: `*rest` is where they begin. */
static GArray *documents_of(const Ticket *ticket, GBytes *file, gsize *rest)
{
	GArray *documents = g_array_new(FALSE, FALSE, sizeof(Document));
	gsize size;
	const char *text = g_bytes_get_data(file, &size);
	gsize from = ticket_head_size(text, size), next = 0;
	guint read = 0;
	while (from < size && read < ticket_entry_count(ticket)) {
		gsize line = from;
		const Entry *entry = ticket_entry(ticket, read);
		gsize end;
		do {
			gsize begin = yaml_next_line(text, size, line);
			end = yaml_document_end(text, size, begin, &next);
			if (same_bytes(entry, text + begin, end - begin))
				break;
			line = end;
		} while (line < size);
		Document document = {entry, text + from, end - from};
		g_array_append_val(documents, document);
		read++;
		from = end;
	}
	*rest = from;
	return documents;
}

static int compare_documents(const char *one_id, const char *other_id,
	void *data)
{
	const Documents *all = data;
	const Document *one = g_hash_table_lookup(all->ours, one_id);
	const Document *other = g_hash_table_lookup(all->theirs, other_id);
	if (one->entry->at != other->entry->at)
		return one->entry->at < other->entry->at ? -1 : 1;
	return strcmp(one_id, other_id);
}

static char *text_of(const Entry *entry)
{
	return g_strndup(g_bytes_get_data(entry->bytes, NULL),
		g_bytes_get_size(entry->bytes));
}

static gboolean is_redacted(const Entry *entry)
{
	return *entry_get(entry, "redacted") != '\0';
}

static void append(GString *out, const char *text, gsize size)
{
	if (size > 0 && out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	g_string_append_len(out, text, (gssize)size);
}

/* Both took something out of it: neither's comes back. */
static gboolean append_both(const Merge *merge, GString *out,
	const Document *ours, const Document *theirs)
{
	const Entry *base = merge->base ? ticket_entry_by_id(merge->base,
		ours->entry->id) : NULL;
	g_autofree char *text = base ? redact_both(base, ours->entry,
		theirs->entry) : NULL;
	if (!text)
		return FALSE;
	append(out, "---\n", strlen("---\n"));
	append(out, text, strlen(text));
	return TRUE;
}

/* Without the line of its time. g_free(). */
static char *timeless(const Entry *entry)
{
	g_autofree char *text = text_of(entry);
	char *at = strstr(text, "\nat: ");
	if (!at)
		return g_steal_pointer(&text);
	const char *end = at + 1 + strcspn(at + 1, "\n");
	*at = '\0';
	return g_strconcat(text, end, NULL);
}

/* Its id is no chance: each side wrote it when it learned why. */
static gboolean is_same_news(const Merge *merge, const Entry *one,
	const Entry *other)
{
	g_autofree char *text = timeless(one);
	g_autofree char *same = timeless(other);
	return !(merge->base && ticket_entry_by_id(merge->base, one->id)) &&
		strcmp(text, same) == 0;
}

/* One that both have. What was redacted is, whatever else became of it; else
 * ours stays, and what theirs made of it is noted. */
static const Document *choose_document(Merge *merge, const Document *ours,
	const Document *theirs)
{
	if (ticket_keeps(merge->ours, theirs->entry))
		return ours;
	if (ticket_keeps(merge->theirs, ours->entry) ||
		(is_redacted(theirs->entry) && !is_redacted(ours->entry)))
		return theirs;
	if (is_redacted(ours->entry) ||
		is_same_news(merge, ours->entry, theirs->entry) ||
		(merge->base && ticket_keeps(merge->base, theirs->entry)))
		return ours;
	g_autofree char *field = g_strconcat("entry.", ours->entry->id, NULL);
	g_autofree char *kept = text_of(ours->entry);
	g_autofree char *lost = text_of(theirs->entry);
	merge_decide(merge, field, kept, lost);
	return ours;
}

static void append_entry(Merge *merge, GString *out, const Document *ours,
	const Document *theirs)
{
	if (ours && theirs && is_redacted(ours->entry) &&
		is_redacted(theirs->entry) &&
		!ticket_keeps(merge->ours, theirs->entry) &&
		!ticket_keeps(merge->theirs, ours->entry) &&
		append_both(merge, out, ours, theirs))
		return;
	const Document *document = ours && theirs ?
		choose_document(merge, ours, theirs) : ours ? ours : theirs;
	append(out, document->text, document->size);
}

static GHashTable *by_id(const GArray *documents, GPtrArray *ids)
{
	GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < documents->len; i++) {
		Document *document = &g_array_index(documents, Document, i);
		g_hash_table_insert(table, document->entry->id, document);
		g_ptr_array_add(ids, document->entry->id);
	}
	return table;
}

void merge_entries(Merge *merge, GString *out)
{
	gsize rest, their_rest;
	g_autoptr(GArray) ours = documents_of(merge->ours,
		merge->question->ours, &rest);
	g_autoptr(GArray) theirs = documents_of(merge->theirs,
		merge->question->theirs, &their_rest);
	g_autoptr(GPtrArray) our_ids = g_ptr_array_new();
	g_autoptr(GPtrArray) their_ids = g_ptr_array_new();
	g_autoptr(GHashTable) our_table = by_id(ours, our_ids);
	g_autoptr(GHashTable) their_table = by_id(theirs, their_ids);
	Documents all = {our_table, their_table};
	g_autoptr(GPtrArray) order = merge_union(our_ids, their_ids,
		compare_documents, &all);
	for (guint i = 0; i < order->len; i++) {
		const char *id = order->pdata[i];
		append_entry(merge, out, g_hash_table_lookup(our_table, id),
			g_hash_table_lookup(their_table, id));
	}
	gsize size;
	const char *text = g_bytes_get_data(merge->question->ours, &size);
	append(out, text + rest, size - rest);
}
