
#include "render/cell.h"
#include "render/terminal.h"
#include "text/escape.h"

#define TEXT_WIDTH 100

static guint line_width(const RenderSettings *settings)
{
	return settings->width == 0 ? TEXT_WIDTH :
		MIN(settings->width, TEXT_WIDTH);
}

static char *item_heading(const Page *page, const TimelineItem *item)
{
	g_autofree char *time = item->at == INSTANT_NONE ? g_strdup("") :
		cell_time(page, item->at);
	g_autoptr(GString) text = g_string_new(time);
	const char *parts[] = {item->who, item->what};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] && *parts[i])
			g_string_append_printf(text, "%s%s",
				text->len ? " · " : "", parts[i]);
	return escape_terminal(text->str, FALSE);
}

/* "── heading ─────": with a body it opens a part of the page. */
static void append_rule(GString *out, const char *heading, ValueStyle style,
	const RenderSettings *settings)
{
	guint width = line_width(settings);
	g_autofree char *shown = settings->width == 0 ? g_strdup(heading) :
		text_truncate(heading, width > 4 ? width - 4 : 1);
	append_styled(out, settings, STYLE_DIM, "──");
	g_string_append_c(out, ' ');
	append_styled(out, settings, style ? style : STYLE_STRONG, shown);
	guint used = text_width(shown) + 4;
	g_autoptr(GString) rule = g_string_new(NULL);
	for (; used < width; used++)
		g_string_append(rule, "─");
	if (rule->len > 0)
		g_string_append_c(out, ' ');
	append_styled(out, settings, STYLE_DIM, rule->str);
	g_string_append_c(out, '\n');
}

static void append_text(GString *out, const char *text, guint indent,
	ValueStyle style, const RenderSettings *settings)
{
	guint width = settings->width == 0 ? 0 :
		MAX(line_width(settings), indent + 10);
	g_autofree char *safe = g_strchomp(escape_terminal(text, TRUE));
	g_autofree char *wrapped = text_wrap(safe, width, indent);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		append_styled(out, settings, style, lines[i]);
		g_string_append_c(out, '\n');
	}
}

static void append_item(GString *out, const Page *page,
	const TimelineItem *item, const RenderSettings *settings)
{
	g_autofree char *heading = item_heading(page, item);
	if (item->body)
		append_rule(out, heading, item->style, settings);
	else
		append_text(out, heading, 3, item->style, settings);
	if (item->body && *item->body)
		append_text(out, item->body, 3, STYLE_NONE, settings);
	for (guint i = 0; i < item->notes->len; i++) {
		g_autofree char *note = g_strconcat("• ",
			(char *)item->notes->pdata[i], NULL);
		append_text(out, note, item->body ? 3 : 5, STYLE_DIM, settings);
	}
}

void append_timeline(GString *out, const Page *page, const Block *timeline,
	const RenderSettings *settings)
{
	gboolean open = FALSE; /* the item before had a body */
	for (guint i = 0; i < timeline->items->len; i++) {
		const TimelineItem *item = timeline->items->pdata[i];
		if (i > 0 && (open || item->body))
			g_string_append_c(out, '\n');
		append_item(out, page, item, settings);
		open = item->body != NULL;
	}
}
