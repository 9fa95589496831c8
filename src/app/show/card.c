#include "app/show/card.h"

#include <string.h>

#include "app/show/bill.h"
#include "base/error.h"
#include "index/people.h"

#define TICKETS_SHOWN "10"

typedef struct {
	Desk *desk;
	Index *index;
	char *contact;	/* "customer/contact" or NULL */
	char *customer; /* or NULL */
	const char *who; /* as asked */
} Card;

static void card_clear(Card *card)
{
	g_free(card->contact);
	g_free(card->customer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Card, card_clear)

static gboolean exists(Index *index, const char *sql,
	const char *const *values)
{
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	return rows && rows->len > 0;
}

/* The customer of "customer/contact" if there is such a contact; g_free(). */
static char *customer_of_known(Index *index, const char *who)
{
	const char *slash = strchr(who, '/');
	if (!slash)
		return NULL;
	g_autofree char *customer = g_strndup(who, (gsize)(slash - who));
	const char *values[] = {customer, slash + 1, NULL};
	return exists(index, "SELECT 1 FROM contact"
		" WHERE customer = ? AND name = ?", values) ?
		g_steal_pointer(&customer) : NULL;
}

static gboolean is_customer(Index *index, const char *who)
{
	const char *values[] = {who, NULL};
	return exists(index, "SELECT 1 FROM customer WHERE name = ?", values);
}

static gboolean card_open(Card *card, Desk *desk, const char *who, GError **error)
{
	card->desk = desk;
	card->who = who;
	card->index = desk_index(desk, error);
	if (!card->index)
		return FALSE;
	card->customer = customer_of_known(card->index, who);
	if (card->customer)
		card->contact = g_strdup(who);
	else if (is_customer(card->index, who))
		card->customer = g_strdup(who);
	const char *at = strchr(who, '@');
	if (!card->customer && at)
		card->customer = people_customer_by_domain(card->index, at + 1);
	return TRUE;
}

/* --- who ------------------------------------------------------------- */

static char *joined(Index *index, const char *sql, const char *const *values)
{
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	GString *out = g_string_new(NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", row[0]);
	}
	return g_string_free(out, FALSE);
}

static void set_text(Block *block, const char *name, const char *label,
	char *text)
{
	block_set(block, name, label,
		value_word(text));
	g_free(text);
}

/* Of a contact with this card's customer before the slash. */
static const char *contact_name(const Card *card)
{
	return card->contact + strlen(card->customer) + 1;
}

static char *full_name(const Card *card)
{
	if (!card->contact)
		return g_strdup("");
	const char *values[] = {card->customer, contact_name(card), NULL};
	return joined(card->index, "SELECT full_name FROM contact"
		" WHERE customer = ? AND name = ?", values);
}

/* --- the file, for people -------------------------------------------- */

/* "address Lenina 5, access by pass"; a list as "a, b". */
static void append_inline(GString *out, const YamlNode *node)
{
	if (node->kind == YAML_SCALAR) {
		g_string_append(out, yaml_is_null(node) ? "" : node->value);
		return;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const char *gap = i == 0 ? "" : ", ";
		if (node->kind == YAML_MAP)
			g_string_append_printf(out, "%s%s ", gap,
				((YamlNode *)node->keys->pdata[i])->value);
		else
			g_string_append(out, gap);
		append_inline(out, node->items->pdata[i]);
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
static char *in_words(const YamlNode *node)
{
	GString *out = g_string_new(NULL);
	if (is_flat(node)) {
		append_inline(out, node);
		return g_string_free(out, FALSE);
	}
	for (guint i = 0; i < node->items->len; i++) {
		g_string_append(out, i == 0 ? "" : "\n");
		if (node->kind == YAML_MAP)
			g_string_append_printf(out, "%s: ",
				((YamlNode *)node->keys->pdata[i])->value);
		append_inline(out, node->items->pdata[i]);
	}
	return g_string_free(out, FALSE);
}

static void add_words(Block *block, const YamlNode *map, const char *key,
	const char *label)
{
	const YamlNode *node = yaml_get(map, key);
	if (node && !yaml_is_null(node))
		block_set(block, key, label, value_text_take(in_words(node)));
}

static YamlNode *file_of(const Card *card)
{
	const char *values[] = {card->customer, NULL};
	g_autofree char *text = joined(card->index,
		"SELECT text FROM customer WHERE name = ?", values);
	return *text ? yaml_parse(text, strlen(text), card->customer, 1, NULL) :
		NULL;
}

/* Numbers as they are written, so that they can be called. */
static char *phones_of(const YamlNode *contact)
{
	const YamlNode *list = yaml_get(contact, "phones");
	const YamlNode *one = yaml_get(contact, "phone");
	GString *out = g_string_new(NULL);
	if (list && !yaml_is_null(list))
		append_inline(out, list);
	if (one && !yaml_is_null(one)) {
		g_string_append(out, out->len > 0 ? ", " : "");
		append_inline(out, one);
	}
	return g_string_free(out, FALSE);
}

static void add_contact(const Card *card, const YamlNode *file, Block *block)
{
	const char *values[] = {card->customer, contact_name(card), NULL};
	const YamlNode *contact = yaml_get(yaml_get(file, "contacts"),
		contact_name(card));
	set_text(block, "name", "Name", full_name(card));
	set_text(block, "mails", "Mail", joined(card->index,
		"SELECT mail FROM contact_mail"
		" WHERE customer = ? AND contact = ? ORDER BY mail", values));
	set_text(block, "phones", "Phone", phones_of(contact));
	if (strcmp(yaml_get_text(contact, "vip", ""), "true") == 0)
		block_set(block, "vip", "VIP", value_styled(value_flag(TRUE),
			STYLE_WARN));
	add_words(block, contact, "title", "Position");
	add_words(block, contact, "department", "Department");
	add_words(block, contact, "remote", "Remote access");
	add_words(block, contact, "site", "Site");
}

/* The parts of a customer's file that people ask for on the phone. */
static void add_file(const YamlNode *file, Block *block)
{
	static const struct {
		const char *key, *label;
	} rows[] = {{"sites", "Sites"}, {"contract", "Contract"},
		{"team", "Team"}, {"assets", "Assets"}};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		add_words(block, file, rows[i].key, rows[i].label);
}

/* What is left of this period's hours and visits. A slip in the contract does
 * not hide the rest of the card. */
static void add_hours(const Card *card, Block *block)
{
	g_auto(CustomerBill) bill = {0};
	Instant now = desk_now(card->desk);
	if (!customer_bill_now(card->desk, card->customer, &bill, NULL) ||
		bill.customer->contracts->len == 0)
		return;
	const BillPeriod *hours = bill_period_at(bill.bill, FALSE, now);
	const BillPeriod *visits = bill_period_at(bill.bill, TRUE, now);
	guint set = contract_warnings(&bill, now);
	Value *mind = value_list();
	for (int i = 0; i < CONTRACT_WARNINGS; i++)
		if (set & 1u << i)
			value_list_add(mind, value_text(
				contract_warning_name(i)));
	block_set(block, "hours-left", "Hours left", hours ?
		value_work(hours->left) : value_none());
	if (hours)
		block_set(block, "hours-bought", "Of hours",
			value_work(hours->bought + hours->carried));
	block_set(block, "visits-left", "Visits left", visits ?
		value_integer(visits->left) : value_none());
	if (visits)
		block_set(block, "visits-bought", "Of visits",
			value_integer(visits->bought + visits->carried));
	block_set(block, "contract-warnings", "Mind", value_styled(mind,
		STYLE_WARN));
}

static void add_who(const Card *card, Page *page)
{
	Block *block = page_add_fields(page, card->who);
	block_set(block, "who", "Who", value_text(card->who));
	block_set(block, "known", "Known",
		value_flag(card->contact || card->customer));
	if (!card->customer)
		return;
	g_autoptr(YamlNode) file = file_of(card);
	if (card->contact)
		add_contact(card, file, block);
	const char *values[] = {card->customer, NULL};
	block_set(block, "customer", "Customer", value_text(card->customer));
	set_text(block, "customer-title", "Customer's name",
		joined(card->index, "SELECT title FROM customer WHERE name = ?",
			values));
	add_file(file, block);
	add_hours(card, block);
}

/* --- their tickets --------------------------------------------------- */

/* Of the customer if there is one, else of this requester alone. */
static GPtrArray *tickets(const Card *card, gboolean open, GError **error)
{
	const char *values[] = {card->customer ? card->customer : card->who,
		NULL};
	g_autofree char *sql = g_strdup_printf(
		"SELECT coalesce(number, substr(uid, 10, 4)), status, subject,"
		" assignee, created, solved_at, requester, uid FROM ticket"
		" WHERE %s = ? AND status IN %s ORDER BY %s DESC LIMIT "
		TICKETS_SHOWN, card->customer ? "customer" : "requester",
		open ? INDEX_OPEN_STATUSES : "(SELECT status FROM status_class"
			" WHERE class IN ('solved', 'closed'))",
		open ? "created" : "updated");
	return index_rows(card->index, sql, values, error);
}

static Value *instant_value(const char *text)
{
	return *text ? value_instant(g_ascii_strtoll(text, NULL, 10)) :
		value_none();
}

static void add_tickets(Page *page, const char *name, const char *title,
	const GPtrArray *rows)
{
	Block *table = page_add_table(page, name, title);
	block_add_column(table, "number", "#", COLUMN_ID);
	block_add_column(table, "status", "Status", 0);
	block_add_column(table, "subject", "Subject", COLUMN_SHRINK);
	block_add_column(table, "assignee", "Assignee", 0);
	block_add_column(table, "requester", "Requester", 0);
	block_add_column(table, "created", "Age", COLUMN_AGE);
	block_add_column(table, "solved", "Solved", COLUMN_HIDDEN);
	for (guint i = 0; i < rows->len; i++) {
		char **from = g_ptr_array_index(rows, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_ticket_name(from[0]));
		row_add(row, value_word(from[1]));
		row_add(row, value_word(from[2]));
		row_add(row, value_word(from[3]));
		row_add(row, value_word(from[6]));
		row_add(row, instant_value(from[4]));
		row_add(row, instant_value(from[5]));
	}
}

Page *card_page(Desk *desk, const char *who, GError **error)
{
	g_auto(Card) card = {0};
	if (!card_open(&card, desk, who, error))
		return NULL;
	g_autoptr(GPtrArray) open = tickets(&card, TRUE, error);
	g_autoptr(GPtrArray) over = open ? tickets(&card, FALSE, error) : NULL;
	if (!over)
		return NULL;
	Page *page = page_new(PAGE_OBJECT, "card/1");
	page->now = desk_now(desk);
	add_who(&card, page);
	add_tickets(page, "open", "Open", open);
	add_tickets(page, "solved", "Last solved", over);
	return page;
}

char *card_summary(Desk *desk, const char *who)
{
	g_auto(Card) card = {0};
	if (!card_open(&card, desk, who, NULL))
		return NULL;
	g_autoptr(GPtrArray) open = tickets(&card, TRUE, NULL);
	if (!card.contact && !card.customer && (!open || open->len == 0))
		return NULL;
	GString *out = g_string_new(who);
	g_autofree char *name = full_name(&card);
	const char *customer[] = {card.customer, NULL};
	g_autofree char *title = card.customer ? joined(card.index,
		"SELECT title FROM customer WHERE name = ?", customer) : NULL;
	if (*name)
		g_string_append_printf(out, ", %s", name);
	if (title && *title)
		g_string_append_printf(out, ", %s", title);
	for (guint i = 0; open && i < MIN(open->len, 6); i++) {
		char **row = g_ptr_array_index(open, i);
		g_string_append_printf(out, "\n  %s %s: %s%s%s", row[0], row[1],
			row[2], *row[3] ? ", " : "", row[3]);
	}
	return g_string_free(out, FALSE);
}
