/* What the pages' parts are made of. */
#include "render/html.h"

#include "render/cell.h"

void append_html_open(GString *out, const char *element, ValueStyle style,
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

void append_html_element(GString *out, const char *element, const char *text)
{
	if (!text)
		return;
	g_string_append_printf(out, "<%s>", element);
	append_html(out, text);
	g_string_append_printf(out, "</%s>\n", element);
}

void append_html_instant(GString *out, Instant at, const char *text)
{
	g_autofree char *exact = instant_format(at);
	g_string_append_printf(out, "<time datetime=\"%s\" title=\"%s\">", exact,
		exact);
	append_html(out, text);
	g_string_append(out, "</time>");
}

void append_html_value(GString *out, const Page *page, const Value *value,
	guint flags)
{
	g_autofree char *text = cell_text(page, value, flags | COLUMN_SPELT);
	if (value && value->type == VALUE_INSTANT)
		append_html_instant(out, value->integer, text);
	else
		append_html(out, text);
}

void append_html_better(GString *out, const Page *page, Better better)
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
	g_string_append(out, NO_BREAK_SPACE "<span class=\"dim\" title=\"");
	append_html(out, phrase_in(&marks[better].words, page->language));
	g_string_append_printf(out, "\">%s</span>", marks[better].arrow);
}
