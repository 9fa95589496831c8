#include "render/cell.h"
#include "render/select.h"
#include "render/terminal.h"
#include "text/escape.h"

/* Prose is hard to read in longer lines. */
#define PROSE_WIDTH 100

/* A line of its own in bold, escaped; nothing for NULL. */
static void append_heading(GString *out, const RenderSettings *settings,
	const char *text)
{
	if (!text)
		return;
	g_autofree char *safe = escape_terminal(text, FALSE);
	g_autofree char *lines = text_wrap(safe, settings->width, 0);
	append_styled(out, settings, STYLE_STRONG, lines);
	g_string_append_c(out, '\n');
}

static void append_prose(GString *out, const char *text,
	const RenderSettings *settings)
{
	guint width = settings->width == 0 ? 0 :
		MIN(settings->width, PROSE_WIDTH);
	g_autofree char *safe = escape_terminal(text, TRUE);
	g_autofree char *lines = text_wrap(safe, width, 0);
	g_string_append(out, lines);
	if (!g_str_has_suffix(lines, "\n"))
		g_string_append_c(out, '\n');
}

static gboolean has_content(const Page *page, const Block *block,
	const RenderSettings *settings)
{
	if (!block_is_selected(page, block, settings->fields, TRUE))
		return FALSE;
	switch (block->type) {
	case BLOCK_FIELDS: {
		g_autoptr(GArray) places = select_names(page, block->record,
			settings->fields);
		return places->len > 0;
	}
	case BLOCK_TABLE:
	case BLOCK_CHART:
		return block->rows->len > 0;
	case BLOCK_PROSE:
		return block->text && *block->text;
	case BLOCK_TIMELINE:
		return block->items->len > 0;
	}
	return FALSE;
}

static void append_block(GString *out, const Page *page, const Block *block,
	const RenderSettings *settings)
{
	append_heading(out, settings, block->title);
	switch (block->type) {
	case BLOCK_FIELDS:
		append_card(out, page, block, settings);
		break;
	case BLOCK_CHART:
		append_sparkline(out, page, block, settings);
		append_grid(out, page, block, settings);
		break;
	case BLOCK_TABLE:
		append_grid(out, page, block, settings);
		break;
	case BLOCK_PROSE:
		append_prose(out, block->text, settings);
		break;
	case BLOCK_TIMELINE:
		append_timeline(out, page, block, settings);
		break;
	}
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	g_autofree char *answer = page->answer || !settings->fields ?
		render_answer(page) : NULL;
	gboolean first = answer == NULL;
	if (answer) {
		append_heading(out, settings, page->title);
		append_prose(out, answer, settings);
	}
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!has_content(page, block, settings))
			continue;
		if (first)
			append_heading(out, settings, page->title);
		/* A title stands close to a lone list, apart from a card. */
		if (!first || (page->title && page->shape == PAGE_OBJECT))
			g_string_append_c(out, '\n');
		first = FALSE;
		append_block(out, page, block, settings);
	}
}

const Renderer render_table = {
	.name = "table",
	.help = "for people: aligned, fitted to the terminal",
	.people = TRUE,
	.render = render,
};
