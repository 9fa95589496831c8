#include "app/show/month_parts.h"

#include <string.h>

Page *month_count(const Month *month, const Report *part, gboolean cells,
	GError **error)
{
	ReportSettings settings = *month->settings;
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &report_schema,
		month->language);
	settings.report = part;
	settings.drill = cells;
	return report_run(month->index, month->query.regulation, &settings, page,
		error) ? g_steal_pointer(&page) : NULL;
}

const Value *month_figure(const Page *page, const char *name)
{
	const Value *found = NULL;
	for (guint i = 0; !found && i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		found = block->record ? value_record_get(block->record, name) :
			NULL;
	}
	return found;
}

const Block *month_rows(const Page *page, const char *name)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (g_strcmp0(block->name, name) == 0)
			return block;
	}
	return NULL;
}

const Value *month_cell(const Block *table, const GPtrArray *row,
	const char *name)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (strcmp(((Column *)table->columns->pdata[i])->name, name)
			== 0)
			return row->pdata[i];
	return NULL;
}

void month_copy_row(Block *to, const Block *from, const GPtrArray *row)
{
	GPtrArray *own = block_add_row(to);
	for (guint i = 0; i < to->columns->len; i++) {
		const Value *value = month_cell(from, row,
			((Column *)to->columns->pdata[i])->name);
		row_add(own, value ? value_copy(value) : value_none());
	}
}

GPtrArray *month_cells(const Page *report, const char *group,
	const char *name)
{
	GPtrArray *uids = g_ptr_array_new();
	const Block *cells = month_rows(report, "cells");
	for (guint i = 0; cells && i < cells->rows->len; i++) {
		const GPtrArray *row = cells->rows->pdata[i];
		const Value *of = month_cell(cells, row, "group");
		if (strcmp(month_cell(cells, row, "figure")->text, name) == 0 &&
			(!group || g_strcmp0(of->text, group) == 0))
			g_ptr_array_add(uids, month_cell(cells, row, "uid")->text);
	}
	return uids;
}
