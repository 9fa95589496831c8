/* A folder with a file for each table; or one table. */
#include "app/export/format.h"

#include "text/escape.h"

static gboolean begin_table(Export *export, const ExportTable *table,
	GError **error)
{
	const ExportColumn *columns = export_columns(table);
	(void)error;
	for (const ExportColumn *column = columns; column->name; column++)
		g_string_append_printf(export->out, "%s%s", column == columns ?
			"" : ",", column->name);
	g_string_append(export->out, "\r\n");
	return TRUE;
}

static void add_cell(GString *out, ValueType type, const ExportCell *cell)
{
	if (cell->null)
		return;
	if (cell->text) {
		g_autofree char *text = escape_csv(cell->text);
		g_string_append(out, text);
	} else if (type == VALUE_INSTANT) {
		g_autofree char *text = instant_format(cell->integer);
		g_string_append(out, text);
	} else if (type == VALUE_FLAG)
		g_string_append(out, cell->integer ? "true" : "false");
	else
		g_string_append_printf(out, "%" G_GINT64_FORMAT, cell->integer);
}

static gboolean row(Export *export, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	const ExportColumn *columns = export_columns(table);
	(void)error;
	for (guint i = 0; columns[i].name; i++) {
		if (i > 0)
			g_string_append_c(export->out, ',');
		add_cell(export->out, columns[i].type, &cells[i]);
	}
	g_string_append(export->out, "\r\n");
	return TRUE;
}

const ExportFormat export_csv = {
	.name = "csv",
	.folder = TRUE,
	.begin_table = begin_table,
	.row = row,
};
