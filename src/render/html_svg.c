#include "render/html_svg.h"

#include "render/html.h"

static void append_number(GString *out, const char *name, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(text, sizeof text, "%.1f", number);
	g_string_append_printf(out, " %s=\"%s\"", name, text);
}

static void append_tagged(GString *out, const char *tag, const char *text)
{
	if (!text)
		return;
	g_string_append_printf(out, "<%s>", tag);
	append_html(out, text);
	g_string_append_printf(out, "</%s>", tag);
}

void svg_begin(GString *out, double height, const char *title,
	const char *words)
{
	g_string_append_printf(out, "<svg class=\"chart\" role=\"img\" "
		"viewBox=\"0 0 %.0f %.0f\">", SVG_WIDTH, height);
	append_tagged(out, "title", title);
	append_tagged(out, "desc", words);
	g_string_append_c(out, '\n');
}

void svg_end(GString *out)
{
	g_string_append(out, "</svg>\n");
}

static void end_shape(GString *out, const char *tag, const char *tip)
{
	if (!tip) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append_c(out, '>');
	append_tagged(out, "title", tip);
	g_string_append_printf(out, "</%s>\n", tag);
}

void svg_rect(GString *out, const char *style, double x, double y,
	double width, double height, const char *tip)
{
	g_string_append_printf(out, "<rect class=\"%s\"", style);
	append_number(out, "x", x);
	append_number(out, "y", y);
	append_number(out, "width", width);
	append_number(out, "height", height);
	end_shape(out, "rect", tip);
}

void svg_line(GString *out, const char *style, double x, double y, double to_x,
	double to_y)
{
	g_string_append_printf(out, "<line class=\"%s\"", style);
	append_number(out, "x1", x);
	append_number(out, "y1", y);
	append_number(out, "x2", to_x);
	append_number(out, "y2", to_y);
	end_shape(out, "line", NULL);
}

void svg_dot(GString *out, const char *style, double x, double y,
	double radius, const char *tip)
{
	g_string_append_printf(out, "<circle class=\"%s\"", style);
	append_number(out, "cx", x);
	append_number(out, "cy", y);
	append_number(out, "r", radius);
	end_shape(out, "circle", tip);
}

void svg_text(GString *out, const char *style, double x, double y, double room,
	const char *text)
{
	g_autofree char *shown = text_truncate(text,
		(guint)MAX(room / SVG_LETTER, 1));
	g_string_append_printf(out, "<text class=\"%s\"", style);
	append_number(out, "x", x);
	append_number(out, "y", y);
	g_string_append_c(out, '>');
	append_html(out, shown);
	g_string_append(out, "</text>\n");
}

void svg_point(GString *out, double x, double y)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append(out, g_ascii_formatd(text, sizeof text, "%.1f,", x));
	g_string_append(out, g_ascii_formatd(text, sizeof text, "%.1f ", y));
}
