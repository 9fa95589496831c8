#include "app/show/card.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/show/bill.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/customers.h"
#include "index/people.h"
#include "index/tickets.h"
#include "model/regulation.h"
#include "text/escape.h"

/* Who is on the line is read at a glance. */
#define SUMMARY_SUBJECT_WIDTH 50

#define TICKETS_SHOWN 10

typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	Customer *customer;	/* NULL: unknown */
	const Contact *contact; /* of the customer; NULL: unknown */
	const char *who;	/* as asked */
	const char *language;
} Card;

static const Member ticket_columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket"},
	{"status", {"Status", "Статус"}, VALUE_TEXT, 0, "its name"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{"assignee", {"Assignee", "Исполнитель"}, VALUE_TEXT, 0,
		"login; null = nobody"},
	{"requester", {"Requester", "Заявитель"}, VALUE_TEXT, 0, "who asks"},
	{"created", {"Age", "Возраст"}, VALUE_INSTANT, COLUMN_AGE, "when"},
	{"solved", {"Solved", "Решена"}, VALUE_INSTANT, COLUMN_HIDDEN,
		"when; null = it is not"},
	{0},
};
static const Schema ticket = {.members = ticket_columns};

static const Member members[] = {
	{"who", {"Who", "Кто"}, VALUE_TEXT, 0, "as asked"},
	{"known", {"Known", "Известен"}, VALUE_FLAG, 0,
		"a contact or customer"},
	{"name", {"Name", "Имя"}, VALUE_TEXT, 0, "of the contact"},
	{"mails", {"Mail", "Почта"}, VALUE_LIST, 0, "its addresses"},
	{"phones", {"Phone", "Телефон"}, VALUE_LIST, 0,
		"its numbers as they are written"},
	{"vip", {"VIP", "VIP"}, VALUE_FLAG, 0, "true, or it is left out"},
	{"title", {"Position", "Должность"}, VALUE_TEXT, 0,
		"as the file of the customer says"},
	{"department", {"Department", "Отдел"}, VALUE_TEXT, 0, "the same"},
	{"remote", {"Remote access", "Удалённый доступ"}, VALUE_TEXT, 0,
		"the same"},
	{"site", {"Site", "Площадка"}, VALUE_TEXT, 0, "the same"},
	{"customer", {"Customer", "Клиент"}, VALUE_TEXT, 0,
		"its name; null = none"},
	{"customer-title", {"Customer's name", "Название"}, VALUE_TEXT, 0,
		"its title"},
	{"sites", {"Sites", "Площадки"}, VALUE_TEXT, 0,
		"as its file says, for people"},
	{"contract", {"Contract", "Договор"}, VALUE_TEXT, 0, "the same"},
	{"team", {"Team", "Команда"}, VALUE_TEXT, 0, "the same"},
	{"assets", {"Assets", "Устройства"}, VALUE_TEXT, 0, "the same"},
	{"hours-left", {"Hours left", "Осталось часов"}, VALUE_SPAN, 0,
		"of this period's; null = none are bought"},
	{"hours-bought", {"Of hours", "Из часов"}, VALUE_SPAN, 0,
		"in this period, with those carried over"},
	{"visits-left", {"Visits left", "Осталось выездов"}, VALUE_INTEGER, 0,
		"of this period's; null = none are bought"},
	{"visits-bought", {"Of visits", "Из выездов"}, VALUE_INTEGER, 0,
		"in this period, with those carried over"},
	{"contract-warnings", {"Mind", "Внимание"}, VALUE_LIST, 0,
		"used-80 used-up ends-soon ended"},
	{"open", {"Open", "Открытые"}, VALUE_LIST, 0, "tickets", &ticket},
	{"solved", {"Last solved", "Последние решённые"}, VALUE_LIST, 0,
		"the last ones", &ticket},
	{0},
};
const Schema card_schema = {"card/1", "desk card: an object", members};

static void card_clear(Card *card)
{
	g_clear_pointer(&card->customer, customer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Card, card_clear)

static const Contact *contact_named(const Customer *customer, const char *name)
{
	for (guint i = 0; i < customer->contacts->len; i++) {
		const Contact *contact = g_ptr_array_index(customer->contacts,
			i);
		if (strcmp(contact->name, name) == 0)
			return contact;
	}
	return NULL;
}

/* "customer/contact", if both are known. */
static gboolean open_contact(Card *card, const char *slash, GError **error)
{
	g_autofree char *name = g_strndup(card->who,
		(gsize)(slash - card->who));
	if (!index_customer(card->index, name, &card->customer, error))
		return FALSE;
	if (card->customer)
		card->contact = contact_named(card->customer, slash + 1);
	if (!card->contact)
		g_clear_pointer(&card->customer, customer_free);
	return TRUE;
}

static gboolean card_open(Card *card, Desk *desk, const char *who,
	const char *language, GError **error)
{
	const char *slash = strchr(who, '/'), *at = strchr(who, '@');
	card->language = language;
	card->desk = desk;
	card->who = who;
	card->index = desk_index(desk, error);
	card->regulation = card->index ? desk_regulation(desk, error) : NULL;
	if (!card->regulation || (slash && !open_contact(card, slash, error)) ||
		(!card->customer && !index_customer(card->index, who,
			&card->customer, error)))
		return FALSE;
	g_autofree char *name = NULL;
	if (!card->customer && at && !people_customer_by_domain(card->index,
		at + 1, &name, error))
		return FALSE;
	return !name || index_customer(card->index, name, &card->customer,
		error);
}

/* --- who ------------------------------------------------------------- */

static Value *mails_of(const Contact *contact)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_copy(contact->mails, NULL,
		NULL);
	g_ptr_array_set_free_func(mails, NULL);
	texts_sort(mails);
	return value_texts(mails);
}

/* --- the file, for people -------------------------------------------- */

/* Keys and values of files that have a name for people. */
static const Phrase words[] = {
	{"access", "доступ"},
	{"address", "адрес"},
	{"backup", "замена"},
	{"fee", "абонплата"},
	{"from", "с"},
	{"hours", "часы"},
	{"main", "основной"},
	{"number", "номер"},
	{"over-rate", "сверх нормы"},
	{"rate", "ставка"},
	{"roll-over", "перенос остатка"},
	{"sla", "SLA"},
	{"until", "по"},
	{"vat", "НДС, %"},
	{"visits", "выезды"},
};

static const char *word_in(const char *word, const char *language)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].en, word) == 0)
			return phrase_in(&words[i], language);
	return word;
}

/* "20/month" */
static void append_value(GString *out, const char *value, const char *language)
{
	static const Phrase periods[] = {{"/month", "/мес"},
		{"/quarter", "/квартал"}, {"/year", "/год"}};
	for (gsize i = 0; i < G_N_ELEMENTS(periods); i++)
		if (g_str_has_suffix(value, periods[i].en)) {
			g_string_append_printf(out, "%.*s%s",
				(int)(strlen(value) - strlen(periods[i].en)),
				value, phrase_in(&periods[i], language));
			return;
		}
	g_string_append(out, value);
}

/* "address Lenina 5, access by pass"; a list as "a, b". */
static void append_inline(GString *out, const YamlNode *node,
	const char *language)
{
	if (node->kind == YAML_SCALAR) {
		append_value(out, yaml_is_null(node) ? "" : node->value,
			language);
		return;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const char *gap = i == 0 ? "" : ", ";
		if (node->kind == YAML_MAP)
			g_string_append_printf(out, "%s%s ", gap, word_in(
				((YamlNode *)node->keys->pdata[i])->value,
				language));
		else
			g_string_append(out, gap);
		append_inline(out, node->items->pdata[i], language);
	}
}

static gboolean is_flat(const YamlNode *node)
{
	for (guint i = 0; node->kind != YAML_SCALAR && i < node->items->len; i++)
		if (((YamlNode *)node->items->pdata[i])->kind != YAML_SCALAR)
			return FALSE;
	return TRUE;
}

/* What holds mappings has a line for each. */
static char *in_words(const YamlNode *node, const char *language)
{
	GString *out = g_string_new(NULL);
	if (is_flat(node)) {
		append_inline(out, node, language);
		return g_string_free(out, FALSE);
	}
	for (guint i = 0; i < node->items->len; i++) {
		g_string_append(out, i == 0 ? "" : "\n");
		if (node->kind == YAML_MAP)
			g_string_append_printf(out, "%s: ", word_in(
				((YamlNode *)node->keys->pdata[i])->value,
				language));
		append_inline(out, node->items->pdata[i], language);
	}
	return g_string_free(out, FALSE);
}

/* What stands under these `keys`; NULL-terminated. */
static void add_words(const Card *card, Block *block, const YamlNode *map,
	const char *const *keys)
{
	for (; *keys; keys++) {
		const YamlNode *node = yaml_get(map, *keys);
		if (!node || yaml_is_null(node))
			continue;
		g_autofree char *english = in_words(node, NULL);
		g_autofree char *shown = in_words(node, card->language);
		block_set(block, *keys, value_titled(english, shown));
	}
}

/* Numbers as they are written, so that they can be called. */
static Value *phones_of(const YamlNode *contact)
{
	static const char *const keys[] = {"phones", "phone"};
	Value *list = value_list();
	const char *number;
	for (gsize key = 0; key < G_N_ELEMENTS(keys); key++) {
		const YamlNode *node = yaml_get(contact, keys[key]);
		for (guint i = 0; !yaml_is_null(node) &&
			(number = yaml_nth_text(node, i)); i++)
			value_list_add(list, value_text(number));
	}
	return list;
}

static void add_contact(const Card *card, Block *block)
{
	static const char *const keys[] = {"title", "department", "remote",
		"site", NULL};
	const YamlNode *contact = card->contact->root;
	block_set(block, "name", value_word(card->contact->full_name));
	block_set(block, "mails", mails_of(card->contact));
	block_set(block, "phones", phones_of(contact));
	if (card->contact->vip)
		block_set(block, "vip",
			value_styled(value_flag(TRUE), STYLE_WARN));
	add_words(card, block, contact, keys);
}

/* The parts of a customer's file that people ask for on the phone. */
static void add_file(const Card *card, Block *block)
{
	static const char *const keys[] = {"sites", "contract", "team",
		"assets", NULL};
	add_words(card, block, card->customer->root, keys);
}

/* What is left of this period's hours and visits. A slip in the calendar of
 * bills does not hide the rest of the card. */
static gboolean add_hours(const Card *card, Block *block, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(BillBook) book = bill_book_new(card->desk, &problem);
	g_auto(CustomerBill) bill = {0};
	Instant now = desk_now(card->desk);
	if (!book || !customer_bill_now(card->desk, book, card->customer->name,
		&bill, &problem)) {
		if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_CONFIG))
			return TRUE;
		return desk_error_pass(error, &problem);
	}
	if (bill.customer->contracts->len == 0)
		return TRUE;
	const BillPeriod *hours = bill_period_at(bill.bill, FALSE, now);
	const BillPeriod *visits = bill_period_at(bill.bill, TRUE, now);
	guint warned = contract_warnings(&bill, now);
	Value *mind = value_list();
	for (int i = 0; i < CONTRACT_WARNINGS; i++)
		if (warned & 1u << i)
			value_list_add(mind, contract_warning_value(i,
				card->language));
	block_set(block, "hours-left", hours ? value_work(hours->left) :
		value_none());
	if (hours)
		block_set(block, "hours-bought", value_work(hours->bought +
			hours->carried));
	block_set(block, "visits-left", visits ?
		value_integer(visits->left) : value_none());
	if (visits)
		block_set(block, "visits-bought", value_integer(visits->bought +
			visits->carried));
	block_set(block, "contract-warnings", value_styled(mind, STYLE_WARN));
	return TRUE;
}

static gboolean add_who(const Card *card, Page *page, GError **error)
{
	Block *block = page_add_fields(page, card->who);
	block_set(block, "who", value_text(card->who));
	block_set(block, "known", value_flag(card->customer != NULL));
	if (!card->customer)
		return TRUE;
	if (card->contact)
		add_contact(card, block);
	block_set(block, "customer", value_text(card->customer->name));
	block_set(block, "customer-title", value_word(card->customer->title));
	add_file(card, block);
	return add_hours(card, block, error);
}

/* --- their tickets --------------------------------------------------- */

static const char *status_title(const Card *card, const TicketLine *line)
{
	return regulation_title(card->regulation, "status", line->status,
		card->language);
}

/* Of the customer if there is one, else of this requester alone. */
static GPtrArray *tickets(const Card *card, gboolean over, GError **error)
{
	return index_tickets_of(card->index, card->customer ?
		card->customer->name : NULL, card->who, over, TICKETS_SHOWN,
		error);
}

static void add_tickets(const Card *card, Page *page, const char *name,
	const GPtrArray *lines)
{
	Block *table = page_add_list(page, name);
	for (guint i = 0; i < lines->len; i++) {
		const TicketLine *line = g_ptr_array_index(lines, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_ticket_name(line->name));
		row_add(row, value_titled(line->status, status_title(card,
			line)));
		row_add(row, value_word(line->subject));
		row_add(row, value_word(line->assignee));
		row_add(row, value_word(line->requester));
		row_add(row, value_instant(line->created));
		row_add(row, value_instant(line->solved));
	}
}

Page *card_page(Desk *desk, const char *who, const char *language,
	GError **error)
{
	g_auto(Card) card = {0};
	if (!card_open(&card, desk, who, language, error))
		return NULL;
	g_autoptr(GPtrArray) open = tickets(&card, FALSE, error);
	g_autoptr(GPtrArray) over = open ? tickets(&card, TRUE, error) : NULL;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &card_schema,
		language);
	page->now = desk_now(desk);
	if (!over || !add_who(&card, page, error))
		return NULL;
	add_tickets(&card, page, "open", open);
	add_tickets(&card, page, "solved", over);
	return g_steal_pointer(&page);
}

gboolean card_summary(Desk *desk, const char *who, const char *language,
	char **lines, GError **error)
{
	g_auto(Card) card = {0};
	*lines = NULL;
	g_autoptr(GPtrArray) open = card_open(&card, desk, who,
			language, error) ?
		tickets(&card, FALSE, error) : NULL;
	if (!open || (!card.customer && open->len == 0))
		return open != NULL;
	GString *out = g_string_new(who);
	const char *names[] = {card.contact ? card.contact->full_name : NULL,
		card.customer ? card.customer->title : NULL};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i] && *names[i])
			g_string_append_printf(out, ", %s", names[i]);
	for (guint i = 0; i < MIN(open->len, 6); i++) {
		const TicketLine *line = g_ptr_array_index(open, i);
		g_autofree char *subject = text_truncate(line->subject,
			SUMMARY_SUBJECT_WIDTH);
		g_string_append_printf(out, "\n  %s %s: %s%s%s", line->name,
			status_title(&card, line), subject, *line->assignee ?
			", " : "", line->assignee);
	}
	*lines = g_string_free(out, FALSE);
	return TRUE;
}
