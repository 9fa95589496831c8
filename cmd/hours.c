#include "cmd/change.h"

#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "app/show/bill.h"
#include "base/error.h"
#include "model/ticket.h"

/* Whoever used up the last bought hours should hear of it at once. */
static void warn_customer(Context *context, const char *customer)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(BillBook) book = bill_book_new(context->desk, &problem);
	g_auto(CustomerBill) bill = {0};
	Instant now = desk_now(context->desk);
	if (!book || !customer_bill_now(context->desk, book, customer, &bill,
		&problem)) {
		/* A customer without a file has no hours. */
		if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON))
			desk_say_problem(context->desk, problem);
		return;
	}
	const BillPeriod *hours = bill_period_at(bill.bill, FALSE, now);
	guint set = contract_warnings(&bill, now);
	if (!hours || !(set & (1u << CONTRACT_USED_MOST |
		1u << CONTRACT_USED_UP)))
		return;
	g_autofree char *used = desk_hours_text(context->desk,
		hours->used + hours->over);
	g_autofree char *all = desk_hours_text(context->desk,
		hours->bought + hours->carried);
	static const Phrase said = {"%1: hours used %2 / %3",
		"%1: израсходовано часов %2 / %3"};
	desk_say(context->desk, &said, customer, used, all, NULL);
}

static gboolean is_work(const OperationTicket *told)
{
	static const char *const kinds[] = {"call", "visit", "work", NULL};
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes,
			i);
		if (change->entry_kind &&
			g_strv_contains(kinds, change->entry_kind))
			return TRUE;
	}
	return FALSE;
}

void hours_warn(Context *context, const OperationResult *result)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; !context->dry_run && i < result->tickets->len; i++) {
		const OperationTicket *told = g_ptr_array_index(result->tickets,
			i);
		const char *customer = told->ticket ?
			ticket_get(told->ticket, "customer") : "";
		if (*customer && is_work(told) &&
			g_hash_table_add(said, (gpointer)customer))
			warn_customer(context, customer);
	}
}
