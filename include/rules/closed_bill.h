/*
 * A month's bill of a customer as it was closed (bills/2026-11-acme.yaml): its
 * lines are facts, which nothing that is changed later touches. Pure.
 *
 *	customer: acme
 *	title: ACME Ltd
 *	month: 2026-11
 *	closed: 2026-12-01T09:00:00Z
 *	by: anna
 *	number: 17
 *	currency: RUB
 *	total: 1250.00
 *	seller: {name: Our firm, inn: …}
 *	buyer: {name: ACME Ltd, inn: …}
 *	lines:
 *	  - {reason: over, ticket: 20261121-k3f9x2ab, entry: 9c7d1q, …}
 */
#ifndef RULES_CLOSED_BILL_H
#define RULES_CLOSED_BILL_H

#include "model/requisites.h"
#include "rules/billing.h"

typedef struct {
	char *customer, *title;
	char *month; /* "2026-11" */
	Instant closed;
	char *by;
	gint64 number; /* of the act; 0: nothing was billed */
	char currency[4];
	gint64 total;  /* smallest units */
	Requisites seller, buyer; /* as they were then */
	GArray *lines; /* BillLine, with entries and contracts of its own */
	GHashTable *places; /* "UID ID" of an entry → its BillLine */
	GPtrArray *entries; /* BillEntry* */
	GPtrArray *contracts; /* Contract*, of which the number is known */
	GStringChunk *texts;
} ClosedBill;

/* "bills/2026-11-acme.yaml". g_free(). */
char *closed_bill_path(const char *month, const char *customer);
/* What would be written of a bill; the members but the arrays are given in
 * `head`. g_free(). */
char *closed_bill_format(const ClosedBill *head, const GArray *lines,
	const Billing *billing);
/* `name` is the file's, "2026-11-acme". DESK_ERROR_DATA with file, line, column. */
ClosedBill *closed_bill_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error);
void closed_bill_free(ClosedBill *bill);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClosedBill, closed_bill_free)

/* The line of an entry; NULL: it is not in it. Borrowed. */
const BillLine *closed_bill_line(const ClosedBill *bill, const char *uid,
	const char *entry);

#endif
