#include "app/change/contracts.h"
#include "cmd/change.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/show/bill.h"
#include "base/error.h"
#include "model/regulation.h"

static const Phrase no_contract = {"%1 has no contract; `desk contract add %1 "
		"--hours 20/month --rate 2500` makes one",
	"у %1 нет договора; его заведёт `desk contract add %1 --hours 20/month "
	"--rate 2500`"};

static const Option hours_options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
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

static Value *vat(gint64 rate)
{
	return rate == VAT_UNSAID ? value_none() : value_text_take(
		vat_format(rate));
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

static gboolean list_customer(Context *context, BillBook *book, Block *table,
	const char *name, GError **error)
{
	g_auto(CustomerBill) bill = {0};
	Instant now = desk_now(context->desk);
	if (!customer_bill_now(context->desk, book, name, &bill, error))
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
		vat(contract->vat),
		value_text(contract->sla),
		day(contract->from),
		day(contract->until),
		warnings_value(context, contract_warnings(&bill, now)),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

static const Member period_columns[] = {
	{"from", {"From", "С"}, VALUE_TEXT, 0, "first day"},
	{"until", {"Until", "По"}, VALUE_TEXT, 0, "last day; null = no end"},
	{"what", {"What", "Что"}, VALUE_TEXT, 0, "hours visits"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"bought", {"Bought", "Куплено"}, VALUE_SPAN, COLUMN_RIGHT,
		"in this period; visits: how many"},
	{"carried", {"Carried", "Перенос"}, VALUE_SPAN, COLUMN_RIGHT,
		"from earlier periods"},
	{"used", {"Used", "Учтено"}, VALUE_SPAN, COLUMN_RIGHT, "of both"},
	{"over", {"Over", "Сверх"}, VALUE_SPAN, COLUMN_RIGHT, "beyond them"},
	{"left", {"Left", "Осталось"}, VALUE_SPAN, COLUMN_RIGHT, "not used"},
	{"share", {"Share", "Доля"}, VALUE_SHARE, COLUMN_RIGHT,
		"used and over, of bought and carried"},
	{"contract", {"Contract", "Договор"}, VALUE_TEXT, COLUMN_HIDDEN,
		"its number"},
	{"present", {"Now", "Сейчас"}, VALUE_FLAG, COLUMN_HIDDEN,
		"this period is now"},
	{0},
};
static const Schema hours_schema = {"hours/1",
	"desk contract hours: an array", period_columns};

static const Member contract_columns[] = {
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"title", {"Name", "Название"}, VALUE_TEXT, COLUMN_SHRINK,
		"its name for people"},
	{"number", {"Contract", "Договор"}, VALUE_TEXT, 0, "of the contract"},
	{"hours", {"Hours", "Часы"}, VALUE_TEXT, 0,
		"20h/month; null = none are bought"},
	{"hours-left", {"Left", "Осталось"}, VALUE_SPAN, COLUMN_RIGHT, "now"},
	{"visits", {"Visits", "Выезды"}, VALUE_TEXT, 0,
		"4/month; null = none are bought"},
	{"visits-left", {"Left", "Осталось"}, VALUE_INTEGER, COLUMN_RIGHT,
		"now"},
	{"rate", {"Price of an hour", "Цена часа"}, VALUE_TEXT, COLUMN_HIDDEN,
		"price of an hour"},
	{"over-rate", {"Beyond those bought", "Сверх пакета"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of an hour beyond those bought"},
	{"vat", {"VAT, %", "НДС, %"}, VALUE_TEXT, COLUMN_HIDDEN,
		"20, of a hundred, in prices; none; null = as the regulation has"},
	{"sla", {"SLA", "SLA"}, VALUE_TEXT, 0, "policy of its clocks"},
	{"from", {"From", "С"}, VALUE_TEXT, COLUMN_HIDDEN, "first day"},
	{"until", {"Until", "По"}, VALUE_TEXT, 0, "last day"},
	{"warnings", {"Mind", "Внимание"}, VALUE_LIST, 0,
		"used-80 used-up ends-soon ended"},
	{0},
};
static const Member contract_members[] = {
	{"fee", {"Price of a period", "Цена периода"}, VALUE_TEXT, 0,
		"price of a period's hours"},
	{"roll-over", {"Rolls over for periods", "Перенос, периодов"},
		VALUE_INTEGER, 0, "periods for which what is left stays"},
	{"periods", {NULL}, VALUE_LIST, 0, "of hours and visits",
		&hours_schema},
	{0},
};
static const Schema contract_schema = {"contract/1",
	"desk contract list: an array; desk contract show: an object",
	contract_columns, contract_members};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(BillBook) book = desk ? bill_book_new_of_all(desk,
		desk_now(desk), error) : NULL;
	g_autoptr(GPtrArray) names = book ? bill_customers(desk, error) : NULL;
	if (!names)
		return -1;
	Block *table = context_list(context, &contract_schema, "contracts");
	for (guint i = 0; i < names->len; i++)
		if (!list_customer(context, book, table, names->pdata[i], error))
			return -1;
	return 0;
}

/* --- hours ----------------------------------------------------------- */

static void add_period(Context *context, Block *table, const CustomerBill *bill,
	const BillPeriod *period)
{
	static const Phrase kinds[] = {{"hours", "часы"}, {"visits", "выезды"}};
	gint64 all = period->bought + period->carried;
	Instant now = desk_now(context->desk);
	gboolean present = bill_period_at(bill->bill, period->visits, now) ==
		period;
	Value *cells[] = {
		bill_day_value(period->from, bill->zone),
		bill_last_day_value(period->until, bill->zone),
		value_text(context->machine ? kinds[period->visits].en :
			in_language(context, &kinds[period->visits])),
		value_text(bill->customer->name),
		bill_period_value(period, period->bought),
		bill_period_value(period, period->carried),
		bill_period_value(period, period->used),
		bill_period_value(period, period->over),
		bill_period_value(period, period->left),
		all > 0 ? value_share((double)(period->used + period->over) /
			(double)all) : value_none(),
		value_text(period->contract->number),
		value_flag(present),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
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
	Block *table = page_add_rows(context->page, "periods", period_columns);
	block_show_column(table, "customer", !one);
	return table;
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
	g_autoptr(BillBook) book = context->operand_count > 0 ?
		bill_book_new(context->desk, error) :
		bill_book_new_of_all(context->desk, from, error);
	if (!book)
		return -1;
	context_page(context, PAGE_LIST, &hours_schema);
	Block *table = add_period_table(context, FALSE);
	for (guint i = 0; i < names->len; i++) {
		g_auto(CustomerBill) bill = {0};
		if (!customer_bill_make(context->desk, book, names->pdata[i],
			from, until, &bill, error))
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
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "customer", value_text(bill->customer->name));
	block_set(fields, "number", value_text(contract->number));
	block_set(fields, "sla", value_text(contract->sla));
	block_set(fields, "hours", allowance(&contract->hours, TRUE));
	block_set(fields, "visits", allowance(&contract->visits, FALSE));
	block_set(fields, "rate", price(contract->rate));
	block_set(fields, "over-rate", price(contract->over_rate));
	block_set(fields, "vat", vat(contract->vat));
	block_set(fields, "fee", price(contract->fee));
	block_set(fields, "roll-over", value_integer(contract->roll_over));
	block_set(fields, "from", day(contract->from));
	block_set(fields, "until", day(contract->until));
	block_set(fields, "warnings", warnings_value(context,
		contract_warnings(bill, now)));
}

static int run_show(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(BillBook) book = desk ? bill_book_new(desk, error) : NULL;
	g_auto(CustomerBill) bill = {0};
	g_autofree char *name = book ? words_customer(desk,
		context->operands[0], error) : NULL;
	if (!name || !customer_bill_this_year(desk, book, name, &bill, error))
		return -1;
	if (bill.customer->contracts->len == 0) {
		desk_refuse(error, DESK_ERROR_NO, &no_contract, name, NULL);
		return -1;
	}
	context_page(context, PAGE_OBJECT, &contract_schema);
	context->page->title = g_strdup(bill.customer->title);
	add_contract(context, &bill);
	add_periods(context, &bill, add_period_table(context, TRUE));
	return 0;
}

/* --- changing -------------------------------------------------------- */

#define OPTIONS_OF_CONTRACT \
	{"number", 0, "NAME", VALUE_OF_TEXT, FALSE, \
		{"what it is called", "номер договора"}}, \
	{"sla", 0, "NAME", VALUE_OF_TEXT, FALSE, \
		{"the policy of its clocks", "правила сроков (SLA)"}}, \
	{"hours", 0, "HOURS", VALUE_OF_TEXT, FALSE, \
		{"bought: 20/month, 60/quarter, 100", \
			"куплено часов: 20/month, 60/quarter, 100"}}, \
	{"visits", 0, "VALUE", VALUE_OF_TEXT, FALSE, \
		{"bought: 4/month", "куплено выездов: 4/month"}}, \
	{"rate", 0, "PRICE", VALUE_OF_TEXT, FALSE, \
		{"of an hour", "цена часа"}}, \
	{"over-rate", 0, "PRICE", VALUE_OF_TEXT, FALSE, \
		{"of an hour beyond those bought", "цена часа сверх пакета"}}, \
	{"fee", 0, "PRICE", VALUE_OF_TEXT, FALSE, \
		{"of a period's hours together", "цена часов периода целиком"}}, \
	{"roll-over", 0, "VALUE", VALUE_OF_TEXT, FALSE, \
		{"periods for which what is left stays", \
			"на сколько периодов переносится остаток"}}, \
	{"opening", 0, "HOURS", VALUE_OF_TEXT, FALSE, \
		{"hours that were left on the first day", \
			"остаток часов на первый день"}}, \
	{"vat", 0, "PERCENT", VALUE_OF_TEXT, FALSE, \
		{"of value added tax in its prices, or none", \
			"процент НДС в ценах или none"}}, \
	{"from", 0, "DATE", VALUE_OF_DATE, FALSE, \
		{"first day; default the first of this month", \
			"первый день; по умолчанию начало этого месяца"}}, \
	{"until", 0, "DATE", VALUE_OF_DATE, FALSE, \
		{"last day", "последний день"}}

static const Option contract_options[] = {OPTIONS_OF_CONTRACT, {0}};
static const Option close_options[] = {
	{"until", 0, "DATE", VALUE_OF_DATE, FALSE,
		{"last day; default today",
			"последний день; по умолчанию сегодня"}},
	{0},
};

static const Phrase
	taken_in = {"%1 contracts taken in", "принято договоров: %1"},
	nothing_given = {"what shall it say? --rate, --hours, --until …",
		"что в нём должно стоять? --rate, --hours, --until …"};

/* The day of an option, or of now; of `first`, the month's first one. */
static gboolean read_option_day(Context *context, const char *option,
	gboolean first, guint *day, GError **error)
{
	Instant at;
	Desk *desk = context_desk(context, error);
	const Regulation *regulation = desk ? desk_regulation(desk, error) :
		NULL;
	if (!regulation || !option_bound(context, option, &at, error))
		return FALSE;
	gboolean given = at != INSTANT_NONE;
	*day = contract_day_at(given ? at : desk_now(desk), regulation->zone);
	if (!given && first) {
		GDate date;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, *day);
		*day -= g_date_get_day(&date) - 1;
	}
	return TRUE;
}

typedef struct {
	const char *customer;
	ContractEdit edit;
} ContractChange;

static gboolean apply_change(Operation *op, void *data, GError **error)
{
	const ContractChange *change = data;
	return contracts_edit(op, change->customer, &change->edit, error);
}

/* All options but the first day. */
static gboolean take_options(Context *context, GPtrArray *keys,
	GPtrArray *values, GError **error)
{
	for (const Option *option = contract_options; option->name; option++) {
		const char *text = option_text(context, option->name);
		if (!text || strcmp(option->name, "from") == 0)
			continue;
		g_ptr_array_add(keys, (gpointer)option->name);
		guint day;
		if (strcmp(option->name, "until") != 0)
			g_ptr_array_add(values, g_strdup(text));
		else if (read_option_day(context, "until", FALSE, &day, error))
			g_ptr_array_add(values, contract_day_format(day));
		else
			return FALSE;
	}
	return TRUE;
}

static int change_contract(Context *context, ContractAct act, const char *verb,
	GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
	ContractChange change = {.edit = {act, 0, keys, values}};
	g_autofree char *name = desk ? words_customer(desk,
		context->operands[0], error) : NULL;
	gboolean closes = act == CONTRACT_CLOSE;
	if (!name || !read_option_day(context, closes ? "until" : "from",
		!closes, &change.edit.day, error) || (!closes &&
		!take_options(context, keys, values, error)))
		return -1;
	if (!closes && keys->len == 0)
		return usage_error(context, error, &nothing_given, NULL);
	change.customer = name;
	return run_file_change(context, verb, apply_change, &change, error);
}

static int run_add(Context *context, GError **error)
{
	return change_contract(context, CONTRACT_ADD, "contract add", error);
}

static int run_edit(Context *context, GError **error)
{
	return change_contract(context, CONTRACT_CHANGE, "contract edit", error);
}

static int run_close(Context *context, GError **error)
{
	return change_contract(context, CONTRACT_CLOSE, "contract close", error);
}

static int run_import(Context *context, GError **error)
{
	return import_file(context, "contract import", contracts_import, &taken_in, error);
}

static const Subcommand subcommands[] = {
	{"add", "CUSTOMER", {"one more; the one before ends",
		"новый договор; прежний кончается"}, {VALUE_OF_CUSTOMER},
		contract_options, run_add, FALSE},
	{"close", "CUSTOMER", {"it ends", "закончить договор"},
		{VALUE_OF_CUSTOMER}, close_options, run_close, FALSE},
	{"edit", "CUSTOMER", {"from a day on it says something else",
		"изменить договор с указанного дня"}, {VALUE_OF_CUSTOMER},
		contract_options, run_edit, FALSE},
	{"hours", "[CUSTOMER]", {"what is left of the hours and visits bought",
		"сколько осталось часов и выездов"}, {VALUE_OF_CUSTOMER},
		hours_options, run_hours, FALSE},
	{"import", "FILE", {"contracts from CSV", "договоры из CSV"},
		{VALUE_OF_FILE}, NULL, run_import, FALSE},
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
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&contract_schema,
		&hours_schema, NULL},
	.subcommands = subcommands,
};
