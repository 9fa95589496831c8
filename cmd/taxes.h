/*
 * What bills and acts tell alike: their columns, and the value added tax in them.
 */
#ifndef CMD_TAXES_H
#define CMD_TAXES_H

#include "rules/billing.h"
#include "text/page.h"

/* Members of an answer. */
#define TAX_MEMBERS \
	{"net", {NULL}, VALUE_TEXT, 0, "the total without the tax in it"}, \
	{"vat", {"VAT", "НДС"}, VALUE_TEXT, 0, \
		"the tax in the total; null = there is none"}, \
	{"taxes", {NULL}, VALUE_LIST, 0, "for each percent", &taxes_schema}
extern const Schema taxes_schema;

/* Columns of lists of bills; that of the tax is shown where
 * `block_show_column()` says so. */
#define BILL_CUSTOMER_COLUMNS \
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, COLUMN_ID, \
		"its name"}, \
	{"title", {"Name", "Название"}, VALUE_TEXT, COLUMN_SHRINK, \
		"its name for people"}
#define BILL_NUMBER_COLUMN \
	{"number", {"Act", "Акт"}, VALUE_INTEGER, COLUMN_NUMBER, \
		"of the act; null = nothing was billed"}
#define BILL_UNITS_COLUMN \
	{"units", {"Smallest units", "Итого в копейках"}, VALUE_INTEGER, \
		COLUMN_HIDDEN, "the total in smallest units"}
#define BILL_CURRENCY_COLUMN \
	{"currency", {"Currency", "Валюта"}, VALUE_TEXT, COLUMN_HIDDEN, \
		"RUB; null = none is set"}
#define TAX_COLUMN \
	{"vat", {"VAT in it", "В т. ч. НДС"}, VALUE_TEXT, \
		COLUMN_RIGHT | COLUMN_HIDDEN, \
		"the tax in the total; null = there is none"}
Value *taxes_value(const GArray *taxes, const Billing *billing);

/* For people, of a list of bills in one currency: the sum of each figure. */
void taxes_add_sums(Block *bills);

/* For machines. */
void taxes_add(Block *hidden, const GArray *taxes, gint64 total,
	const Billing *billing);
/* For people a line for each percent; without any that there is none. */
void taxes_show(Block *shown, const GArray *taxes, const Billing *billing);

#endif
