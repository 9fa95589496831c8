/* The tickets behind figures. */
#include "render/html.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"

static char *drill_key(const char *group, const char *figure)
{
	return g_strconcat(group, "\n", figure, NULL);
}

const char *html_drill(GHashTable *drills, const Value *group,
	const char *figure)
{
	if (!drills)
		return NULL;
	g_autofree char *name = group ? value_to_text(group) : g_strdup("");
	g_autofree char *key = drill_key(name, figure);
	return g_hash_table_lookup(drills, key);
}

void append_html_link(GString *out, const char *drill, gboolean begin)
{
	if (drill && begin)
		g_string_append_printf(out, "<a href=\"#drill-%s\">", drill);
	else if (drill)
		g_string_append(out, "</a>");
}

static const Block *find_block(const Page *page, const char *name)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block_is_table(block) && g_strcmp0(block->name, name) == 0)
			return block;
	}
	return NULL;
}

static const Value *drill_cell(const Block *drill, guint row, const char *name)
{
	for (guint i = 0; i < drill->columns->len; i++)
		if (g_str_equal(table_column(drill, i)->name, name))
			return row_cell(table_row(drill, row), i);
	return NULL;
}

static char *drill_text(const Page *page, const Block *drill, guint row,
	const char *name)
{
	return cell_text(page, drill_cell(drill, row, name), 0);
}

static char *drill_of_row(const Block *drill, guint row)
{
	g_autofree char *group = value_to_text(drill_cell(drill, row, "group"));
	g_autofree char *figure = value_to_text(drill_cell(drill, row,
		"figure"));
	return drill_key(group, figure);
}

GHashTable *html_drills(const Page *page)
{
	const Block *drill = find_block(page, "cells");
	if (!drill || drill->rows->len == 0)
		return NULL;
	GHashTable *numbers = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	for (guint i = 0; i < drill->rows->len; i++) {
		char *key = drill_of_row(drill, i);
		if (g_hash_table_contains(numbers, key))
			g_free(key);
		else
			g_hash_table_insert(numbers, key, g_strdup_printf("%u",
				g_hash_table_size(numbers)));
	}
	return numbers;
}

static void append_drill_item(GString *out, const Page *page,
	const Block *drill, guint row)
{
	g_autofree char *number = drill_text(page, drill, row, "number");
	g_autofree char *subject = drill_text(page, drill, row, "subject");
	g_autofree char *line = g_strdup_printf("#%s %s", number, subject);
	append_html_element(out, "li", line);
}

static void append_summary(GString *out, const Page *page, const Block *drill,
	guint row, guint tickets)
{
	static const Phrase words = {"ticket|tickets", "заявка|заявки|заявок"};
	g_autofree char *group = drill_text(page, drill, row, "group");
	g_autofree char *figure = drill_text(page, drill, row, "figure");
	g_autofree char *count = phrase_count(&words, page->language, tickets);
	g_autofree char *text = g_strdup_printf("%s (%s)", figure, count);
	g_string_append(out, "<summary>");
	if (!value_is_nothing(drill_cell(drill, row, "group"))) {
		append_html(out, group);
		g_string_append(out, " · ");
	}
	append_html(out, text);
	g_string_append(out, "</summary>");
}

void append_html_drill(GString *out, const Page *page, const Block *drill)
{
	g_autoptr(GHashTable) numbers = html_drills(page);
	/* Paper has those alone that were asked for. */
	g_string_append(out, drill->people ? "<section class=\"beside\">\n" :
		"<section>\n");
	append_html_element(out, "h2", drill->title);
	g_string_append(out, "<div class=\"drill\">\n");
	for (guint i = 0, until; i < drill->rows->len; i = until) {
		g_autofree char *key = drill_of_row(drill, i);
		for (until = i + 1; until < drill->rows->len; until++) {
			g_autofree char *next = drill_of_row(drill, until);
			if (strcmp(key, next) != 0)
				break;
		}
		g_string_append_printf(out, "<details id=\"drill-%s\">",
			(char *)g_hash_table_lookup(numbers, key));
		append_summary(out, page, drill, i, until - i);
		g_string_append(out, "<ul>\n");
		for (guint k = i; k < until; k++)
			append_drill_item(out, page, drill, k);
		g_string_append(out, "</ul></details>\n");
	}
	g_string_append(out, "</div></section>\n");
}
