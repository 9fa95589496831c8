#include "cmd/table.h"

#include <string.h>

#include "app/show/bill.h"
#include "app/desk/people_words.h"

static const Phrase one_period = {"a customer and one period",
	"клиент и один период"};

static const Option options[] = {
	{"period", 0, "PERIOD", VALUE_OF_DATE, FALSE,
		{"2026-11, last-month, 2026-Q4 …; default this-month",
			"2026-11, last-month, 2026-Q4 …; по умолчанию "
			"this-month"}},
	{0},
};

typedef struct {
	Context *context;
	const CustomerBill *bill;
	Block *table;
} Showing;

static Value *money(const Showing *showing, gint64 amount)
{
	const Billing *billing = &showing->bill->billing;
	return value_text_take(showing->context->machine ?
		money_plain(billing, amount) : money_format(billing, amount));
}

static Value *price(gint64 price_of_hour)
{
	return price_of_hour > 0 ? value_text_take(price_format(price_of_hour)) :
		value_none();
}

/* What the hours of a period are called on the bill. */
static char *bought_text(const Showing *showing, const BillLine *line)
{
	const char *number = line->contract->number;
	g_autofree char *from = instant_format_in(line->at, showing->bill->zone,
		"%Y-%m-%d");
	g_autofree char *until = line->until == INSTANT_NONE ? g_strdup("…") :
		instant_format_in(line->until - 1, showing->bill->zone,
			"%Y-%m-%d");
	static const Phrase bought = {"Hours by contract%1%2, %3 – %4",
		"Часы по договору%1%2, %3 – %4"};
	return fill_in_language(showing->context, &bought, number ? " " : "",
		number ? number : "", from, until, NULL);
}

/* --- why: each entry ------------------------------------------------- */

static const TableColumn why_columns[] = {
	{"began", {"Began", "Начало"}, 0},
	{"number", {"#", "#"}, COLUMN_ID},
	{"kind", {"Kind", "Вид"}, 0},
	{"agent", {"Agent", "Сотрудник"}, 0},
	{"time", {"Time", "Время"}, COLUMN_RIGHT},
	{"rounded", {"Rounded", "Округлено"}, COLUMN_RIGHT},
	{"night", {"Night", "Ночь"}, COLUMN_RIGHT},
	{"day-off", {"Day off", "Выходной"}, COLUMN_RIGHT},
	{"charged", {"Charged", "К учёту"}, COLUMN_RIGHT},
	{"covered", {"Covered", "Пакет"}, COLUMN_RIGHT},
	{"over", {"Over", "Сверх"}, COLUMN_RIGHT},
	{"price", {"Price", "Цена"}, COLUMN_RIGHT},
	{"amount", {"Amount", "Сумма"}, COLUMN_RIGHT},
	{"reason", {"Why", "Почему"}, COLUMN_SHRINK},
	{"what", {"What", "Что"}, COLUMN_SHRINK},
	{"units", {"Smallest units", "Сумма в копейках"}, COLUMN_HIDDEN},
	{"uid", {"uid", "uid"}, COLUMN_HIDDEN},
	{"entry", {"Entry", "Запись"}, COLUMN_HIDDEN},
};

static Value *minutes(gint64 count)
{
	return count > 0 ? value_work(count * 60) : value_none();
}

static Value *span(gint64 seconds)
{
	return seconds > 0 ? value_work(seconds) : value_none();
}

static void add_why(const Showing *showing, const BillLine *line)
{
	Context *context = showing->context;
	const BillEntry *entry = line->entry;
	g_autofree char *bought = entry ? NULL : bought_text(showing, line);
	const char *what = entry ? *entry->what ? entry->what : entry->subject :
		bought;
	Value *cells[] = {
		value_instant(line->at),
		value_text(entry ? entry->ticket : NULL),
		value_text(entry ? kind_title(context, entry->kind) : NULL),
		value_text(entry ? entry->by : NULL),
		entry ? minutes(entry->minutes) : value_none(),
		minutes(line->rounded),
		minutes(line->pieces[MINUTES_NIGHT]),
		minutes(line->pieces[MINUTES_DAY_OFF]),
		span(line->charged),
		span(line->covered),
		span(line->over),
		price(line->price),
		money(showing, line->amount),
		value_titled(bill_reason_name(line->reason),
			bill_reason_title(line->reason, context->language)),
		value_text(what),
		value_integer(line->amount),
		value_text(entry ? entry->uid : NULL),
		value_text(entry ? entry->id : NULL),
	};
	table_add(showing->table, cells, G_N_ELEMENTS(cells));
}

/* --- the bill: each ticket ------------------------------------------- */

typedef struct {
	const BillEntry *first;
	const BillLine *bought; /* or this */
	gint64 rounded, charged, covered, over, amount;
} TicketSum;

static const TableColumn ticket_columns[] = {
	{"number", {"#", "#"}, COLUMN_ID},
	{"what", {"What", "Что"}, COLUMN_SHRINK},
	{"time", {"Time", "Время"}, COLUMN_RIGHT},
	{"charged", {"Charged", "К учёту"}, COLUMN_RIGHT},
	{"covered", {"Covered", "Пакет"}, COLUMN_RIGHT},
	{"over", {"Over", "Сверх"}, COLUMN_RIGHT},
	{"amount", {"Amount", "Сумма"}, COLUMN_RIGHT},
	{"units", {"Smallest units", "Сумма в копейках"}, COLUMN_HIDDEN},
	{"uid", {"uid", "uid"}, COLUMN_HIDDEN},
};

static GArray *sum_tickets(const Bill *bill)
{
	GArray *sums = g_array_new(FALSE, TRUE, sizeof(TicketSum));
	g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash,
		g_str_equal);
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		gpointer place = NULL;
		if (!line->entry || !g_hash_table_lookup_extended(places,
			line->entry->uid, NULL, &place)) {
			TicketSum new = {line->entry, line->entry ? NULL : line,
				0, 0, 0, 0, 0};
			place = GUINT_TO_POINTER(sums->len);
			g_array_append_val(sums, new);
			if (line->entry)
				g_hash_table_insert(places,
					(gpointer)line->entry->uid, place);
		}
		TicketSum *sum = &g_array_index(sums, TicketSum,
			GPOINTER_TO_UINT(place));
		sum->rounded += line->rounded;
		sum->charged += line->charged;
		sum->covered += line->covered;
		sum->over += line->over;
		sum->amount += line->amount;
	}
	return sums;
}

static void add_ticket(const Showing *showing, const TicketSum *sum)
{
	g_autofree char *bought = sum->bought ?
		bought_text(showing, sum->bought) : NULL;
	Value *cells[] = {
		value_text(sum->first ? sum->first->ticket : NULL),
		value_text(bought ? bought : sum->first->subject),
		minutes(sum->rounded),
		span(sum->charged),
		span(sum->covered),
		span(sum->over),
		money(showing, sum->amount),
		value_integer(sum->amount),
		value_text(sum->first ? sum->first->uid : NULL),
	};
	table_add(showing->table, cells, G_N_ELEMENTS(cells));
}

/* --- the page of a customer ------------------------------------------ */

static char *numbers_of(const CustomerBill *bill)
{
	GString *text = g_string_new(NULL);
	const Contract *last = NULL;
	for (guint i = 0; i < bill->bill->lines->len; i++) {
		const Contract *contract = g_array_index(bill->bill->lines,
			BillLine, i).contract;
		if (contract && contract != last && contract->number)
			g_string_append_printf(text, "%s%s", text->len ? ", " :
				"", contract->number);
		last = contract ? contract : last;
	}
	return g_string_free(text, FALSE);
}

static void add_head(const Showing *showing)
{
	Context *context = showing->context;
	const CustomerBill *bill = showing->bill;
	g_autofree char *number = numbers_of(bill);
	const FieldRow rows[] = {
		{"customer", {"Customer", "Клиент"},
			value_text(bill->customer->name)},
		{"customer-title", {"Name", "Название"},
			value_text(bill->customer->title)},
		{"contract", {"Contract", "Договор"},
			value_text(*number ? number : NULL)},
		{"from", {"From", "С"}, value_instant(bill->from)},
		{"until", {"Until", "До"}, value_instant(bill->until)},
	};
	fields_add(context, rows, G_N_ELEMENTS(rows));
}

static void add_totals(const Showing *showing)
{
	Context *context = showing->context;
	const Bill *bill = showing->bill->bill;
	const FieldRow rows[] = {
		{"charged", {"Charged", "К учёту"}, value_work(bill->charged)},
		{"covered", {"Covered", "В пакете"}, value_work(bill->covered)},
		{"over", {"Over", "Сверх пакета"}, value_work(bill->over)},
		{"visits", {"Visits", "Выезды"}, value_integer(bill->visits)},
		{"total", {"Total", "Итого"}, value_styled(money(showing,
			bill->total), STYLE_STRONG)},
	};
	fields_add(context, rows, G_N_ELEMENTS(rows));
	Block *hidden = page_add_fields(context->page, NULL);
	hidden->machines = TRUE;
	block_set(hidden, "units", "units", value_integer(bill->total));
	block_set(hidden, "currency", "currency", value_text(
		*showing->bill->billing.currency ?
			showing->bill->billing.currency : NULL));
}

/* A total without them looks right, and is not. */
static void warn_unpriced(Context *context, const CustomerBill *bill)
{
	if (bill->bill->unpriced == 0)
		return;
	static const Phrase unpriced = {"%1: %2 without a price: `contract: "
			"{rate: …}`, customers/%1.yaml; `billing: {rate: …}`, "
			"desk.yaml",
		"%1: %2 без цены: `contract: {rate: …}`, customers/%1.yaml; "
		"`billing: {rate: …}`, desk.yaml"};
	g_autofree char *hours = context_hours(context, bill->bill->unpriced);
	desk_say(context->desk, &unpriced, bill->customer->name, hours, NULL);
}

static int show_customer(Context *context, const CustomerBill *bill,
	gboolean why)
{
	context->page = page_new(PAGE_OBJECT, "bill/1");
	static const Phrase title = {"Bill: %1", "Счёт: %1"};
	context->page->title = fill_in_language(context, &title,
		bill->customer->title, NULL);
	Showing showing = {context, bill, NULL};
	add_head(&showing);
	if (why) {
		showing.table = table_new(context, "lines", why_columns,
			G_N_ELEMENTS(why_columns));
		for (guint i = 0; i < bill->bill->lines->len; i++)
			add_why(&showing, &g_array_index(bill->bill->lines,
				BillLine, i));
	} else {
		g_autoptr(GArray) sums = sum_tickets(bill->bill);
		showing.table = table_new(context, "lines", ticket_columns,
			G_N_ELEMENTS(ticket_columns));
		for (guint i = 0; i < sums->len; i++)
			add_ticket(&showing, &g_array_index(sums, TicketSum, i));
	}
	add_totals(&showing);
	warn_unpriced(context, bill);
	return 0;
}

/* --- everybody's ----------------------------------------------------- */

static const TableColumn all_columns[] = {
	{"customer", {"Customer", "Клиент"}, COLUMN_ID},
	{"title", {"Name", "Название"}, COLUMN_SHRINK},
	{"charged", {"Charged", "К учёту"}, COLUMN_RIGHT},
	{"covered", {"Covered", "Пакет"}, COLUMN_RIGHT},
	{"over", {"Over", "Сверх"}, COLUMN_RIGHT},
	{"visits", {"Visits", "Выезды"}, COLUMN_RIGHT},
	{"total", {"Total", "Итого"}, COLUMN_RIGHT},
	{"units", {"Smallest units", "Итого в копейках"}, COLUMN_HIDDEN},
	{"currency", {"Currency", "Валюта"}, COLUMN_HIDDEN},
};

static gboolean add_customer(Context *context, Block *table, const char *name,
	Instant from, Instant until, GError **error)
{
	g_auto(CustomerBill) bill = {0};
	if (!customer_bill_make(context->desk, name, from, until, &bill, error))
		return FALSE;
	if (bill.bill->lines->len == 0)
		return TRUE;
	Showing showing = {context, &bill, table};
	Value *cells[] = {
		value_text(name),
		value_text(bill.customer->title),
		value_work(bill.bill->charged),
		value_work(bill.bill->covered),
		value_work(bill.bill->over),
		value_integer(bill.bill->visits),
		money(&showing, bill.bill->total),
		value_integer(bill.bill->total),
		value_text(*bill.billing.currency ? bill.billing.currency : NULL),
	};
	table_add(table, cells, G_N_ELEMENTS(cells));
	warn_unpriced(context, &bill);
	return TRUE;
}

static int show_all(Context *context, Instant from, Instant until,
	GError **error)
{
	g_autoptr(GPtrArray) names = bill_customers(context->desk, error);
	if (!names)
		return -1;
	context->page = page_new(PAGE_LIST, "bills/1");
	Block *table = table_new(context, "bills", all_columns,
		G_N_ELEMENTS(all_columns));
	for (guint i = 0; i < names->len; i++)
		if (!add_customer(context, table, names->pdata[i], from, until,
			error))
			return -1;
	return 0;
}

/* --------------------------------------------------------------------- */

/* "[CUSTOMER [PERIOD]]" */
static int run_with(Context *context, gboolean why, GError **error)
{
	char **words = context->operands;
	if (!context_desk(context, error))
		return -1;
	const char *period = words[0] ? words[1] : NULL;
	if (period && (words[2] || option_given(context, "period")))
		return usage_error(context, error, &one_period, NULL);
	Instant from, until;
	if (!option_period(context, period, &from, &until, error))
		return -1;
	if (!words[0])
		return show_all(context, from, until, error);
	g_autofree char *customer = words_customer(context->desk, words[0],
		error);
	g_auto(CustomerBill) bill = {0};
	if (!customer || !customer_bill_make(context->desk, customer, from,
		until, &bill, error))
		return -1;
	return show_customer(context, &bill, why);
}

static int run(Context *context, GError **error)
{
	return run_with(context, FALSE, error);
}

static int run_why(Context *context, GError **error)
{
	return run_with(context, TRUE, error);
}

static const Subcommand subcommands[] = {
	{"why", "CUSTOMER [PERIOD]", {"each entry behind the bill",
		"каждая запись в счёте"}, {VALUE_OF_CUSTOMER, VALUE_OF_DATE},
		options, run_why, FALSE},
	{0},
};

const Command bill_command = {
	.name = "bill",
	.group = GROUP_FIGURES,
	.synopsis = "bill [CUSTOMER [PERIOD]]",
	.summary = {"what customers owe", "сколько должны клиенты"},
	.options = options,
	.operand = VALUE_OF_CUSTOMER,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.subcommands = subcommands,
	.run = run,
};
