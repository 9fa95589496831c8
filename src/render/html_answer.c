/* What a page is read for. */
#include "render/html.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"

#define TILES 7

/* --- one figure of all rows ----------------------------------------------- */

static gboolean is_ordered(const Block *chart)
{
	return (table_column(chart, 0)->flags & COLUMN_ORDERED) ||
		column_is_days(chart, 0);
}

/* Counts add up, a stock is that of the last day; times and shares of several
 * rows do not make one. NULL: there is none. */
static Value *figure_of_all(const Block *chart, guint place)
{
	guint rows = chart->rows->len;
	gboolean last = rows == 1 || (is_ordered(chart) &&
		table_column(chart, place)->flags & COLUMN_STOCK);
	const Value *first = rows == 0 ? NULL : row_cell(table_row(chart,
		last ? rows - 1 : 0), place);
	if (value_is_nothing(first))
		return NULL;
	Value *sum = value_copy(first);
	if (last)
		return sum;
	for (guint i = 1; i < rows; i++) {
		const Value *value = row_cell(table_row(chart, i), place);
		if (!value_is_nothing(value))
			sum->integer += value->integer;
	}
	if (sum->type == VALUE_INTEGER || sum->type == VALUE_WORK)
		return sum;
	value_free(sum);
	return NULL;
}

/* "change.X" beside X: its place, or G_MAXUINT. */
static guint find_change(const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++) {
		const Column *column = columns->pdata[i];
		if (column->flags & COLUMN_CHANGE && g_str_equal(column->name +
			strlen("change."), name))
			return i;
	}
	return G_MAXUINT;
}

static Value *change_of_all(const Block *chart, guint place)
{
	guint change = find_change(chart->columns, table_column(chart,
		place)->name);
	return change == G_MAXUINT ? NULL : figure_of_all(chart, change);
}

/* "120 (+12)"; `change` may be NULL. */
static char *with_change(const Page *page, const Value *value,
	const Value *change, guint flags)
{
	g_autofree char *text = cell_text(page, value, flags | COLUMN_SPELT);
	g_autofree char *more = !change ? NULL : cell_text(page, change,
		COLUMN_CHANGE | COLUMN_SPELT);
	return more ? g_strdup_printf("%s (%s)", text, more) :
		g_steal_pointer(&text);
}

/* --- the answer in words --------------------------------------------------- */

static guint extreme_row(const Block *chart, guint place, gboolean lowest)
{
	guint found = G_MAXUINT;
	for (guint i = 0; i < chart->rows->len; i++) {
		const Value *value = row_cell(table_row(chart, i), place);
		const Value *best = found == G_MAXUINT ? NULL :
			row_cell(table_row(chart, found), place);
		if (value_is_nothing(value) || value_is_nothing(row_cell(
			table_row(chart, i), 0)))
			continue;
		if (!best || (lowest ? value_figure(value) < value_figure(best) :
			value_figure(value) > value_figure(best)))
			found = i;
	}
	return found;
}

static char *chart_answer(const Page *page, const Block *chart)
{
	static const Phrase words[] = {
		{"%1: %2; most: %3 (%4)", "%1: %2; больше всего — %3 (%4)"},
		{"%1: least: %3 (%4)", "%1: меньше всего — %3 (%4)"},
		{"%1: most: %3 (%4)", "%1: больше всего — %3 (%4)"},
		{"%1: %2", "%1: %2"},
	};
	guint key = chart_key(page, chart);
	if (key == G_MAXUINT)
		return NULL;
	const Column *column = table_column(chart, key);
	g_autoptr(Value) all = figure_of_all(chart, key);
	gboolean lowest = !all && column->better == BETTER_MORE;
	guint row = extreme_row(chart, key, lowest);
	guint flags = column->flags | COLUMN_SPELT;
	g_autoptr(Value) change = change_of_all(chart, key);
	g_autofree char *total = all ? with_change(page, all, change, flags) :
		g_strdup("");
	if (row == G_MAXUINT || chart->rows->len == 1 ||
		(all && value_figure(all) == 0))
		return all ? phrase_fill(&words[3], page->language,
			column->title, total, NULL) : NULL;
	g_autofree char *name = cell_text(page, row_cell(table_row(chart, row),
		0), table_column(chart, 0)->flags);
	g_autofree char *text = cell_text(page, row_cell(table_row(chart, row),
		key), flags);
	return phrase_fill(&words[all ? 0 : lowest ? 1 : 2], page->language,
		column->title, total, name, text, NULL);
}

/* Where one figure stands across several columns: the highest of all. */
static char *map_answer(const Page *page, const Block *table)
{
	static const Phrase words = {"%1, most: %2 %3 (%4)",
		"%1, больше всего: %2 %3 (%4)"};
	const Value *most = NULL;
	guint found = 0;
	const GPtrArray *found_row = NULL;
	for (guint i = 0; i < table->columns->len; i++)
		for (guint k = 0; k < table->rows->len &&
			table_column(table, i)->flags & COLUMN_ACROSS; k++) {
			const Value *value = row_cell(table_row(table, k), i);
			if (value_is_nothing(value) || value_figure(value) <=
				(most ? value_figure(most) : 0))
				continue;
			most = value;
			found = i;
			found_row = table_row(table, k);
		}
	if (!most || !table->title)
		return NULL;
	g_autofree char *name = cell_text(page, row_cell(found_row, 0), 0);
	g_autofree char *text = cell_text(page, most, COLUMN_COUNT);
	return phrase_fill(&words, page->language, table->title,
		table_column(table, found)->title, name, text, NULL);
}

static void append_answer(GString *out, char *text)
{
	g_autofree char *words = text;
	if (!words)
		return;
	g_string_append(out, "<p class=\"answer\">");
	append_html(out, words);
	g_string_append(out, "</p>\n");
}

/* --- tiles ----------------------------------------------------------------- */

static void append_tile(GString *out, const Page *page, const Column *column,
	const Value *value, const Value *change, ValueStyle style)
{
	g_string_append(out, style == STYLE_DIM ? "<li class=\"dim\"><b>" :
		"<li><b>");
	append_html_value(out, page, value, column->flags & FIELD_LOOKS);
	if (change && !value_is_nothing(change)) {
		g_string_append_c(out, ' ');
		append_html_open(out, "small", change_style(change,
			column->better), FALSE);
		append_html_value(out, page, change, COLUMN_CHANGE);
		g_string_append(out, "</small>");
	}
	g_string_append(out, "</b> ");
	append_html(out, column->title);
	append_html_better(out, page, column->better);
	g_string_append(out, "</li>\n");
}

static void end_tiles(GString *out, gsize before)
{
	static const char begin[] = "<ul class=\"tiles\">\n";
	if (out->len == before)
		return;
	g_string_insert(out, (gssize)before, begin);
	g_string_append(out, "</ul>\n");
}

static void append_chart_tiles(GString *out, const Page *page,
	const Block *chart)
{
	gsize before = out->len;
	guint count = 0;
	for (guint i = 1; i < chart->columns->len && count < TILES; i++) {
		const Column *column = table_column(chart, i);
		if (!(column->flags & COLUMN_KEY))
			continue;
		g_autoptr(Value) all = figure_of_all(chart, i);
		if (!all)
			continue;
		g_autoptr(Value) change = change_of_all(chart, i);
		append_tile(out, page, column, all, change, STYLE_NONE);
		count++;
	}
	end_tiles(out, before);
}

static void append_field_answer(GString *out, const Page *page,
	const Block *fields)
{
	for (guint i = 0; i < fields->members->len; i++) {
		const Column *member = block_member(fields, i);
		if (g_strcmp0(member->name, page->lead) != 0)
			continue;
		guint change = find_change(fields->members, member->name);
		g_autofree char *text = with_change(page,
			fields->record->items->pdata[i], change == G_MAXUINT ?
			NULL : fields->record->items->pdata[change],
			member->flags);
		append_answer(out, g_strdup_printf("%s: %s", member->title,
			text));
	}
}

static void append_field_tiles(GString *out, const Page *page,
	const Block *fields)
{
	gsize before = out->len;
	guint count = 0;
	for (guint i = 0; i < fields->members->len && count < TILES; i++) {
		const Column *member = block_member(fields, i);
		const Value *value = fields->record->items->pdata[i];
		if (!(member->flags & COLUMN_KEY) || value_is_nothing(value))
			continue;
		guint change = find_change(fields->members, member->name);
		append_tile(out, page, member, value, change == G_MAXUINT ?
			NULL : fields->record->items->pdata[change],
			field_style(fields, i));
		count++;
	}
	end_tiles(out, before);
}

/* What the page says itself, with the figures that it has for machines. */
static void append_own_answer(GString *out, const Page *page)
{
	append_answer(out, g_strdup(page->answer));
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block->type == BLOCK_FIELDS)
			append_field_tiles(out, page, block);
	}
}

void append_html_answer(GString *out, const Page *page, char **fields)
{
	if (page->answer) {
		append_own_answer(out, page);
		return;
	}
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block_is_selected(page, block, fields, TRUE) ||
			block_is_left_out(page, block))
			continue;
		if (block->type == BLOCK_TABLE) {
			append_answer(out, map_answer(page, block));
		} else if (block->type == BLOCK_FIELDS) {
			append_field_answer(out, page, block);
			append_field_tiles(out, page, block);
		} else if (block->type == BLOCK_CHART) {
			append_answer(out, chart_answer(page, block));
			append_chart_tiles(out, page, block);
			return;
		}
	}
}
