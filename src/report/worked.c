#include "report/worked.h"

#include <string.h>

#include "text/date.h"

enum { UID, NAME, SUBJECT, CUSTOMER, ENTRY, KIND, BY, AT, MINUTES, BODY, BEGAN,
	ONSITE, TRAVEL, BILLABLE, STATE, AGENT };

#define FROM_ENTRIES "SELECT t.uid, coalesce(t.number, substr(t.uid, 10, 4))," \
	" t.subject, t.customer, e.entry_id, e.kind, e.by, e.at, e.minutes," \
	" rtrim(e.body, char(10)), json_extract(e.extra, '$.began')," \
	" json_extract(e.extra, '$.onsite')," \
	" json_extract(e.extra, '$.travel')," \
	" json_extract(e.extra, '$.billable'), e.state," \
	" json_extract(e.extra, '$.agent')" \
	" FROM entry e JOIN ticket t ON t.id = e.ticket" \
	" WHERE e.kind IN ('call', 'visit', 'work') AND e.retracted = 0" \
	" AND e.minutes > 0"

static const char *text_of(const char *column)
{
	return column ? column : "";
}

static gint64 number_of(const char *column)
{
	return column ? g_ascii_strtoll(column, NULL, 10) : 0;
}

static const char *keep(Worked *worked, const char *column)
{
	return g_string_chunk_insert_const(worked->texts, text_of(column));
}

/* "15" or "1h30", as people write it by hand, too. */
static gint64 minutes_of(const char *column)
{
	gint64 number;
	const char *text = text_of(column);
	if (g_ascii_string_to_signed(text, 10, 0, G_MAXINT32, &number, NULL))
		return number;
	if (*text && duration_parse(text, &number, NULL))
		return (number + 59) / 60;
	return 0;
}

/* false, no */
static gboolean is_refused(const char *column)
{
	const char *text = text_of(column);
	return strcmp(text, "false") == 0 || strcmp(text, "no") == 0 ||
		strcmp(text, "0") == 0;
}

static gboolean take(const char *const *row, guint count, void *data)
{
	Worked *worked = data;
	(void)count;
	BillEntry *entry = g_new0(BillEntry, 1);
	entry->uid = keep(worked, row[UID]);
	entry->ticket = keep(worked, row[NAME]);
	entry->subject = keep(worked, row[SUBJECT]);
	entry->customer = keep(worked, row[CUSTOMER]);
	entry->id = keep(worked, row[ENTRY]);
	entry->kind = keep(worked, row[KIND]);
	entry->by = keep(worked, *text_of(row[AGENT]) ? row[AGENT] : row[BY]);
	g_autofree char *what = g_strchomp(g_strdup(text_of(row[BODY])));
	entry->what = keep(worked, what);
	entry->minutes = number_of(row[MINUTES]);
	entry->visit = strcmp(entry->kind, "visit") == 0;
	entry->onsite = entry->visit || (*text_of(row[ONSITE]) &&
		!is_refused(row[ONSITE]));
	entry->billable = !is_refused(row[BILLABLE]);
	if (entry->visit) {
		entry->minutes = minutes_of(row[ONSITE]);
		entry->travel = minutes_of(row[TRAVEL]);
	}
	if (!instant_parse(text_of(row[BEGAN]), &entry->began))
		entry->began = number_of(row[AT]) - entry->minutes * 60;
	g_ptr_array_add(worked->entries, entry);
	return TRUE;
}

gboolean worked_read(Index *index, const char *customer, gboolean travel,
	Worked *worked, GError **error)
{
	const char *values[] = {customer, NULL};
	worked->texts = g_string_chunk_new(16 * 1024);
	worked->entries = g_ptr_array_new_with_free_func(g_free);
	if (!index_query(index, customer ? FROM_ENTRIES " AND t.customer = ?" :
		FROM_ENTRIES, values, take, worked, error))
		return FALSE;
	for (guint i = 0; travel && i < worked->entries->len; i++) {
		BillEntry *entry = worked->entries->pdata[i];
		entry->minutes += entry->travel;
	}
	g_ptr_array_sort(worked->entries, bill_entry_compare);
	return TRUE;
}

void worked_clear(Worked *worked)
{
	g_clear_pointer(&worked->entries, g_ptr_array_unref);
	g_clear_pointer(&worked->texts, g_string_chunk_free);
}
