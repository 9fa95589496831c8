/*
 * A customer's contracts, recorded time and the settings of billing, read from
 * the index for a period: what bills, hours and warnings are made of.
 *
 * Each month by what held at its end (bill_book.h).
 */
#ifndef APP_SHOW_BILL_H
#define APP_SHOW_BILL_H

#include "model/people.h"
#include "app/show/bill_book.h"

typedef struct Bill Bill;
typedef struct BillPeriod BillPeriod;
typedef struct Desk Desk;

typedef struct {
	Customer *customer;
	const Billing *billing; /* of the last month; the book's */
	GTimeZone *zone; /* borrowed from the regulation */
	BillGround ground;
	Instant from, until;
	Bill *bill;
	const ClosedBill *closed; /* the bill is that of a closed month; NULL */
} CustomerBill;
/* What people read as its customer. Borrowed. */
const char *customer_bill_title(const CustomerBill *bill);

/* DESK_ERROR_PERSON: no such customer. */
gboolean customer_bill_make(Desk *desk, BillBook *book, const char *customer,
	Instant from, Instant until, CustomerBill *bill, GError **error);
void customer_bill_clear(CustomerBill *bill);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CustomerBill, customer_bill_clear)

/* Names of customers with a contract or with time in their tickets; char*. */
GPtrArray *bill_customers(Desk *desk, GError **error);

/* A contract wants somebody's attention. */
typedef enum {
	CONTRACT_USED_MOST,  /* 80 % of the hours or visits */
	CONTRACT_USED_UP,
	CONTRACT_ENDS_SOON,  /* within 30 days */
	CONTRACT_ENDED,	     /* and no other has begun */
	CONTRACT_WARNINGS
} ContractWarning;
/* "used-80", and what people read. */
Value *contract_warning_value(ContractWarning warning, const char *language);
#define CONTRACT_SOON_DAYS 30

/* A set of 1 << ContractWarning at `now`. */
guint contract_warnings(const CustomerBill *bill, Instant now);
/* The period of hours (or visits) that `now` lies in; NULL if none. */
const BillPeriod *bill_period_at(const Bill *bill, gboolean visits,
	Instant now);
/* Of hours or visits in it. */
Value *bill_period_value(const BillPeriod *period, gint64 count);
/* "2026-11-30" of what begins at `from`; the last day of what ends at `until`,
 * null for INSTANT_NONE. */
Value *bill_day_value(Instant from, GTimeZone *zone);
Value *bill_last_day_value(Instant until, GTimeZone *zone);
/* The calendar month of now, which every present period touches. */
gboolean customer_bill_now(Desk *desk, BillBook *book, const char *customer,
	CustomerBill *bill, GError **error);
/* The calendar year of now. */
gboolean customer_bill_this_year(Desk *desk, BillBook *book,
	const char *customer, CustomerBill *bill, GError **error);

#endif
