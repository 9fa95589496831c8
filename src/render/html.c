#include "render/html.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"

/* Text of others stays in its cell whatever its direction: isolate. */
static const char style_sheet[] =
":root{--ink:#1d2733;--dim:#667384;--line:#d8dee6;--back:#fff;--soft:#f4f6f9;"
"--s0:#3b6fb6;--s1:#d98032;--s2:#4d9960;--s3:#9b5fb0;--s4:#b8484f;--s5:#5f9ea8}\n"
"@media (prefers-color-scheme:dark){:root{--ink:#e3e8ee;--dim:#94a1b2;"
"--line:#39434f;--back:#171c22;--soft:#20272f;--s0:#6f9fe0}}\n"
"body{margin:0;background:var(--back);color:var(--ink);"
"font:15px/1.45 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",sans-serif}\n"
"main{max-width:64rem;margin:0 auto;padding:1.5rem}\n"
"h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}\n"
"table{border-collapse:collapse;width:100%;font-size:.93rem}\n"
"th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;"
"border-bottom:1px solid var(--line);unicode-bidi:isolate;"
"overflow-wrap:anywhere}\n"
"th{color:var(--dim);font-weight:600}thead th{border-bottom-width:2px}\n"
".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
"dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;"
"gap:.3rem 1rem;margin:0}dt{color:var(--dim)}\n"
"dd{margin:0;unicode-bidi:isolate;white-space:pre-wrap;overflow-wrap:anywhere}\n"
"article{border-top:1px solid var(--line);padding:.6rem 0}\n"
"article header{color:var(--dim);unicode-bidi:isolate}article b{color:var(--ink)}\n"
".body{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;"
"margin:.4rem 0 0}\n"
"ul{margin:.3rem 0 0;padding-left:1.2rem;color:var(--dim);font-size:.9rem}\n"
".strong{font-weight:600}.dim{color:var(--dim)}.good{color:var(--s2)}"
".warn{color:var(--s1)}.bad{color:var(--s4);font-weight:600}\n"
"svg.chart{width:100%;height:auto;margin:.3rem 0 .8rem}"
"svg.bar{margin-left:.5rem;vertical-align:baseline}\n"
"svg text{font-size:12px;fill:var(--ink)}svg .end{text-anchor:end}"
"svg .figure{fill:var(--dim)}\n"
".s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}"
".s4{fill:var(--s4)}.s5{fill:var(--s5)}\n"
"footer{margin-top:2rem;color:var(--dim);font-size:.85rem}\n"
"@media (max-width:40rem){dl{grid-template-columns:max-content 1fr}}\n"
"@page{margin:15mm}@media print{:root{--ink:#000;--dim:#444;--line:#bbb;"
"--back:#fff;--s0:#3b6fb6}main{max-width:none;padding:0}body{font-size:10pt}"
"thead{display:table-header-group}tr,article,svg{break-inside:avoid}"
"h2{break-after:avoid}rect{-webkit-print-color-adjust:exact;"
"print-color-adjust:exact}}\n";

/* "<td class=…>"; `right` for figures. */
static void append_open(GString *out, const char *element, ValueStyle style,
	gboolean right)
{
	static const char *const classes[] = {
		[STYLE_NONE] = "", [STYLE_STRONG] = "strong",
		[STYLE_DIM] = "dim", [STYLE_GOOD] = "good",
		[STYLE_WARN] = "warn", [STYLE_BAD] = "bad",
	};
	g_string_append_printf(out, "<%s", element);
	if (right || style != STYLE_NONE)
		g_string_append_printf(out, " class=\"%s%s%s\"", right ? "n" : "",
			right && style != STYLE_NONE ? " " : "", classes[style]);
	g_string_append_c(out, '>');
}

static void append_element(GString *out, const char *element, const char *text)
{
	if (!text)
		return;
	g_string_append_printf(out, "<%s>", element);
	append_html(out, text);
	g_string_append_printf(out, "</%s>\n", element);
}

static void append_instant(GString *out, Instant at, const char *text)
{
	g_autofree char *exact = instant_format(at);
	g_string_append_printf(out, "<time datetime=\"%s\" title=\"%s\">", exact,
		exact);
	append_html(out, text);
	g_string_append(out, "</time>");
}

static void append_value(GString *out, const Page *page, const Value *value,
	guint flags)
{
	g_autofree char *text = cell_text(page, value, flags);
	if (value && value->type == VALUE_INSTANT)
		append_instant(out, value->integer, text);
	else
		append_html(out, text);
}

/* --- blocks -------------------------------------------------------------- */

static void append_fields(GString *out, const Page *page, const Block *fields,
	char **names)
{
	g_autoptr(GArray) places = select_names(page, fields->record, names);
	g_string_append(out, "<dl>\n");
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Value *value = fields->record->items->pdata[place];
		g_string_append(out, "<dt>");
		append_html(out, block_member(fields, place)->title);
		g_string_append(out, "</dt>");
		append_open(out, "dd", value->style, FALSE);
		append_value(out, page, value, 0);
		g_string_append(out, "</dd>\n");
	}
	g_string_append(out, "</dl>\n");
}

/* An arrow that says which figure is better, and says so in words. */
static void append_better(GString *out, const Page *page, Better better)
{
	static const struct {
		const char *arrow;
		Phrase words;
	} marks[] = {
		[BETTER_MORE] = {"↑", {"more is better", "больше — лучше"}},
		[BETTER_LESS] = {"↓", {"less is better", "меньше — лучше"}},
	};
	if (better == BETTER_NONE)
		return;
	g_string_append(out, " <span class=\"dim\" title=\"");
	append_html(out, phrase_in(&marks[better].words, page->language));
	g_string_append_printf(out, "\">%s</span>", marks[better].arrow);
}

static void append_head(GString *out, const Page *page, const Block *table,
	const GArray *places, const gboolean *right)
{
	g_string_append(out, "<thead><tr>");
	for (guint i = 0; i < places->len; i++) {
		append_open(out, "th scope=\"col\"", STYLE_NONE, right[i]);
		const Column *column = table_column(table,
			g_array_index(places, guint, i));
		append_html(out, column->title);
		append_better(out, page, column->better);
		g_string_append(out, "</th>");
	}
	g_string_append(out, "</tr></thead>\n");
}

static void append_cell(GString *out, const Page *page, const Block *table,
	const Value *value, guint place, gboolean right, double full)
{
	guint flags = table_column(table, place)->flags;
	append_open(out, "td", value ? value->style : STYLE_NONE, right);
	append_value(out, page, value, flags);
	if (flags & COLUMN_BAR && value && value_is_figure(value))
		append_html_bar(out, figure_part(value, full));
	g_string_append(out, "</td>");
}

static void append_table(GString *out, const Page *page, const Block *table,
	char **fields)
{
	g_autoptr(GArray) places = chosen_columns(page, table, fields, FALSE);
	g_autofree gboolean *right = g_new0(gboolean, places->len + 1);
	g_autofree double *full = g_new0(double, places->len + 1);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		right[i] = column_is_figures(table, place) ||
			table_column(table, place)->flags & COLUMN_RIGHT;
		full[i] = column_full(table, place);
	}
	g_string_append(out, "<table>\n");
	append_head(out, page, table, places, right);
	g_string_append(out, "<tbody>\n");
	for (guint i = 0; i < table->rows->len; i++) {
		g_string_append(out, "<tr>");
		for (guint j = 0; j < places->len; j++) {
			guint place = g_array_index(places, guint, j);
			append_cell(out, page, table,
				row_cell(table_row(table, i), place), place,
				right[j], full[j]);
		}
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody></table>\n");
}

static void append_item(GString *out, const Page *page,
	const TimelineItem *item)
{
	g_string_append(out, "<article><header>");
	if (item->at != INSTANT_NONE) {
		g_autofree char *time = cell_time(page, item->at);
		append_instant(out, item->at, time);
	}
	if (item->who) {
		g_string_append(out, " <b>");
		append_html(out, item->who);
		g_string_append(out, "</b>");
	}
	g_string_append_c(out, ' ');
	append_open(out, "span", item->style, FALSE);
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
		append_element(out, "li", item->notes->pdata[i]);
	g_string_append(out, item->notes->len > 0 ? "</ul></article>\n" :
		"</article>\n");
}

static void append_block(GString *out, const Page *page, const Block *block,
	char **fields)
{
	append_element(out, "h2", block->title);
	switch (block->type) {
	case BLOCK_FIELDS:
		append_fields(out, page, block, fields);
		break;
	case BLOCK_CHART:
		append_html_chart(out, page, block);
		append_table(out, page, block, fields);
		break;
	case BLOCK_TABLE:
		append_table(out, page, block, fields);
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

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	const char *title = settings->title ? settings->title : page->title;
	g_string_append_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'unsafe-inline'\">\n",
		language_of(page));
	append_element(out, "title", title ? title : "desk");
	g_string_append_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n",
		style_sheet);
	append_element(out, "h1", title);
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block_is_left_out(page, block) &&
			block_is_selected(page, block, settings->fields, TRUE))
			append_block(out, page, block, settings->fields);
	}
	if (page->now > 0) {
		g_autofree char *time = cell_time(page, page->now);
		g_string_append(out, "<footer>");
		append_instant(out, page->now, time);
		g_string_append(out, "</footer>\n");
	}
	g_string_append(out, "</main>\n</body>\n</html>\n");
}

const Renderer render_html = {
	.name = "html",
	.help = "one self-contained HTML file with charts",
	.people = TRUE,
	.render = render,
};
