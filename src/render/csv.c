#include "render/cell.h"
#include "render/select.h"
#include "text/escape.h"

static void append_cell(GString *out, const char *text)
{
	g_autofree char *cell = escape_csv(text);
	g_string_append(out, cell);
}

static void append_value(GString *out, const Value *value)
{
	if (!value)
		return;
	g_autofree char *text = value_to_text(value);
	/* -1e-05 is a number of ours, not a formula of somebody else's. */
	if (value_is_figure(value))
		g_string_append(out, text);
	else
		append_cell(out, text);
}

/* Fields of the object that stand in each row: Value* and names, borrowed. */
static void find_each(const Page *page, char **fields, GPtrArray *names,
	GPtrArray *values)
{
	for (guint i = 0; page->shape == PAGE_OBJECT && !fields &&
		i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		for (guint k = 0; block->record && !block->people &&
			k < block->members->len; k++) {
			if (!(block_member(block, k)->flags & COLUMN_EACH))
				continue;
			g_ptr_array_add(names, block_member(block, k)->name);
			g_ptr_array_add(values,
				block->record->items->pdata[k]);
		}
	}
}

static void append_table(GString *out, const Page *page, const Block *table,
	char **fields)
{
	g_autoptr(GArray) places = chosen_columns(page, table, fields, FALSE);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) each = g_ptr_array_new();
	find_each(page, fields, names, each);
	for (guint i = 0; i <= table->rows->len; i++) {
		for (guint j = 0; j < each->len; j++) {
			if (i == 0)
				append_cell(out, names->pdata[j]);
			else
				append_value(out, each->pdata[j]);
			g_string_append_c(out, ',');
		}
		for (guint j = 0; j < places->len; j++) {
			guint place = g_array_index(places, guint, j);
			if (j > 0)
				g_string_append_c(out, ',');
			if (i == 0)
				append_cell(out, table_column(table, place)->name);
			else
				append_value(out,
					row_cell(table_row(table, i - 1), place));
		}
		g_string_append(out, "\r\n");
	}
}

static void append_record(GString *out, const Value *record, char **fields)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) values = g_string_new(NULL);
	for (guint i = 0; i < record->names->len; i++) {
		const Value *value = record->items->pdata[i];
		if (!fields && value_is_nested(value))
			continue;
		if (names->len > 0) {
			g_string_append_c(names, ',');
			g_string_append_c(values, ',');
		}
		append_cell(names, record->names->pdata[i]);
		append_value(values, value);
	}
	g_string_append_printf(out, "%s\r\n%s\r\n", names->str, values->str);
}

static const Block *find_table(const Page *page, char **fields)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block_is_table(block) &&
			block_is_selected(page, block, fields, FALSE))
			return block;
	}
	return NULL;
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	const Block *table = page->shape == PAGE_LIST ?
		page_rows(page) : find_table(page, settings->fields);
	if (table) {
		append_table(out, page, table, settings->fields);
	} else if (page->shape == PAGE_OBJECT) {
		g_autoptr(Value) record = merge_fields(page, settings->fields,
			FALSE);
		append_record(out, record, settings->fields);
	}
}

const Renderer render_csv = {
	.name = "csv",
	.help = "comma-separated with a header, safe to open in a spreadsheet",
	.render = render,
};
