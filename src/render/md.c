/* Markdown, as CommonMark and GitHub's tables have it: to be pasted, kept beside
 * other documents, or made into something else. */

#include "render/answer.h"
#include "render/cell.h"
#include "render/select.h"

#include <string.h>

#include "text/escape.h"


/* --- text ---------------------------------------------------------------- */

/* In the middle of a line. */
static void append_inline(GString *out, const char *text)
{
	g_autofree char *safe = escape_markdown(text);
	g_strdelimit(safe, "\n", ' ');
	g_string_append(out, safe);
}

/* What would begin a list, a rule or a heading there is text. */
static void append_line(GString *out, const char *line)
{
	gsize indent = strspn(line, " ");
	const char *rest = line + indent;
	gsize digits = strspn(rest, "0123456789");
	for (gsize i = 0; i < indent; i++)
		g_string_append(out, NO_BREAK_SPACE);
	if (digits > 0 && rest[digits] && strchr(".)", rest[digits]))
		g_string_append_printf(out, "%.*s\\%s", (int)digits, rest,
			rest + digits);
	else
		g_string_append_printf(out, "%s%s", *rest &&
			strchr("-+=", *rest) ? "\\" : "", rest);
}

/* Lines stay lines. */
static void append_lines(GString *out, const char *text, const char *before)
{
	g_autofree char *safe = escape_markdown(text);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);
	for (char **line = lines; *line; line++) {
		g_strchomp(*line);
		g_string_append(out, before);
		if (**line)
			append_line(out, *line);
		else
			g_string_truncate(out, out->len -
				g_str_has_suffix(before, " "));
		g_string_append(out, **line && line[1] && *line[1] ? "\\\n" :
			"\n");
	}
}

static void append_heading(GString *out, const char *marks, const char *text)
{
	if (!text || !*text)
		return;
	g_string_append_printf(out, "%s ", marks);
	append_inline(out, text);
	g_string_append(out, "\n\n");
}

/* --- blocks -------------------------------------------------------------- */

static void append_fields(GString *out, const Page *page, const Block *fields,
	char **names)
{
	g_autoptr(GArray) places = select_names(page, fields->record, names);
	gsize before = out->len;
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Value *value = fields->record->items->pdata[place];
		const Column *member = block_member(fields, place);
		g_autofree char *text = field_text(page, fields, place,
			COLUMN_SPELT);
		g_autofree char *change = field_change(page, fields, place,
			names, COLUMN_SPELT);
		if (value_is_nothing(value) || !*text ||
			is_told_beside(fields, place, names))
			continue;
		g_string_append(out, "- **");
		append_inline(out, member->title);
		g_string_append(out, ":** ");
		append_inline(out, text);
		append_inline(out, change);
		g_string_append_c(out, '\n');
	}
	g_string_append(out, out->len > before ? "\n" : "");
}

static void append_head(GString *out, const Block *table, const GArray *places)
{
	for (guint i = 0; i < places->len; i++) {
		g_string_append(out, "| ");
		append_inline(out, table_column(table,
			g_array_index(places, guint, i))->title);
		g_string_append_c(out, ' ');
	}
	g_string_append(out, "|\n");
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		gboolean right = column_is_figures(table, place) ||
			table_column(table, place)->flags & COLUMN_RIGHT;
		g_string_append(out, right ? "| ---: " : "| --- ");
	}
	g_string_append(out, "|\n");
}

static void append_table(GString *out, const Page *page, const Block *table,
	char **fields)
{
	g_autoptr(GArray) places = chosen_columns(page, table, fields, FALSE);
	if (places->len == 0)
		return;
	append_head(out, table, places);
	for (guint i = 0; i < table_lines(table); i++) {
		for (guint j = 0; j < places->len; j++) {
			guint place = g_array_index(places, guint, j);
			g_autofree char *text = cell_row_text(page, table,
				table_line(table, i), place,
				table_column(table, place)->flags |
				COLUMN_SPELT | COLUMN_WORDED);
			g_string_append(out, "| ");
			append_inline(out, text);
			g_string_append_c(out, ' ');
		}
		g_string_append(out, "|\n");
	}
	g_string_append_c(out, '\n');
}

static void append_item(GString *out, const Page *page,
	const TimelineItem *item)
{
	g_autofree char *time = item->at == INSTANT_NONE ? NULL :
		cell_time(page, item->at);
	g_autofree char *head = g_strjoin(time && item->who ? " " : "",
		time ? time : "", item->who ? item->who : "", NULL);
	g_string_append(out, *head ? "**" : "");
	append_inline(out, head);
	g_string_append(out, *head ? "** " : "");
	append_inline(out, item->what ? item->what : "");
	g_string_append(out, "\n\n");
	if (item->body && *item->body) {
		append_lines(out, item->body, "> ");
		g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < item->notes->len; i++) {
		g_string_append(out, "- ");
		append_inline(out, item->notes->pdata[i]);
		g_string_append_c(out, '\n');
	}
	g_string_append(out, item->notes->len > 0 ? "\n" : "");
}

static void append_block(GString *out, const Page *page, const Block *block,
	char **fields)
{
	append_heading(out, "##", block->title);
	switch (block->type) {
	case BLOCK_FIELDS:
		append_fields(out, page, block, fields);
		break;
	case BLOCK_CHART:
	case BLOCK_TABLE:
		append_table(out, page, block, fields);
		break;
	case BLOCK_PROSE:
		append_lines(out, block->text, "");
		g_string_append_c(out, '\n');
		break;
	case BLOCK_TIMELINE:
		for (guint i = 0; i < block->items->len; i++)
			append_item(out, page, block->items->pdata[i]);
		break;
	}
}

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	if (page->company) {
		append_inline(out, page->company);
		g_string_append(out, "\n\n");
	}
	append_heading(out, "#", settings->title ? settings->title :
		page->title);
	g_autofree char *answer = render_answer(page);
	if (answer) {
		append_lines(out, answer, "");
		g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (!block_is_left_out(page, block) &&
			block_is_selected(page, block, settings->fields, TRUE))
			append_block(out, page, block, settings->fields);
	}
	const char *nothing = page_nothing(page, settings->fields);
	if (nothing)
		g_string_append_printf(out, "%s\n", nothing);
	/* One line ends the last block. */
	if (g_str_has_suffix(out->str, "\n\n"))
		g_string_truncate(out, out->len - 1);
}

const Renderer render_md = {
	.name = "md",
	.help = "Markdown, with tables as GitHub has them",
	.people = TRUE,
	.document = TRUE,
	.render = render,
};
