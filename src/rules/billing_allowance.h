/*
 * What the contracts of one number have bought, period by period: hours or
 * visits. Periods are calendar months, quarters and years of the zone, cut to
 * the contract's time; each brings the whole amount, as the contract says in the
 * month in which it begins. What is left of one stays usable for
 * `roll_over` further periods; the oldest is used first.
 */
#ifndef RULES_BILLING_ALLOWANCE_H
#define RULES_BILLING_ALLOWANCE_H

#include "rules/billing.h"

typedef struct AllowanceAccount AllowanceAccount;

/* `begun` is told each period that begins. */
AllowanceAccount *allowance_open(gboolean visits, GTimeZone *zone,
	void (*begun)(void *data, const BillPeriod *period), void *data);
/* The contract as it holds from its begin or that of a month on: the present
 * period goes on, or ends where a new contract begins. It may buy none. */
void allowance_renew(AllowanceAccount *account, const Contract *contract,
	Instant month);
/* There is no contract any more. */
void allowance_end(AllowanceAccount *account, Instant at);
/* Makes the period of `at` the present one. Times must not go back. */
void allowance_run(AllowanceAccount *account, Instant at);
/* Takes up to `amount` at `at`: how much there was. Less than nothing goes back
 * to the present period. */
gint64 allowance_take(AllowanceAccount *account, Instant at, gint64 amount);
/* Appends the periods that touch [from, until) and frees the account. */
void allowance_close(AllowanceAccount *account, Instant from, Instant until,
	GArray *periods);

#endif
