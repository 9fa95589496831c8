#include "render/html.h"

#include <string.h>

#include "render/answer.h"
#include "render/cell.h"
#include "render/select.h"

/* --- blocks -------------------------------------------------------------- */

static void append_field_change(GString *out, const Page *page,
	const Block *fields, guint place, char **names)
{
	g_autofree char *text = field_change(page, fields, place, names,
		COLUMN_SPELT);
	if (*text == '\0')
		return;
	append_html_open(out, "span", change_of_field(fields, place), FALSE);
	append_html(out, text);
	g_string_append(out, "</span>");
}

static void append_fields(GString *out, const Page *page, const Block *fields,
	char **names)
{
	g_autoptr(GArray) places = select_names(page, fields->record, names);
	g_autoptr(GHashTable) drills = html_drills(page);
	g_string_append(out, "<dl>\n");
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Value *value = fields->record->items->pdata[place];
		if (is_told_beside(fields, place, names))
			continue;
		g_string_append(out, "<dt>");
		append_html(out, block_member(fields, place)->title);
		append_html_better(out, page, block_member(fields,
			place)->better);
		g_string_append(out, "</dt>");
		append_html_open(out, "dd", field_style(fields, place), FALSE);
		const char *drill = html_drill(drills, NULL,
			block_member(fields, place)->name);
		append_html_link(out, drill, TRUE);
		append_html_value(out, page, value, block_member(fields,
			place)->flags & FIELD_LOOKS);
		append_html_link(out, drill, FALSE);
		g_autofree char *times = field_times(fields, place);
		append_html(out, times);
		append_field_change(out, page, fields, place, names);
		g_string_append(out, "</dd>\n");
	}
	g_string_append(out, "</dl>\n");
}

static void append_item(GString *out, const Page *page,
	const TimelineItem *item)
{
	g_string_append(out, "<article><header>");
	if (item->at != INSTANT_NONE) {
		g_autofree char *time = cell_time(page, item->at);
		append_html_instant(out, item->at, time);
	}
	if (item->who) {
		g_string_append(out, " <b>");
		append_html(out, item->who);
		g_string_append(out, "</b>");
	}
	g_string_append_c(out, ' ');
	append_html_open(out, "span", item->style, FALSE);
	append_html(out, item->what ? item->what : "");
	g_string_append(out, "</span></header>\n");
	if (item->body) {
		g_string_append(out, "<div class=\"body\">");
		append_html(out, item->body);
		g_string_append(out, "</div>\n");
	}
	if (item->notes->len > 0)
		g_string_append(out, "<ul>\n");
	for (guint i = 0; i < item->notes->len; i++)
		append_html_element(out, "li", item->notes->pdata[i]);
	g_string_append(out, item->notes->len > 0 ? "</ul></article>\n" :
		"</article>\n");
}

static void append_block(GString *out, const Page *page, const Block *block,
	char **fields, const char *heading)
{
	gboolean drill = g_strcmp0(block->name, "cells") == 0;
	if (block->title != heading && !drill)
		append_html_element(out, "h2", block->title);
	switch (block->type) {
	case BLOCK_FIELDS:
		append_fields(out, page, block, fields);
		break;
	case BLOCK_CHART:
		append_html_charts(out, page, block);
		append_html_table(out, page, block, fields);
		break;
	case BLOCK_TABLE:
		if (drill)
			append_html_drill(out, page, block);
		else
			append_html_table(out, page, block, fields);
		break;
	case BLOCK_PROSE:
		g_string_append(out, "<p class=\"body\">");
		append_html(out, block->text);
		g_string_append(out, "</p>\n");
		break;
	case BLOCK_TIMELINE:
		for (guint i = 0; i < block->items->len; i++)
			append_item(out, page, block->items->pdata[i]);
		break;
	}
}

/* --- page ---------------------------------------------------------------- */

/* A language tag is letters, digits and hyphens; anything else is not one. */
static const char *language_of(const Page *page)
{
	static const char allowed[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-";
	const char *language = page->language;
	if (!language || !*language || language[strspn(language, allowed)])
		return "en";
	return language;
}

/* A report says itself of when it is: made again it is the same. */
static gboolean has_own_time(const Page *page)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block->record && value_record_get(block->record, "as-of"))
			return TRUE;
	}
	return FALSE;
}

static void append_footer(GString *out, const Page *page,
	const RenderSettings *settings)
{
	g_string_append(out, "<footer>\n");
	for (guint i = 0; i < page->footer->len; i++)
		append_html_element(out, "p", page->footer->pdata[i]);
	if (!has_own_time(page) && page->now > 0) {
		g_autofree char *time = cell_time(page, page->now);
		g_string_append(out, "<p>");
		append_html_instant(out, page->now, time);
		g_string_append(out, "</p>\n");
	}
	append_html_element(out, "p", settings->command);
	g_string_append(out, "</footer>\n");
}

/* What the page is about: its first block, where it does not say. */
static const char *heading_of(const Page *page, const RenderSettings *settings)
{
	if (settings->title || page->title)
		return settings->title ? settings->title : page->title;
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block_is_left_out(page, block) || !block_is_selected(page,
			block, settings->fields, TRUE))
			continue;
		if (block->title)
			return block->title;
		break;
	}
	return settings->command;
}

static void append_company(GString *out, const Page *page)
{
	if (!page->company)
		return;
	g_string_append(out, "<header class=\"company\">");
	if (page->logo) {
		gsize size;
		const guint8 *bytes = g_bytes_get_data(page->logo, &size);
		g_autofree char *text = g_base64_encode(bytes, size);
		g_string_append_printf(out, "<img alt=\"\" "
			"src=\"data:image/png;base64,%s\"> ", text);
	}
	append_html(out, page->company);
	g_string_append(out, "</header>\n");
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	const char *title = heading_of(page, settings);
	g_string_append_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'unsafe-inline'%s\">\n",
		language_of(page), page->logo ? "; img-src data:" : "");
	append_html_element(out, "title", title ? title : "desk");
	g_string_append_printf(out, "<style>\n%s%s</style>\n</head>\n<body>\n<main>\n",
		html_style_sheet, html_style_rest);
	append_company(out, page);
	append_html_element(out, "h1", title);
	append_html_answer(out, page, settings->fields);
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block_is_left_out(page, block) &&
			block_is_selected(page, block, settings->fields, TRUE))
			append_block(out, page, block, settings->fields, title);
	}
	append_html_element(out, "p", page_nothing(page, settings->fields));
	append_footer(out, page, settings);
	g_string_append(out, "</main>\n</body>\n</html>\n");
}

const Renderer render_html = {
	.name = "html",
	.help = "one self-contained HTML file with charts",
	.people = TRUE,
	.document = TRUE,
	.render = render,
};
