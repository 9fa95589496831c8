#include "render/select.h"
#include "text/escape.h"
#include "text/json.h"

static void append_name(GString *out, const char *name)
{
	g_string_append_c(out, '"');
	escape_json(out, name);
	g_string_append(out, "\":");
}

static void append_row(GString *out, const Block *table, const GPtrArray *row,
	const GArray *places)
{
	g_string_append_c(out, '{');
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Value *value = row_cell(row, place);
		if (i > 0)
			g_string_append_c(out, ',');
		append_name(out, table_column(table, place)->name);
		if (value)
			json_append(out, value, FALSE);
		else
			g_string_append(out, "null");
	}
	g_string_append_c(out, '}');
}

static void append_list(GString *out, const Page *page, char **fields,
	gboolean array)
{
	const Block *table = page_rows(page);
	guint count = table ? table->rows->len : 0;
	g_autoptr(GArray) places = table ?
		chosen_columns(page, table, fields, TRUE) : NULL;
	if (array)
		g_string_append(out, count > 0 ? "[\n" : "[");
	for (guint i = 0; i < count; i++) {
		append_row(out, table, table_row(table, i), places);
		g_string_append(out, array && i + 1 < count ? ",\n" : "\n");
	}
	if (array)
		g_string_append(out, "]\n");
}

/* --- objects --------------------------------------------------------------*/

/* Somebody may name a column twice: it is there once. */
static GPtrArray *names_of(const Block *table, GArray *places)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < places->len;) {
		char *name = (char *)table_column(table, g_array_index(places,
			guint, i))->name;
		if (g_ptr_array_find_with_equal_func(names, name, g_str_equal,
			NULL)) {
			g_array_remove_index(places, i);
			continue;
		}
		g_ptr_array_add(names, name);
		i++;
	}
	return names;
}

/* Its cells are those of the page. */
static Value *table_value(const Page *page, const Block *table, char **fields)
{
	static const Value none = {.type = VALUE_NONE};
	Value *list = value_list();
	g_autoptr(GArray) places = chosen_columns(page, table, fields, TRUE);
	g_autoptr(GPtrArray) names = names_of(table, places);
	for (guint i = 0; i < table->rows->len; i++) {
		GPtrArray *items = g_ptr_array_sized_new(places->len);
		for (guint j = 0; j < places->len; j++) {
			const Value *cell = row_cell(table_row(table, i),
				g_array_index(places, guint, j));
			g_ptr_array_add(items, (gpointer)(cell ? cell : &none));
		}
		value_list_add(list, value_record_of(names, items));
	}
	return list;
}

static Value *timeline_value(const Block *timeline)
{
	Value *list = value_list();
	for (guint i = 0; i < timeline->items->len; i++) {
		const TimelineItem *item = timeline->items->pdata[i];
		Value *notes = value_list();
		for (guint j = 0; j < item->notes->len; j++)
			value_list_add(notes, value_text(item->notes->pdata[j]));
		Value *record = value_record();
		value_record_set(record, "at", value_instant(item->at));
		value_record_set(record, "who", value_text(item->who));
		value_record_set(record, "what", value_text(item->what));
		value_record_set(record, "body", value_text(item->body));
		value_record_set(record, "notes", notes);
		value_list_add(list, record);
	}
	return list;
}

static Value *object_value(const Page *page, char **fields)
{
	Value *object = value_record();
	if (page->schema)
		value_record_set(object, "schema", value_text(page->schema->name));
	g_autoptr(Value) record = merge_fields(page, fields, FALSE);
	for (guint i = 0; i < record->names->len; i++)
		value_record_set(object, record->names->pdata[i],
			value_copy(record->items->pdata[i]));
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block->name ||
			!block_is_selected(page, block, fields, FALSE))
			continue;
		if (block_is_table(block))
			value_record_set(object, block->name,
				table_value(page, block, fields));
		else if (block->type == BLOCK_TIMELINE)
			value_record_set(object, block->name,
				timeline_value(block));
	}
	return object;
}

static void render_as(const Page *page, const RenderSettings *settings,
	gboolean lines, GString *out)
{
	if (page->shape == PAGE_LIST) {
		append_list(out, page, settings->fields, !lines);
		return;
	}
	g_autoptr(Value) object = object_value(page, settings->fields);
	json_append(out, object, !lines);
	g_string_append_c(out, '\n');
}

static void render_whole(const Page *page, const RenderSettings *settings,
	GString *out)
{
	render_as(page, settings, FALSE, out);
}

static void render_lines(const Page *page, const RenderSettings *settings,
	GString *out)
{
	render_as(page, settings, TRUE, out);
}

const Renderer render_json = {
	.name = "json",
	.help = "JSON: an array of objects, or one object",
	.render = render_whole,
};

const Renderer render_jsonl = {
	.name = "jsonl",
	.help = "JSON, one object a line",
	.render = render_lines,
};
