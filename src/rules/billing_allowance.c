#include "rules/billing_allowance.h"

/* What is left of a period, usable until period number `last`. */
typedef struct {
	gint64 left;
	guint last;
} Bucket;

struct AllowanceAccount {
	const Contract *contract; /* the present one; NULL: none yet */
	Allowance allowance;	  /* its own; amount < 0: it buys none */
	GTimeZone *zone;
	void (*begun)(void *data, const BillPeriod *period);
	void *data;
	gboolean visits;
	guint number;	 /* of the present period, from 1; 0 = none yet */
	gboolean started; /* the present period is the contract's */
	Instant start, end; /* of the contract; end: INSTANT_NONE = open */
	GArray *buckets; /* Bucket, oldest first */
	GArray *periods; /* BillPeriod, all of them */
};

static guint months_of(AllowancePeriod period)
{
	return period == ALLOWANCE_MONTH ? 1 :
		period == ALLOWANCE_QUARTER ? 3 : 12;
}

/* The begin of the calendar period after that of `at`. */
static Instant next_begin(const AllowanceAccount *account, Instant at)
{
	guint months = months_of(account->allowance.period);
	g_autoptr(GDateTime) local = instant_to_date_time(at, account->zone);
	int month = g_date_time_get_year(local) * 12 +
		g_date_time_get_month(local) - 1;
	month = (month / (int)months + 1) * (int)months;
	g_autoptr(GDateTime) begin = g_date_time_new(account->zone, month / 12,
		month % 12 + 1, 1, 0, 0, 0);
	return begin ? instant_from_date_time(begin) : G_MAXINT64;
}

AllowanceAccount *allowance_open(gboolean visits, GTimeZone *zone,
	void (*begun)(void *data, const BillPeriod *period), void *data)
{
	AllowanceAccount *account = g_new0(AllowanceAccount, 1);
	account->allowance.amount = -1;
	account->zone = zone;
	account->begun = begun;
	account->data = data;
	account->visits = visits;
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
		account->end : next_begin(account, begin);
	if (account->end == INSTANT_NONE || end == INSTANT_NONE)
		return end;
	return MIN(end, account->end);
}

/* What was left when the contract began here. */
static void add_opening(AllowanceAccount *account, Instant begin)
{
	const Contract *contract = account->contract;
	if (account->visits || contract->opening == 0 ||
		begin != contract_day_start(contract->from, account->zone))
		return;
	Bucket bucket = {contract->opening,
		account->number + MAX(contract->roll_over, 1) - 1};
	g_array_append_val(account->buckets, bucket);
}

static void begin_period(AllowanceAccount *account, Instant begin)
{
	account->number++;
	drop_expired(account);
	add_opening(account, begin);
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

static void cut_present(AllowanceAccount *account, Instant at)
{
	if (account->periods->len == 0)
		return;
	BillPeriod *period = present(account);
	if (period->until == INSTANT_NONE || period->until > at)
		period->until = at;
}

void allowance_end(AllowanceAccount *account, Instant at)
{
	cut_present(account, at);
	account->allowance.amount = -1;
}

void allowance_renew(AllowanceAccount *account, const Contract *contract,
	Instant month)
{
	Instant begin = contract->from ? MAX(month, contract_day_start(
		contract->from, account->zone)) : month;
	gboolean is_new = account->allowance.amount < 0 ||
		account->contract->from != contract->from;
	account->contract = contract;
	account->allowance = account->visits ? contract->visits :
		contract->hours;
	account->end = contract->until ? contract_day_start(
		contract->until + 1, account->zone) : INSTANT_NONE;
	if (account->allowance.amount < 0 || is_new) {
		cut_present(account, begin);
		account->started = FALSE;
		account->start = begin;
	} else if (account->started) {
		present(account)->until = end_of(account,
			present(account)->from);
	}
}

void allowance_run(AllowanceAccount *account, Instant at)
{
	if (account->allowance.amount < 0 ||
		(!account->started && at < account->start))
		return;
	if (!account->started)
		begin_period(account, account->start);
	account->started = TRUE;
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
	allowance_run(account, at);
	if (!account->started)
		return 0;
	gint64 taken = MIN(amount, 0);
	if (amount < 0)
		g_array_index(account->buckets, Bucket,
			account->buckets->len - 1).left -= amount;
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
