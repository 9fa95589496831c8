#include "text/page.h"

const Phrase nothing_to_show = {"There is nothing to show.", "Показать нечего."};

static void timeline_item_free(gpointer data)
{
	TimelineItem *item = data;
	g_free(item->who);
	g_free(item->what);
	g_free(item->body);
	g_ptr_array_unref(item->notes);
	g_free(item);
}

static void column_free(gpointer data)
{
	Column *column = data;
	g_free(column->name);
	g_free(column->title);
	g_free(column);
}

static void row_free(gpointer row)
{
	g_ptr_array_unref(row);
}

static void cell_free(gpointer value)
{
	value_free(value);
}

static void block_free(gpointer data)
{
	Block *block = data;
	g_free(block->name);
	g_free(block->title);
	value_free(block->record);
	g_clear_pointer(&block->members, g_ptr_array_unref);
	g_clear_pointer(&block->columns, g_ptr_array_unref);
	g_clear_pointer(&block->rows, g_ptr_array_unref);
	g_clear_pointer(&block->total, g_ptr_array_unref);
	g_clear_pointer(&block->items, g_ptr_array_unref);
	g_free(block->text);
	g_free(block);
}

Page *page_new(PageShape shape, const Schema *schema, const char *language)
{
	Page *page = g_new0(Page, 1);
	page->shape = shape;
	page->schema = schema;
	page->language = language;
	page->blocks = g_ptr_array_new_with_free_func(block_free);
	page->bytes = g_string_new(NULL);
	page->footer = g_ptr_array_new_with_free_func(g_free);
	return page;
}

void page_free(Page *page)
{
	if (!page)
		return;
	g_free(page->title);
	g_free(page->answer);
	g_free(page->before);
	g_free(page->company);
	g_clear_pointer(&page->logo, g_bytes_unref);
	g_ptr_array_unref(page->blocks);
	g_string_free(page->bytes, TRUE);
	g_ptr_array_unref(page->footer);
	g_clear_pointer(&page->zone, g_time_zone_unref);
	g_free(page);
}

static Block *add_block(Page *page, BlockType type, const char *name,
	const char *title)
{
	Block *block = g_new0(Block, 1);
	block->page = page;
	block->type = type;
	block->name = g_strdup(name);
	block->title = g_strdup(title);
	g_ptr_array_add(page->blocks, block);
	return block;
}

Block *page_add_fields(Page *page, const char *title)
{
	Block *block = add_block(page, BLOCK_FIELDS, NULL, title);
	block->record = value_record();
	block->members = g_ptr_array_new_with_free_func(column_free);
	return block;
}

static Column *column_new(const char *name, const char *title, guint flags)
{
	Column *column = g_new0(Column, 1);
	column->name = g_strdup(name);
	column->title = g_strdup(title ? title : name);
	column->flags = flags |
		(g_str_has_prefix(name, "before.") ? COLUMN_BEFORE : 0) |
		(g_str_has_prefix(name, "change.") ? COLUMN_CHANGE : 0);
	return column;
}

static Column *column_of(const Page *page, const Member *member)
{
	Column *column = column_new(member->name, phrase_in(&member->title,
		page->language), member->flags);
	column->unit = member->unit ? phrase_in(member->unit, page->language) :
		NULL;
	column->flags |= member->unit ? COLUMN_COUNT : 0;
	column->better = member->better;
	column->called = member->title;
	return column;
}

/* Takes `column` and `value`. */
static void set_field(Block *fields, Column *column, Value *value)
{
	g_assert(fields->type == BLOCK_FIELDS);
	guint known = fields->record->names->len;
	value_record_set(fields->record, column->name, value);
	if (fields->record->names->len > known)
		g_ptr_array_add(fields->members, column);
	else
		column_free(column);
}

void block_set_titled(Block *fields, const char *name, const char *title,
	Value *value)
{
	set_field(fields, column_new(name, title, 0), value);
}

void block_set(Block *fields, const char *name, Value *value)
{
	Member member;
	gboolean found = schema_find(fields->page->schema, name, &member);
	g_assert(found);
	set_field(fields, column_of(fields->page, &member), value);
}

static Block *add_grid(Page *page, BlockType type, const char *name,
	const char *title)
{
	Block *block = add_block(page, type, name, title);
	block->columns = g_ptr_array_new_with_free_func(column_free);
	block->rows = g_ptr_array_new_with_free_func(row_free);
	return block;
}

Block *page_add_table(Page *page, const char *name, const char *title)
{
	return add_grid(page, BLOCK_TABLE, name, title);
}

Block *page_add_chart(Page *page, const char *name, const char *title)
{
	return add_grid(page, BLOCK_CHART, name, title);
}

Column *block_add_column(Block *table, const char *name, const char *title,
	guint flags)
{
	Column *column = column_new(name, title, flags);
	g_ptr_array_add(table->columns, column);
	return column;
}

void block_add_member(Block *table, const Member *member)
{
	g_ptr_array_add(table->columns, column_of(table->page, member));
}

void block_add_columns(Block *table, const Member *columns)
{
	for (; columns->name; columns++)
		block_add_member(table, columns);
}

Block *page_add_rows(Page *page, const char *name, const Member *columns)
{
	Block *table = page_add_table(page, name, NULL);
	block_add_columns(table, columns);
	return table;
}

void block_choose_columns(Block *table, const Member *columns,
	const char *const *names)
{
	const Schema schema = {.members = columns};
	for (; *names; names++) {
		Member member;
		gboolean found = schema_find(&schema, *names, &member);
		g_assert(found);
		block_add_member(table, &member);
	}
}

void block_show_column(Block *table, const char *name, gboolean shown)
{
	for (guint i = 0; i < table->columns->len; i++) {
		Column *column = table->columns->pdata[i];
		if (g_str_equal(column->name, name))
			column->flags = shown ?
				column->flags & ~(guint)COLUMN_HIDDEN :
				column->flags | COLUMN_HIDDEN;
	}
}

Block *page_add_list(Page *page, const char *name)
{
	Member member;
	gboolean found = schema_find(page->schema, name, &member);
	g_assert(found && member.of);
	Block *table = page_add_table(page, name,
		phrase_in(&member.title, page->language));
	block_add_columns(table, member.of->members);
	return table;
}

GPtrArray *block_add_row(Block *table)
{
	GPtrArray *row = g_ptr_array_new_full(table->columns->len, cell_free);
	g_ptr_array_add(table->rows, row);
	return row;
}

GPtrArray *block_add_total(Block *table)
{
	g_assert(!table->total);
	table->total = g_ptr_array_new_full(table->columns->len, cell_free);
	return table->total;
}

void row_add(GPtrArray *row, Value *value)
{
	g_ptr_array_add(row, value);
}

void block_add_cells(Block *table, Value *const *cells, gsize count)
{
	g_assert(count == table->columns->len);
	GPtrArray *row = block_add_row(table);
	for (gsize i = 0; i < count; i++)
		row_add(row, cells[i]);
}

static void mark_rows(Block *table)
{
	for (guint i = 0; i < table->columns->len; i++)
		if (g_str_equal(((Column *)table->columns->pdata[i])->name,
			schema_trial.name))
			return;
	block_add_member(table, &schema_trial);
	for (guint i = 0; i < table->rows->len; i++)
		row_add(table->rows->pdata[i], value_flag(TRUE));
}

void page_mark_trial(Page *page)
{
	if (page->shape == PAGE_LIST && page_rows(page))
		mark_rows((Block *)page_rows(page));
	if (page->shape != PAGE_OBJECT)
		return;
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set_titled(fields, schema_trial.name, phrase_in(
		&schema_trial.title, page->language), value_flag(TRUE));
}

Block *page_add_timeline(Page *page, const char *name, const char *title)
{
	Block *block = add_block(page, BLOCK_TIMELINE, name, title);
	block->items = g_ptr_array_new_with_free_func(timeline_item_free);
	return block;
}

TimelineItem *timeline_add(Block *timeline, Instant at, const char *who,
	const char *what, const char *body)
{
	TimelineItem *item = g_new0(TimelineItem, 1);
	item->at = at;
	item->who = g_strdup(who);
	item->what = g_strdup(what);
	item->body = g_strdup(body);
	item->notes = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(timeline->items, item);
	return item;
}

void timeline_note(TimelineItem *item, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(item->notes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

Block *page_add_prose(Page *page, const char *format, ...)
{
	Block *block = add_block(page, BLOCK_PROSE, NULL, NULL);
	va_list arguments;
	va_start(arguments, format);
	block->text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	block->people = TRUE;
	return block;
}

void page_add_footer(Page *page, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(page->footer, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static const Block *first_of(const Page *page, BlockType type)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block->type == type && !block->people)
			return block;
	}
	return NULL;
}

const Block *page_rows(const Page *page)
{
	const Block *found = NULL;
	if (page->shape == PAGE_LIST) {
		found = first_of(page, BLOCK_TABLE);
		return found ? found : first_of(page, BLOCK_CHART);
	}
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block->columns || block->people || !block->name)
			continue;
		if (found)
			return NULL;
		found = block;
	}
	return found;
}

Value *block_records(const Block *table)
{
	Value *list = value_list();
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = g_ptr_array_index(table->rows, i);
		Value *record = value_record();
		for (guint k = 0; k < table->columns->len; k++) {
			const Column *column = g_ptr_array_index(table->columns,
				k);
			value_record_set(record, column->name,
				value_copy(g_ptr_array_index(row, k)));
		}
		value_list_add(list, record);
	}
	return list;
}
