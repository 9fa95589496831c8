#include "cmd/table.h"

#include <string.h>

#include "app/show/bill.h"
#include "app/desk/people_words.h"

static const Phrase no_contract = {"%1 has no contract; `desk customer edit "
		"%1` adds \"contract: {hours: 20/month, rate: 2500}\"",
	"у %1 нет договора; `desk customer edit %1` добавит \"contract: "
	"{hours: 20/month, rate: 2500}\""};

static const Option hours_options[] = {
	{"period", 0, "PERIOD", VALUE_OF_DATE, FALSE,
		{"2026-11, 2026, last-quarter …; default this-month",
			"2026-11, 2026, last-quarter …; по умолчанию "
			"this-month"}},
	{0},
};

static Value *day(guint julian)
{
	return julian ? value_text_take(contract_day_format(julian)) :
		value_none();
}

/* "20h/month" */
static Value *allowance(const Allowance *bought, gboolean hours)
{
	if (bought->amount < 0)
		return value_none();
	g_autofree char *amount = hours ? span_format_hours(bought->amount) :
		g_strdup_printf("%" G_GINT64_FORMAT, bought->amount);
	return value_text_take(bought->period == ALLOWANCE_TERM ?
		g_steal_pointer(&amount) : g_strdup_printf("%s/%s", amount,
			allowance_period_name(bought->period)));
}

static Value *price(gint64 of_hour)
{
	return of_hour == PRICE_NONE ? value_none() :
		value_text_take(price_format(of_hour));
}

static Value *left_of(const BillPeriod *period)
{
	if (!period)
		return value_none();
	Value *value = period->visits ? value_integer(period->left) :
		value_work(period->left);
	return value_styled(value, period->left == 0 ? STYLE_BAD : STYLE_NONE);
}

static Value *warnings_value(Context *context, guint set)
{
	Value *list = value_list();
	for (int i = 0; i < CONTRACT_WARNINGS; i++)
		if (set & 1u << i)
			value_list_add(list, contract_warning_value(i,
				context->language));
	return value_styled(list, STYLE_WARN);
}

/* --- list ------------------------------------------------------------ */

static const Contract *present_contract(const CustomerBill *bill, Instant now)
{
	const GPtrArray *contracts = bill->customer->contracts;
	g_autofree char *today = instant_format_in(now, bill->zone, "%Y-%m-%d");
	for (guint i = 0; i < contracts->len; i++) {
		const Contract *contract = contracts->pdata[i];
		g_autofree char *until = contract_day_format(contract->until);
		if (!contract->until || strcmp(today, until) <= 0)
			return contract;
	}
	return contracts->len ? contracts->pdata[contracts->len - 1] : NULL;
}

static gboolean list_customer(Context *context, Block *table, const char *name,
	GError **error)
{
	g_auto(CustomerBill) bill = {0};
	Instant now = desk_now(context->desk);
	if (!customer_bill_now(context->desk, name, &bill, error))
		return FALSE;
	const Contract *contract = present_contract(&bill, now);
	if (!contract)
		return TRUE;
	Value *cells[] = {
		value_text(name),
		value_text(bill.customer->title),
		value_text(contract->number),
		allowance(&contract->hours, TRUE),
		left_of(bill_period_at(bill.bill, FALSE, now)),
		allowance(&contract->visits, FALSE),
		left_of(bill_period_at(bill.bill, TRUE, now)),
		price(contract->rate),
		price(contract->over_rate),
		value_text(contract->sla),
		day(contract->from),
		day(contract->until),
		warnings_value(context, contract_warnings(&bill, now)),
	};
	table_add(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

static int run_list(Context *context, GError **error)
{
	static const TableColumn columns[] = {
		{"customer", {"Customer", "Клиент"}, COLUMN_ID},
		{"title", {"Name", "Название"}, COLUMN_SHRINK},
		{"number", {"Contract", "Договор"}, 0},
		{"hours", {"Hours", "Часы"}, 0},
		{"hours-left", {"Left", "Осталось"}, COLUMN_RIGHT},
		{"visits", {"Visits", "Выезды"}, 0},
		{"visits-left", {"Left", "Осталось"}, COLUMN_RIGHT},
		{"rate", {"Rate", "Цена"}, COLUMN_HIDDEN},
		{"over-rate", {"Over rate", "Цена сверх"}, COLUMN_HIDDEN},
		{"sla", {"SLA", "SLA"}, 0},
		{"from", {"From", "С"}, COLUMN_HIDDEN},
		{"until", {"Until", "По"}, 0},
		{"warnings", {"Mind", "Внимание"}, 0},
	};
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) names = desk ? bill_customers(desk, error) : NULL;
	if (!names)
		return -1;
	context->page = page_new(PAGE_LIST, "contract/1");
	Block *table = table_new(context, "contracts", columns,
		G_N_ELEMENTS(columns));
	for (guint i = 0; i < names->len; i++)
		if (!list_customer(context, table, names->pdata[i], error))
			return -1;
	return 0;
}

/* --- hours ----------------------------------------------------------- */

static Value *amount(const BillPeriod *period, gint64 count)
{
	return period->visits ? value_integer(count) : value_work(count);
}

static void add_period(Context *context, Block *table, const CustomerBill *bill,
	const BillPeriod *period)
{
	static const Phrase kinds[] = {{"hours", "часы"}, {"visits", "выезды"}};
	gint64 all = period->bought + period->carried;
	Instant now = desk_now(context->desk);
	gboolean present = bill_period_at(bill->bill, period->visits, now) ==
		period;
	Value *cells[] = {
		value_text_take(instant_format_in(period->from, bill->zone,
			"%Y-%m-%d")),
		value_text_take(period->until == INSTANT_NONE ? NULL :
			instant_format_in(period->until - 1, bill->zone,
				"%Y-%m-%d")),
		value_text(context->machine ? kinds[period->visits].en :
			in_language(context, &kinds[period->visits])),
		value_text(bill->customer->name),
		amount(period, period->bought),
		amount(period, period->carried),
		amount(period, period->used),
		amount(period, period->over),
		amount(period, period->left),
		all > 0 ? value_share((double)(period->used + period->over) /
			(double)all) : value_none(),
		value_text(period->contract->number),
		value_flag(present),
	};
	table_add(table, cells, G_N_ELEMENTS(cells));
}

static void add_periods(Context *context, const CustomerBill *bill,
	Block *table)
{
	for (guint i = 0; i < bill->bill->periods->len; i++)
		add_period(context, table, bill, &g_array_index(
			bill->bill->periods, BillPeriod, i));
}

/* Of `one` customer: who it is stands elsewhere. */
static Block *add_period_table(Context *context, gboolean one)
{
	const TableColumn columns[] = {
		{"from", {"From", "С"}, 0},
		{"until", {"Until", "По"}, 0},
		{"what", {"What", "Что"}, 0},
		{"customer", {"Customer", "Клиент"},
			COLUMN_ID | (one ? COLUMN_HIDDEN : 0)},
		{"bought", {"Bought", "Куплено"}, COLUMN_RIGHT},
		{"carried", {"Carried", "Перенос"}, COLUMN_RIGHT},
		{"used", {"Used", "Учтено"}, COLUMN_RIGHT},
		{"over", {"Over", "Сверх"}, COLUMN_RIGHT},
		{"left", {"Left", "Осталось"}, COLUMN_RIGHT},
		{"share", {"Share", "Доля"}, COLUMN_RIGHT},
		{"contract", {"Contract", "Договор"}, COLUMN_HIDDEN},
		{"present", {"Now", "Сейчас"}, COLUMN_HIDDEN},
	};
	return table_new(context, "periods", columns, G_N_ELEMENTS(columns));
}

static int run_hours(Context *context, GError **error)
{
	Instant from, until;
	g_autoptr(GPtrArray) names = NULL;
	if (!context_desk(context, error) ||
		!option_period(context, NULL, &from, &until, error))
		return -1;
	if (context->operand_count > 0) {
		char *name = words_customer(context->desk, context->operands[0],
			error);
		if (!name)
			return -1;
		names = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(names, name);
	} else if (!(names = bill_customers(context->desk, error))) {
		return -1;
	}
	context->page = page_new(PAGE_LIST, "hours/1");
	Block *table = add_period_table(context, FALSE);
	for (guint i = 0; i < names->len; i++) {
		g_auto(CustomerBill) bill = {0};
		if (!customer_bill_make(context->desk, names->pdata[i], from,
			until, &bill, error))
			return -1;
		add_periods(context, &bill, table);
	}
	return 0;
}

/* --- show ------------------------------------------------------------ */

static void add_contract(Context *context, const CustomerBill *bill)
{
	Instant now = desk_now(context->desk);
	const Contract *contract = present_contract(bill, now);
	const FieldRow rows[] = {
		{"customer", {"Customer", "Клиент"},
			value_text(bill->customer->name)},
		{"number", {"Contract", "Договор"},
			value_text(contract->number)},
		{"sla", {"SLA", NULL}, value_text(contract->sla)},
		{"hours", {"Hours", "Часы"}, allowance(&contract->hours, TRUE)},
		{"visits", {"Visits", "Выезды"},
			allowance(&contract->visits, FALSE)},
		{"rate", {"Price of an hour", "Цена часа"},
			price(contract->rate)},
		{"over-rate", {"beyond those bought", "сверх пакета"},
			price(contract->over_rate)},
		{"fee", {"Price of a period", "Цена периода"},
			price(contract->fee)},
		{"roll-over", {"Rolls over for periods", "Перенос, периодов"},
			value_integer(contract->roll_over)},
		{"from", {"From", "С"}, day(contract->from)},
		{"until", {"Until", "По"}, day(contract->until)},
		{"warnings", {"Mind", "Внимание"}, warnings_value(context,
			contract_warnings(bill, now))},
	};
	fields_add(context, rows, G_N_ELEMENTS(rows));
}

static int run_show(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(CustomerBill) bill = {0};
	g_autofree char *name = desk ? words_customer(desk,
		context->operands[0], error) : NULL;
	if (!name || !customer_bill_now(desk, name, &bill, error))
		return -1;
	if (bill.customer->contracts->len == 0) {
		desk_refuse(error, DESK_ERROR_NO, &no_contract, name, NULL);
		return -1;
	}
	context->page = page_new(PAGE_OBJECT, "contract/1");
	context->page->title = g_strdup(bill.customer->title);
	add_contract(context, &bill);
	add_periods(context, &bill, add_period_table(context, TRUE));
	return 0;
}

static const Subcommand subcommands[] = {
	{"hours", "[CUSTOMER]", {"what is left of the hours and visits bought",
		"сколько осталось часов и выездов"}, {VALUE_OF_CUSTOMER},
		hours_options, run_hours, FALSE},
	{"list", NULL, {"every customer's contract", "договоры всех клиентов"},
		{VALUE_OF_NOTHING}, NULL, run_list, TRUE},
	{"show", "CUSTOMER", {"the contract of one", "договор клиента"},
		{VALUE_OF_CUSTOMER}, NULL, run_show, FALSE},
	{0},
};

const Command contract_command = {
	.name = "contract",
	.group = GROUP_CUSTOMERS,
	.synopsis = "contract",
	.summary = {"what customers have bought, and what is left of it",
		"что купили клиенты и сколько осталось"},
	.flags = COMMAND_READS | COMMAND_PAGED,
	.subcommands = subcommands,
};
