#include "cmd/command.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/show/bill.h"
#include "base/error.h"
#include "cmd/frame.h"
#include "cmd/taxes.h"
#include "model/regulation.h"
#include "text/date.h"

static const Phrase one_period = {"a customer and one period",
	"клиент и один период"};

static const Option options[] = {
	{"period", 0, "PERIOD", VALUE_OF_PERIOD, FALSE,
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
	return billing_money(showing->bill->billing, amount);
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

static const Member why_columns[] = {
	{"began", {"Began", "Начало"}, VALUE_INSTANT, 0, "when"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket; null = of none"},
	{"kind", {"Kind", "Вид"}, VALUE_TEXT, 0, "of the entry"},
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, 0, "login"},
	{"time", {"Time", "Время"}, VALUE_SPAN, COLUMN_RIGHT, "worked"},
	{"rounded", {"Rounded", "Округлено"}, VALUE_SPAN, COLUMN_RIGHT,
		"of the time"},
	{"night", {"Night", "Ночь"}, VALUE_SPAN, COLUMN_RIGHT, "of it"},
	{"day-off", {"Day off", "Выходной"}, VALUE_SPAN, COLUMN_RIGHT, "of it"},
	{"charged", {"Charged", "К учёту"}, VALUE_SPAN, COLUMN_RIGHT,
		"after rounding and coefficients"},
	{"covered", {"Covered", "Пакет"}, VALUE_SPAN, COLUMN_RIGHT,
		"of those, by what was bought"},
	{"over", {"Over", "Сверх"}, VALUE_SPAN, COLUMN_RIGHT, "the rest"},
	{"price", {"Price", "Цена"}, VALUE_TEXT, COLUMN_RIGHT, "of an hour"},
	{"amount", {"Amount", "Сумма"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	{"reason", {"Why", "Почему"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"what", {"What", "Что"}, VALUE_TEXT, COLUMN_SHRINK,
		"subject, or what was sold"},
	{"units", {"Smallest units", "Сумма в копейках"}, VALUE_INTEGER,
		COLUMN_HIDDEN, "the amount in smallest units"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"entry", {"Entry", "Запись"}, VALUE_TEXT, COLUMN_HIDDEN, "its id"},
	{"corrects", {"Corrects", "Исправляет"}, VALUE_TEXT, COLUMN_HIDDEN,
		"the closed month that it belongs to, 2026-11; or null"},
	{0},
};

static Value *minutes(gint64 count)
{
	return count > 0 ? value_work(count * 60) : value_none();
}

static Value *span(gint64 seconds)
{
	return seconds != 0 ? value_work(seconds) : value_none();
}

/* "2026-11" of what belongs to a closed month and counts later; NULL. */
static char *corrected_month(const Showing *showing, const BillEntry *entry)
{
	return entry && entry->late ? instant_format_in(entry->began,
		showing->bill->zone, "%Y-%m") : NULL;
}

static char *with_correction(const Showing *showing, const BillEntry *entry,
	const char *text)
{
	static const Phrase corrects = {"correction of %1: %2",
		"исправление за %1: %2"};
	g_autofree char *month = corrected_month(showing, entry);
	return month ? fill_in_language(showing->context, &corrects, month, text,
		NULL) : g_strdup(text);
}

static void add_why(const Showing *showing, const BillLine *line)
{
	Context *context = showing->context;
	const BillEntry *entry = line->entry;
	g_autofree char *bought = entry ? NULL : bought_text(showing, line);
	g_autofree char *reason = with_correction(showing, entry,
		bill_reason_title(line->reason, context->language));
	const char *what = entry ? *entry->what ? entry->what : entry->subject :
		bought;
	Value *cells[] = {
		value_instant(line->at),
		value_ticket_name(entry ? entry->ticket : NULL),
		value_text(entry ? kind_title(context, entry->kind) : NULL),
		value_text(entry ? entry->by : NULL),
		entry ? minutes(entry->minutes) : value_none(),
		minutes(line->rounded),
		minutes(line->pieces[MINUTES_NIGHT]),
		minutes(line->pieces[MINUTES_DAY_OFF]),
		span(line->charged),
		span(line->covered),
		span(line->over),
		line->price > 0 ? billing_price(showing->bill->billing,
			line->price) : value_none(),
		money(showing, line->amount),
		value_titled(bill_reason_name(line->reason), reason),
		value_text(what),
		value_integer(line->amount),
		value_text(entry ? entry->uid : NULL),
		value_text(entry ? entry->id : NULL),
		value_text_take(corrected_month(showing, entry)),
	};
	block_add_cells(showing->table, cells, G_N_ELEMENTS(cells));
}

/* --- the bill: each ticket ------------------------------------------- */

typedef struct {
	const BillEntry *first;
	const BillLine *bought; /* or this */
	gint64 rounded, charged, covered, over, amount;
} TicketSum;

static const Member ticket_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket; null = of none"},
	{"what", {"What", "Что"}, VALUE_TEXT, COLUMN_SHRINK,
		"subject, or what was sold"},
	{"time", {"Time", "Время"}, VALUE_SPAN, COLUMN_RIGHT, "worked"},
	{"charged", {"Charged", "К учёту"}, VALUE_SPAN, COLUMN_RIGHT,
		"after rounding and coefficients"},
	{"covered", {"Covered", "Пакет"}, VALUE_SPAN, COLUMN_RIGHT,
		"of those, by what was bought"},
	{"over", {"Over", "Сверх"}, VALUE_SPAN, COLUMN_RIGHT, "the rest"},
	{"amount", {"Amount", "Сумма"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	{"units", {"Smallest units", "Сумма в копейках"}, VALUE_INTEGER,
		COLUMN_HIDDEN, "the amount in smallest units"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"corrects", {"Corrects", "Исправляет"}, VALUE_TEXT, COLUMN_HIDDEN,
		"the closed month that it belongs to, 2026-11; or null"},
	{0},
};

/* Corrections of each month by themselves. */
static char *place_key(const Showing *showing, const BillEntry *entry)
{
	g_autofree char *month = corrected_month(showing, entry);
	return g_strconcat(entry->uid, " ", month, NULL);
}

static GArray *sum_tickets(const Showing *showing)
{
	const Bill *bill = showing->bill->bill;
	GArray *sums = g_array_new(FALSE, TRUE, sizeof(TicketSum));
	g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		gpointer place = NULL;
		g_autofree char *key = line->entry ? place_key(showing,
			line->entry) : NULL;
		if (!key || !g_hash_table_lookup_extended(places, key, NULL,
			&place)) {
			TicketSum new = {line->entry, line->entry ? NULL : line,
				0, 0, 0, 0, 0};
			place = GUINT_TO_POINTER(sums->len);
			g_array_append_val(sums, new);
			if (key)
				g_hash_table_insert(places,
					g_steal_pointer(&key), place);
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
	g_autofree char *what = sum->bought ? bought_text(showing, sum->bought) :
		with_correction(showing, sum->first, sum->first->subject);
	Value *cells[] = {
		value_ticket_name(sum->first ? sum->first->ticket : NULL),
		value_text(what),
		minutes(sum->rounded),
		span(sum->charged),
		span(sum->covered),
		span(sum->over),
		money(showing, sum->amount),
		value_integer(sum->amount),
		value_text(sum->first ? sum->first->uid : NULL),
		value_text_take(corrected_month(showing, sum->first)),
	};
	block_add_cells(showing->table, cells, G_N_ELEMENTS(cells));
}

/* --- the page of a customer ------------------------------------------ */

static Value *numbers_of(const CustomerBill *bill)
{
	Value *list = value_list();
	const Contract *last = NULL;
	for (guint i = 0; i < bill->bill->lines->len; i++) {
		const Contract *contract = g_array_index(bill->bill->lines,
			BillLine, i).contract;
		if (contract && contract != last && contract->number)
			value_list_add(list, value_text(contract->number));
		last = contract ? contract : last;
	}
	return list;
}

static const Schema line = {.members = why_columns};

static const Member bill_members[] = {
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0, "its name"},
	{"customer-title", {"Name", "Название"}, VALUE_TEXT, 0,
		"its name for people"},
	{"contract", {"Contract", "Договор"}, VALUE_LIST, 0,
		"numbers of those that were in force"},
	{"from", {"From", "С"}, VALUE_INSTANT, 0, "begin of the period"},
	{"until", {"Until", "До"}, VALUE_INSTANT, 0, "its end, not in it"},
	{"act", {"Act", "Акт"}, VALUE_INTEGER, 0,
		"its number; only of a closed month"},
	{"closed", {"Closed", "Закрыт"}, VALUE_INSTANT, 0,
		"only of a closed month"},
	{"charged", {"Charged", "К учёту"}, VALUE_SPAN, 0,
		"after rounding and coefficients"},
	{"covered", {"Covered", "В пакете"}, VALUE_SPAN, 0,
		"of those, by what was bought"},
	{"over", {"Over", "Сверх пакета"}, VALUE_SPAN, 0, "the rest"},
	{"visits", {"Visits", "Выезды"}, VALUE_INTEGER, 0, "that were made"},
	{"total", {"Total", "Итого"}, VALUE_TEXT, 0, "1250.00"},
	{"units", {NULL}, VALUE_INTEGER, 0, "the total in smallest units"},
	TAX_MEMBERS,
	{"currency", {NULL}, VALUE_TEXT, 0, "RUB; null = none is set"},
	{"lines", {NULL}, VALUE_LIST, 0, "of tickets; of entries with why",
		&line},
	{0},
};
static const Schema bill_schema = {"bill/1",
	"desk bill CUSTOMER, desk bill why CUSTOMER: an object", bill_members};

static void add_head(const Showing *showing)
{
	Context *context = showing->context;
	const CustomerBill *bill = showing->bill;
	Block *head = page_add_fields(context->page, NULL);
	block_set(head, "customer", value_text(bill->customer->name));
	block_set(head, "customer-title", value_text(customer_bill_title(bill)));
	block_set(head, "contract", numbers_of(bill));
	block_set(head, "from", value_instant(bill->from));
	block_set(head, "until", value_instant(bill->until));
	if (!bill->closed)
		return;
	if (bill->closed->number)
		block_set(head, "act", value_integer(bill->closed->number));
	block_set(head, "closed", value_instant(bill->closed->closed));
}

static void add_totals(const Showing *showing)
{
	Context *context = showing->context;
	const Bill *bill = showing->bill->bill;
	Block *totals = page_add_fields(context->page, NULL);
	block_set(totals, "charged", value_work(bill->charged));
	block_set(totals, "covered", value_work(bill->covered));
	block_set(totals, "over", value_work(bill->over));
	block_set(totals, "visits", value_integer(bill->visits));
	Block *shown = page_add_fields(context->page, NULL);
	Block *hidden = page_add_fields(context->page, NULL);
	shown->people = hidden->machines = TRUE;
	block_set(shown, "total",
		value_styled(money(showing, bill->total), STYLE_STRONG));
	taxes_show(shown, bill->taxes, showing->bill->billing);
	block_set(hidden, "total", money(showing, bill->total));
	taxes_add(hidden, bill->taxes, bill->total, showing->bill->billing);
	block_set(hidden, "units", value_integer(bill->total));
	block_set(hidden, "currency",
		value_word(showing->bill->billing->currency));
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
	g_autofree char *hours = desk_hours_text(context->desk,
		bill->bill->unpriced);
	desk_say(context->desk, &unpriced, bill->customer->name, hours, NULL);
}

static int show_customer(Context *context, const CustomerBill *bill,
	gboolean why)
{
	static const Phrase title = {"Bill: %1, %2", "Счёт: %1, %2"};
	context_page(context, PAGE_OBJECT, &bill_schema);
	context->page->zone = g_time_zone_ref(bill->zone);
	g_autofree char *period = instant_period_in_language(bill->from,
		bill->until, bill->zone, context->language);
	context->page->title = fill_in_language(context, &title,
		customer_bill_title(bill), period, NULL);
	Showing showing = {context, bill, NULL};
	add_head(&showing);
	if (why) {
		showing.table = page_add_rows(context->page, "lines", why_columns);
		for (guint i = 0; i < bill->bill->lines->len; i++)
			add_why(&showing, &g_array_index(bill->bill->lines,
				BillLine, i));
	} else {
		g_autoptr(GArray) sums = sum_tickets(&showing);
		showing.table = page_add_rows(context->page, "lines", ticket_columns);
		for (guint i = 0; i < sums->len; i++)
			add_ticket(&showing, &g_array_index(sums, TicketSum, i));
	}
	add_totals(&showing);
	warn_unpriced(context, bill);
	return 0;
}

/* --- everybody's ----------------------------------------------------- */

static const Member all_columns[] = {
	BILL_CUSTOMER_COLUMNS,
	{"charged", {"Charged", "К учёту"}, VALUE_SPAN, COLUMN_RIGHT,
		"after rounding and coefficients"},
	{"covered", {"Covered", "Пакет"}, VALUE_SPAN, COLUMN_RIGHT,
		"of those, by what was bought"},
	{"over", {"Over", "Сверх"}, VALUE_SPAN, COLUMN_RIGHT, "the rest"},
	{"visits", {"Visits", "Выезды"}, VALUE_INTEGER, COLUMN_RIGHT,
		"that were made"},
	{"total", {"Total", "Итого"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	TAX_COLUMN,
	BILL_UNITS_COLUMN,
	BILL_CURRENCY_COLUMN,
	{0},
};
static const Schema all_schema = {"bills/1",
	"desk bill: an array", all_columns};

static gboolean add_customer(Context *context, BillBook *book, Block *table,
	const char *name, Instant from, Instant until, GError **error)
{
	g_auto(CustomerBill) bill = {0};
	if (!customer_bill_make(context->desk, book, name, from, until, &bill,
		error))
		return FALSE;
	if (bill.bill->lines->len == 0)
		return TRUE;
	Showing showing = {context, &bill, table};
	Value *cells[] = {
		value_text(name),
		value_text(customer_bill_title(&bill)),
		value_work(bill.bill->charged),
		value_work(bill.bill->covered),
		value_work(bill.bill->over),
		value_integer(bill.bill->visits),
		money(&showing, bill.bill->total),
		taxes_value(bill.bill->taxes, bill.billing),
		value_integer(bill.bill->total),
		value_text(*bill.billing->currency ? bill.billing->currency : NULL),
	};
	gint64 vat;
	if (present_people(context) && bill_vat(bill.bill->taxes, &vat))
		block_show_column(table, "vat", TRUE);
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	warn_unpriced(context, &bill);
	return TRUE;
}

static int show_all(Context *context, Instant from, Instant until,
	GError **error)
{
	g_autoptr(BillBook) book = bill_book_new_of_all(context->desk, from,
		error);
	g_autoptr(GPtrArray) names = book ? bill_customers(context->desk,
		error) : NULL;
	const Regulation *regulation = names ? desk_regulation(context->desk,
		error) : NULL;
	if (!regulation)
		return -1;
	static const Phrase title = {"Bills, %1", "Счета, %1"};
	context_page(context, PAGE_LIST, &all_schema);
	g_autofree char *period = instant_period_in_language(from, until,
		regulation->zone, context->language);
	context->page->title = fill_in_language(context, &title, period, NULL);
	Block *table = page_add_rows(context->page, "bills", all_columns);
	for (guint i = 0; i < names->len; i++)
		if (!add_customer(context, book, table, names->pdata[i], from,
			until, error))
			return -1;
	taxes_add_sums(table);
	return 0;
}

/* --------------------------------------------------------------------- */

/* The customer's name; the bills of all have their period in the option. */
static char *read_customer(Context *context, const char *word, GError **error)
{
	static const Phrase period = {"there is no customer \"%1\"; the bills of "
			"all: `desk bill --period %1`",
		"нет клиента «%1»; счета всех: `desk bill --period %1`"};
	GError *problem = NULL;
	Instant from, until;
	char *customer = words_customer(context->desk, word, &problem);
	if (customer)
		return customer;
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON) &&
		date_parse_period(word, desk_now(context->desk),
			desk_zone(context->desk), &from, &until, NULL)) {
		g_clear_error(&problem);
		desk_refuse(&problem, DESK_ERROR_PERSON, &period, word, NULL);
	}
	g_propagate_error(error, problem);
	return NULL;
}

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
	g_autofree char *customer = read_customer(context, words[0], error);
	g_autoptr(BillBook) book = customer ? bill_book_new(context->desk,
		error) : NULL;
	g_auto(CustomerBill) bill = {0};
	if (!book || !customer_bill_make(context->desk, book, customer, from,
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
		"каждая запись в счёте"}, {VALUE_OF_CUSTOMER, VALUE_OF_PERIOD},
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
	.answers = (const Schema *const[]){&all_schema, &bill_schema, NULL},
	.run = run,
};
