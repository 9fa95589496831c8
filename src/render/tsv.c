#include "render/select.h"
#include "text/escape.h"

static void append_cell(GString *out, const Value *value)
{
	if (!value)
		return;
	g_autofree char *text = value->type == VALUE_TEXT ? NULL :
		value_to_text(value);
	g_autofree char *cell = escape_tsv(text ? text : value->text);
	g_string_append(out, cell);
}

static void append_header(GString *out, const Block *table,
	const GArray *places, const RenderSettings *settings)
{
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		g_autofree char *name = escape_tsv(table_column(table,
			place)->name);
		g_string_append_printf(out, "%s%s", i > 0 ? "\t" : "", name);
	}
	g_string_append_c(out, settings->nul ? '\0' : '\n');
}

static void append_rows(GString *out, const Page *page, const Block *table,
	const RenderSettings *settings)
{
	g_autoptr(GArray) places = chosen_columns(page, table, settings->fields,
		FALSE);
	if (settings->header)
		append_header(out, table, places, settings);
	for (guint i = 0; i < table->rows->len; i++) {
		for (guint j = 0; j < places->len; j++) {
			if (j > 0)
				g_string_append_c(out, '\t');
			append_cell(out, row_cell(table_row(table, i),
				g_array_index(places, guint, j)));
		}
		g_string_append_c(out, settings->nul ? '\0' : '\n');
	}
}

static void append_field(GString *out, const char *name, const Value *value,
	const RenderSettings *settings)
{
	g_autofree char *key = escape_tsv(name);
	g_string_append_printf(out, "%s\t", key);
	append_cell(out, value);
	g_string_append_c(out, settings->nul ? '\0' : '\n');
}

/* A record has a line for each of its members. */
static void append_fields(GString *out, const Page *page,
	const RenderSettings *settings)
{
	g_autoptr(Value) record = merge_fields(page, settings->fields, FALSE);
	for (guint i = 0; i < record->names->len; i++) {
		const char *name = record->names->pdata[i];
		const Value *value = record->items->pdata[i];
		if (settings->fields || !value_is_nested(value))
			append_field(out, name, value, settings);
		for (guint k = 0; !settings->fields &&
			value->type == VALUE_RECORD && k < value->items->len;
			k++) {
			g_autofree char *inner = g_strjoin(".", name,
				value->names->pdata[k], NULL);
			append_field(out, inner, value->items->pdata[k],
				settings);
		}
	}
}

/* Each body after a blank line. */
static void append_bodies(GString *out, const Block *timeline)
{
	for (guint i = 0; i < timeline->items->len; i++) {
		const TimelineItem *item = timeline->items->pdata[i];
		if (!item->body)
			continue;
		g_string_append_printf(out, "\n%s", item->body);
		if (!g_str_has_suffix(item->body, "\n"))
			g_string_append_c(out, '\n');
	}
}

static void append_object(GString *out, const Page *page,
	const RenderSettings *settings)
{
	append_fields(out, page, settings);
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block_is_table(block) ||
			(block->rows->len == 0 && !settings->header) ||
			!block_is_selected(page, block, settings->fields, FALSE))
			continue;
		if (out->len > 0)
			g_string_append_c(out, '\n');
		append_rows(out, page, block, settings);
	}
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		/* The bodies are shown of one without a name, too: they need
		 * none. */
		if (block->type == BLOCK_TIMELINE && !block->people &&
			(!settings->fields || block_is_selected(page, block,
				settings->fields, FALSE)))
			append_bodies(out, block);
	}
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	const Block *table = page_rows(page);
	if (page->shape == PAGE_OBJECT)
		append_object(out, page, settings);
	else if (table)
		append_rows(out, page, table, settings);
}

const Renderer render_tsv = {
	.name = "tsv",
	.help = "tab-separated, without a header",
	.has_rows = TRUE,
	.render = render,
};
