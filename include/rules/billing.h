/*
 * Time and contracts → lines of a bill. Pure.
 *
 * How an entry is counted, in this order:
 *  1. Its minutes are rounded up to a multiple of `round` and are at least
 *     `minimum` (on site: `onsite-min`). Each entry is rounded alone.
 *  2. Each minute is of the day, of the night or of a day off, by the wall
 *     clock when it was worked; a minute of a night and a day off has the
 *     higher coefficient. The minutes that rounding added are as the last one.
 *     Minutes × coefficient, in seconds, are what is charged.
 *  3. A visit that the contract has bought covers its time. Else what is
 *     charged is taken from the hours that were bought, the oldest first; the
 *     rest is over.
 *  4. What is over costs its price an hour, rounded half up to the currency's
 *     smallest unit, line by line; the total is the sum of the lines.
 * Entries count in order of their begin, and belong to the contract, period
 * and bill in which they began; those of a closed month that its bill has not,
 * where they were written down. Bought hours are a line of their own on the
 * first day of each period: hours × rate, or the fee.
 *
 * Each month is counted with the settings and contracts of its own, so that
 * what was changed later leaves it as it was; what a month carries into the
 * next one, too. Contracts of one number that follow each other without a gap
 * are one: what was left is carried on.
 */
#ifndef RULES_BILLING_H
#define RULES_BILLING_H

#include "base/instant.h"
#include "model/billing.h"

/* Longer ones are an error of whoever typed them: they are not charged. */
#define BILL_MOST_MINUTES (31 * 24 * 60)

typedef struct BillLine BillLine;

typedef struct {
	const char *uid, *ticket, *subject; /* ticket: "1042" */
	const char *id, *kind, *by, *what;  /* of the entry */
	const char *customer;
	Instant began, recorded;
	gint64 late;  /* seconds after its begin at which it counts: what was
			 written down when its month was closed */
	const BillLine *fixed; /* how it was counted when that was closed */
	gint64 minutes;
	gint64 travel;     /* minutes; counted in `minutes` if they are charged */
	gboolean onsite, visit, billable;
	gboolean timed; /* the entry says when it began */
} BillEntry;

/* By when they count, for g_ptr_array_sort(). */
int bill_entry_compare(gconstpointer a, gconstpointer b);
/* The seconds that both take of one person; `*from`: the first of them. 0 if
 * neither says when it began: what was written down after each other is not
 * known to have been done at one time. */
gint64 bill_entry_overlap(const BillEntry *a, const BillEntry *b,
	Instant *from);

typedef enum {
	MINUTES_DAY, MINUTES_NIGHT, MINUTES_DAY_OFF, MINUTES_KINDS
} MinutesKind;

typedef enum {
	BILL_BOUGHT,	  /* the hours of a period */
	BILL_COVERED,	  /* by bought hours, wholly */
	BILL_PARTLY,	  /* the rest is over */
	BILL_OVER,	  /* bought hours are used up */
	BILL_BY_HOUR,	  /* none are bought */
	BILL_BY_VISIT,	  /* a bought visit */
	BILL_NO_CONTRACT,
	BILL_NOT_BILLABLE, BILL_TOO_LONG
} BillReason;

struct BillLine {
	const BillEntry *entry; /* NULL: BILL_BOUGHT */
	const Contract *contract; /* NULL: none was in force */
	BillReason reason;
	Instant at, until;	/* until: BILL_BOUGHT, the period's end */
	gint64 rounded;		/* minutes */
	gint64 pieces[MINUTES_KINDS]; /* minutes; their sum is `rounded` */
	gint64 charged;		/* seconds */
	gint64 covered, over;	/* seconds; their sum is `charged` */
	gint64 price;		/* of an hour that is over; 0 if none is given */
	gint64 unpriced;	/* seconds over for which no price is given */
	gint64 amount;		/* smallest units of the currency */
	gint64 vat;		/* the percent in it, model/contract.h */
};

/* One period of bought hours (seconds) or visits. */
typedef struct BillPeriod {
	const Contract *contract;
	gboolean visits;
	Instant from, until;	/* until: INSTANT_NONE = no end */
	gint64 bought, carried, used, over, left;
} BillPeriod;

/* Of the sums of one percent; without the tax, `vat` is 0. */
typedef struct {
	gint64 rate, amount, vat;
} BillTax;

typedef struct Bill {
	GArray *lines;	 /* BillLine, in order of time */
	GArray *periods; /* BillPeriod that touch the bill's time */
	gint64 charged, covered, over, unpriced; /* seconds */
	gint64 travel;	 /* minutes */
	gint64 visits;
	gint64 total;
	GArray *taxes;	 /* BillTax, by rate; what costs nothing is in none */
} Bill;

typedef struct {
	const Billing *billing;
	GTimeZone *zone;
	/* Is the day off? NULL: Saturdays and Sundays are. */
	gboolean (*is_off)(void *data, const GDate *day);
	void *data;
} BillClock;

/* A month, and what held in it. */
typedef struct {
	Instant from, until;
	BillClock clock;
	const GPtrArray *contracts; /* Contract*, in order of time */
	const GArray *closed; /* BillLine: what was bought as it was closed; NULL:
				 the month is open */
} BillMonth;

/* The bill of one customer for [from, until). `months` (BillMonth) follow each
 * other and lead from the January before all that counts, at least to `until`.
 * `entries` (const BillEntry*) are all of the customer's, also earlier ones, in
 * any order; the bill borrows them and the contracts. */
Bill *bill_make(const GArray *months, const GPtrArray *entries, Instant from,
	Instant until);
void bill_free(Bill *bill);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bill, bill_free)

/* The tax in the lines of one month: of the sum at each percent, half up. That of
 * several months is the sum of theirs. g_array_unref(). */
GArray *bill_taxes(const GArray *lines);
/* All of it; FALSE: there is none, not even of 0 %. */
gboolean bill_vat(const GArray *taxes, gint64 *vat);

/* Only steps 1 and 2. */
void bill_count(const BillEntry *entry, const BillClock *clock,
	BillLine *line);

/* What `seconds` at `price` an hour cost, half up. */
gint64 bill_amount(const Billing *billing, gint64 seconds, gint64 price);

/* "over", "by-visit" …: data formats; static. */
const char *bill_reason_name(BillReason reason);
/* For people, by language; static. */
const char *bill_reason_title(BillReason reason, const char *language);

#endif
