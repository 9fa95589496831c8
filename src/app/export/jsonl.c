/* A line for each row, {"table": …}; the table `export` is the last, so a
 * stream that lacks it was cut off. */
#include "app/export/format.h"

#include "text/escape.h"

static void add_text(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	escape_json(out, text);
	g_string_append_c(out, '"');
}

static void add_cell(GString *out, ValueType type, const ExportCell *cell)
{
	if (cell->null)
		g_string_append(out, "null");
	else if (type == VALUE_TEXT)
		add_text(out, cell->text);
	else if (cell->text) /* JSON already */
		g_string_append(out, cell->text);
	else if (type == VALUE_INSTANT) {
		g_autofree char *text = instant_format(cell->integer);
		add_text(out, text);
	} else if (type == VALUE_FLAG)
		g_string_append(out, cell->integer ? "true" : "false");
	else
		g_string_append_printf(out, "%" G_GINT64_FORMAT, cell->integer);
}

/* Of tables without tickets, and of all of them in a whole export, every earlier
 * row goes. */
static gboolean begin_table(Export *export, const ExportTable *table,
	GError **error)
{
	(void)error;
	if (table != &export_replaced && (export->whole || !table->ticket))
		g_string_append_printf(export->out, "{\"table\":\"%s\","
			"\"replaces\":true}\n", table->name);
	return TRUE;
}

static gboolean row(Export *export, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	const ExportColumn *columns = export_columns(table);
	(void)error;
	if (table == &export_replaced)
		g_string_append(export->out, "{\"replaces\":true");
	else
		g_string_append_printf(export->out, "{\"table\":\"%s\"",
			table->name);
	for (guint i = 0; columns[i].name; i++) {
		g_string_append(export->out, ",\"");
		g_string_append(export->out, columns[i].name);
		g_string_append(export->out, "\":");
		add_cell(export->out, columns[i].type, &cells[i]);
	}
	g_string_append(export->out, "}\n");
	return TRUE;
}

const ExportFormat export_jsonl = {
	.name = "jsonl",
	.begin_table = begin_table,
	.row = row,
};
