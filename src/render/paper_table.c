#include "render/paper_table.h"

#include "render/cell.h"
#include "render/select.h"

#define PAD 2.5	    /* above and below a row */
#define LEAST 80.0  /* of a column of words, at SHEET_SIZE */
#define EASY 150.0  /* the same, where letters may become smaller for it */
#define TOGETHER 5  /* rows that are not torn apart */

/* Widths are those at SHEET_SIZE: all letters grow alike. */
typedef struct {
	guint place; /* in the rows */
	guint flags;
	gboolean right;
	gboolean words; /* may be broken */
	double natural, easy, least, width;
} Lane;

typedef struct {
	Sheet *sheet;
	const Block *table;
	GArray *lanes; /* Lane */
	guint shown;   /* of them */
	double size;
	GPtrArray *head; /* PaperText* */
} Table;

static Lane *lane_of(const Table *table, guint i)
{
	return &g_array_index(table->lanes, Lane, i);
}

/* --- widths -------------------------------------------------------------- */

static double width_of(const Table *table, const char *text, gboolean bold)
{
	PaperFont font = {SHEET_SIZE, bold, STYLE_NONE};
	g_autoptr(PaperText) made = paper_text(table->sheet->paper, text, &font,
		0);
	return paper_text_width(made) + 0.5;
}

static double longest_word(const Table *table, const char *title)
{
	double longest = 0;
	g_auto(GStrv) words = g_strsplit(title, " ", -1);
	for (char **word = words; *word; word++)
		longest = MAX(longest, width_of(table, *word, TRUE));
	return longest;
}

static char *cell_of(const Table *table, guint row, const Lane *lane)
{
	return cell_row_text(table->sheet->page, table->table,
		table_line(table->table, row), lane->place,
		lane->flags | COLUMN_SPELT);
}

static gboolean is_empty(const Block *table, guint place)
{
	for (guint i = 0; i < table->rows->len; i++)
		if (!value_is_nothing(row_cell(table_row(table, i), place)))
			return FALSE;
	return TRUE;
}

static gboolean is_total(const Table *table, guint row)
{
	return row >= table->table->rows->len;
}

static void measure(const Table *table, Lane *lane)
{
	const char *title = table_column(table->table, lane->place)->title;
	lane->least = longest_word(table, title);
	lane->natural = width_of(table, title, TRUE);
	double cells = 0;
	for (guint i = 0; i < table_lines(table->table); i++) {
		g_autofree char *text = cell_of(table, i, lane);
		double width = width_of(table, text, is_total(table, i) ||
			row_style(table->table, table_line(table->table, i),
			lane->place) == STYLE_STRONG);
		cells = MAX(cells, width);
	}
	lane->natural = MAX(lane->natural, cells);
	lane->easy = MAX(lane->least, lane->words ? MIN(cells, EASY) : cells);
	lane->least = MAX(lane->least, lane->words ? MIN(cells, LEAST) : cells);
}

static void add_lane(Table *table, guint place)
{
	const Block *block = table->table;
	Lane lane = {.place = place,
		.flags = table_column(block, place)->flags | COLUMN_WORDED};
	lane.right = column_is_figures(block, place) ||
		lane.flags & COLUMN_RIGHT;
	lane.words = !lane.right && !(lane.flags & COLUMN_AGE) &&
		!column_is_times(block, place) && !column_is_days(block, place);
	measure(table, &lane);
	g_array_append_val(table->lanes, lane);
}

static double sum_of(const Table *table, gsize width)
{
	double sum = 0;
	for (guint i = 0; i < table->shown; i++)
		sum += G_STRUCT_MEMBER(double, lane_of(table, i), width) +
			(i > 0 ? SHEET_GAP : 0);
	return sum;
}

static gboolean fits(const Table *table, gsize width)
{
	return sum_of(table, width) * table->size / SHEET_SIZE <= SHEET_WIDTH;
}

/* The largest letters with which all columns find room, and words much of it;
 * else the largest with some; else the smallest, and the last columns find none:
 * their order is that of their importance. */
static void choose_size(Table *table)
{
	static const double sizes[] = {SHEET_SIZE, 8, 7.25, 6.5};
	static const gsize widths[] = {G_STRUCT_OFFSET(Lane, easy),
		G_STRUCT_OFFSET(Lane, least)};
	for (gsize k = 0; k < G_N_ELEMENTS(widths); k++)
		for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
			table->size = sizes[i];
			if (fits(table, widths[k]))
				return;
		}
	while (table->shown > 1 && !fits(table, G_STRUCT_OFFSET(Lane, least)))
		table->shown--;
}

/* Better or worse is said where nothing else is smaller or missing for it. */
static void measure_all(Table *table)
{
	choose_size(table);
	if (table->size >= SHEET_SIZE)
		return;
	table->shown = table->lanes->len;
	for (guint i = 0; i < table->shown; i++) {
		Lane *lane = lane_of(table, i);
		lane->flags &= ~(guint)COLUMN_WORDED;
		if (lane->flags & COLUMN_CHANGE)
			measure(table, lane);
	}
	choose_size(table);
}

/* The widest column that can give way; NULL: none. Words keep what is easy to
 * read as long as others can. */
static Lane *widest(const Table *table)
{
	Lane *found[2] = {NULL, NULL};
	for (guint i = 0; i < table->shown; i++) {
		Lane *lane = lane_of(table, i);
		Lane **place = &found[lane->width > lane->easy ? 0 : 1];
		if (lane->width > lane->least && (!*place ||
			lane->width > (*place)->width))
			*place = lane;
	}
	return found[0] ? found[0] : found[1];
}

static guint text_lanes(const Table *table, double more)
{
	guint count = 0;
	for (guint i = 0; i < table->shown; i++)
		if (lane_of(table, i)->flags & (COLUMN_SHRINK | COLUMN_WRAP)) {
			lane_of(table, i)->width += more;
			count++;
		}
	return count;
}

/* Texts give way, or take what is left. */
static void share_width(Table *table)
{
	double scale = SHEET_SIZE / table->size;
	double room = SHEET_WIDTH * scale - sum_of(table, G_STRUCT_OFFSET(Lane,
		natural));
	Lane *lane = NULL;
	for (guint i = 0; i < table->shown; i++)
		lane_of(table, i)->width = lane_of(table, i)->natural;
	for (; room < 0 && (lane = widest(table)); room += 1)
		lane->width = MAX(lane->width - 1, lane->least);
	guint texts = text_lanes(table, 0);
	if (room > 0 && texts > 0)
		text_lanes(table, room / texts);
	/* One column alone may be wider than the sheet. */
	for (guint i = 0; i < table->shown; i++) {
		lane = lane_of(table, i);
		lane->width = MIN(lane->width / scale, SHEET_WIDTH);
	}
}

/* --- rows ---------------------------------------------------------------- */

static GPtrArray *texts_of(const Table *table, int row)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(
		(GDestroyNotify)paper_text_free);
	for (guint i = 0; i < table->shown; i++) {
		const Lane *lane = lane_of(table, i);
		PaperFont font = {table->size, row < 0 || is_total(table,
			(guint)row), row < 0 ? STYLE_NONE : row_style(
			table->table, table_line(table->table, (guint)row),
			lane->place)};
		g_autofree char *text = row < 0 ? g_strdup(table_column(
			table->table, lane->place)->title) :
			cell_of(table, (guint)row, lane);
		g_ptr_array_add(texts, paper_text(table->sheet->paper, text,
			&font, lane->width));
	}
	return texts;
}

static guint lines_of(const GPtrArray *texts)
{
	guint lines = 1;
	for (guint i = 0; i < texts->len; i++)
		lines = MAX(lines, paper_text_lines(texts->pdata[i]));
	return lines;
}

static double height_of(const Table *table, guint lines)
{
	return lines * sheet_line(table->size) + 2 * PAD;
}

/* The lines from `*line` on that find room, and the rule below them. */
static void draw_lines(const Table *table, const GPtrArray *texts, guint *line,
	guint until, double thickness)
{
	Sheet *sheet = table->sheet;
	sheet->y += PAD;
	for (; *line < until && sheet_has_room(sheet, sheet_line(table->size) +
		PAD); (*line)++) {
		double x = SHEET_LEFT;
		for (guint i = 0; i < texts->len; i++) {
			const Lane *lane = lane_of(table, i);
			if (*line < paper_text_lines(texts->pdata[i]))
				paper_draw(sheet->paper, texts->pdata[i], *line,
					lane->right ? x + lane->width : x,
					sheet->y + table->size, lane->right);
			x += lane->width + SHEET_GAP * table->size / SHEET_SIZE;
		}
		sheet->y += sheet_line(table->size);
	}
	sheet->y += PAD;
	paper_rule(sheet->paper, SHEET_LEFT, sheet->y, SHEET_WIDTH, thickness);
}

static void draw_head(const Table *table)
{
	guint line = 0;
	draw_lines(table, table->head, &line, lines_of(table->head), 0.8);
}

/* Only a row that is taller than a page is torn. */
static void draw_row(const Table *table, guint row)
{
	Sheet *sheet = table->sheet;
	g_autoptr(GPtrArray) texts = texts_of(table, (int)row);
	guint lines = lines_of(texts), line = 0;
	double page = SHEET_BOTTOM - SHEET_TOP - height_of(table,
		lines_of(table->head));
	double height = height_of(table, lines);
	if (!sheet_has_room(sheet, MIN(height, page))) {
		sheet_turn(sheet);
		draw_head(table);
	}
	draw_lines(table, texts, &line, lines, 0.25);
	while (line < lines) {
		sheet_turn(sheet);
		draw_head(table);
		draw_lines(table, texts, &line, lines, 0.25);
	}
}

/* Does a short table find room as a whole, a long one its first row? */
static void keep_together(const Table *table)
{
	guint rows = table_lines(table->table);
	double height = height_of(table, lines_of(table->head));
	for (guint i = 0; i < (rows <= TOGETHER ? rows : MIN(rows, 1)); i++) {
		g_autoptr(GPtrArray) texts = texts_of(table, (int)i);
		height += height_of(table, lines_of(texts));
	}
	if (!sheet_has_room(table->sheet, height) &&
		height <= SHEET_BOTTOM - SHEET_TOP)
		sheet_turn(table->sheet);
}

static void name_dropped(const Table *table)
{
	static const Phrase dropped = {"no room for: %1 (--fields, -O csv)",
		"не поместились: %1 (--fields, -O csv)"};
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = table->shown; i < table->lanes->len; i++)
		g_string_append_printf(names, "%s%s", names->len ? ", " : "",
			table_column(table->table, lane_of(table, i)->place)->
			title);
	if (names->len == 0)
		return;
	Sheet *sheet = table->sheet;
	PaperFont small = {7.5, FALSE, STYLE_DIM};
	sheet->y += PAD;
	g_autofree char *text = phrase_fill(&dropped, sheet->page->language,
		names->str, NULL);
	sheet_flow(sheet, text, &small, SHEET_LEFT, SHEET_WIDTH);
}

void sheet_append_table(Sheet *sheet, const Block *block)
{
	g_autoptr(GArray) lanes = g_array_new(FALSE, TRUE, sizeof(Lane));
	g_autoptr(GArray) places = chosen_columns(sheet->page, block,
		sheet->settings->fields, FALSE);
	Table table = {.sheet = sheet, .table = block, .lanes = lanes};
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		if (block->rows->len == 0 || sheet->settings->fields ||
			!is_empty(block, place))
			add_lane(&table, place);
	}
	table.shown = lanes->len;
	if (lanes->len == 0)
		return;
	measure_all(&table);
	share_width(&table);
	g_autoptr(GPtrArray) head = table.head = texts_of(&table, -1);
	keep_together(&table);
	draw_head(&table);
	for (guint i = 0; i < table_lines(block); i++)
		draw_row(&table, i);
	name_dropped(&table);
}
