#include "text/csv.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

void csv_begin(Csv *csv, const char *text, gsize size)
{
	gsize mark = size >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
	const char *line_end = size > 0 ? memchr(text, '\n', size) : NULL;
	gsize first = line_end ? (gsize)(line_end - text) : size;
	*csv = (Csv){text + mark, text + size, ',', 1};
	if (first > 0 && !memchr(text, ',', first) && memchr(text, ';', first))
		csv->separator = ';';
}

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

GPtrArray *csv_next(Csv *csv)
{
	if (csv->at >= csv->end)
		return NULL;
	GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
	gboolean last = FALSE;
	while (!last)
		g_ptr_array_add(row, next_cell(csv, &last));
	csv->line++;
	return row;
}

gboolean csv_is_empty(const GPtrArray *row)
{
	return row->len == 1 && *(const char *)row->pdata[0] == '\0';
}

void csv_columns(const GPtrArray *first, const char *const *names, int *places)
{
	for (guint i = 0; names[i]; i++) {
		places[i] = -1;
		for (guint j = 0; first && j < first->len; j++)
			if (g_ascii_strcasecmp(first->pdata[j], names[i]) == 0)
				places[i] = (int)j;
	}
}

const char *csv_cell(const GPtrArray *row, int place)
{
	return place >= 0 && (guint)place < row->len ? row->pdata[place] : "";
}
