/*
 * Drawings of an HTML page: SVG elements, escaped. Numbers are units of the
 * drawing, which the page scales.
 */
#ifndef RENDER_HTML_SVG_H
#define RENDER_HTML_SVG_H

#include <glib.h>

#define SVG_WIDTH 320.0
#define SVG_LETTER 7.0 /* a column of text, at most; of 11 units */
#define SVG_DOT 4.0    /* half of a dot */

/* What it shows, for who cannot see it; `words` may be NULL. */
void svg_begin(GString *out, double height, const char *title,
	const char *words);
void svg_end(GString *out);
void svg_rect(GString *out, const char *style, double x, double y,
	double width, double height, const char *tip);
void svg_line(GString *out, const char *style, double x, double y, double to_x,
	double to_y);
void svg_dot(GString *out, const char *style, double x, double y,
	double radius, const char *tip);
/* `text` is cut to `room` units, with "…". */
void svg_text(GString *out, const char *style, double x, double y, double room,
	const char *text);
/* "x,y " of a polygon. */
void svg_point(GString *out, double x, double y);

#endif
