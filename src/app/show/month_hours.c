/* What contracts bought and what is left of it, and what comes again and
 * again. */
#include "app/show/month_parts.h"

#include <string.h>

#include "app/show/bill.h"
#include "index/select.h"
#include "index/tickets.h"

/* --- hours ----------------------------------------------------------------- */

static const Member hours_columns[] = {
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0,
		"its name"},
	{"contract", {"Contract", "Договор"}, VALUE_TEXT, 0,
		"its number; null = it has none"},
	{"what", {"What", "Что"}, VALUE_TEXT, 0, "hours, visits"},
	{"from", {"From", "С"}, VALUE_TEXT, 0, "first day, 2026-11-01"},
	{"until", {"To", "По"}, VALUE_TEXT, 0, "last day; null = no end"},
	{"bought", {"Bought", "Куплено"}, VALUE_SPAN, COLUMN_RIGHT,
		"in it; of visits, how many"},
	{"carried", {"Carried", "Перенесено"}, VALUE_SPAN, COLUMN_RIGHT,
		"from the time before"},
	{"used", {"Used", "Израсходовано"}, VALUE_SPAN, COLUMN_RIGHT,
		"of those"},
	{"over", {"Over", "Сверх"}, VALUE_SPAN, COLUMN_RIGHT,
		"what was needed more"},
	{"left", {"Left", "Осталось"}, VALUE_SPAN, COLUMN_RIGHT,
		"at the end of the month"},
	{0},
};
const Schema month_hours_schema = {.members = hours_columns};

static void add_period(const Month *month, Block *table, const char *customer,
	const BillPeriod *period)
{
	static const Phrase hours = {"hours", "часы"},
		visits = {"visits", "выезды"};
	Value *cells[] = {
		value_text(customer),
		value_text(period->contract->number),
		value_phrase(period->visits ? &visits : &hours,
			month->language),
		bill_day_value(period->from, month->settings->zone),
		bill_last_day_value(period->until, month->settings->zone),
		bill_period_value(period, period->bought),
		bill_period_value(period, period->carried),
		bill_period_value(period, period->used),
		bill_period_value(period, period->over),
		bill_period_value(period, period->left),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static gboolean add_customer(const Month *month, BillBook *book, Block *table,
	const char *customer, GError **error)
{
	g_auto(CustomerBill) bill = {0};
	if (!customer_bill_make(month->desk, book, customer,
		month->settings->from, month->settings->until, &bill, error))
		return FALSE;
	const GArray *periods = bill.bill->periods;
	for (guint i = 0; i < periods->len; i++)
		add_period(month, table, customer, &g_array_index(periods,
			BillPeriod, i));
	return TRUE;
}

gboolean month_add_hours(const Month *month, GError **error)
{
	static const Phrase title = {"Hours of the contract",
		"Часы по договору"};
	const char *customer = month->settings->customer;
	g_autoptr(BillBook) book = customer ? bill_book_new(month->desk, error) :
		bill_book_new_of_all(month->desk, month->settings->from, error);
	g_autoptr(GPtrArray) names = book ? bill_customers(month->desk, error) :
		NULL;
	if (!names)
		return FALSE;
	Block *table = page_add_table(month->page, "hours",
		phrase_in(&title, month->language));
	block_add_columns(table, hours_columns);
	block_show_column(table, "customer", customer == NULL);
	for (guint i = 0; i < names->len; i++)
		if ((!customer || strcmp(customer, names->pdata[i]) == 0) &&
			!add_customer(month, book, table, names->pdata[i],
				error))
			return FALSE;
	return TRUE;
}

/* --- advice ---------------------------------------------------------------- */

#define MOST_ADVICE 12

static const Member advice_columns[] = {
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0, "its name"},
	{"asset", {"Device", "Устройство"}, VALUE_TEXT, 0,
		"a key of the customer's assets; or null"},
	{"requester", {"Requester", "Заявитель"}, VALUE_TEXT, 0,
		"customer/contact, or an address; or null"},
	{"category", {"Category", "Категория"}, VALUE_TEXT, 0,
		"with the requester"},
	{"times", {"Again", "Повторов"}, VALUE_INTEGER, COLUMN_RIGHT,
		"tickets that came within 30 days of another like them"},
	{"tickets", {"Tickets", "Заявки"}, VALUE_LIST, 0, "their names"},
	{"advice", {"Advice", "Что советуем"}, VALUE_TEXT, COLUMN_WRAP,
		"for people; may change"},
	{0},
};
const Schema month_advice_schema = {.members = advice_columns};

typedef struct {
	TicketLine *ticket; /* the first of them */
	GPtrArray *numbers; /* char* */
} Again;

static void again_free(void *data)
{
	Again *again = data;
	g_free(again->ticket);
	g_ptr_array_unref(again->numbers);
	g_free(again);
}

/* What makes tickets alike: report/tally.c. */
static char *key_of(const TicketLine *ticket)
{
	return *ticket->asset ? g_strjoin("\n", "asset", ticket->customer,
		ticket->asset, NULL) : g_strjoin("\n", "person",
		ticket->requester, ticket->category, NULL);
}

static int by_times(gconstpointer a, gconstpointer b)
{
	const Again *left = *(Again *const *)a, *right = *(Again *const *)b;
	return left->numbers->len != right->numbers->len ?
		(left->numbers->len > right->numbers->len ? -1 : 1) :
		strcmp(left->numbers->pdata[0], right->numbers->pdata[0]);
}

static gboolean add_again(const Month *month, Block *table,
	const Again *again, GError **error)
{
	static const Phrase
		device = {"look for the cause in the device, or replace it",
			"найти причину в устройстве или заменить его"},
		person = {"find the cause once, or show how it is done",
			"один раз устранить причину или показать, как делать"};
	const TicketLine *ticket = again->ticket;
	gboolean asset = *ticket->asset != '\0';
	g_autoptr(Value) whole = select_ticket(month->index, &month->query,
		ticket->uid, &(gint64){0}, error);
	if (!whole)
		return FALSE;
	const Value *name = value_record_get(whole, "requester-name");
	Value *cells[] = {
		value_word(ticket->customer),
		value_word(ticket->asset),
		asset ? value_none() : value_titled(ticket->requester,
			name && name->text ? name->text : ""),
		asset ? value_none() : value_titled(ticket->category,
			regulation_title(month->query.regulation, "category",
			ticket->category, month->language)),
		value_integer(again->numbers->len),
		value_texts(again->numbers),
		value_phrase(asset ? &device : &person, month->language),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

static gboolean collect(const Month *month, const GPtrArray *uids,
	GHashTable *known, GPtrArray *order, GError **error)
{
	for (guint i = 0; i < uids->len; i++) {
		g_autofree TicketLine *ticket = index_ticket_line(month->index,
			uids->pdata[i], error);
		if (!ticket)
			return FALSE;
		g_autofree char *key = key_of(ticket);
		Again *again = g_hash_table_lookup(known, key);
		char *number = ticket->number == 0 ? g_strdup("") :
			g_strdup_printf("%" G_GINT64_FORMAT, ticket->number);
		if (!again) {
			again = g_new0(Again, 1);
			again->ticket = g_steal_pointer(&ticket);
			again->numbers = g_ptr_array_new_with_free_func(g_free);
			g_ptr_array_add(order, again);
			g_hash_table_insert(known, g_steal_pointer(&key), again);
		}
		g_ptr_array_add(again->numbers, number);
	}
	return TRUE;
}

gboolean month_add_advice(const Month *month, const Page *figures,
	GError **error)
{
	static const Phrase title = {"What comes again", "Что повторяется"};
	g_autoptr(GPtrArray) uids = month_cells(figures, NULL, "repeats");
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(again_free);
	if (!collect(month, uids, known, order, error))
		return FALSE;
	g_ptr_array_sort(order, by_times);
	Block *table = page_add_table(month->page, "advice",
		phrase_in(&title, month->language));
	block_add_columns(table, advice_columns);
	block_show_column(table, "customer", !month->settings->customer);
	for (guint i = 0; i < order->len && i < MOST_ADVICE; i++)
		if (!add_again(month, table, order->pdata[i], error))
			return FALSE;
	return TRUE;
}
