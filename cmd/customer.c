#include "app/change/people.h"
#include "app/desk/people_words.h"
#include "cmd/change.h"

#include "app/desk/current_index.h"
#include "app/desk/ticket_name.h"
#include "index/customers.h"
#include "model/requisites.h"

static const Phrase
	taken_in = {"%1 rows taken in", "принято строк: %1"},
	exists = {"there is a customer %1 already: customers/%1.yaml",
		"клиент %1 уже есть: customers/%1.yaml"},
	one_ticket = {"learn from one ticket", "learn берёт одну заявку"};

static const Option options[] = {
	{"title", 0, "TITLE", VALUE_OF_TEXT, FALSE,
		{"the name for people", "название для людей"}},
	{"domain", 0, "DOMAIN", VALUE_OF_TEXT, TRUE,
		{"mail from it is theirs",
			"почта с этого домена — от этого клиента"}},
	{"lang", 0, "LANGUAGE", VALUE_OF_LANGUAGE, FALSE,
		{"of mail to them: en, ru", "язык писем клиенту: en, ru"}},
	{"name", 0, "NAME", VALUE_OF_TEXT, FALSE,
		{"a contact's full name", "полное имя контакта"}},
	{"mail", 0, "ADDRESS", VALUE_OF_TEXT, FALSE,
		{"a contact's address", "адрес контакта"}},
	{"phone", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"a contact's phone", "телефон контакта"}},
	{"legal-name", 0, "NAME", VALUE_OF_TEXT, FALSE,
		{"as acts have it", "наименование для актов"}},
	{"inn", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"taxpayer's number", "ИНН"}},
	{"kpp", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"registration reason code", "КПП"}},
	{"ogrn", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"state registration number", "ОГРН или ОГРНИП"}},
	{"address", 0, "TEXT", VALUE_OF_TEXT, FALSE,
		{"of the company", "юридический адрес"}},
	{"signs", 0, "TEXT", VALUE_OF_TEXT, FALSE,
		{"who signs acts", "кто подписывает акты"}},
	{"bank", 0, "NAME", VALUE_OF_TEXT, FALSE,
		{"where the account is", "банк"}},
	{"bik", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"the bank's code", "БИК банка"}},
	{"account", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"at the bank", "расчётный счёт"}},
	{"correspondent", 0, "NUMBER", VALUE_OF_TEXT, FALSE,
		{"account of the bank", "корреспондентский счёт банка"}},
	{0},
};

/* --- add ------------------------------------------------------------- */

typedef struct {
	Context *context;
	const char *word;
	char *made; /* what was made, for the answer */
} Addition;

/* Those that the options say. Borrowed. */
static gboolean read_requisites(Context *context, Requisites *requisites)
{
	gboolean any = FALSE;
	for (Requisite i = 0; i < REQUISITES; i++) {
		requisites->texts[i] = (char *)option_text(context,
			i == REQUISITE_NAME ? "legal-name" : requisite_name(i));
		any = any || requisites->texts[i];
	}
	return any;
}

/* Makes the customer, or gives the options to the one of this very name. */
static gboolean have_customer(Operation *op, const Addition *addition,
	char **name, GError **error)
{
	Context *context = addition->context;
	const char *title = option_text(context, "title");
	NewCustomer customer = {
		.name = title ? addition->word : NULL,
		.title = title,
		.language = option_text(context, "lang"),
		.domains = option_all(context, "domain"),
	};
	gboolean any = read_requisites(context, &customer.requisites) ||
		title || customer.language || *customer.domains ||
		option_text(context, "name") || option_text(context, "mail") ||
		option_text(context, "phone");
	Index *index = desk_index(operation_desk(op), error);
	if (!index || !index_customer_named(index, addition->word, name, error))
		return FALSE;
	if (*name && any)
		return people_change_customer(op, *name, &customer, error);
	if (*name)
		return desk_refuse(error, DESK_ERROR_USAGE, &exists, *name,
			NULL);
	if (!title)
		customer.title = addition->word;
	return people_add_customer(op, &customer, name, error);
}

static gboolean add(Operation *op, void *data, GError **error)
{
	Addition *addition = data;
	Context *context = addition->context;
	const char *person = option_text(context, "name");
	const char *mail = option_text(context, "mail");
	const char *phone = option_text(context, "phone");
	g_autofree char *name = NULL;
	if (!have_customer(op, addition, &name, error))
		return FALSE;
	g_free(addition->made);
	addition->made = NULL;
	if (!person && !mail && !phone) {
		addition->made = g_steal_pointer(&name);
		return TRUE;
	}
	return people_add_contact(op, name, person, mail, phone,
		&addition->made, error);
}

static int run_add(Context *context, GError **error)
{
	if (!context_desk(context, error))
		return -1;
	Addition addition = {context, context->operands[0], NULL};
	int status = run_file_change(context, "customer add", add, &addition,
		error);
	if (status == 0)
		page_add_prose(context->page, "%s", addition.made);
	g_free(addition.made);
	return status;
}

/* --- learn ----------------------------------------------------------- */

typedef struct {
	const char *uid, *customer;
} Lesson;

static gboolean learn(Operation *op, void *data, GError **error)
{
	const Lesson *lesson = data;
	Ticket *ticket = operation_ticket(op, lesson->uid, error);
	return ticket && people_learn(op, ticket, lesson->customer, error);
}

static int run_learn(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) uids = desk ?
		desk_find_tickets(desk, context->operands[0], error) : NULL;
	if (!uids)
		return -1;
	g_autofree char *customer = words_customer(desk, context->operands[1],
		error);
	if (!customer || uids->len != 1) {
		if (customer)
			usage_error(context, error, &one_ticket, NULL);
		return -1;
	}
	Lesson lesson = {g_ptr_array_index(uids, 0), customer};
	return change_run(context, "customer learn", learn, &lesson, error);
}

/* --- import ---------------------------------------------------------- */

static int run_import(Context *context, GError **error)
{
	return import_file(context, "customer import", people_import, &taken_in, error);
}

/* --- list ------------------------------------------------------------ */

static const Member columns[] = {
	{"name", {"Customer", "Клиент"}, VALUE_TEXT, COLUMN_ID,
		"name of the file"},
	{"title", {"Title", "Название"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people"},
	{"domains", {"Domains", "Домены"}, VALUE_LIST, 0,
		"of mail"},
	{"contacts", {"Contacts", "Контакты"}, VALUE_INTEGER, 0, "how many"},
	{"open", {"Open", "Открыто"}, VALUE_INTEGER, 0,
		"tickets that are not solved"},
	{"last", {"Last ticket", "Последняя"}, VALUE_INSTANT, COLUMN_AGE,
		"of its newest ticket; null = none"},
	{0},
};
static const Schema schema = {"customer/1",
	"desk customer list: an array", columns};

static void add_line(Block *table, gconstpointer data)
{
	const CustomerLine *line = data;
	Value *cells[] = {
		value_text(line->name),
		value_word(line->title),
		value_split(line->domains, "\n"),
		value_integer(line->contacts),
		value_integer(line->open),
		line->last == INSTANT_NONE ? value_none() :
			value_instant(line->last),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static int run_list(Context *context, GError **error)
{
	return list_files(context, &schema, index_customer_lines, add_line,
		error);
}

static int run_show(Context *context, GError **error)
{
	return show_file(context, "customers", context->operands[0], error);
}

static int run_edit(Context *context, GError **error)
{
	return edit_file(context, "customers", context->operands[0], error);
}

static const Subcommand subcommands[] = {
	{"add", "NAME", {"a customer, or a contact of one",
		"клиент или его контакт"}, {VALUE_OF_CUSTOMER}, options, run_add,
		FALSE},
	{"edit", "NAME", {"change the file of one", "изменить файл клиента"},
		{VALUE_OF_CUSTOMER}, NULL, run_edit, FALSE},
	{"import", "FILE", {"customers and contacts from CSV",
		"клиенты и контакты из CSV"}, {VALUE_OF_FILE}, NULL, run_import,
		FALSE},
	{"learn", "TICKET NAME", {"the requester of a ticket is theirs",
		"заявитель из этого клиента"}, {VALUE_OF_TICKET,
		VALUE_OF_CUSTOMER}, NULL, run_learn, FALSE},
	{"list", NULL, {"everybody", "все клиенты"}, {VALUE_OF_NOTHING}, NULL,
		run_list, TRUE},
	{"show", "NAME", {"the file of one", "файл клиента"},
		{VALUE_OF_CUSTOMER}, NULL, run_show, FALSE},
	{0},
};

const Command customer_command = {
	.name = "customer",
	.group = GROUP_CUSTOMERS,
	.synopsis = "customer",
	.summary = {"organisations and their contacts",
		"клиенты и их контакты"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
};
