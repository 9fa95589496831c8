#include "cmd/month_act.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/show/month.h"
#include "base/error.h"
#include "cmd/frame.h"
#include "cmd/taxes.h"
#include "index/closed_bills.h"
#include "model/regulation.h"

static const Phrase
	question = {"Close %1: %2 bills, for ever?",
		"Закрыть %1: счетов %2, навсегда?"},
	mend_first = {"%1 is not closed: mend what stops it, or --anyway",
		"%1 не закрыт: исправьте то, что мешает, или --anyway"},
	not_closed = {"no month %1 is closed; `desk month list` shows which are",
		"месяц %1 не закрыт; закрытые показывает `desk month list`"};

static const Option close_options[] = {
	OPTION_CUSTOMER,
	{"anyway", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"whatever is wrong", "несмотря на замечания"}},
	{0},
};

/* --- close ----------------------------------------------------------- */

static const Member bill_columns[] = {
	BILL_NUMBER_COLUMN,
	BILL_CUSTOMER_COLUMNS,
	{"total", {"Total", "Итого"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	BILL_CURRENCY_COLUMN,
	{0},
};
static const Schema closing_bill = {.members = bill_columns};

static const Member problem_columns[] = {
	{"stops", {"Stops", "Мешает"}, VALUE_FLAG, 0,
		"true: the month is not closed with it"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0,
		"its name; null = nobody's"},
	{"problem", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"no-customer no-price too-long overlap no-category no-time unsent "
		"no-opening earlier-open no-requisites no-own-requisites"},
	{"text", {"What", "Что"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"mend", {"What mends it", "Чем исправить"}, VALUE_TEXT, 0,
		"a command"},
	{0},
};
static const Schema closing_problem = {.members = problem_columns};

static const Member closing_members[] = {
	{"month", {"Month", "Месяц"}, VALUE_TEXT, 0, "2026-11"},
	{"commit", {NULL}, VALUE_TEXT, 0, "null = it was not closed"},
	{"problems", {NULL}, VALUE_LIST, 0, "what to look at",
		&closing_problem},
	{"bills", {NULL}, VALUE_LIST, 0, "that are closed, or would be",
		&closing_bill},
	{0},
};
static const Schema closing_schema = {"closing/1",
	"desk month close: an object", closing_members};

static void add_problems(Context *context, const MonthPlan *plan)
{
	Block *table = page_add_rows(context->page, "problems",
		problem_columns);
	for (guint i = 0; i < plan->faults->len; i++) {
		const MonthFault *fault = plan->faults->pdata[i];
		gboolean stops = month_problem_stops(fault->problem);
		Value *cells[] = {
			value_styled(value_flag(stops), stops ? STYLE_BAD :
				STYLE_NONE),
			value_word(fault->customer),
			value_text(month_problem_name(fault->problem)),
			value_text_take(month_fault_text(fault,
				context->machine ? "en" : context->language)),
			value_text_take(month_fault_mend(fault)),
		};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

static void show_plan(Context *context, const MonthPlan *plan,
	const char *commit)
{
	context_page(context, PAGE_OBJECT, &closing_schema);
	Block *head = page_add_fields(context->page, NULL);
	block_set(head, "month", value_text(plan->month));
	Block *hidden = page_add_fields(context->page, NULL);
	hidden->machines = TRUE;
	block_set(hidden, "commit", value_word(commit));
	add_problems(context, plan);
	Block *table = page_add_rows(context->page, "bills", bill_columns);
	for (guint i = 0; i < plan->bills->len; i++) {
		const MonthBill *bill = plan->bills->pdata[i];
		Value *cells[] = {
			bill->number ? value_integer(bill->number) :
				value_none(),
			value_text(bill->customer),
			value_text(bill->title),
			value_copy(bill->total),
			value_word(bill->currency),
		};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

typedef struct {
	Instant from, until;
	const char *customer;
	MonthPlan *plan;
	gboolean anyway;
} Wanted;

static gboolean stop(Desk *desk, const Wanted *wanted)
{
	if (!wanted->plan->stops || wanted->anyway)
		return FALSE;
	desk_say(desk, &mend_first, wanted->plan->month, NULL);
	return TRUE;
}

/* Planned anew: what others did meanwhile counts. */
static gboolean write_month(Operation *op, void *data, GError **error)
{
	Wanted *wanted = data;
	month_plan_clear(wanted->plan);
	memset(wanted->plan, 0, sizeof *wanted->plan);
	if (!month_plan(operation_desk(op), wanted->from, wanted->until,
		wanted->customer, wanted->plan, error))
		return FALSE;
	const GPtrArray *bills = wanted->plan->bills;
	gboolean stops = wanted->plan->stops && !wanted->anyway;
	for (guint i = 0; !stops && i < bills->len; i++) {
		const MonthBill *bill = bills->pdata[i];
		operation_write_file(op, bill->path, bill->text);
	}
	return TRUE;
}

static int close_month(Context *context, Wanted *wanted, GError **error)
{
	Desk *desk = context->desk;
	MonthPlan *plan = wanted->plan;
	OperationSettings settings = {.verb = "month close",
		.dry_run = context->dry_run};
	g_auto(OperationResult) result = {0};
	if (!month_plan(desk, wanted->from, wanted->until, wanted->customer,
		plan, error))
		return -1;
	if (stop(desk, wanted)) {
		show_plan(context, plan, "");
		return 1;
	}
	g_autofree char *count = g_strdup_printf("%u", plan->bills->len);
	if (!context_confirm(context, "-y", error, &question, plan->month,
		count, NULL) || !operation_run(desk, &settings, write_month,
		wanted, &result, error))
		return -1;
	show_plan(context, plan, result.commit);
	return stop(desk, wanted) ? 1 : 0;
}

static int run_close(Context *context, GError **error)
{
	g_auto(MonthPlan) plan = {0};
	Wanted wanted = {.plan = &plan,
		.anyway = option_given(context, "anyway")};
	if (!option_period(context, context->operands[0], &wanted.from,
		&wanted.until, error))
		return -1;
	const char *word = option_text(context, "customer");
	g_autofree char *customer = word ? words_customer(context->desk, word,
		error) : NULL;
	if (word && !customer)
		return -1;
	wanted.customer = customer;
	return close_month(context, &wanted, error);
}

/* --- list ------------------------------------------------------------ */

static const Member month_columns[] = {
	{"month", {"Month", "Месяц"}, VALUE_TEXT, COLUMN_ID, "2026-11"},
	{"bills", {"Bills", "Счета"}, VALUE_INTEGER, COLUMN_RIGHT,
		"that were closed"},
	{"first-act", {"Acts from", "Акты с"}, VALUE_INTEGER, COLUMN_RIGHT,
		"lowest number; null = none"},
	{"last-act", {"to", "по"}, VALUE_INTEGER, COLUMN_RIGHT,
		"highest number; null = none"},
	{"closed", {"Closed", "Закрыт"}, VALUE_INSTANT, 0, "the last of them"},
	{0},
};
static const Schema months_schema = {"months/1",
	"desk month list: an array", month_columns};

static void add_month(Block *table, const GPtrArray *bills, guint from,
	guint until)
{
	const ClosedBill *first = bills->pdata[from];
	gint64 low = 0, high = 0;
	Instant closed = first->closed;
	for (guint i = from; i < until; i++) {
		const ClosedBill *bill = bills->pdata[i];
		closed = MAX(closed, bill->closed);
		high = MAX(high, bill->number);
		if (bill->number && (!low || bill->number < low))
			low = bill->number;
	}
	Value *cells[] = {
		value_text(first->month),
		value_integer(until - from),
		low ? value_integer(low) : value_none(),
		high ? value_integer(high) : value_none(),
		value_instant(closed),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) bills = index ? index_closed_bills(index, NULL,
		NULL, error) : NULL;
	if (!bills)
		return -1;
	context_page(context, PAGE_LIST, &months_schema);
	Block *table = page_add_rows(context->page, "months", month_columns);
	for (guint i = 0, next; i < bills->len; i = next) {
		const ClosedBill *first = bills->pdata[i];
		for (next = i + 1; next < bills->len && strcmp(first->month,
			((ClosedBill *)bills->pdata[next])->month) == 0;)
			next++;
		add_month(table, bills, i, next);
	}
	return 0;
}

/* --- show ------------------------------------------------------------ */

static const Member closed_columns[] = {
	BILL_NUMBER_COLUMN,
	BILL_CUSTOMER_COLUMNS,
	{"total", {"Total", "Итого"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	TAX_COLUMN,
	BILL_UNITS_COLUMN,
	BILL_CURRENCY_COLUMN,
	{"closed", {"Closed", "Закрыт"}, VALUE_INSTANT, 0, "when"},
	{"by", {"By", "Кем"}, VALUE_TEXT, 0, "login"},
	{0},
};
static const Schema closed_schema = {"closed-bills/1",
	"desk month show: an array", closed_columns};

static void add_closed(Context *context, Block *table, const ClosedBill *bill)
{
	Billing billing;
	gint64 vat;
	g_autoptr(GArray) taxes = bill_taxes(bill->lines);
	billing_of_currency(&billing, bill->currency);
	if (present_people(context) && bill_vat(taxes, &vat))
		block_show_column(table, "vat", TRUE);
	Value *cells[] = {
		bill->number ? value_integer(bill->number) : value_none(),
		value_text(bill->customer),
		value_text(bill->title),
		billing_money(&billing, bill->total),
		taxes_value(taxes, &billing),
		value_integer(bill->total),
		value_word(bill->currency),
		value_instant(bill->closed),
		value_text(bill->by),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

/* A customer who is gone still has acts under the name of then. */
static int show_act(Context *context, const char *month, const char *word,
	GError **error)
{
	static const Phrase no_act = {"nothing was billed to %1 in %2: there is no "
			"act; `desk month show %2` shows which are",
		"%1 за %2 счёта нет, нет и акта; какие есть, показывает `desk "
		"month show %2`"};
	Index *index = desk_index(context->desk, error);
	g_autoptr(GPtrArray) bills = index ? index_closed_bills(index, word,
		month, error) : NULL;
	g_autofree char *customer = NULL;
	if (bills && bills->len == 0) {
		customer = words_customer(context->desk, word, error);
		g_clear_pointer(&bills, g_ptr_array_unref);
		bills = customer ? index_closed_bills(index, customer, month,
			error) : NULL;
	}
	if (!bills)
		return -1;
	const ClosedBill *bill = bills->len > 0 ? bills->pdata[0] : NULL;
	if (bill && bill->number)
		return month_act(context, bill, error);
	desk_refuse(error, DESK_ERROR_NO, bill ? &no_act : &not_closed,
		bill ? bill->customer : month, month, NULL);
	return -1;
}

static int run_show(Context *context, GError **error)
{
	Instant from, until;
	if (!option_period(context, context->operands[0], &from, &until, error))
		return -1;
	Index *index = desk_index(context->desk, error);
	const Regulation *regulation = index ? desk_regulation(context->desk,
		error) : NULL;
	if (!regulation)
		return -1;
	g_autofree char *month = instant_format_in(from, regulation->zone,
		"%Y-%m");
	if (context->operands[1])
		return show_act(context, month, context->operands[1], error);
	g_autoptr(GPtrArray) bills = index_closed_bills(index, NULL, month,
		error);
	if (!bills)
		return -1;
	if (bills->len == 0) {
		desk_refuse(error, DESK_ERROR_NO, &not_closed, month, NULL);
		return -1;
	}
	context_page(context, PAGE_LIST, &closed_schema);
	Block *table = page_add_rows(context->page, "bills", closed_columns);
	for (guint i = 0; i < bills->len; i++)
		add_closed(context, table, bills->pdata[i]);
	taxes_add_sums(table);
	return 0;
}

static const Subcommand subcommands[] = {
	{"close", "MONTH", {"make its bills facts, with numbered acts",
		"закрыть счета месяца и дать номера актам"},
		{VALUE_OF_PERIOD}, close_options, run_close, FALSE},
	{"list", NULL, {"the months that are closed", "закрытые месяцы"},
		{VALUE_OF_NOTHING}, NULL, run_list, TRUE},
	{"show", "MONTH [CUSTOMER]", {"the bills of a closed month, or the act of one",
		"счета закрытого месяца или акт клиента"}, {VALUE_OF_PERIOD,
		VALUE_OF_CUSTOMER}, NULL, run_show, FALSE},
	{0},
};

const Command month_command = {
	.name = "month",
	.group = GROUP_FIGURES,
	.synopsis = "month",
	.summary = {"months whose bills are closed",
		"месяцы, счета которых закрыты"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&closing_schema, &months_schema,
		&closed_schema, &month_act_schema, NULL},
};
