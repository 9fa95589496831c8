#include "app/export/format.h"

static gboolean begin_table(Export *export, const ExportTable *table,
	GError **error)
{
	(void)error;
	g_string_append_printf(export->out, "%s\n", table->name);
	return TRUE;
}

static gboolean row(Export *export, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	(void)error;
	(void)table;
	(void)cells;
	g_string_append(export->out, "a row\n");
	return TRUE;
}

const ExportFormat export_names = {
	.name = "names",
	.begin_table = begin_table,
	.row = row,
};
