/*
 * What bills are made by, month by month: the settings and contracts as they
 * stood at each month's end, and whose a ticket was then. What had not been said by
 * then counts as it was first said at the end of a later month: so a contract
 * that was forgotten, or whose ticket it is, may still be given.
 */
#ifndef APP_SHOW_BILL_BOOK_H
#define APP_SHOW_BILL_BOOK_H

#include "base/instant.h"
#include "report/worked.h"
#include "rules/closed_bill.h"
#include "text/value.h"

typedef struct Desk Desk;
typedef struct BillBook BillBook;

/* For the bills of one command: what they have in common is read once. Borrows the
 * desk. */
BillBook *bill_book_new(Desk *desk, GError **error);
/* For those of all customers, of times that begin in the month of `from` or later:
 * everybody's work is read once, too. */
BillBook *bill_book_new_of_all(Desk *desk, Instant from, GError **error);
void bill_book_free(BillBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BillBook, bill_book_free)

/* What a customer's bill until `until` is made of. */
typedef struct {
	Worked worked;	     /* all of the tickets that were ever theirs; texts
			      * may be the book's */
	GPtrArray *entries;  /* BillEntry of those that count, borrowed */
	GPtrArray *versions; /* ContractVersion*, which months borrow */
	GArray *months;	     /* BillMonth, which borrow the book's settings */
	GPtrArray *closed;   /* ClosedBill*, by month */
	GPtrArray *returns;  /* BillEntry*, with a line: what was retracted of them */
} BillGround;

/* `from`: the first month that must be there. */
gboolean bill_book_read(BillBook *book, const char *customer, Instant from,
	Instant until, BillGround *ground, GError **error);
void bill_ground_clear(BillGround *ground);
/* "2026-11", as closed bills name it. g_free(). */
char *bill_month_name(const BillMonth *month);
/* The closed bill of exactly this time. Borrowed; NULL: there is none. */
const ClosedBill *bill_ground_closed(const BillGround *ground, Instant from,
	Instant until);

#endif
