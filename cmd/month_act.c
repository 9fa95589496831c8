#include "cmd/month_act.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "cmd/taxes.h"
#include "index/customers.h"
#include "model/people.h"
#include "model/regulation.h"
#include "text/money_words.h"

#define HOUR 3600

/* --- what machines read -------------------------------------------------- */

static const Member requisite_members[] = {
	{"name", {NULL}, VALUE_TEXT, 0, "as documents have it"},
	{"inn", {NULL}, VALUE_TEXT, 0, "ИНН; null = not given"},
	{"kpp", {NULL}, VALUE_TEXT, 0, "КПП; null = not given"},
	{"ogrn", {NULL}, VALUE_TEXT, 0, "ОГРН; null = not given"},
	{"address", {NULL}, VALUE_TEXT, 0, "null = not given"},
	{"signs", {NULL}, VALUE_TEXT, 0, "who signs; null = not given"},
	{"bank", {NULL}, VALUE_TEXT, 0, "its name; null = not given"},
	{"bik", {NULL}, VALUE_TEXT, 0, "of the bank; null = not given"},
	{"account", {NULL}, VALUE_TEXT, 0, "null = not given"},
	{"correspondent", {NULL}, VALUE_TEXT, 0,
		"account of the bank; null = not given"},
	{0},
};
static const Schema requisites_schema = {.members = requisite_members};

static const Member line_columns[] = {
	{"place", {"#", "№"}, VALUE_INTEGER, 0, "from 1"},
	{"what", {"Service", "Услуга"}, VALUE_TEXT, COLUMN_WRAP,
		"what was sold, in the customer's language"},
	{"quantity", {"Quantity", "Кол-во"}, VALUE_TEXT, COLUMN_RIGHT,
		"1, 1.25; 0:20:00 of hours that are no hundredths"},
	{"unit", {"Unit", "Ед."}, VALUE_TEXT, 0, "hour, service"},
	{"price", {"Price", "Цена"}, VALUE_TEXT, COLUMN_RIGHT, "of a unit"},
	{"amount", {"Sum", "Сумма"}, VALUE_TEXT, COLUMN_RIGHT, "1250.00"},
	{"units", {"Smallest units", "Сумма в копейках"}, VALUE_INTEGER,
		COLUMN_HIDDEN, "the amount in smallest units"},
	{"vat", {"VAT, %", "НДС, %"}, VALUE_TEXT, COLUMN_HIDDEN,
		"20, of a hundred, in the amount; null = without tax"},
	{"ticket", {"Ticket", "Заявка"}, VALUE_TEXT, COLUMN_HIDDEN,
		"its uid; null = of none"},
	{0},
};
static const Schema line_schema = {.members = line_columns};

static const Member act_members[] = {
	{"number", {NULL}, VALUE_INTEGER, 0, "of the act"},
	{"date", {NULL}, VALUE_TEXT, 0, "the month's last day, 2026-11-30"},
	{"month", {NULL}, VALUE_TEXT, 0, "2026-11"},
	{"customer", {NULL}, VALUE_TEXT, 0, "its name"},
	{"seller", {"Seller", "Исполнитель"}, VALUE_RECORD, 0, "who is paid",
		&requisites_schema},
	{"buyer", {"Buyer", "Заказчик"}, VALUE_RECORD, 0, "who pays",
		&requisites_schema},
	{"contract", {"Contract", "Договор"}, VALUE_LIST, 0,
		"numbers of those that the lines are of"},
	{"lines", {NULL}, VALUE_LIST, 0, "what costs", &line_schema},
	{"total", {"Total", "Итого"}, VALUE_TEXT, 0, "1250.00"},
	{"units", {NULL}, VALUE_INTEGER, 0, "the total in smallest units"},
	TAX_MEMBERS,
	{"currency", {NULL}, VALUE_TEXT, 0, "RUB; null = none is set"},
	{"words", {"In words", "Прописью"}, VALUE_TEXT, 0,
		"the total, in the customer's language"},
	{"closed", {NULL}, VALUE_INSTANT, 0, "when it was numbered"},
	{0},
};
const Schema month_act_schema = {"month-act/1", "desk month show MONTH CUSTOMER: an object",
	act_members};

/* --- lines --------------------------------------------------------------- */

typedef struct {
	Page *page;
	const ClosedBill *bill;
	Billing billing;
	Block *table;
	gint64 place;
} Act;

/* Only the total names its currency. */
static Value *money(const Act *act, gint64 amount)
{
	return value_money(amount, act->billing.digits, NULL);
}

static char *day_text(const Act *act, Instant at)
{
	static const Phrase pattern = {"%Y-%m-%d", "%d.%m.%Y"};
	return instant_format_in(at, act->page->zone, phrase_in(&pattern,
		act->page->language));
}

static char *what_text(const Act *act, const BillLine *line)
{
	static const Phrase
		bought = {"Support by contract %1, %2 – %3",
			"Обслуживание по договору %1, %2 – %3"},
		bought_unnumbered = {"Support by contract, %2 – %3",
			"Обслуживание по договору, %2 – %3"},
		worked = {"%1 (ticket %2, %3)", "%1 (заявка № %2, %3)"};
	const char *number = line->contract ? line->contract->number : NULL;
	g_autofree char *from = day_text(act, line->at);
	g_autofree char *until = line->until == INSTANT_NONE ? g_strdup("…") :
		day_text(act, line->until - 1);
	if (line->entry)
		return phrase_fill(&worked, act->page->language,
			line->entry->subject, line->entry->ticket, from, NULL);
	return phrase_fill(number && *number ? &bought : &bought_unnumbered,
		act->page->language, number ? number : "", from, until, NULL);
}

/* As the sum is made of it: hours are never rounded. */
static Value *hours(gint64 seconds)
{
	if (seconds % (HOUR / 100) == 0)
		return value_money(seconds / (HOUR / 100), 2, NULL);
	return value_text_take(g_strdup_printf("%" G_GINT64_FORMAT ":%02d:%02d", seconds / HOUR,
		(int)(seconds % HOUR / 60), (int)(seconds % 60)));
}

static void add_line(Act *act, const BillLine *line)
{
	static const Phrase hour = {"hour", "час"}, service = {"service",
		"услуга"};
	gint64 seconds = line->entry ? line->over : line->charged;
	/* A fee is the price of the whole, however many hours it buys. */
	gboolean by_hour = line->price > 0 && bill_amount(&act->billing, seconds,
		line->price) == line->amount;
	const Billing unnamed = {.digits = act->billing.digits};
	Value *cells[] = {
		value_integer(++act->place),
		value_text_take(what_text(act, line)),
		by_hour ? hours(seconds) : value_money(1, 0, NULL),
		value_phrase(by_hour ? &hour : &service, act->page->language),
		by_hour ? billing_price(&unnamed, line->price) :
			money(act, line->amount),
		money(act, line->amount),
		value_integer(line->amount),
		line->vat == VAT_NONE ? value_none() : value_text_take(
			vat_format(line->vat)),
		value_word(line->entry ? line->entry->uid : NULL),
	};
	block_add_cells(act->table, cells, G_N_ELEMENTS(cells));
}

/* --- the document -------------------------------------------------------- */

static char *date_of(const ClosedBill *bill)
{
	g_auto(GStrv) parts = g_strsplit(bill->month, "-", 2);
	guint64 year = 1, month = 1;
	g_ascii_string_to_unsigned(parts[0], 10, 1, 9999, &year, NULL);
	g_ascii_string_to_unsigned(parts[1] ? parts[1] : "", 10, 1, 12, &month,
		NULL);
	return g_strdup_printf("%04u-%02u-%02u", (guint)year, (guint)month,
		g_date_get_days_in_month((GDateMonth)month, (GDateYear)year));
}

static void add_title(Act *act, const char *date)
{
	static const Phrase title = {"Act No. %1 of %2-%3-%4",
		"Акт № %1 от %4.%3.%2"};
	g_auto(GStrv) day = g_strsplit(date, "-", 3);
	act->page->title = phrase_fill(&title, act->page->language,
		PHRASE_NUMBER(act->bill->number), day[0], day[1], day[2], NULL);
}

static Value *record_of(const Requisites *requisites, const char *title)
{
	Value *record = value_record();
	for (Requisite i = 0; i < REQUISITES; i++)
		value_record_set(record, requisite_name(i), value_word(
			i == REQUISITE_NAME && !requisites->texts[i] ? title :
			requisites->texts[i]));
	return record;
}

static Value *contracts_of(const ClosedBill *bill)
{
	Value *list = value_list();
	for (guint i = 0; i < bill->contracts->len; i++) {
		const Contract *contract = bill->contracts->pdata[i];
		if (contract->number && *contract->number)
			value_list_add(list, value_text(contract->number));
	}
	return list;
}

static void add_head(Act *act, const char *date, const char *team)
{
	const ClosedBill *bill = act->bill;
	const char *language = act->page->language;
	Block *hidden = page_add_fields(act->page, NULL);
	hidden->machines = TRUE;
	block_set(hidden, "number", value_integer(bill->number));
	block_set(hidden, "date", value_text(date));
	block_set(hidden, "month", value_text(bill->month));
	block_set(hidden, "customer", value_text(bill->customer));
	block_set(hidden, "seller", record_of(&bill->seller, team));
	block_set(hidden, "buyer", record_of(&bill->buyer, bill->title));
	block_set(hidden, "closed", value_instant(bill->closed));
	Block *shown = page_add_fields(act->page, NULL);
	shown->people = TRUE;
	block_set(shown, "seller", value_text_take(requisites_text(
		&bill->seller, team, language)));
	block_set(shown, "buyer", value_text_take(requisites_text(&bill->buyer,
		bill->title, language)));
	Block *both = page_add_fields(act->page, NULL);
	block_set(both, "contract", contracts_of(bill));
}

static void add_total(Act *act)
{
	const ClosedBill *bill = act->bill;
	g_autoptr(GArray) taxes = bill_taxes(bill->lines);
	g_autofree char *words = money_words(bill->total, bill->currency,
		act->billing.digits, act->page->language);
	Block *shown = page_add_fields(act->page, NULL);
	Block *hidden = page_add_fields(act->page, NULL);
	shown->people = hidden->machines = TRUE;
	/* Lines of several kinds say each which. */
	block_show_column(act->table, "vat", taxes->len > 1);
	block_set(shown, "total", value_styled(billing_money(&act->billing,
		bill->total), STYLE_STRONG));
	taxes_show(shown, taxes, &act->billing);
	block_set(shown, "words", value_text(words));
	block_set(hidden, "total", billing_money(&act->billing, bill->total));
	taxes_add(hidden, taxes, bill->total, &act->billing);
	block_set(hidden, "words", value_text(words));
	block_set(hidden, "units", value_integer(bill->total));
	block_set(hidden, "currency", value_word(bill->currency));
}

static void add_signatures(Act *act)
{
	static const Phrase agreed = {"The services above were rendered in full "
			"and in time. The buyer has no claims as to their "
			"volume, quality and time.",
		"Перечисленные услуги оказаны полностью и в срок. Заказчик не "
		"имеет претензий к их объёму, качеству и срокам."};
	const Requisites *parties[] = {&act->bill->seller, &act->bill->buyer};
	page_add_prose(act->page, "%s", phrase_in(&agreed,
		act->page->language));
	Block *table = page_add_table(act->page, "signatures", NULL);
	table->people = TRUE;
	for (guint i = 0; i < 2; i++)
		block_add_column(table, i == 0 ? "seller" : "buyer",
			phrase_in(&act_members[4 + i].title,
			act->page->language), COLUMN_WRAP);
	GPtrArray *who = block_add_row(table), *line = block_add_row(table);
	for (guint i = 0; i < 2; i++) {
		const char *signs = parties[i]->texts[REQUISITE_SIGNS];
		row_add(who, value_text(signs ? signs : ""));
		row_add(line, value_text("______________________________"));
	}
}

/* The act is the customer's, whoever reads it. */
static gboolean begin(Context *context, Act *act, const Regulation *regulation,
	GError **error)
{
	Index *index = desk_index(context->desk, error);
	g_autoptr(Customer) customer = NULL;
	static const Phrase names = {"en", "ru"};
	if (!index || !index_customer(index, act->bill->customer, &customer,
		error))
		return FALSE;
	const char *reader = context->language;
	const char *wanted = customer && customer->language ?
		customer->language : regulation->language;
	context->language = phrase_in(&names, wanted); /* static */
	context_page(context, PAGE_OBJECT, &month_act_schema);
	context->language = reader;
	act->page = context->page;
	act->page->zone = g_time_zone_ref(regulation->zone);
	return TRUE;
}

int month_act(Context *context, const ClosedBill *bill, GError **error)
{
	Act act = {.bill = bill};
	const Regulation *regulation = desk_regulation(context->desk, error);
	if (!regulation || !begin(context, &act, regulation, error))
		return -1;
	billing_of_currency(&act.billing, bill->currency);
	g_autofree char *date = date_of(bill);
	add_title(&act, date);
	add_head(&act, date, regulation->team);
	act.table = page_add_list(act.page, "lines");
	for (guint i = 0; i < bill->lines->len; i++) {
		const BillLine *line = &g_array_index(bill->lines, BillLine, i);
		if (line->amount != 0)
			add_line(&act, line);
	}
	add_total(&act);
	add_signatures(&act);
	return 0;
}
