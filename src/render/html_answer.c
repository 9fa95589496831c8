/* What a page is read for. */
#include "render/html.h"

#include <string.h>

#include "render/answer.h"
#include "render/cell.h"
#include "render/select.h"

#define TILES 7

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
	if (change && !value_is_nothing(change) && value_figure(change) != 0) {
		g_string_append_c(out, ' ');
		append_html_open(out, "small", change_style(change,
			column->better), FALSE);
		g_autofree char *text = change_text(page, change,
			column->better, COLUMN_SPELT);
		append_html(out, text);
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
		if (!(column->flags & COLUMN_KEY) ||
			column->flags & COLUMN_CHANGE)
			continue;
		g_autoptr(Value) all = figure_of_all(chart, i);
		if (!all)
			continue;
		guint place = find_change(chart->columns, column->name);
		g_autoptr(Value) change = place == G_MAXUINT ? NULL :
			figure_of_all(chart, place);
		append_tile(out, page, column, all, change, STYLE_NONE);
		count++;
	}
	end_tiles(out, before);
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

void append_html_answer(GString *out, const Page *page, char **fields)
{
	append_answer(out, render_answer(page));
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (is_answering(block) && !page->answer) {
			append_chart_tiles(out, page, block);
			return;
		}
		if (block->type == BLOCK_FIELDS && (page->answer ||
			block_is_selected(page, block, fields, TRUE)))
			append_field_tiles(out, page, block);
	}
}
