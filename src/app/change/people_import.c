/* Customers and contacts from CSV (RFC 4180). */

#include "app/change/people.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "base/error.h"
#include "index/customers.h"
#include "model/people.h"
#include "text/csv.h"

#define ROW_LIMIT 100000

static const Phrase
	first_row = {"%1:1: the first row names the columns; \"customer\" or "
			"\"title\" is needed, then domain, name, mail, phone "
			"as you have them",
		"%1:1: первая строка называет столбцы; нужен \"customer\" или "
		"\"title\", затем domain, name, mail, phone, какие есть"},
	no_domain = {"\"%1\" is no mail domain such as acme.example",
		"«%1» — не почтовый домен вида acme.example"},
	public_domain = {"\"%1\" is a public mail provider's and belongs to "
			"nobody; leave the cell empty",
		"«%1» — домен общедоступной почты и ничей; оставьте ячейку "
		"пустой"},
	no_customer = {"a row without customer and title",
		"строка без customer и title"},
	not_utf8 = {"%1:%2: not UTF-8; `iconv -f %3 -t UTF-8%4%5 | desk "
			"customer import -` takes it in if a spreadsheet "
			"wrote it",
		"%1:%2: не UTF-8; если файл из электронной таблицы, поможет "
		"`iconv -f %3 -t UTF-8%4%5 | desk customer import -`"};

enum { CUSTOMER, TITLE, DOMAIN, NAME, MAIL, PHONE, OF_REQUISITES,
	COLUMNS = OF_REQUISITES + REQUISITES };
static const char *const column_names[] = {"customer", "title", "domain",
	"name", "mail", "phone", "legal-name", "inn", "kpp", "ogrn", "address",
	"signs", "bank", "bik", "account", "correspondent", NULL};

static gboolean read_header(Csv *csv, const char *name, int places[COLUMNS],
	GError **error)
{
	g_autoptr(GPtrArray) row = csv_next(csv);
	csv_columns(row, column_names, places);
	if (places[CUSTOMER] >= 0 || places[TITLE] >= 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &first_row, name, NULL);
}

static const char *cell(const GPtrArray *row, const int places[COLUMNS],
	int column)
{
	return csv_cell(row, places[column]);
}

/* --- whose is it --------------------------------------------------------- */

typedef struct {
	Operation *op;
	int places[COLUMNS];
	GHashTable *owners; /* what the rows so far took → customer */
} Import;

/* By a row above or the index; NULL: nobody's, or several's. Borrowed. */
static gboolean owner_of(Import *import, Owned what, const char *value,
	const char **owner, GError **error)
{
	*owner = g_hash_table_lookup(import->owners, value);
	if (*owner)
		return TRUE;
	Index *index = desk_index(operation_desk(import->op), error);
	g_autoptr(GPtrArray) names = index ? index_owners(index, what, value,
		error) : NULL;
	if (names && names->len == 1) {
		char *found = g_strdup(names->pdata[0]);
		g_hash_table_insert(import->owners, g_strdup(value), found);
		*owner = found;
	}
	return names != NULL;
}

static gboolean take(Import *import, Owned what, const char *text,
	const char *customer, GError **error)
{
	static const Phrase owned[] = {
		[OWNED_DOMAIN] = {"the domain \"%1\" is that of the customer %2",
			"домен «%1» принадлежит клиенту %2"},
		[OWNED_MAIL] = {"the address \"%1\" is that of the customer %2",
			"адрес «%1» принадлежит клиенту %2"},
		[OWNED_PHONE] = {"the number \"%1\" is that of the customer %2",
			"номер «%1» принадлежит клиенту %2"},
	};
	g_autofree char *value = what == OWNED_PHONE ? phone_normalise(text) :
		mail_ascii(text);
	const char *owner;
	if (*value == '\0')
		return TRUE;
	if (!owner_of(import, what, value, &owner, error))
		return FALSE;
	if (owner && strcmp(owner, customer) != 0)
		return desk_refuse(error, DESK_ERROR_DATA, &owned[what], text,
			owner, NULL);
	if (!owner)
		g_hash_table_insert(import->owners, g_steal_pointer(&value),
			g_strdup(customer));
	return TRUE;
}

static gboolean check_row(Import *import, const GPtrArray *row,
	const char *customer, GError **error)
{
	const char *domain = cell(row, import->places, DOMAIN);
	if (*domain && !mail_is_domain(domain))
		return desk_refuse(error, DESK_ERROR_DATA, &no_domain, domain,
			NULL);
	if (domain_is_public(domain))
		return desk_refuse(error, DESK_ERROR_DATA, &public_domain,
			domain, NULL);
	return take(import, OWNED_DOMAIN, domain, customer, error) &&
		take(import, OWNED_MAIL, cell(row, import->places, MAIL),
			customer, error) &&
		take(import, OWNED_PHONE, cell(row, import->places, PHONE),
			customer, error);
}

/* --- rows ---------------------------------------------------------------- */

/* Of the customer whose row it is. Borrowed. */
static Requisites requisites_of(const GPtrArray *row, const int *places)
{
	Requisites requisites = {{NULL}};
	for (Requisite i = 0; i < REQUISITES; i++) {
		const char *text = cell(row, places, OF_REQUISITES + (int)i);
		requisites.texts[i] = (char *)(*text ? text : NULL);
	}
	return requisites;
}

static gboolean put_customer(Import *import, const GPtrArray *row,
	const char *name, const char *fallback, GError **error)
{
	const char *title = cell(row, import->places, TITLE);
	const char *domain = cell(row, import->places, DOMAIN);
	char *domains[] = {(char *)(*domain ? domain : NULL), NULL};
	NewCustomer customer = {name, *title ? title : NULL, NULL, domains,
		requisites_of(row, import->places)};
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", name);
	g_autofree char *text = NULL;
	if (!operation_read_file(import->op, path, &text, error))
		return FALSE;
	if (text)
		return people_change_customer(import->op, name, &customer,
			error);
	g_autofree char *made = NULL;
	if (!customer.title)
		customer.title = fallback;
	return people_add_customer(import->op, &customer, &made, error);
}

static gboolean import_row(Import *import, const GPtrArray *row, GError **error)
{
	const int *places = import->places;
	const char *title = cell(row, places, TITLE);
	const char *given = cell(row, places, CUSTOMER);
	g_autofree char *name = name_from_text(*given ? given : title);
	const char *mail = cell(row, places, MAIL);
	const char *phone = cell(row, places, PHONE);
	const char *person = cell(row, places, NAME);
	if (*name == '\0')
		return desk_refuse(error, DESK_ERROR_DATA, &no_customer, NULL);
	if (!check_row(import, row, name, error) ||
		!put_customer(import, row, name, given, error))
		return FALSE;
	g_autofree char *contact = NULL;
	return !(*mail || *phone || *person) || people_add_contact(import->op,
		name, person, *mail ? mail : NULL, *phone ? phone : NULL,
		&contact, error);
}

/* --- the file ------------------------------------------------------------ */

/* What spreadsheets write that is no UTF-8, and what makes it so. */
static gboolean need_utf8(const char *text, gsize size, const char *name,
	GError **error)
{
	const char *bad;
	gboolean wide = size >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 ||
		memcmp(text, "\xFE\xFF", 2) == 0);
	if (g_utf8_validate_len(text, size, &bad))
		return TRUE;
	guint line = 1;
	for (const char *c = text; c < bad; c++)
		line += *c == '\n';
	gboolean is_input = strcmp(name, "-") == 0;
	g_autofree char *quoted = is_input ? g_strdup("") : g_shell_quote(name);
	desk_refuse(error, DESK_ERROR_DATA, &not_utf8, name,
		PHRASE_NUMBER(line), wide ? "UTF-16" : "CP1251",
		is_input ? "" : " ", quoted, NULL);
	return FALSE;
}

gboolean people_import(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error)
{
	Csv csv;
	g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	Import import = {op, {0}, owners};
	if (!need_utf8(text, size, name, error))
		return FALSE;
	csv_begin(&csv, text, size);
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	if (!read_header(&csv, name, import.places, error))
		return FALSE;
	for (*rows = 0; csv.at < csv.end && *rows < ROW_LIMIT;) {
		guint line = csv.line;
		g_autoptr(GPtrArray) row = csv_next(&csv);
		GError *problem = NULL;
		if (csv_is_empty(row))
			continue;
		(*rows)++;
		if (import_row(&import, row, &problem))
			continue;
		g_prefix_error(&problem, "%s:%u: ", name, line);
		g_ptr_array_add(problems, problem);
	}
	return desk_error_of_many(error, DESK_ERROR_DATA, problems);
}
