/*
 * The act of a closed month: what was done for a customer, as a document that
 * both sign, in the customer's language.
 */
#ifndef CMD_MONTH_ACT_H
#define CMD_MONTH_ACT_H

#include "cmd/command.h"
#include "rules/closed_bill.h"

extern const Schema month_act_schema;

/* Fills the page with the act of `bill`, which has a number. */
int month_act(Context *context, const ClosedBill *bill, GError **error);

#endif
