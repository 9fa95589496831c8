#include "index/closed_bills.h"

#include <string.h>

#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"

gboolean index_put_closed_bill(Index *index, const char *name,
	const ClosedBill *bill, const char *text, GError **error)
{
	return index_run(index, error, "INSERT OR REPLACE INTO closed_bill"
		" (name, customer, month, number, text)"
		" VALUES (?, ?, ?, ?, ?)", "tttit", name, bill->customer,
		bill->month, bill->number, text);
}

gboolean index_delete_closed_bill(Index *index, const char *name,
	GError **error)
{
	return index_run(index, error,
		"DELETE FROM closed_bill WHERE name = ?", "t", name);
}

static gboolean keep_bill(sqlite3_stmt *row, void *data, GError **error)
{
	const char *name = index_column(row, 0), *text = index_column(row, 1);
	g_autofree char *file = g_strdup_printf("bills/%s.yaml", name);
	ClosedBill *bill = closed_bill_parse(name, text, strlen(text), file,
		error);
	if (bill)
		g_ptr_array_add(data, bill);
	return bill != NULL;
}

GPtrArray *index_closed_bills(Index *index, const char *customer,
	const char *month, GError **error)
{
	g_autoptr(GPtrArray) bills = g_ptr_array_new_with_free_func(
		(GDestroyNotify)closed_bill_free);
	return index_each(index, keep_bill, bills, error, "SELECT name, text"
		" FROM closed_bill WHERE (?1 = '' OR customer = ?1)"
		" AND (?2 = '' OR month = ?2) ORDER BY month, customer", "tt",
		customer ? customer : "", month ? month : "") ?
		g_steal_pointer(&bills) : NULL;
}

gboolean index_has_closed_bills(Index *index, gboolean *any, GError **error)
{
	return index_has(index, any, error, "SELECT 1 FROM closed_bill LIMIT 1",
		"");
}

gboolean index_last_act(Index *index, const char *year, gint64 *number,
	GError **error)
{
	*number = 0;
	return index_number(index, number, error, "SELECT max(number)"
		" FROM closed_bill WHERE substr(month, 1, 4) = ?", "t", year);
}

static const RecordShape ticket = {sizeof(MonthTicket), {
	RECORD_TEXT(MonthTicket, customer), RECORD_TEXT(MonthTicket, ticket)}};

GPtrArray *index_month_no_category(Index *index, Instant from, Instant until,
	GError **error)
{
	return index_records(index, &ticket, error, "SELECT customer, "
		INDEX_TICKET_NAME("ticket") " FROM ticket WHERE category = ''"
		" AND customer <> '' AND solved_at >= ? AND solved_at < ?"
		" ORDER BY customer, number", "II", from, until);
}

GPtrArray *index_month_no_time(Index *index, Instant from, Instant until,
	GError **error)
{
	return index_records(index, &ticket, error, "SELECT customer, "
		INDEX_TICKET_NAME("ticket") " FROM ticket WHERE worked = 0"
		" AND customer <> '' AND merged_into = '' AND resolution NOT IN"
		" ('duplicate', 'misdirected', 'no-answer', 'spam')"
		" AND solved_at >= ? AND solved_at < ?"
		" ORDER BY customer, number", "II", from, until);
}

GPtrArray *index_month_unsent(Index *index, GError **error)
{
	return index_records(index, &ticket, error, "SELECT customer, "
		INDEX_TICKET_NAME("ticket") " FROM ticket WHERE unsent > 0"
		" AND customer <> '' ORDER BY customer, number", "");
}

gboolean index_store_begin(Index *index, Instant *at, GError **error)
{
	return index_number(index, at, error, "SELECT min(at) FROM walk", "");
}
