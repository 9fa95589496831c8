#include "app/show/bill.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/phrase.h"
#include "index/customers.h"
#include "model/regulation.h"

#define MOST_PERCENT 80

static const Phrase no_customer = {"no customer \"%1\"; `desk customer list` "
		"shows all",
	"нет клиента «%1»; всех показывает `desk customer list`"};

/* --- the bill -------------------------------------------------------- */

static gboolean read_customer(Index *index, const char *name,
	CustomerBill *bill, GError **error)
{
	if (!index_customer(index, name, &bill->customer, error))
		return FALSE;
	if (!bill->customer)
		desk_refuse(error, DESK_ERROR_PERSON, &no_customer, name, NULL);
	return bill->customer != NULL;
}

gboolean customer_bill_make(Desk *desk, BillBook *book, const char *customer,
	Instant from, Instant until, CustomerBill *bill, GError **error)
{
	Index *index = desk_index(desk, error);
	const Regulation *regulation = index ? desk_regulation(desk, error) :
		NULL;
	if (!regulation)
		return FALSE;
	bill->zone = regulation->zone;
	bill->from = from;
	bill->until = until;
	if (!read_customer(index, customer, bill, error) ||
		!bill_book_read(book, customer, from, until, &bill->ground,
			error))
		return FALSE;
	const GArray *months = bill->ground.months;
	bill->billing = g_array_index(months, BillMonth, months->len - 1)
		.clock.billing;
	bill->bill = bill_make(months, bill->ground.entries, from,
		until);
	bill->closed = bill_ground_closed(&bill->ground, from, until);
	return TRUE;
}

/* Of the calendar's `months` that begin with one of January, 1 + `months`, … */
static gboolean make_around(Desk *desk, BillBook *book, const char *customer,
	int months, CustomerBill *bill, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	if (!regulation)
		return FALSE;
	g_autoptr(GDateTime) now = instant_to_date_time(desk_now(desk),
		regulation->zone);
	int month = (g_date_time_get_month(now) - 1) / months * months + 1;
	g_autoptr(GDateTime) from = g_date_time_new(regulation->zone,
		g_date_time_get_year(now), month, 1, 0, 0, 0);
	g_autoptr(GDateTime) until = g_date_time_add_months(from, months);
	return customer_bill_make(desk, book, customer,
		instant_from_date_time(from), instant_from_date_time(until),
		bill, error);
}

gboolean customer_bill_now(Desk *desk, BillBook *book, const char *customer,
	CustomerBill *bill, GError **error)
{
	return make_around(desk, book, customer, 1, bill, error);
}

gboolean customer_bill_this_year(Desk *desk, BillBook *book,
	const char *customer, CustomerBill *bill, GError **error)
{
	return make_around(desk, book, customer, 12, bill, error);
}

const char *customer_bill_title(const CustomerBill *bill)
{
	return bill->closed ? bill->closed->title : bill->customer->title;
}

void customer_bill_clear(CustomerBill *bill)
{
	g_clear_pointer(&bill->bill, bill_free);
	g_clear_pointer(&bill->customer, customer_free);
	bill_ground_clear(&bill->ground);
}

GPtrArray *bill_customers(Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	return index ? index_customers_billed(index, error) : NULL;
}

/* --- warnings -------------------------------------------------------- */

static const struct {
	const char *name;
	Phrase title;
} warnings[CONTRACT_WARNINGS] = {
	[CONTRACT_USED_MOST] = {"used-80", {"80 % used", "израсходовано 80 %"}},
	[CONTRACT_USED_UP] = {"used-up", {"used up", "израсходовано всё"}},
	[CONTRACT_ENDS_SOON] = {"ends-soon", {"ends soon", "скоро кончится"}},
	[CONTRACT_ENDED] = {"ended", {"has ended", "договор кончился"}},
};

Value *contract_warning_value(ContractWarning warning, const char *language)
{
	return value_titled(warnings[warning].name,
		phrase_in(&warnings[warning].title, language));
}

const BillPeriod *bill_period_at(const Bill *bill, gboolean visits, Instant now)
{
	for (guint i = 0; i < bill->periods->len; i++) {
		const BillPeriod *period = &g_array_index(bill->periods,
			BillPeriod, i);
		if (period->visits == visits && period->from <= now &&
			(period->until == INSTANT_NONE || now < period->until))
			return period;
	}
	return NULL;
}

Value *bill_period_value(const BillPeriod *period, gint64 count)
{
	return period->visits ? value_integer(count) : value_work(count);
}

Value *bill_day_value(Instant from, GTimeZone *zone)
{
	return value_text_take(instant_format_in(from, zone, "%Y-%m-%d"));
}

Value *bill_last_day_value(Instant until, GTimeZone *zone)
{
	return until == INSTANT_NONE ? value_none() :
		bill_day_value(until - 1, zone);
}

static guint warn_period(const BillPeriod *period)
{
	gint64 all = period ? period->bought + period->carried : 0;
	gint64 used = period ? period->used + period->over : 0;
	if (all == 0)
		return used > 0 ? 1 << CONTRACT_USED_UP : 0;
	return used >= all ? 1 << CONTRACT_USED_UP :
		used * 100 >= all * MOST_PERCENT ? 1 << CONTRACT_USED_MOST : 0;
}

guint contract_warnings(const CustomerBill *bill, Instant now)
{
	const GPtrArray *contracts = bill->customer->contracts;
	g_autoptr(GDateTime) local = instant_to_date_time(now, bill->zone);
	GDate date;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));
	guint today = g_date_get_julian(&date);
	guint set = warn_period(bill_period_at(bill->bill, FALSE, now)) |
		warn_period(bill_period_at(bill->bill, TRUE, now));
	const Contract *last = contracts->len > 0 ?
		contracts->pdata[contracts->len - 1] : NULL;
	if (!last || !last->until)
		return set;
	if (last->until < today)
		return set | 1 << CONTRACT_ENDED;
	return last->until - today <= CONTRACT_SOON_DAYS ?
		set | 1 << CONTRACT_ENDS_SOON : set;
}
