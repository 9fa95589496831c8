/* Charts as SVG. */
#include "render/cell.h"
#include "render/chart.h"
#include "render/html.h"
#include "render/select.h"

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

static void append_points(GString *out, const GArray *points)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append(out, " points=\"");
	for (guint i = 0; i < points->len; i++)
		g_string_append(out, g_ascii_formatd(text, sizeof text,
			i % 2 == 0 ? "%.1f," : "%.1f ",
			g_array_index(points, double, i)));
	g_string_append_c(out, '"');
}

/* --- marks --------------------------------------------------------------- */

static const struct {
	const char *tag, *x, *y, *width, *height; /* its attributes; NULL: none */
} elements[] = {
	[MARK_RECT] = {"rect", "x", "y", "width", "height"},
	[MARK_LINE] = {"line", "x1", "y1", "x2", "y2"},
	[MARK_DOT] = {"circle", "cx", "cy", "r", NULL},
	[MARK_TEXT] = {"text", "x", "y", NULL, NULL},
	[MARK_AREA] = {"polygon", NULL, NULL, NULL, NULL},
};

static void append_mark(GString *out, const Mark *mark)
{
	const char *tag = elements[mark->kind].tag;
	const char *const names[] = {elements[mark->kind].x,
		elements[mark->kind].y, elements[mark->kind].width,
		elements[mark->kind].height};
	const double numbers[] = {mark->x, mark->y, mark->width, mark->height};
	g_string_append_printf(out, "<%s class=\"%s\"", tag, mark->style);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i])
			append_number(out, names[i], numbers[i]);
	if (mark->points)
		append_points(out, mark->points);
	if (!mark->text) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append_c(out, '>');
	if (mark->kind == MARK_TEXT)
		append_html(out, mark->text);
	else
		append_tagged(out, "title", mark->text);
	g_string_append_printf(out, "</%s>\n", tag);
}

/* --- figures ------------------------------------------------------------- */

static void append_target(GString *out, const Page *page, const Block *chart,
	guint place)
{
	static const Phrase words = {" target %1", " норма %1"};
	g_autofree char *text = target_text(page, chart, place);
	g_autofree char *said = phrase_fill(&words, page->language, text, NULL);
	append_html_open(out, "span", STYLE_DIM, FALSE);
	append_html(out, said);
	g_string_append(out, "</span>");
}

static void append_caption(GString *out, const Page *page, const Block *chart,
	const Picture *picture)
{
	for (guint i = 0; i < picture->columns->len; i++) {
		const Column *column = table_column(chart, g_array_index(
			picture->columns, guint, i));
		gboolean alone = picture->columns->len == 1;
		if (!alone)
			g_string_append_printf(out, "<span class=\"key\"><svg "
				"viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
				"<rect class=\"s%u\" width=\"10\" height=\"10\"/>"
				"</svg> ", i);
		append_html(out, column->title);
		if (alone)
			append_html_better(out, page, column->better);
		if (column->target > 0)
			append_target(out, page, chart, g_array_index(
				picture->columns, guint, i));
		if (!alone)
			g_string_append(out, "</span>");
	}
}

static void append_picture(GString *out, const Page *page, const Block *chart,
	const Picture *picture)
{
	g_string_append(out, "<figure><figcaption>");
	append_caption(out, page, chart, picture);
	g_string_append_printf(out, "</figcaption>\n<svg class=\"chart\" "
		"role=\"img\" viewBox=\"0 0 %.0f %.0f\">", PICTURE_WIDTH,
		picture->height);
	append_tagged(out, "title", table_column(chart, g_array_index(
		picture->columns, guint, 0))->title);
	append_tagged(out, "desc", picture->words);
	g_string_append_c(out, '\n');
	for (guint i = 0; i < picture->marks->len; i++)
		append_mark(out, picture->marks->pdata[i]);
	g_string_append(out, "</svg>\n</figure>\n");
}

void append_html_charts(GString *out, const Page *page, const Block *chart)
{
	g_autoptr(GPtrArray) pictures = chart_pictures(page, chart);
	if (pictures->len == 0)
		return;
	g_string_append(out, "<div class=\"charts\">\n");
	for (guint i = 0; i < pictures->len; i++)
		append_picture(out, page, chart, pictures->pdata[i]);
	g_string_append(out, "</div>\n");
}
