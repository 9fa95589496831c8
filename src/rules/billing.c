#include "rules/billing.h"

#include <string.h>

#include "base/phrase.h"
#include "rules/billing_allowance.h"

#define DAY_MINUTES (24 * 60)

gint64 bill_entry_overlap(const BillEntry *a, const BillEntry *b,
	Instant *from)
{
	Instant end = MIN(a->began + a->minutes * 60,
		b->began + b->minutes * 60);
	*from = MAX(a->began, b->began);
	return (a->timed || b->timed) && strcmp(a->by, b->by) == 0 ?
		MAX(end - *from, 0) : 0;
}

/* --- minutes --------------------------------------------------------- */

typedef struct {
	const BillClock *clock;
	gint64 day;	 /* days since 1970; the last one asked for */
	gboolean off;
} Days;

static gboolean is_off(Days *days, gint64 day)
{
	if (day == days->day)
		return days->off;
	days->day = day;
	gint64 weekday = ((day + 3) % 7 + 7) % 7;
	days->off = weekday >= 5;
	gint64 julian = day + INSTANT_FIRST_DAY;
	if (days->clock->is_off && julian > 0 &&
		g_date_valid_julian((guint32)julian)) {
		GDate date;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, (guint32)julian);
		days->off = days->clock->is_off(days->clock->data, &date);
	}
	return days->off;
}

static gboolean is_night(const Billing *billing, guint minute)
{
	guint from = billing->night_from, until = billing->night_until;
	return from < until ? minute >= from && minute < until :
		minute >= from || minute < until;
}

static gint64 offset_at(GTimeZone *zone, Instant at)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL,
		at);
	return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

static gint64 floor_div(gint64 value, gint64 by)
{
	return value / by - (value % by < 0 ? 1 : 0);
}

static MinutesKind kind_at(const Billing *billing, Days *days, gint64 local)
{
	gint64 day = floor_div(local, DAY_MINUTES * 60);
	guint minute = (guint)((local - day * DAY_MINUTES * 60) / 60);
	gboolean off = is_off(days, day) && billing->weekend_times > TIMES_ONE;
	gboolean night = is_night(billing, minute) &&
		billing->night_times > TIMES_ONE;
	if (off && night)
		return billing->weekend_times >= billing->night_times ?
			MINUTES_DAY_OFF : MINUTES_NIGHT;
	return off ? MINUTES_DAY_OFF : night ? MINUTES_NIGHT : MINUTES_DAY;
}

static void cut(const BillEntry *entry, const BillClock *clock, BillLine *line)
{
	Days days = {clock, G_MININT64, FALSE};
	if (clock->billing->night_times <= TIMES_ONE &&
		clock->billing->weekend_times <= TIMES_ONE) {
		line->pieces[MINUTES_DAY] = line->rounded;
		return;
	}
	gint64 first = offset_at(clock->zone, entry->began);
	gint64 last = offset_at(clock->zone, entry->began + entry->minutes * 60);
	MinutesKind kind = MINUTES_DAY;
	for (gint64 i = 0; i < entry->minutes; i++) {
		Instant at = entry->began + i * 60;
		gint64 offset = first == last ? first :
			offset_at(clock->zone, at);
		kind = kind_at(clock->billing, &days, at + offset);
		line->pieces[kind]++;
	}
	line->pieces[kind] += line->rounded - entry->minutes;
}

void bill_count(const BillEntry *entry, const BillClock *clock, BillLine *line)
{
	const Billing *billing = clock->billing;
	gint64 times[MINUTES_KINDS] = {TIMES_ONE, billing->night_times,
		billing->weekend_times};
	gint64 least = entry->onsite ? billing->onsite_minimum :
		billing->minimum;
	gint64 minutes = entry->minutes;
	line->entry = entry;
	line->at = entry->began;
	line->until = INSTANT_NONE;
	if (minutes <= 0 || minutes > BILL_MOST_MINUTES)
		return;
	gint64 round = billing->round;
	line->rounded = MAX((minutes + round - 1) / round * round, least);
	cut(entry, clock, line);
	for (int i = 0; i < MINUTES_KINDS; i++)
		line->charged += line->pieces[i] * times[i] * 60;
	line->charged = (line->charged + TIMES_ONE / 2) / TIMES_ONE;
}

/* --- money ----------------------------------------------------------- */

__extension__ typedef __int128 Wide;

gint64 bill_amount(const Billing *billing, gint64 seconds, gint64 price)
{
	Wide exact = (Wide)seconds * MAX(price, 0);
	for (guint i = 0; i < billing->digits; i++)
		exact *= 10;
	Wide unit = (Wide)3600 * PRICE_UNIT;
	return (gint64)((exact + unit / 2) / unit);
}

/* --- the tax in it --------------------------------------------------- */

static gint64 vat_in(gint64 amount, gint64 rate)
{
	if (rate <= 0)
		return 0;
	Wide whole = (Wide)100 * PRICE_UNIT + rate;
	Wide twice = (Wide)amount * rate * 2 + whole;
	Wide vat = twice / (whole * 2);
	return (gint64)(vat - (vat * whole * 2 > twice));
}

static void add_tax(GArray *taxes, gint64 rate, gint64 amount, gint64 vat)
{
	guint place = 0;
	while (place < taxes->len && g_array_index(taxes, BillTax,
		place).rate < rate)
		place++;
	BillTax new = {rate, 0, 0};
	if (place == taxes->len || g_array_index(taxes, BillTax,
		place).rate != rate)
		g_array_insert_val(taxes, place, new);
	BillTax *tax = &g_array_index(taxes, BillTax, place);
	tax->amount += amount;
	tax->vat += vat;
}

static GArray *taxes_from(const GArray *lines, guint first)
{
	GArray *taxes = g_array_new(FALSE, TRUE, sizeof(BillTax));
	for (guint i = first; i < lines->len; i++) {
		const BillLine *line = &g_array_index(lines, BillLine, i);
		if (line->amount != 0)
			add_tax(taxes, line->vat, line->amount, 0);
	}
	for (guint i = 0; i < taxes->len; i++) {
		BillTax *tax = &g_array_index(taxes, BillTax, i);
		tax->vat = vat_in(tax->amount, tax->rate);
	}
	return taxes;
}

GArray *bill_taxes(const GArray *lines)
{
	return taxes_from(lines, 0);
}

gboolean bill_vat(const GArray *taxes, gint64 *vat)
{
	gboolean any = FALSE;
	*vat = 0;
	for (guint i = 0; i < taxes->len; i++) {
		const BillTax *tax = &g_array_index(taxes, BillTax, i);
		any = any || tax->rate != VAT_NONE;
		*vat += tax->vat;
	}
	return any;
}

/* --- the bill -------------------------------------------------------- */

/* When it counts. */
static Instant bill_entry_at(const BillEntry *entry)
{
	return entry->began + entry->late;
}

/* What the contracts of one number have bought. */
typedef struct {
	const Contract *contract; /* the present one */
	AllowanceAccount *hours, *visits;
} Account;

typedef struct {
	const BillMonth *month; /* the present one */
	GArray *accounts;	/* Account */
	Instant from, until;
	Bill *bill;
} Making;

static gint64 day_of(const Making *making, Instant at)
{
	return floor_div(at + offset_at(making->month->clock.zone, at),
		DAY_MINUTES * 60) + INSTANT_FIRST_DAY;
}

static gboolean in_bill(const Making *making, Instant at)
{
	return at >= making->from && at < making->until;
}

static void add_line(Making *making, const BillLine *line)
{
	Bill *bill = making->bill;
	g_array_append_val(bill->lines, *line);
	bill->total += line->amount;
	if (!line->entry)
		return;
	bill->charged += line->charged;
	bill->covered += line->covered;
	bill->over += line->over;
	bill->unpriced += line->unpriced;
	gint64 count = line->charged < 0 ? -1 : 1;
	bill->travel += line->entry->travel * count;
	bill->visits += line->entry->visit ? count : 0;
}

static gint64 vat_of(const Making *making, const Contract *contract)
{
	return contract && contract->vat != VAT_UNSAID ? contract->vat :
		making->month->clock.billing->vat;
}

/* The line of the hours that a period brings. */
static void buy(void *data, const BillPeriod *period)
{
	Making *making = data;
	const Contract *contract = period->contract;
	if (period->visits || !in_bill(making, period->from) ||
		making->month->closed)
		return;
	BillLine line = {
		.contract = contract,
		.reason = BILL_BOUGHT,
		.at = period->from,
		.until = period->until,
		.charged = period->bought,
		.price = MAX(contract->rate, 0),
		.vat = vat_of(making, contract),
	};
	const Billing *billing = making->month->clock.billing;
	line.amount = contract->fee != PRICE_NONE ?
		bill_amount(billing, 3600, contract->fee) :
		bill_amount(billing, line.charged, line.price);
	add_line(making, &line);
}

static Account *account_of(Making *making, const BillEntry *entry)
{
	gint64 day = day_of(making, bill_entry_at(entry));
	const Contract *contract = day > 0 ?
		contract_on(making->month->contracts, (guint)day) : NULL;
	for (guint i = 0; contract && i < making->accounts->len; i++) {
		Account *account = &g_array_index(making->accounts, Account, i);
		if (account->contract == contract)
			return account;
	}
	return NULL;
}

static void charge(const Making *making, Account *account, BillLine *line)
{
	const Contract *contract = line->contract;
	const Billing *billing = making->month->clock.billing;
	gint64 price = contract ? contract->rate : billing->rate;
	line->reason = contract ? BILL_BY_HOUR : BILL_NO_CONTRACT;
	if (line->entry->visit && contract && contract->visits.amount >= 0 &&
		allowance_take(account->visits, bill_entry_at(line->entry),
			1) == 1) {
		line->reason = BILL_BY_VISIT;
		line->covered = line->charged;
		return;
	}
	if (contract && contract->hours.amount >= 0) {
		line->covered = allowance_take(account->hours,
			bill_entry_at(line->entry), line->charged);
		price = contract->over_rate;
		line->reason = line->covered == line->charged ? BILL_COVERED :
			line->covered > 0 ? BILL_PARTLY : BILL_OVER;
	}
	line->over = line->charged - line->covered;
	line->price = MAX(price, 0);
	line->unpriced = price == PRICE_NONE ? line->over : 0;
	line->amount = bill_amount(billing, line->over, line->price);
}

/* What it took of the accounts is taken again; less than nothing goes back. */
static void take_fixed(Making *making, const BillEntry *entry)
{
	const BillLine *line = entry->fixed;
	Account *account = account_of(making, entry);
	Instant at = bill_entry_at(entry);
	gboolean visit = line->reason == BILL_BY_VISIT;
	if (account && line->reason != BILL_NOT_BILLABLE)
		allowance_take(visit ? account->visits : account->hours, at,
			!visit ? line->covered : line->charged < 0 ? -1 : 1);
	if (in_bill(making, at))
		add_line(making, line);
}

static void take_entry(Making *making, const BillEntry *entry)
{
	BillLine line = {0};
	if (entry->fixed) {
		take_fixed(making, entry);
		return;
	}
	Account *account = account_of(making, entry);
	bill_count(entry, &making->month->clock, &line);
	line.contract = account ? account->contract : NULL;
	line.vat = vat_of(making, line.contract);
	if (!entry->billable || line.rounded == 0) {
		line.reason = entry->billable && entry->minutes > 0 ?
			BILL_TOO_LONG : BILL_NOT_BILLABLE;
		line.charged = 0;
	} else {
		charge(making, account, &line);
	}
	if (in_bill(making, bill_entry_at(entry)))
		add_line(making, &line);
}

int bill_entry_compare(gconstpointer a, gconstpointer b)
{
	const BillEntry *left = *(const BillEntry *const *)a;
	const BillEntry *right = *(const BillEntry *const *)b;
	Instant first = bill_entry_at(left), second = bill_entry_at(right);
	if (first != second)
		return first < second ? -1 : 1;
	int order = strcmp(left->uid, right->uid);
	return order ? order : strcmp(left->id, right->id);
}

/* Bought hours stand before what was worked at the same instant. */
static int by_time(gconstpointer a, gconstpointer b)
{
	const BillLine *left = a, *right = b;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	if (!left->entry || !right->entry)
		return left->entry ? 1 : right->entry ? -1 : 0;
	return bill_entry_compare(&left->entry, &right->entry);
}

/* One contract that goes on: the same number, and no gap between. */
static gboolean goes_on(const Contract *before, const Contract *after)
{
	return g_strcmp0(before->number, after->number) == 0 &&
		before->from <= after->from &&
		(before->from == after->from || !before->until ||
			before->until + 1 >= after->from);
}

static Account *find_account(Making *making, const Contract *contract)
{
	for (guint i = 0; i < making->accounts->len; i++) {
		Account *account = &g_array_index(making->accounts, Account, i);
		if (goes_on(account->contract, contract))
			return account;
	}
	GTimeZone *zone = making->month->clock.zone;
	Account new = {contract, allowance_open(FALSE, zone, buy, making),
		allowance_open(TRUE, zone, buy, making)};
	g_array_append_val(making->accounts, new);
	return &g_array_index(making->accounts, Account,
		making->accounts->len - 1);
}

static gboolean is_in_month(const Making *making, const Contract *contract)
{
	gint64 first = day_of(making, making->month->from);
	gint64 last = day_of(making, making->month->until - 1);
	return contract->from <= last &&
		(!contract->until || contract->until >= first);
}

/* Each entry meets the accounts as its day's contract has them. */
static void begin_contract(Making *making, const Contract *contract)
{
	Account *account = find_account(making, contract);
	account->contract = contract;
	allowance_renew(account->hours, contract, making->month->from);
	allowance_renew(account->visits, contract, making->month->from);
}

static void run_accounts(Making *making, Instant at)
{
	for (guint i = 0; i < making->accounts->len; i++) {
		Account *account = &g_array_index(making->accounts, Account, i);
		allowance_run(account->hours, at);
		allowance_run(account->visits, at);
	}
}

static Instant contract_begin(const Making *making, const Contract *contract)
{
	return contract->from ? contract_day_start(contract->from,
		making->month->clock.zone) : making->month->from;
}

/* What is no contract of the month any more, ends. */
static void end_gone(Making *making)
{
	const GPtrArray *contracts = making->month->contracts;
	for (guint i = 0; i < making->accounts->len; i++) {
		Account *account = &g_array_index(making->accounts, Account, i);
		gboolean stays = FALSE;
		for (guint j = 0; j < contracts->len && !stays; j++)
			stays = is_in_month(making, contracts->pdata[j]) &&
				goes_on(account->contract, contracts->pdata[j]);
		if (stays)
			continue;
		allowance_end(account->hours, making->month->from);
		allowance_end(account->visits, making->month->from);
	}
}

/* The entries from `*next` on that began before `until`. */
static void take_entries(Making *making, const GPtrArray *sorted, guint *next,
	Instant until)
{
	for (; *next < sorted->len; (*next)++) {
		const BillEntry *entry = sorted->pdata[*next];
		if (bill_entry_at(entry) >= until)
			return;
		take_entry(making, entry);
	}
}

static void take_month(Making *making, const GPtrArray *sorted, guint *next)
{
	const BillMonth *month = making->month;
	guint first = making->bill->lines->len;
	end_gone(making);
	for (guint i = 0; month->closed && i < month->closed->len; i++) {
		const BillLine *line = &g_array_index(month->closed, BillLine,
			i);
		if (!line->entry && in_bill(making, line->at))
			add_line(making, line);
	}
	for (guint i = 0; i < month->contracts->len; i++) {
		const Contract *contract = month->contracts->pdata[i];
		if (!is_in_month(making, contract))
			continue;
		Instant begin = MIN(contract_begin(making, contract),
			making->until);
		take_entries(making, sorted, next, begin);
		run_accounts(making, begin - 1);
		begin_contract(making, contract);
	}
	Instant end = MIN(month->until, making->until);
	take_entries(making, sorted, next, end);
	run_accounts(making, end - 1);
	g_autoptr(GArray) taxes = taxes_from(making->bill->lines, first);
	for (guint i = 0; i < taxes->len; i++) {
		const BillTax *tax = &g_array_index(taxes, BillTax, i);
		add_tax(making->bill->taxes, tax->rate, tax->amount, tax->vat);
	}
}

static void close_accounts(Making *making)
{
	for (guint i = 0; i < making->accounts->len; i++) {
		Account *account = &g_array_index(making->accounts, Account, i);
		AllowanceAccount *both[] = {account->hours, account->visits};
		for (guint j = 0; j < G_N_ELEMENTS(both); j++)
			allowance_close(both[j], making->from, making->until,
				making->bill->periods);
	}
}

Bill *bill_make(const GArray *months, const GPtrArray *entries, Instant from,
	Instant until)
{
	Bill *bill = g_new0(Bill, 1);
	bill->lines = g_array_new(FALSE, TRUE, sizeof(BillLine));
	bill->periods = g_array_new(FALSE, TRUE, sizeof(BillPeriod));
	bill->taxes = g_array_new(FALSE, TRUE, sizeof(BillTax));
	g_autoptr(GArray) accounts = g_array_new(FALSE, TRUE, sizeof(Account));
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	Making making = {NULL, accounts, from, until, bill};
	for (guint i = 0; i < entries->len; i++)
		g_ptr_array_add(sorted, entries->pdata[i]);
	g_ptr_array_sort(sorted, bill_entry_compare);
	guint next = 0;
	for (guint i = 0; i < months->len; i++) {
		making.month = &g_array_index(months, BillMonth, i);
		if (making.month->from < until)
			take_month(&making, sorted, &next);
	}
	close_accounts(&making);
	g_array_sort(bill->lines, by_time);
	return bill;
}

void bill_free(Bill *bill)
{
	if (!bill)
		return;
	g_array_unref(bill->lines);
	g_array_unref(bill->periods);
	g_array_unref(bill->taxes);
	g_free(bill);
}

/* --- words ----------------------------------------------------------- */

static const struct {
	const char *name;
	Phrase title;
} reasons[] = {
	[BILL_BOUGHT] = {"bought", {"hours of the period", "часы за период"}},
	[BILL_COVERED] = {"covered", {"within the hours", "в пакете часов"}},
	[BILL_PARTLY] = {"partly", {"partly over the hours",
		"частично сверх пакета"}},
	[BILL_OVER] = {"over", {"over the hours", "сверх пакета"}},
	[BILL_BY_HOUR] = {"by-hour", {"by the hour", "почасовая оплата"}},
	[BILL_BY_VISIT] = {"by-visit", {"a bought visit", "выезд по договору"}},
	[BILL_NO_CONTRACT] = {"no-contract", {"no contract", "без договора"}},
	[BILL_NOT_BILLABLE] = {"not-billable", {"not billed", "без оплаты"}},
	[BILL_TOO_LONG] = {"too-long", {"longer than 31 days, not billed",
		"дольше 31 дня, не считается"}},
};

const char *bill_reason_name(BillReason reason)
{
	return reasons[reason].name;
}

const char *bill_reason_title(BillReason reason, const char *language)
{
	return phrase_in(&reasons[reason].title, language);
}
