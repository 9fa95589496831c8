/*
 * Pieces of an HTML page. All text goes through escape_html() here.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "render/render.h"
#include "text/escape.h"

/* Appends escaped text. */
static inline void append_html(GString *out, const char *text)
{
	g_autofree char *safe = escape_html(text);
	g_string_append(out, safe);
}

/* A bar of `part` (0..1) of its greatest length, inline, as SVG. */
void append_html_bar(GString *out, double part);
/* Charts of horizontal bars as SVG: the first column names a row, the columns
 * of figures are the series, a chart for each unit. Nothing if there are none. */
void append_html_chart(GString *out, const Page *page, const Block *chart);

#endif
