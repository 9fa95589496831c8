#include "cmd/table.h"

#include "model/ticket.h"

Block *table_new(Context *context, const char *name,
	const TableColumn *columns, gsize count)
{
	Block *table = page_add_table(context->page, name, NULL);
	for (gsize i = 0; i < count; i++)
		block_add_column(table, columns[i].name, in_language(context,
			&columns[i].title), columns[i].flags);
	return table;
}

void table_add(Block *table, Value *const *cells, gsize count)
{
	GPtrArray *row = block_add_row(table);
	for (gsize i = 0; i < count; i++)
		row_add(row, cells[i]);
}

Block *fields_add(Context *context, const FieldRow *rows, gsize count)
{
	Block *fields = page_add_fields(context->page, NULL);
	for (gsize i = 0; i < count; i++)
		block_set(fields, rows[i].name, in_language(context,
			&rows[i].title), rows[i].value);
	return fields;
}

const char *kind_title(const Context *context, const char *kind)
{
	const EntryKind *row = entry_kind_find(kind);
	return context->machine || !row ? kind :
		in_language(context, &row->title);
}
