/*
 * Pieces of an HTML page. All text goes through escape_html() here.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "render/render.h"
#include "text/escape.h"

extern const char html_style_sheet[], html_style_rest[];

/* Appends escaped text. */
static inline void append_html(GString *out, const char *text)
{
	g_autofree char *safe = escape_html(text);
	g_string_append(out, safe);
}
/* "<td class=…>"; `right` for figures; `element` may have attributes. */
void append_html_open(GString *out, const char *element, ValueStyle style,
	gboolean right);
/* A line of its own; nothing for NULL. */
void append_html_element(GString *out, const char *element, const char *text);
/* As people read it, instants with their exact time. */
void append_html_value(GString *out, const Page *page, const Value *value,
	guint flags);
void append_html_instant(GString *out, Instant at, const char *text);
/* An arrow that says which figure is better, and says so in words. */
void append_html_better(GString *out, const Page *page, Better better);

/* What the page is read for: the answer in words, and at most seven figures. */
void append_html_answer(GString *out, const Page *page, char **fields);
/* A little chart for each figure. Nothing if there are none. */
void append_html_charts(GString *out, const Page *page, const Block *chart);
/* A table; a chart's figures in one for each kind, with all columns. */
void append_html_table(GString *out, const Page *page, const Block *table,
	char **fields);
/* Group and figure → number of its details; NULL: there are none. Free with
 * g_hash_table_unref(). */
GHashTable *html_drills(const Page *page);
/* NULL: there are none behind it; `drills` may be NULL. Borrowed. */
const char *html_drill(GHashTable *drills, const Value *group,
	const char *figure);
void append_html_link(GString *out, const char *drill, gboolean begin);
/* The tickets behind each figure (rows of group, figure, number, subject), to be
 * unfolded. */
void append_html_drill(GString *out, const Page *page, const Block *drill);

#endif
