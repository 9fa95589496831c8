#include "app/change/contracts.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "base/error.h"
#include "index/customers.h"
#include "model/people.h"
#include "text/csv.h"

#define ROW_LIMIT 100000

static const Phrase
	no_customer = {"there is no customer \"%1\"; `desk customer add` makes one",
		"клиента «%1» нет; его заведёт `desk customer add`"},
	first_row = {"%1:1: the first row names the columns; \"customer\" is needed, "
			"then from, until, number, hours, rate and others as "
			"you have them",
		"%1:1: первая строка называет столбцы; нужен \"customer\", затем "
		"from, until, number, hours, rate и другие, какие есть"},
	bad_day = {"\"%1\" is no day such as 2026-01-01",
		"«%1» — не день вида 2026-01-01"},
	not_utf8 = {"%1: not UTF-8", "%1: не UTF-8"};

static char *changed(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const ContractEdit *edit = data;
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_strndup(base, strlen(base) - strlen(".yaml"));
	(void)op;
	if (text)
		return customer_text_contract(name, text, strlen(text), edit,
			error);
	desk_refuse(error, DESK_ERROR_PERSON, &no_customer, name, NULL);
	return NULL;
}

gboolean contracts_edit(Operation *op, const char *customer,
	const ContractEdit *edit, GError **error)
{
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", customer);
	return operation_edit_file(op, path, changed, (void *)edit, error);
}

/* --- CSV ------------------------------------------------------------- */

enum { CUSTOMER, FROM, KEYS };
static const char *const columns[] = {"customer", "from", "until", "number",
	"sla", "hours", "visits", "rate", "over-rate", "fee", "roll-over",
	"opening", "vat", NULL};
#define COLUMNS (G_N_ELEMENTS(columns) - 1)

static gboolean read_day(const char *text, guint *day, GError **error)
{
	*day = 0;
	return *text == '\0' || contract_day_parse(text, day) ||
		desk_refuse(error, DESK_ERROR_DATA, &bad_day, text, NULL);
}

/* Is there a contract of that first day? */
static gboolean choose_act(Operation *op, const char *customer,
	ContractEdit *edit, GError **error)
{
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", customer);
	g_autofree char *text = NULL;
	if (!operation_read_file(op, path, &text, error))
		return FALSE;
	g_autoptr(Customer) parsed = text ? customer_parse(customer, text,
		strlen(text), path, error) : NULL;
	if (!parsed)
		return text ? FALSE : desk_refuse(error, DESK_ERROR_PERSON,
			&no_customer, customer, NULL);
	edit->act = CONTRACT_ADD;
	for (guint i = 0; i < parsed->contracts->len; i++)
		if (((const Contract *)parsed->contracts->pdata[i])->from ==
			edit->day)
			edit->act = CONTRACT_CHANGE;
	return TRUE;
}

static gboolean import_row(Operation *op, const GPtrArray *row,
	const int *places, GError **error)
{
	const char *word = csv_cell(row, places[CUSTOMER]);
	g_autofree char *customer = NULL;
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	ContractEdit edit = {.keys = keys, .values = values};
	Index *index = desk_index(operation_desk(op), error);
	if (!index || !index_customer_named(index, word, &customer, error) ||
		!read_day(csv_cell(row, places[FROM]), &edit.day, error))
		return FALSE;
	for (guint i = FROM + 1; i < COLUMNS; i++) {
		const char *value = csv_cell(row, places[i]);
		if (*value) {
			g_ptr_array_add(keys, (gpointer)columns[i]);
			g_ptr_array_add(values, (gpointer)value);
		}
	}
	return choose_act(op, customer ? customer : word, &edit, error) &&
		contracts_edit(op, customer ? customer : word, &edit, error);
}

gboolean contracts_import(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error)
{
	Csv csv;
	int places[COLUMNS];
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	if (!g_utf8_validate_len(text, size, NULL))
		return desk_refuse(error, DESK_ERROR_DATA, &not_utf8, name,
			NULL);
	csv_begin(&csv, text, size);
	g_autoptr(GPtrArray) first = csv_next(&csv);
	csv_columns(first, columns, places);
	if (places[CUSTOMER] < 0)
		return desk_refuse(error, DESK_ERROR_DATA, &first_row, name,
			NULL);
	for (*rows = 0; *rows < ROW_LIMIT;) {
		guint line = csv.line;
		GError *problem = NULL;
		g_autoptr(GPtrArray) row = csv_next(&csv);
		if (!row)
			break;
		if (csv_is_empty(row))
			continue;
		(*rows)++;
		if (import_row(op, row, places, &problem))
			continue;
		g_prefix_error(&problem, "%s:%u: ", name, line);
		g_ptr_array_add(problems, problem);
	}
	return desk_error_of_many(error, DESK_ERROR_DATA, problems);
}
