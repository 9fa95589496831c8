#include "rules/billing_allowance.h"

#include <string.h>

/* What is left of a period, usable until period number `last`. */
typedef struct {
	gint64 left;
	guint last;
} Bucket;

struct AllowanceAccount {
	const Contract *contract;
	Allowance allowance;
	GTimeZone *zone;
	void (*begun)(void *data, const BillPeriod *period);
	void *data;
	gboolean visits;
	guint number;	 /* of the present period, from 1; 0 = none yet */
	Instant start, end; /* of the contract; INSTANT_NONE = open */
	Instant first;	 /* where counting begins without a start */
	GArray *buckets; /* Bucket, oldest first */
	GArray *periods; /* BillPeriod, all of them */
};

static Instant day_start(guint julian, GTimeZone *zone)
{
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, julian);
	g_autoptr(GDateTime) midnight = g_date_time_new(zone,
		g_date_get_year(&date), (int)g_date_get_month(&date),
		g_date_get_day(&date), 0, 0, 0);
	return instant_from_date_time(midnight);
}

static guint months_of(AllowancePeriod period)
{
	return period == ALLOWANCE_MONTH ? 1 :
		period == ALLOWANCE_QUARTER ? 3 : 12;
}

/* The begin of the calendar period of `at`, or the next one's. */
static Instant period_begin(const AllowanceAccount *account, Instant at,
	gboolean next)
{
	guint months = months_of(account->allowance.period);
	g_autoptr(GDateTime) local = instant_to_date_time(at, account->zone);
	int month = g_date_time_get_year(local) * 12 +
		g_date_time_get_month(local) - 1;
	month = month / (int)months * (int)months + (next ? (int)months : 0);
	g_autoptr(GDateTime) begin = g_date_time_new(account->zone, month / 12,
		month % 12 + 1, 1, 0, 0, 0);
	return begin ? instant_from_date_time(begin) : G_MAXINT64;
}

AllowanceAccount *allowance_open(const Contract *contract, gboolean visits,
	GTimeZone *zone, Instant first,
	void (*begun)(void *data, const BillPeriod *period), void *data)
{
	const Allowance *allowance = visits ? &contract->visits :
		&contract->hours;
	if (allowance->amount < 0)
		return NULL;
	AllowanceAccount *account = g_new0(AllowanceAccount, 1);
	account->contract = contract;
	account->allowance = *allowance;
	account->zone = zone;
	account->begun = begun;
	account->data = data;
	account->visits = visits;
	account->start = contract->from ? day_start(contract->from, zone) :
		INSTANT_NONE;
	account->end = contract->until ? day_start(contract->until + 1, zone) :
		INSTANT_NONE;
	account->first = account->end == INSTANT_NONE ? first :
		MIN(first, account->end - 1);
	account->buckets = g_array_new(FALSE, TRUE, sizeof(Bucket));
	account->periods = g_array_new(FALSE, TRUE, sizeof(BillPeriod));
	return account;
}

static BillPeriod *present(const AllowanceAccount *account)
{
	return &g_array_index(account->periods, BillPeriod,
		account->periods->len - 1);
}

static gint64 left_in(const AllowanceAccount *account)
{
	gint64 sum = 0;
	for (guint i = 0; i < account->buckets->len; i++)
		sum += g_array_index(account->buckets, Bucket, i).left;
	return sum;
}

static void drop_expired(AllowanceAccount *account)
{
	while (account->buckets->len > 0) {
		const Bucket *oldest = &g_array_index(account->buckets, Bucket,
			0);
		if (oldest->left > 0 && oldest->last >= account->number)
			return;
		g_array_remove_index(account->buckets, 0);
	}
}

static Instant end_of(const AllowanceAccount *account, Instant begin)
{
	Instant end = account->allowance.period == ALLOWANCE_TERM ?
		account->end : period_begin(account, begin, TRUE);
	if (account->end == INSTANT_NONE || end == INSTANT_NONE)
		return end;
	return MIN(end, account->end);
}

static void begin_period(AllowanceAccount *account, Instant begin)
{
	account->number++;
	drop_expired(account);
	BillPeriod period = {
		.contract = account->contract,
		.visits = account->visits,
		.from = begin,
		.until = end_of(account, begin),
		.bought = account->allowance.amount,
		.carried = left_in(account),
	};
	period.left = period.bought + period.carried;
	Bucket bucket = {period.bought,
		account->number + account->contract->roll_over};
	g_array_append_val(account->buckets, bucket);
	g_array_append_val(account->periods, period);
	account->begun(account->data, &period);
}

/* Makes the period of `at` the present one. */
static void run_to(AllowanceAccount *account, Instant at)
{
	if (account->number == 0) {
		Instant begin = account->start != INSTANT_NONE ?
			account->start : period_begin(account, account->first,
				FALSE);
		if (at < begin)
			return;
		begin_period(account, begin);
	}
	for (;;) {
		Instant end = present(account)->until;
		if (end == INSTANT_NONE || at < end)
			return;
		if (account->end != INSTANT_NONE && end >= account->end)
			return;
		begin_period(account, end);
	}
}

gint64 allowance_take(AllowanceAccount *account, Instant at, gint64 amount)
{
	run_to(account, at);
	if (account->number == 0)
		return 0;
	gint64 taken = 0;
	for (guint i = 0; i < account->buckets->len && taken < amount; i++) {
		Bucket *bucket = &g_array_index(account->buckets, Bucket, i);
		gint64 part = MIN(bucket->left, amount - taken);
		bucket->left -= part;
		taken += part;
	}
	BillPeriod *period = present(account);
	period->used += taken;
	period->over += amount - taken;
	period->left -= taken;
	return taken;
}

void allowance_close(AllowanceAccount *account, Instant from, Instant until,
	GArray *periods)
{
	if (until > from)
		run_to(account, until - 1);
	for (guint i = 0; i < account->periods->len; i++) {
		const BillPeriod *period = &g_array_index(account->periods,
			BillPeriod, i);
		if (period->from < until && (period->until == INSTANT_NONE ||
			period->until > from))
			g_array_append_val(periods, *period);
	}
	g_array_unref(account->buckets);
	g_array_unref(account->periods);
	g_free(account);
}
