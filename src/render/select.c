#include "render/select.h"

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"

static const Phrase
	fieldless = {"--fields: unknown field \"%1\"; this answer has none",
		"--fields: неизвестное поле «%1»; в этом ответе полей нет"},
	unknown_field = {"--fields: unknown field \"%1\"; known here: %2",
		"--fields: неизвестное поле «%1»; здесь есть: %2"};

static const Phrase no_fields = {"--fields: name at least one field",
	"--fields: назовите хотя бы одно поле"};

gboolean block_is_table(const Block *block)
{
	return block->type == BLOCK_TABLE || block->type == BLOCK_CHART;
}

static const Block *page_block(const Page *page, guint index)
{
	return page->blocks->pdata[index];
}

static gboolean has_column(const Block *table, const char *name)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (g_str_equal(table_column(table, i)->name, name))
			return TRUE;
	return FALSE;
}

/* A field or block of an object. */
static gboolean has_name(const Page *page, const char *name)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page_block(page, i);
		if (g_strcmp0(block->name, name) == 0 || (block->record &&
			value_record_get(block->record, name)))
			return TRUE;
	}
	return FALSE;
}

/* Does one of `fields` mean a column of this table? */
static gboolean is_column(const Page *page, const Block *table,
	const char *field)
{
	return table == page_rows(page) && has_column(table, field) &&
		(page->shape == PAGE_LIST || !has_name(page, field));
}

static gboolean has_columns(const Page *page, const Block *table, char **fields)
{
	for (; fields && *fields; fields++)
		if (is_column(page, table, *fields))
			return TRUE;
	return FALSE;
}

static gboolean is_wanted(char **fields, const char *name)
{
	return !fields || (name &&
		g_strv_contains((const char *const *)fields, name));
}

gboolean block_is_selected(const Page *page, const Block *block, char **fields,
	gboolean people)
{
	if (people ? block->machines :
		block->people || block->type == BLOCK_PROSE)
		return FALSE;
	if (page->shape == PAGE_LIST)
		return people || block == page_rows(page);
	if (block->type == BLOCK_FIELDS)
		return TRUE;
	return (people || block->name) && (is_wanted(fields, block->name) ||
		(block_is_table(block) && has_columns(page, block, fields)));
}

gboolean value_is_nested(const Value *value)
{
	const Value *first = value->type == VALUE_LIST && value->items->len > 0 ?
		value->items->pdata[0] : value;
	return first->type == VALUE_RECORD;
}

const Column *table_column(const Block *table, guint place)
{
	return table->columns->pdata[place];
}

const Column *block_member(const Block *fields, guint place)
{
	return fields->members->pdata[place];
}

const GPtrArray *table_row(const Block *table, guint index)
{
	return table->rows->pdata[index];
}

gboolean row_is_apart(const Block *table, guint index)
{
	const Value *name = table->apart ? row_cell(table_row(table, index), 0) :
		NULL;
	return name && g_strcmp0(name->text, table->apart) == 0;
}

guint table_lines(const Block *table)
{
	return table->rows->len + (table->total && table->rows->len > 1);
}

const GPtrArray *table_line(const Block *table, guint index)
{
	return index < table->rows->len ? table_row(table, index) :
		table->total;
}

const Value *row_cell(const GPtrArray *row, guint place)
{
	return place < row->len ? row->pdata[place] : NULL;
}

GArray *chosen_columns(const Page *page, const Block *table, char **fields,
	gboolean all)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(guint));
	if (page->shape == PAGE_LIST ? !fields || table != page_rows(page) :
		!has_columns(page, table, fields)) {
		for (guint i = 0; i < table->columns->len; i++)
			if (all || !(table_column(table, i)->flags &
				COLUMN_HIDDEN))
				g_array_append_val(places, i);
		return places;
	}
	for (char **field = fields; *field; field++)
		for (guint i = 0; i < table->columns->len; i++)
			if (g_str_equal(table_column(table, i)->name, *field) &&
				is_column(page, table, *field))
				g_array_append_val(places, i);
	return places;
}

GArray *select_names(const Page *page, const Value *record, char **fields)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(guint));
	if (!fields || page->shape != PAGE_OBJECT) {
		for (guint i = 0; i < record->names->len; i++)
			g_array_append_val(places, i);
		return places;
	}
	for (char **field = fields; *field; field++)
		for (guint i = 0; i < record->names->len; i++)
			if (g_str_equal(record->names->pdata[i], *field))
				g_array_append_val(places, i);
	return places;
}

Value *merge_fields(const Page *page, char **fields, gboolean people)
{
	g_autoptr(Value) all = value_record();
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page_block(page, i);
		if (block->type != BLOCK_FIELDS || (block->people && !people))
			continue;
		for (guint j = 0; j < block->record->names->len; j++)
			value_record_set(all, block->record->names->pdata[j],
				value_copy(block->record->items->pdata[j]));
	}
	if (!fields)
		return g_steal_pointer(&all);
	Value *chosen = value_record();
	for (char **field = fields; page->shape == PAGE_OBJECT && *field;
		field++) {
		const Value *value = value_record_get(all, *field);
		if (value)
			value_record_set(chosen, *field, value_copy(value));
	}
	return chosen;
}

static void add_names(GPtrArray *names, const Page *page)
{
	const Block *table = page_rows(page);
	for (guint i = 0; page->shape == PAGE_OBJECT &&
		i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		for (guint j = 0; block->record &&
			j < block->record->names->len; j++)
			g_ptr_array_add(names, block->record->names->pdata[j]);
		if (block->name)
			g_ptr_array_add(names, block->name);
	}
	for (guint i = 0; table && i < table->columns->len; i++)
		g_ptr_array_add(names, table_column(table, i)->name);
}

static void add_titles(GArray *all, const Block *table)
{
	for (guint i = 0; table && i < table->columns->len; i++) {
		const Column *column = table_column(table, i);
		called_add(all, column->name, column->title, NULL);
		called_add(all, column->name, column->called.en,
			column->called.ru);
	}
}

char *table_mean_column(const Block *table, const char *word)
{
	g_autoptr(GArray) all = called_new();
	g_autofree char *several = NULL;
	add_titles(all, table);
	const char *name = called_find(all, word, &several);
	return g_strdup(name ? name : word);
}

static GArray *titles_of(const Page *page)
{
	GArray *all = called_new();
	add_titles(all, page_rows(page));
	for (guint i = 0; page->shape == PAGE_OBJECT &&
		i < page->blocks->len; i++) {
		const Block *block = page_block(page, i);
		for (guint j = 0; block->record &&
			j < block->record->names->len; j++)
			called_add(all, block->record->names->pdata[j],
				block_member(block, j)->title, NULL);
	}
	return all;
}

void render_mean_fields(const Page *page, char **fields)
{
	g_autoptr(GArray) all = titles_of(page);
	for (char **field = fields; fields && *field; field++) {
		g_autofree char *several = NULL;
		const char *name = called_find(all, *field, &several);
		if (!name)
			continue;
		g_free(*field);
		*field = g_strdup(name);
	}
}

gboolean render_check_fields(const Page *page, char **fields, GError **error)
{
	if (!fields)
		return TRUE;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	add_names(names, page);
	for (char **field = fields; *field; field++) {
		if (texts_have(names, *field))
			continue;
		if (names->len == 0)
			return desk_refuse(error, DESK_ERROR_USAGE,
				&fieldless, *field, NULL);
		g_autoptr(GString) known = g_string_new(NULL);
		for (guint i = 0; i < names->len; i++)
			g_string_append_printf(known, "%s%s", i ? "," : "",
				(char *)names->pdata[i]);
		return desk_refuse(error, DESK_ERROR_USAGE, &unknown_field,
			*field, known->str, NULL);
	}
	if (*fields)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_fields, NULL);
}

gboolean block_is_left_out(const Page *page, const Block *block)
{
	return page->shape == PAGE_OBJECT &&
		((block->rows && block->rows->len == 0) ||
		(block->items && block->items->len == 0) ||
		(block->record && block->record->items->len == 0));
}

const char *page_nothing(const Page *page, char **fields)
{
	gboolean said = page->answer != NULL;
	for (guint i = 0; !said && i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		said = !block_is_left_out(page, block) &&
			block_is_selected(page, block, fields, TRUE) &&
			(!block->rows || block->rows->len > 0);
	}
	return said ? NULL : phrase_in(&nothing_to_show, page->language);
}

Instant page_made_at(const Page *page)
{
	static const char *const names[] = {"as-of", "closed", "until"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		for (guint j = 0; j < page->blocks->len; j++) {
			const Block *block = page->blocks->pdata[j];
			const Value *value = block->record ? value_record_get(
				block->record, names[i]) : NULL;
			if (value && value->type == VALUE_INSTANT)
				return value->integer;
		}
	return page->now;
}
