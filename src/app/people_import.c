/* Customers and contacts from CSV (RFC 4180). */

#include "app/people.h"

#include <string.h>

#include "base/error.h"
#include "model/people.h"

#define ROW_LIMIT 100000

enum { CUSTOMER, TITLE, DOMAIN, NAME, MAIL, PHONE, COLUMNS };
static const char *const column_names[COLUMNS] = {"customer", "title",
	"domain", "name", "mail", "phone"};

typedef struct {
	const char *at, *end;
	const char *name;
	char separator;
	guint line;
} Csv;

/* One cell; `*last` when the row ends behind it. */
static char *next_cell(Csv *csv, gboolean *last)
{
	GString *cell = g_string_new(NULL);
	gboolean quoted = csv->at < csv->end && *csv->at == '"';
	if (quoted)
		csv->at++;
	for (; csv->at < csv->end; csv->at++) {
		char c = *csv->at;
		if (quoted && c == '"' && csv->at + 1 < csv->end &&
			csv->at[1] == '"')
			csv->at++;
		else if (quoted && c == '"') {
			quoted = FALSE;
			continue;
		} else if (!quoted && (c == csv->separator || c == '\n'))
			break;
		if (c == '\n')
			csv->line++;
		if (c != '\r' || quoted)
			g_string_append_c(cell, *csv->at);
	}
	*last = csv->at >= csv->end || *csv->at == '\n';
	if (csv->at < csv->end)
		csv->at++;
	return g_strstrip(g_string_free(cell, FALSE));
}

static GPtrArray *next_row(Csv *csv)
{
	GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
	gboolean last = FALSE;
	while (!last)
		g_ptr_array_add(row, next_cell(csv, &last));
	csv->line++;
	return row;
}

/* Which column each cell is; -1 = not ours. */
static gboolean read_header(Csv *csv, int places[COLUMNS], GError **error)
{
	g_autoptr(GPtrArray) row = next_row(csv);
	for (int i = 0; i < COLUMNS; i++) {
		places[i] = -1;
		for (guint j = 0; j < row->len; j++)
			if (g_ascii_strcasecmp(g_ptr_array_index(row, j),
				column_names[i]) == 0)
				places[i] = (int)j;
	}
	if (places[CUSTOMER] >= 0 || places[TITLE] >= 0)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
		"%s:1: the first row names the columns; \"customer\" or "
		"\"title\" is needed, then domain, name, mail, phone as you "
		"have them", csv->name);
	return FALSE;
}

static const char *cell(const GPtrArray *row, const int places[COLUMNS],
	int column)
{
	int place = places[column];
	return place >= 0 && (guint)place < row->len ?
		g_ptr_array_index(row, (guint)place) : "";
}

static gboolean have_customer(Operation *op, const char *name, GError **error)
{
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", name);
	g_autoptr(GBytes) bytes = operation_read_file(op, path, error);
	return bytes != NULL;
}

static gboolean import_row(Operation *op, const GPtrArray *row,
	const int places[COLUMNS], GError **error)
{
	const char *title = cell(row, places, TITLE);
	const char *given = cell(row, places, CUSTOMER);
	g_autofree char *name = name_from_text(*given ? given : title);
	const char *domain = cell(row, places, DOMAIN);
	const char *mail = cell(row, places, MAIL);
	const char *phone = cell(row, places, PHONE);
	const char *person = cell(row, places, NAME);
	if (*name == '\0') {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			"a row without customer and title");
		return FALSE;
	}
	g_autoptr(GError) problem = NULL;
	if (!have_customer(op, name, &problem) && !problem) {
		char *domains[] = {(char *)(*domain ? domain : NULL), NULL};
		NewCustomer customer = {name, *title ? title : given, NULL,
			domains};
		g_autofree char *made = NULL;
		people_add_customer(op, &customer, &made, &problem);
	}
	g_autofree char *contact = NULL;
	if (!problem && (*mail || *phone || *person))
		people_add_contact(op, name, person, *mail ? mail : NULL,
			*phone ? phone : NULL, &contact, &problem);
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

gboolean people_import(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error)
{
	Csv csv = {text, text + size, name, ',', 1};
	const char *line_end = memchr(text, '\n', size);
	gsize first = line_end ? (gsize)(line_end - text) : size;
	if (!memchr(text, ',', first) && memchr(text, ';', first))
		csv.separator = ';';
	int places[COLUMNS];
	g_autoptr(GString) problems = g_string_new(NULL);
	if (!read_header(&csv, places, error))
		return FALSE;
	for (*rows = 0; csv.at < csv.end && *rows < ROW_LIMIT;) {
		guint line = csv.line;
		g_autoptr(GPtrArray) row = next_row(&csv);
		g_autoptr(GError) problem = NULL;
		if (row->len == 1 && *(char *)g_ptr_array_index(row, 0) == '\0')
			continue;
		(*rows)++;
		if (!import_row(op, row, places, &problem))
			g_string_append_printf(problems, "%s%s:%u: %s",
				problems->len > 0 ? "\n" : "", name, line,
				problem->message);
	}
	if (problems->len == 0)
		return TRUE;
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_DATA, problems->str);
	return FALSE;
}
