/* PDF for who signs or pays: A4, upright, table heads again on each page,
 * pages numbered. */

#include "render/cell.h"
#include "render/paper_chart.h"
#include "render/paper_table.h"
#include "render/select.h"

#define LABELS_MOST 0.4
#define LOGO_WIDTH 140.0
#define LOGO_HEIGHT 36.0

/* It does not stand at the foot of a page by itself. */
static void append_heading(Sheet *sheet, const char *text, double size)
{
	PaperFont font = {size, TRUE, STYLE_NONE};
	if (!text || !*text)
		return;
	if (sheet->y > SHEET_TOP) {
		sheet->y += size * 0.7;
		if (!sheet_has_room(sheet, size * 6))
			sheet_turn(sheet);
	}
	sheet_flow(sheet, text, &font, SHEET_LEFT, SHEET_WIDTH);
	sheet->y += size * 0.3;
}

/* --- blocks -------------------------------------------------------------- */

static const PaperFont body = {SHEET_SIZE, FALSE, STYLE_NONE};
static const PaperFont label = {SHEET_SIZE, FALSE, STYLE_DIM};

static gboolean is_said(const Block *fields, guint place)
{
	return !value_is_nothing(fields->record->items->pdata[place]);
}

static double label_width(Sheet *sheet, const Block *fields,
	const GArray *places)
{
	double widest = 0;
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		if (!is_said(fields, place))
			continue;
		g_autoptr(PaperText) text = paper_text(sheet->paper,
			block_member(fields, place)->title, &label, 0);
		widest = MAX(widest, paper_text_width(text));
	}
	return MIN(widest, SHEET_WIDTH * LABELS_MOST);
}

static void append_field(Sheet *sheet, const Block *fields, guint place,
	double labels)
{
	PaperFont font = {SHEET_SIZE, FALSE, field_style(fields, place)};
	g_autofree char *value = field_text(sheet->page, fields, place,
		COLUMN_SPELT);
	g_autoptr(PaperText) name = paper_text(sheet->paper,
		block_member(fields, place)->title, &label, labels);
	double line = sheet_line(SHEET_SIZE);
	guint lines = paper_text_lines(name);
	if (!sheet_has_room(sheet, lines * line))
		sheet_turn(sheet);
	double top = sheet->y;
	for (guint i = 0; i < lines; i++)
		paper_draw(sheet->paper, name, i, SHEET_LEFT, top + i * line +
			SHEET_SIZE, FALSE);
	guint number = sheet->number;
	sheet_flow(sheet, value, &font, SHEET_LEFT + labels + SHEET_GAP,
		SHEET_WIDTH - labels - SHEET_GAP);
	if (number == sheet->number)
		sheet->y = MAX(sheet->y, top + lines * line);
	sheet->y += 1.5;
}

static void append_fields(Sheet *sheet, const Block *fields)
{
	g_autoptr(GArray) places = select_names(sheet->page, fields->record,
		sheet->settings->fields);
	double labels = label_width(sheet, fields, places);
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		if (is_said(fields, place))
			append_field(sheet, fields, place, labels);
	}
}

static void append_item(Sheet *sheet, const TimelineItem *item)
{
	PaperFont head = {SHEET_SIZE, TRUE, item->style};
	g_autofree char *time = item->at == INSTANT_NONE ? g_strdup("") :
		cell_time(sheet->page, item->at);
	g_autofree char *line = g_strjoin("  ", time, item->who ? item->who : "",
		item->what ? item->what : "", NULL);
	sheet_flow(sheet, line, &head, SHEET_LEFT, SHEET_WIDTH);
	if (item->body && *item->body)
		sheet_flow(sheet, item->body, &body, SHEET_LEFT + SHEET_GAP,
			SHEET_WIDTH - SHEET_GAP);
	for (guint i = 0; i < item->notes->len; i++)
		sheet_flow(sheet, item->notes->pdata[i], &label, SHEET_LEFT +
			SHEET_GAP, SHEET_WIDTH - SHEET_GAP);
	sheet->y += SHEET_SIZE / 2;
}

static void append_block(Sheet *sheet, const Block *block)
{
	if (block->type == BLOCK_CHART)
		sheet_keep_charts(sheet, block);
	append_heading(sheet, block->title, 10.5);
	switch (block->type) {
	case BLOCK_FIELDS:
		append_fields(sheet, block);
		break;
	case BLOCK_CHART:
		sheet_append_charts(sheet, block);
		/* fall through */
	case BLOCK_TABLE:
		sheet_append_table(sheet, block);
		break;
	case BLOCK_PROSE:
		sheet_flow(sheet, block->text, &body, SHEET_LEFT, SHEET_WIDTH);
		break;
	case BLOCK_TIMELINE:
		for (guint i = 0; i < block->items->len; i++)
			append_item(sheet, block->items->pdata[i]);
		break;
	}
	sheet->y += SHEET_SIZE;
}

/* --- page ---------------------------------------------------------------- */

/* Where the end of a document begins: what follows its last long table, so that
 * no signature stands on a page by itself. */
static guint tail_of(const Page *page)
{
	guint tail = page->blocks->len;
	while (tail > 0) {
		const Block *block = page->blocks->pdata[tail - 1];
		if (block->type == BLOCK_TIMELINE || (block_is_table(block) &&
			block->rows->len > 5))
			break;
		tail--;
	}
	return tail;
}

/* Whose document it is. */
static gboolean append_company(Sheet *sheet, GError **error)
{
	const Page *page = sheet->page;
	double logo = !page->logo ? 0 : paper_picture(sheet->paper, page->logo,
		SHEET_LEFT + SHEET_WIDTH, SHEET_TOP, LOGO_WIDTH, LOGO_HEIGHT,
		error);
	if (logo < 0)
		return FALSE;
	if (page->company)
		sheet_flow(sheet, page->company, &label, SHEET_LEFT,
			SHEET_WIDTH - LOGO_WIDTH);
	sheet->y = MAX(sheet->y, SHEET_TOP + logo);
	return TRUE;
}

typedef struct {
	guint pages;   /* how many there are; 0 the first time */
	gboolean turn; /* the tail begins a page: it would be torn apart */
} Plan;

/* Each time the plan becomes better. */
static gboolean lay_out(const Page *page, const RenderSettings *settings,
	Plan *plan, GString *out, GError **error)
{
	const char *title = settings->title ? settings->title : page->title;
	g_autoptr(Paper) paper = paper_new(title, page->language, page_made_at(page),
		out, error);
	if (!paper)
		return FALSE;
	Sheet sheet = {page, settings, paper, title, 1, plan->pages, SHEET_TOP};
	guint tail = tail_of(page), before = 0;
	const char *nothing = page_nothing(page, settings->fields);
	if (!append_company(&sheet, error))
		return FALSE;
	append_heading(&sheet, title, 14);
	g_autofree char *answer = render_answer(page);
	if (answer)
		sheet_flow(&sheet, answer, &body, SHEET_LEFT, SHEET_WIDTH);
	sheet.y += answer ? SHEET_SIZE : 0;
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (i == tail && i > 0 && plan->turn)
			sheet_turn(&sheet);
		before = i == tail && i > 0 ? sheet.number : before;
		if (!block_is_left_out(page, block) &&
			block_is_selected(page, block, settings->fields, TRUE))
			append_block(&sheet, block);
	}
	if (nothing)
		sheet_flow(&sheet, nothing, &body, SHEET_LEFT, SHEET_WIDTH);
	sheet.y += nothing ? SHEET_SIZE : 0;
	for (guint i = 0; i < page->footer->len; i++)
		sheet_flow(&sheet, page->footer->pdata[i], &label, SHEET_LEFT,
			SHEET_WIDTH);
	sheet_end(&sheet);
	plan->pages = sheet.number;
	plan->turn = plan->turn || (before > 0 && sheet.number == before + 1);
	return paper_end(paper, error);
}

/* Again with the plan: each page says how many there are. */
static gboolean render(const Page *page, const RenderSettings *settings,
	GString *out, GError **error)
{
	Plan plan = {0, FALSE};
	return lay_out(page, settings, &plan, NULL, error) &&
		(!plan.turn || lay_out(page, settings, &plan, NULL, error)) &&
		lay_out(page, settings, &plan, out, error);
}

const Renderer render_pdf = {
	.name = "pdf",
	.help = "A4 to be signed, paid or filed",
	.people = TRUE,
	.document = TRUE,
	.write = render,
};
