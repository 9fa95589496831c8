#include "render/sheet.h"

#define FOOT 24.0 /* below the body */

void sheet_end(Sheet *sheet)
{
	static const Phrase page_of = {"page %1 of %2", "стр. %1 из %2"};
	PaperFont small = {7.5, FALSE, STYLE_DIM};
	double y = SHEET_BOTTOM + FOOT;
	g_autofree char *text = phrase_fill(&page_of, sheet->page->language,
		PHRASE_NUMBER(sheet->number), PHRASE_NUMBER(sheet->pages),
		NULL);
	g_autoptr(PaperText) number = paper_text(sheet->paper, text, &small, 0);
	g_autoptr(PaperText) title = paper_text(sheet->paper, sheet->title ?
		sheet->title : "", &small, SHEET_WIDTH - 100);
	paper_rule(sheet->paper, SHEET_LEFT, y - 11, SHEET_WIDTH, 0.3);
	paper_draw(sheet->paper, title, 0, SHEET_LEFT, y, FALSE);
	paper_draw(sheet->paper, number, 0, SHEET_LEFT + SHEET_WIDTH, y, TRUE);
}

void sheet_turn(Sheet *sheet)
{
	sheet_end(sheet);
	paper_next_page(sheet->paper);
	sheet->number++;
	sheet->y = SHEET_TOP;
}

gboolean sheet_has_room(const Sheet *sheet, double height)
{
	return sheet->y + height <= SHEET_BOTTOM;
}

void sheet_flow(Sheet *sheet, const char *text, const PaperFont *font,
	double x, double width)
{
	g_autoptr(PaperText) made = paper_text(sheet->paper, text, font, width);
	for (guint i = 0; i < paper_text_lines(made); i++) {
		if (!sheet_has_room(sheet, sheet_line(font->size)))
			sheet_turn(sheet);
		paper_draw(sheet->paper, made, i, x, sheet->y + font->size,
			FALSE);
		sheet->y += sheet_line(font->size);
	}
}
