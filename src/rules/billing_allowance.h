/*
 * What a contract has bought, period by period: hours or visits. Periods are
 * calendar months, quarters and years of the zone, cut to the contract's time;
 * each brings the whole amount. What is left of one stays usable for
 * `roll_over` further periods; the oldest is used first.
 */
#ifndef RULES_BILLING_ALLOWANCE_H
#define RULES_BILLING_ALLOWANCE_H

#include "rules/billing.h"

typedef struct AllowanceAccount AllowanceAccount;

/* NULL if the contract buys none. Without `from` it begins with the period of
 * `first`. `begun` is told each period that begins. */
AllowanceAccount *allowance_open(const Contract *contract, gboolean visits,
	GTimeZone *zone, Instant first,
	void (*begun)(void *data, const BillPeriod *period), void *data);
/* Takes up to `amount` at `at`, which must not go back in time: how much
 * there was. */
gint64 allowance_take(AllowanceAccount *account, Instant at, gint64 amount);
/* Runs to `until`, appends the periods that touch [from, until) and frees the
 * account. */
void allowance_close(AllowanceAccount *account, Instant from, Instant until,
	GArray *periods);

#endif
