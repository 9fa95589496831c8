#include <string.h>

#include "render/answer.h"
#include "render/cell.h"
#include "render/select.h"
#include "render/terminal.h"
#include "text/escape.h"

#define GAP 2
#define COLUMN_GAP 4
#define TEXT_WIDTH 100

/* One field, escaped. */
typedef struct {
	char *label;
	char *text;
	ValueStyle style;
	char *change; /* behind it, "" for none */
	ValueStyle change_style;
} Line;

static void line_clear(gpointer data)
{
	Line *line = data;
	g_free(line->label);
	g_free(line->text);
	g_free(line->change);
}

static GArray *make_lines(const Page *page, const Block *fields,
	const RenderSettings *settings)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
	g_array_set_clear_func(lines, line_clear);
	g_autoptr(GArray) places = select_names(page, fields->record,
		settings->fields);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Column *member = block_member(fields, place);
		if (is_told_beside(fields, place, settings->fields))
			continue;
		g_autofree char *text = field_text(page, fields, place, 0);
		Line line = {
			.label = escape_terminal(member->title, FALSE),
			.text = g_strchomp(escape_terminal(text, TRUE)),
			.style = field_style(fields, place),
			.change = field_change(page, fields, place,
				settings->fields, 0),
			.change_style = change_of_field(fields, place),
		};
		g_array_append_val(lines, line);
	}
	return lines;
}

static Line *line_at(const GArray *lines, guint index)
{
	return &g_array_index(lines, Line, index);
}

static guint label_width(const GArray *lines)
{
	guint width = 0;
	for (guint i = 0; i < lines->len; i++)
		width = MAX(width, text_width(line_at(lines, i)->label));
	return width;
}

static void append_padded(GString *out, const RenderSettings *settings,
	ValueStyle style, const char *text, guint width)
{
	guint used = text_width(text);
	append_styled(out, settings, style, text);
	g_string_append_printf(out, "%*s",
		(int)(width > used ? width - used : 0), "");
}

static void end_line(GString *out)
{
	while (out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static guint line_width(const Line *line)
{
	return text_width(line->text) + text_width(line->change);
}

static void append_short(GString *out, const RenderSettings *settings,
	const Line *line, guint width)
{
	guint used = line_width(line);
	append_styled(out, settings, line->style, line->text);
	append_styled(out, settings, line->change_style, line->change);
	g_string_append_printf(out, "%*s",
		(int)(width > used ? width - used : 0), "");
}

/* A field over the whole width, its text wrapped beside the label. */
static void append_wide(GString *out, const Line *line, guint label,
	const RenderSettings *settings)
{
	guint indent = label + GAP;
	guint width = settings->width == 0 ? 0 :
		MAX(MIN(settings->width, TEXT_WIDTH), indent + 10);
	g_autofree char *wrapped = text_wrap(line->text, width, indent);
	g_auto(GStrv) rows = g_strsplit(wrapped, "\n", -1);
	append_padded(out, settings, STYLE_DIM, line->label, indent);
	for (guint i = 0; rows[i]; i++) {
		/* The first one's indentation is the label. */
		if (i > 0 && *rows[i])
			append_padded(out, settings, STYLE_NONE, "", indent);
		if (strlen(rows[i]) > indent)
			append_styled(out, settings, line->style,
				rows[i] + indent);
		if (!rows[i + 1])
			append_styled(out, settings, line->change_style,
				line->change);
		end_line(out);
	}
}

static gboolean is_short(const Line *line, guint room)
{
	return room > 0 && !strchr(line->text, '\n') && line_width(line) <= room;
}

/* Short fields in two columns, read downwards. */
static void append_pairs(GString *out, const GPtrArray *lines, guint label,
	guint room, const RenderSettings *settings)
{
	guint half = (lines->len + 1) / 2;
	for (guint i = 0; i < half; i++) {
		const Line *left = lines->pdata[i];
		const Line *right = i + half < lines->len ?
			lines->pdata[i + half] : NULL;
		append_padded(out, settings, STYLE_DIM, left->label, label + GAP);
		append_short(out, settings, left, right ? room + COLUMN_GAP : 0);
		if (right) {
			append_padded(out, settings, STYLE_DIM, right->label,
				label + GAP);
			append_short(out, settings, right, 0);
		}
		end_line(out);
	}
}

/* Columns for a value when two fields stand side by side; 0 = no room. */
static guint room_beside(const RenderSettings *settings, guint label)
{
	guint width = MIN(settings->width, TEXT_WIDTH);
	guint labels = 2 * (label + GAP) + COLUMN_GAP;
	return width > labels && (width - labels) / 2 >= 16 ?
		(width - labels) / 2 : 0;
}

void append_card(GString *out, const Page *page, const Block *fields,
	const RenderSettings *settings)
{
	g_autoptr(GArray) lines = make_lines(page, fields, settings);
	g_autoptr(GPtrArray) shorts = g_ptr_array_new();
	guint label = label_width(lines);
	guint room = lines->len > 3 ? room_beside(settings, label) : 0;
	for (guint i = 0; i < lines->len; i++)
		if (is_short(line_at(lines, i), room))
			g_ptr_array_add(shorts, line_at(lines, i));
	append_pairs(out, shorts, label, room, settings);
	for (guint i = 0; i < lines->len; i++)
		if (!is_short(line_at(lines, i), room))
			append_wide(out, line_at(lines, i), label, settings);
}
