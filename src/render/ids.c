#include "render/select.h"
#include "text/escape.h"

static void append_id(GString *out, const Value *value, gboolean nul)
{
	if (value_is_nothing(value))
		return;
	g_autofree char *text = value_to_text(value);
	g_autofree char *id = escape_tsv(text);
	g_string_append_printf(out, "%s", id);
	g_string_append_c(out, nul ? '\0' : '\n');
}

/* The place of the column that names a row; -1 if none does. */
static int id_column(const Block *table)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (table_column(table, i)->flags & COLUMN_ID)
			return (int)i;
	return -1;
}

static void append_table(GString *out, const Block *table, guint place,
	gboolean nul)
{
	for (guint i = 0; i < table->rows->len; i++)
		append_id(out, row_cell(table_row(table, i), place), nul);
}

static void append_object(GString *out, const Page *page, gboolean nul)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		int place = block_is_table(block) ? id_column(block) : -1;
		if (place < 0)
			continue;
		append_table(out, block, (guint)place, nul);
		return;
	}
	g_autoptr(Value) record = merge_fields(page, NULL, FALSE);
	if (record->items->len > 0)
		append_id(out, record->items->pdata[0], nul);
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	const Block *table = page_rows(page);
	if (page->shape == PAGE_OBJECT)
		append_object(out, page, settings->nul);
	else if (table)
		append_table(out, table, (guint)MAX(id_column(table), 0),
			settings->nul);
}

const Renderer render_ids = {
	.name = "ids",
	.help = "only what names each row, one a line, for `-`",
	.has_rows = TRUE,
	.render = render,
};
