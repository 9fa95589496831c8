/*
 * The months that were closed, a bill of a customer each (rules/closed_bill.h),
 * as the files of bills/ stand at the commit of the index. `name` is that of a
 * file: "2026-11-acme"; a month is "2026-11".
 */
#ifndef INDEX_CLOSED_BILLS_H
#define INDEX_CLOSED_BILLS_H

#include "index/index.h"
#include "rules/closed_bill.h"

/* A bill's file as it can be read last; `text` NULL: it is gone. */
gboolean index_put_closed_bill(Index *index, const char *name,
	const ClosedBill *bill, const char *text, GError **error);
gboolean index_delete_closed_bill(Index *index, const char *name,
	GError **error);

/* ClosedBill*, by month and customer; NULL means all. g_ptr_array_unref(). */
GPtrArray *index_closed_bills(Index *index, const char *customer,
	const char *month, GError **error);
/* Is any month closed? */
gboolean index_has_closed_bills(Index *index, gboolean *any, GError **error);
/* The highest number of an act of a year ("2026"); 0: there is none. */
gboolean index_last_act(Index *index, const char *year, gint64 *number,
	GError **error);
/* What is to be looked at before a month is closed. */
typedef struct {
	char *customer, *ticket; /* as people call it */
} MonthTicket;
/* Solved in the time without a category; with a reply that has not left. The
 * latter of any time. MonthTicket*, by customer. g_ptr_array_unref(). */
GPtrArray *index_month_no_category(Index *index, Instant from, Instant until,
	GError **error);
/* Those without work, call or visit, but for what ended unsolved. */
GPtrArray *index_month_no_time(Index *index, Instant from, Instant until,
	GError **error);
GPtrArray *index_month_unsent(Index *index, GError **error);
/* The earliest time of a commit; `at` stays as it is where there is none. */
gboolean index_store_begin(Index *index, Instant *at, GError **error);

#endif
