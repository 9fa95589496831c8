/* A stream for psql. */
#include "app/export/format.h"
#include "index/export_script.h"

static gboolean begin(Export *export, GError **error)
{
	(void)error;
	export_script_begin(export->out, export->tables, export->since);
	return TRUE;
}

static gboolean begin_table(Export *export, const ExportTable *table,
	GError **error)
{
	(void)error;
	export_script_begin_table(export->out, table, !export->whole);
	return TRUE;
}

static gboolean row(Export *export, const ExportTable *table,
	const ExportCell *cells, GError **error)
{
	(void)error;
	export_script_add(export->out, table, cells);
	return TRUE;
}

static gboolean end_table(Export *export, const ExportTable *table,
	GError **error)
{
	(void)table;
	(void)error;
	export_script_end_table(export->out);
	return TRUE;
}

static gboolean end(Export *export, GError **error)
{
	(void)error;
	export_script_end(export->out);
	return TRUE;
}

const ExportFormat export_postgresql = {
	.name = "postgresql",
	.begin = begin,
	.begin_table = begin_table,
	.row = row,
	.end_table = end_table,
	.end = end,
};
