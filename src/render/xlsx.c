/* XLSX for who counts with it: each table on a sheet of its own with its head
 * frozen; all else, and tables that are for people alone, on the first. */

#include "render/book.h"
#include "render/cell.h"
#include "render/select.h"

#define LEAST 9.0
#define WIDEST 60.0
#define LETTER 1.2 /* bold ones, and those of other fonts, are wider */

typedef struct {
	Book *book;
	const Page *page;
	const RenderSettings *settings;
	const char *title;
	guint row;	/* the next one of the first sheet */
	GArray *widths; /* double: of the columns of this sheet */
} Writer;

static gboolean is_shown(const Writer *at, const Block *block)
{
	return !block_is_left_out(at->page, block) &&
		block_is_selected(at->page, block, at->settings->fields, TRUE);
}

/* A page of one table has no other sheet. */
static gboolean has_own_sheet(const Writer *at, const Block *block)
{
	return block->type == BLOCK_TIMELINE || (block_is_table(block) &&
		(!block->people || at->page->shape == PAGE_LIST));
}

/* --- widths -------------------------------------------------------------- */

static void widen(Writer *at, guint column, const char *text)
{
	glong most = 0;
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (char **line = lines; *line; line++)
		most = MAX(most, g_utf8_strlen(*line, -1));
	if (column >= at->widths->len)
		g_array_set_size(at->widths, column + 1);
	double *width = &g_array_index(at->widths, double, column);
	*width = MAX(*width, CLAMP((double)most * LETTER + 2, LEAST, WIDEST));
}

static void begin_sheet(Writer *at, const char *name)
{
	g_array_set_size(at->widths, 0);
	book_begin_sheet(at->book, name);
}

static void end_sheet(Writer *at)
{
	for (guint i = 0; i < at->widths->len; i++)
		book_set_width(at->book, i, g_array_index(at->widths, double,
			i));
}

static void write_text(Writer *at, guint row, guint column, const char *text,
	BookLook look)
{
	book_write(at->book, row, column, text, look);
	widen(at, column, text);
}

static void write_value(Writer *at, guint row, guint column,
	const Value *value, guint flags, gboolean strong)
{
	if (value_is_nothing(value))
		return;
	g_autofree char *text = cell_text(at->page, value, flags &
		~(guint)(COLUMN_BRIEF | COLUMN_AGE));
	book_write_value(at->book, row, column, value, text, flags,
		strong ? BOOK_STRONG : BOOK_PLAIN);
	widen(at, column, text);
}

/* --- tables -------------------------------------------------------------- */

/* From `row` on; how many rows it took. */
static guint write_table(Writer *at, const Block *table, guint row)
{
	g_autoptr(GArray) places = chosen_columns(at->page, table,
		at->settings->fields, FALSE);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Column *column = table_column(table, place);
		write_text(at, row, i, column->title, BOOK_HEAD);
		for (guint k = 0; k < table_lines(table); k++) {
			const GPtrArray *cells = table_line(table, k);
			write_value(at, row + 1 + k, i, row_cell(cells, place),
				column->flags, cells == table->total ||
				row_style(table, cells, place) == STYLE_STRONG);
		}
	}
	return table_lines(table) + 1;
}

static void write_timeline(Writer *at, const Block *timeline)
{
	static const Phrase heads[] = {{"Time", "Время"}, {"Who", "Кто"},
		{"What", "Что"}, {"Text", "Текст"}};
	for (guint i = 0; i < G_N_ELEMENTS(heads); i++)
		write_text(at, 0, i, phrase_in(&heads[i], at->page->language),
			BOOK_HEAD);
	for (guint i = 0; i < timeline->items->len; i++) {
		const TimelineItem *item = timeline->items->pdata[i];
		g_autofree char *body = g_strchomp(g_strdup(item->body ?
			item->body : ""));
		const char *const texts[] = {item->who, item->what, body};
		g_autoptr(Value) time = value_instant(item->at);
		write_value(at, i + 1, 0, time, 0, FALSE);
		for (guint k = 0; k < G_N_ELEMENTS(texts); k++)
			write_text(at, i + 1, k + 1, texts[k], BOOK_PLAIN);
	}
}

static void write_sheet(Writer *at, const Block *block)
{
	static const Phrase entries = {"Entries", "Записи"};
	const char *name = block->title ? block->title :
		block->type == BLOCK_TIMELINE ? phrase_in(&entries,
			at->page->language) :
		at->title ? at->title : block->name;
	begin_sheet(at, name ? name : "");
	book_keep_rows(at->book, 1);
	if (block->type == BLOCK_TIMELINE)
		write_timeline(at, block);
	else
		write_table(at, block, 0);
	end_sheet(at);
}

/* --- the first sheet ----------------------------------------------------- */

static void write_fields(Writer *at, const Block *fields)
{
	g_autoptr(GArray) places = select_names(at->page, fields->record,
		at->settings->fields);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		const Value *value = fields->record->items->pdata[place];
		const Column *member = block_member(fields, place);
		if (value_is_nothing(value))
			continue;
		write_text(at, at->row, 0, member->title, BOOK_PLAIN);
		write_value(at, at->row++, 1, value, member->flags,
			field_style(fields, place) == STYLE_STRONG);
	}
}

static void write_lines(Writer *at, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		book_write(at->book, at->row++, 0, *line, BOOK_LINE);
}

static void write_block(Writer *at, const Block *block)
{
	guint before = at->row;
	if (block->title)
		book_write(at->book, at->row++, 0, block->title, BOOK_STRONG);
	if (block->type == BLOCK_FIELDS)
		write_fields(at, block);
	else if (block->type == BLOCK_PROSE)
		write_lines(at, block->text);
	else
		at->row += write_table(at, block, at->row);
	at->row += at->row > before ? 1 : 0;
}

static void write_front(Writer *at)
{
	static const Phrase name = {"Summary", "Сводка"};
	const Page *page = at->page;
	begin_sheet(at, phrase_in(&name, page->language));
	if (page->company)
		book_write(at->book, at->row++, 0, page->company, BOOK_LINE);
	if (at->title)
		book_write(at->book, at->row++, 0, at->title, BOOK_TITLE);
	g_autofree char *answer = render_answer(page);
	if (answer)
		write_lines(at, answer);
	at->row++;
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (is_shown(at, block) && !has_own_sheet(at, block))
			write_block(at, block);
	}
	for (guint i = 0; i < page->footer->len; i++)
		book_write(at->book, at->row++, 0, page->footer->pdata[i],
			BOOK_LINE);
	end_sheet(at);
}

static gboolean needs_front(const Writer *at)
{
	for (guint i = 0; i < at->page->blocks->len; i++) {
		const Block *block = at->page->blocks->pdata[i];
		if (is_shown(at, block) && !has_own_sheet(at, block))
			return TRUE;
	}
	return at->page->shape == PAGE_OBJECT;
}

static gboolean render(const Page *page, const RenderSettings *settings,
	GString *out, GError **error)
{
	const char *title = settings->title ? settings->title : page->title;
	g_autoptr(Book) book = book_new(settings->file, page, title,
		page_made_at(page), error);
	if (!book)
		return FALSE;
	g_autoptr(GArray) widths = g_array_new(FALSE, TRUE, sizeof(double));
	Writer at = {book, page, settings, title, 0, widths};
	(void)out;
	if (needs_front(&at))
		write_front(&at);
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (is_shown(&at, block) && has_own_sheet(&at, block))
			write_sheet(&at, block);
	}
	return book_end(book, error);
}

const Renderer render_xlsx = {
	.name = "xlsx",
	.help = "a spreadsheet with a sheet for each table",
	.people = TRUE,
	.document = TRUE,
	.to_file = TRUE,
	.write = render,
};
