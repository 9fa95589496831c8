#include "report/marks.h"

#include "index/entries.h"

static const char *keep(const Marks *marks, const char *text)
{
	return g_string_chunk_insert_const(marks->texts, text);
}

/* "ticket/entry" */
static const char *name_entry(char *key, gsize size, gint64 ticket,
	const char *entry)
{
	g_snprintf(key, size, "%" G_GINT64_FORMAT "/%s", ticket, entry);
	return key;
}

static void add_marks(const Marks *marks, const char *key, int more)
{
	int known = GPOINTER_TO_INT(g_hash_table_lookup(marks->marks, key));
	g_hash_table_insert(marks->marks, (gpointer)keep(marks, key),
		GINT_TO_POINTER(known | more));
}

static void take_mark(const IndexMark *mark, void *data)
{
	char key[64];
	name_entry(key, sizeof key, mark->ticket, mark->entry);
	add_marks(data, key, (mark->retracted ? MARK_RETRACTED : 0) |
		(mark->missed ? MARK_MISSED : 0) |
		(mark->automatic ? MARK_AUTOMATIC : 0) |
		(mark->mailed ? MARK_MAILED : 0) |
		(mark->outgoing ? MARK_OUTGOING : 0) |
		(mark->refuted ? MARK_REFUTED : 0) |
		(mark->again ? MARK_AGAIN : 0));
}

/* What is known of replies that were mailed. */
static void take_delivery(const IndexDelivery *delivery, void *data)
{
	Marks *marks = data;
	char key[64];
	name_entry(key, sizeof key, delivery->ticket, delivery->reply);
	add_marks(marks, key, MARK_MAILED);
	if (!delivery->sent || delivery->at > marks->as_of)
		return;
	name_entry(key, sizeof key, delivery->ticket, delivery->delivery);
	g_hash_table_insert(marks->mailed, (gpointer)keep(marks, key),
		(gpointer)keep(marks, delivery->writer));
}

gboolean marks_read(Marks *marks, Index *index, GStringChunk *texts,
	Instant as_of, GError **error)
{
	*marks = (Marks){texts, as_of,
		g_hash_table_new(g_str_hash, g_str_equal),
		g_hash_table_new(g_str_hash, g_str_equal)};
	return index_each_mark(index, take_mark, marks, error) &&
		index_each_delivery(index, take_delivery, marks, error);
}

void marks_clear(Marks *marks)
{
	g_clear_pointer(&marks->marks, g_hash_table_unref);
	g_clear_pointer(&marks->mailed, g_hash_table_unref);
}

int marks_of(const Marks *marks, gint64 ticket, const char *entry)
{
	char key[64];
	if (g_hash_table_size(marks->marks) == 0)
		return 0;
	return GPOINTER_TO_INT(g_hash_table_lookup(marks->marks, name_entry(
		key, sizeof key, ticket, entry)));
}

gboolean marks_is_first(const Marks *marks, gint64 ticket, const char *entry)
{
	char key[64];
	gboolean told = (marks_of(marks, ticket, entry) & MARK_TOLD) != 0;
	add_marks(marks, name_entry(key, sizeof key, ticket, entry), MARK_TOLD);
	return !told;
}

const char *marks_writer(const Marks *marks, gint64 ticket,
	const char *delivery)
{
	char key[64];
	return g_hash_table_lookup(marks->mailed, name_entry(key, sizeof key,
		ticket, delivery));
}
