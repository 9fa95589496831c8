#include "render/cell.h"
#include "render/select.h"
#include "render/terminal.h"
#include "text/escape.h"

#define GAP 2
/* A card needs room for a title and its value. */
#define CARD_LEAST 60
#define BAR_LONGEST 20
#define BAR_SHORTEST 4

/* One shown column. */
typedef struct {
	guint place; /* in the rows */
	guint flags;
	gboolean right;
	gboolean whole; /* figures and times: a cut one is a wrong one */
	gboolean empty; /* no row says anything */
	gboolean zero;	/* of a chart: nothing but zeros */
	guint width;
	guint word;  /* the longest of the title */
	guint least; /* cells and the words of the title whole */
	Bar bar;
	char *title;
	char **cells; /* escaped; one a row */
} Lane;

typedef struct {
	Lane *lanes;
	guint count; /* shown */
	guint made;
	guint rows;
} Grid;

static void grid_clear(Grid *grid)
{
	for (guint i = 0; i < grid->made; i++) {
		for (guint j = 0; j < grid->rows; j++)
			g_free(grid->lanes[i].cells[j]);
		g_free(grid->lanes[i].cells);
		g_free(grid->lanes[i].title);
	}
	g_free(grid->lanes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Grid, grid_clear)

static guint longest_word(const char *title)
{
	guint longest = 0;
	g_auto(GStrv) words = g_strsplit(title, " ", -1);
	for (char **word = words; *word; word++)
		longest = MAX(longest, text_width(*word));
	return longest;
}

static void fill_cells(Lane *lane, const Page *page, const Block *table)
{
	lane->width = text_width(lane->title);
	lane->word = lane->least = longest_word(lane->title);
	for (guint i = 0; i < table_lines(table); i++) {
		g_autofree char *text = cell_row_text(page, table,
			table_line(table, i), lane->place, lane->flags);
		g_free(lane->cells[i]);
		lane->cells[i] = escape_terminal(text, FALSE);
		lane->width = MAX(lane->width, text_width(lane->cells[i]));
		lane->least = MAX(lane->least, text_width(lane->cells[i]));
	}
}

static gboolean is_empty(const Block *table, guint place, gboolean zeros)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (!value_is_nothing(value) && !(zeros &&
			value_is_figure(value) && value_figure(value) == 0))
			return FALSE;
	}
	return TRUE;
}

static void fill_lane(Lane *lane, const Page *page, const Block *table)
{
	const Column *column = table_column(table, lane->place);
	gboolean figures = column_is_figures(table, lane->place);
	gboolean bar = (column->flags & COLUMN_BAR) ||
		(table->type == BLOCK_CHART && !(column->flags &
			(COLUMN_BEFORE | COLUMN_CHANGE)));
	lane->flags = column->flags;
	lane->right = figures || column->flags & COLUMN_RIGHT;
	lane->bar.width = figures && bar;
	lane->bar.full = column_full(table, lane->place);
	lane->bar.target = column->target;
	lane->whole = lane->right ||
		lane->flags & (COLUMN_ID | COLUMN_AGE) ||
		column_is_times(table, lane->place) ||
		column_is_days(table, lane->place);
	lane->empty = is_empty(table, lane->place, FALSE);
	lane->zero = table->type == BLOCK_CHART && !lane->empty &&
		is_empty(table, lane->place, TRUE);
	lane->title = escape_terminal(column->title, FALSE);
	lane->cells = g_new0(char *, MAX(table_lines(table), 1));
	fill_cells(lane, page, table);
}

static void fill_grid(Grid *grid, const Page *page, const Block *table,
	char **fields)
{
	g_autoptr(GArray) places = chosen_columns(page, table, fields, FALSE);
	grid->rows = table_lines(table);
	grid->count = grid->made = places->len;
	grid->lanes = g_new0(Lane, MAX(places->len, 1));
	for (guint i = 0; i < places->len; i++) {
		grid->lanes[i].place = g_array_index(places, guint, i);
		fill_lane(&grid->lanes[i], page, table);
	}
}

/* --- fitting ------------------------------------------------------------- */

/* Series of a chart that have one unit have one scale, so that their bars can
 * be compared. */
static void share_scale(Grid *grid, const Block *chart)
{
	g_autoptr(GHashTable) full = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		const char *unit = column_unit(chart, lane->place);
		const double *known = g_hash_table_lookup(full, unit);
		if (lane->bar.width > 0 && (!known || *known < lane->bar.full))
			g_hash_table_insert(full, (gpointer)unit,
				(gpointer)&lane->bar.full);
	}
	for (guint i = 0; i < grid->count; i++) {
		Lane *lane = &grid->lanes[i];
		if (lane->bar.width > 0)
			lane->bar.full = *(const double *)g_hash_table_lookup(
				full, column_unit(chart, lane->place));
	}
}

static guint grid_width(const Grid *grid)
{
	guint width = 0;
	for (guint i = 0; i < grid->count; i++)
		width += grid->lanes[i].width + (i > 0 ? GAP : 0);
	return width;
}

#define WORD_LEAST 6
#define TEXT_LEAST 16

/* Who gives way, one after the other, and down to which width. */
static const struct {
	enum { SHRINKABLE, TITLES, WORDS, ANY } who;
	guint least;
} stages[] = {
	{SHRINKABLE, TEXT_LEAST}, {TITLES, 0}, {WORDS, WORD_LEAST},
	{SHRINKABLE, WORD_LEAST}, {ANY, 3},
};

static gboolean is_shrinkable(const Lane *lane)
{
	return lane->flags & (COLUMN_SHRINK | COLUMN_WRAP);
}

static gboolean gives_way(const Lane *lane, guint stage)
{
	if (lane->width <= stages[stage].least)
		return FALSE;
	switch (stages[stage].who) {
	case SHRINKABLE:
		return is_shrinkable(lane);
	case TITLES:
		return lane->width > lane->least;
	case WORDS:
		return !is_shrinkable(lane) && !lane->whole;
	default:
		return TRUE;
	}
}

static Lane *widest_giving_way(Grid *grid, guint stage)
{
	Lane *widest = NULL;
	for (guint i = 0; i < grid->count; i++) {
		Lane *lane = &grid->lanes[i];
		if (gives_way(lane, stage) &&
			(!widest || lane->width > widest->width))
			widest = lane;
	}
	return widest;
}

static void fit(Grid *grid, guint limit)
{
	for (guint i = 0; i < grid->count; i++)
		grid->lanes[i].width = MIN(grid->lanes[i].width, limit);
	guint width = grid_width(grid);
	for (guint stage = 0; stage < G_N_ELEMENTS(stages); stage++) {
		Lane *lane;
		while (width > limit && (lane = widest_giving_way(grid, stage))) {
			lane->width--;
			width--;
		}
	}
	/* So narrow a terminal shows the first columns. */
	while (grid->count > 1 && grid_width(grid) > limit)
		grid->count--;
}

/* The width that cuts no figure and no time, `words` each word as well, and
 * leaves texts legible. */
static guint legible_width(const Grid *grid, gboolean words)
{
	guint width = 0;
	for (guint i = 0; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		guint least = is_shrinkable(lane) ? TEXT_LEAST :
			lane->whole || words ? G_MAXUINT : WORD_LEAST;
		width += MIN(lane->least, least) + (i > 0 ? GAP : 0);
	}
	return width;
}

/* The dropped one stays behind the shown, to be named and freed. */
static void drop_lane(Grid *grid, guint place)
{
	Lane dropped = grid->lanes[place];
	grid->count--;
	for (guint i = place; i < grid->count; i++)
		grid->lanes[i] = grid->lanes[i + 1];
	grid->lanes[grid->count] = dropped;
}

/* Where words would have to be cut, what says nothing goes first … */
static void drop_empty(Grid *grid)
{
	for (guint i = grid->count; i > 1; i--)
		if (grid->lanes[i - 1].empty)
			drop_lane(grid, i - 1);
}

static void drop_zeros(Grid *grid)
{
	for (guint i = grid->count; i > 1 && grid->count > 2; i--)
		if (grid->lanes[i - 1].zero)
			drop_lane(grid, i - 1);
}

static guint different_cells(const Grid *grid, const Lane *lane)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < grid->rows; i++)
		g_hash_table_add(seen, lane->cells[i]);
	return g_hash_table_size(seen);
}

/* The words that differ least, the last of them; -1: there are none. */
static int least_telling(const Grid *grid)
{
	int least = -1;
	guint fewest = G_MAXUINT;
	for (guint i = 1; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		if (lane->whole || is_shrinkable(lane))
			continue;
		guint cells = different_cells(grid, lane);
		if (cells <= fewest) {
			fewest = cells;
			least = (int)i;
		}
	}
	return least;
}

/* … then words that are the same in every row … */
static void drop_same(Grid *grid, guint limit)
{
	int place;
	while (grid->rows > 1 && legible_width(grid, TRUE) > limit &&
		(place = least_telling(grid)) >= 0 &&
		different_cells(grid, &grid->lanes[place]) == 1)
		drop_lane(grid, (guint)place);
}

/* A list is read for its texts: before they are illegible columns of words go,
 * first those that say least. */
static void drop_words(Grid *grid, guint limit)
{
	gboolean has_text = FALSE;
	for (guint i = 0; i < grid->count; i++)
		has_text = has_text || is_shrinkable(&grid->lanes[i]);
	int place;
	while (has_text && legible_width(grid, FALSE) > limit &&
		(place = least_telling(grid)) >= 0)
		drop_lane(grid, (guint)place);
}

/* … and times give up their year. */
static void make_brief(Grid *grid, const Page *page, const Block *table)
{
	for (guint i = 0; i < grid->count; i++) {
		Lane *lane = &grid->lanes[i];
		if (lane->flags & COLUMN_AGE ||
			!column_is_times(table, lane->place))
			continue;
		lane->flags |= COLUMN_BRIEF;
		fill_cells(lane, page, table);
	}
}

/* The last of those that its page is not read for, then of the others. */
static guint least_important(const Grid *grid, gboolean asked)
{
	for (guint i = grid->count; !asked && i > 1; i--)
		if (!(grid->lanes[i - 1].flags & COLUMN_KEY))
			return i - 1;
	return grid->count - 1;
}

/* A table that would have to cut figures or times says less: the order of its
 * columns is that of their importance, unless they were `asked` for. One with a
 * text that can give way is a list. */
static void drop_last(Grid *grid, guint limit, gboolean asked)
{
	gboolean figures = TRUE;
	for (guint i = 0; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		if (is_shrinkable(lane))
			return;
		figures = figures && (i == 0 || lane->right);
	}
	while (grid->count > 2 && legible_width(grid, figures) > limit)
		drop_lane(grid, least_important(grid, asked));
}

/* Figures and times alone fill most of the line, so that texts cannot be saved
 * by giving way. */
static gboolean needs_records(const Grid *grid, guint limit)
{
	guint whole = 0;
	for (guint i = 0; i < grid->count; i++)
		whole += grid->lanes[i].whole ? grid->lanes[i].least + GAP : 0;
	return limit >= CARD_LEAST && whole > limit / 2 &&
		legible_width(grid, FALSE) > limit;
}

static void turn_words(Grid *grid, const Page *page, const Block *table)
{
	for (guint i = 0; i < grid->count; i++) {
		Lane *lane = &grid->lanes[i];
		lane->flags ^= COLUMN_WORDED;
		if (lane->flags & COLUMN_CHANGE)
			fill_cells(lane, page, table);
	}
}

/* Bars take what is left, the first figures before the others; a bar stands one
 * space behind its figure. Nobody sees those of a file. */
static void share_bars(Grid *grid, guint limit)
{
	guint used = grid_width(grid), bars = 0;
	guint room = limit > used ? limit - used : 0;
	for (guint i = 0; i < grid->count; i++)
		bars += grid->lanes[i].bar.width > 0;
	bars = MIN(bars, room / (BAR_SHORTEST + 1));
	guint each = bars > 0 ? MIN(room / bars - 1, BAR_LONGEST) : 0;
	for (guint i = 0; i < grid->count; i++) {
		Lane *lane = &grid->lanes[i];
		if (lane->bar.width == 0)
			continue;
		lane->bar.width = bars > 0 ? each : 0;
		bars -= bars > 0;
	}
}

/* --- writing ------------------------------------------------------------- */

static void append_spaces(GString *out, guint count)
{
	for (; count > 0; count--)
		g_string_append_c(out, ' ');
}

static void append_aligned(GString *out, const Lane *lane, const char *text,
	ValueStyle style, const RenderSettings *settings)
{
	g_autofree char *shown = text_truncate(text, lane->width);
	guint filling = lane->width - text_width(shown);
	append_spaces(out, lane->right ? filling : 0);
	append_styled(out, settings, style, shown);
	append_spaces(out, lane->right ? 0 : filling);
}

static void end_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static char **split_cell(const Lane *lane, const char *text, gboolean wrap)
{
	g_autofree char *lines = wrap ? text_wrap(text, lane->width, 0) :
		g_strdup(text);
	return g_strsplit(g_strchomp(lines), "\n", -1);
}

/* Titles stand on the line above the figures and grow upwards. */
static void append_header(GString *out, const Grid *grid,
	const RenderSettings *settings)
{
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_strfreev);
	guint height = 1;
	for (guint i = 0; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		char **title = split_cell(lane, lane->title,
			lane->width >= lane->word);
		height = MAX(height, g_strv_length(title));
		g_ptr_array_add(titles, title);
	}
	for (guint line = 0; line < height; line++) {
		for (guint i = 0; i < grid->count; i++) {
			const Lane *lane = &grid->lanes[i];
			char **title = g_ptr_array_index(titles, i);
			guint above = height - g_strv_length(title);
			append_spaces(out, i > 0 ? GAP : 0);
			append_aligned(out, lane, line < above ? "" :
				title[line - above], STYLE_STRONG, settings);
			append_spaces(out, lane->bar.width +
				(lane->bar.width > 0));
		}
		end_line(out);
	}
}

/* What of wrapped cells stands below their first line. */
static void append_rest(GString *out, const Grid *grid, GPtrArray *cells,
	guint line, const RenderSettings *settings)
{
	for (guint i = 0; i < grid->count; i++) {
		char **cell = g_ptr_array_index(cells, i);
		append_spaces(out, i > 0 ? GAP : 0);
		append_aligned(out, &grid->lanes[i], g_strv_length(cell) > line ?
			cell[line] : "", STYLE_NONE, settings);
	}
	end_line(out);
}

static void append_row(GString *out, const Grid *grid, const Block *table,
	guint row, const RenderSettings *settings)
{
	const GPtrArray *values = table_line(table, row);
	gboolean total = values == table->total;
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_strfreev);
	guint height = 1;
	for (guint i = 0; i < grid->count; i++) {
		const Lane *lane = &grid->lanes[i];
		const Value *value = row_cell(values, lane->place);
		char **cell = split_cell(lane, lane->cells[row],
			lane->flags & COLUMN_WRAP);
		g_ptr_array_add(cells, cell);
		height = MAX(height, g_strv_length(cell));
		append_spaces(out, i > 0 ? GAP : 0);
		ValueStyle style = row_style(table, values, lane->place);
		append_aligned(out, lane, cell[0] ? cell[0] : "", total &&
			style == STYLE_NONE ? STYLE_STRONG : style, settings);
		/* All of them have no bar beside the bars of each. */
		if (lane->bar.width > 0)
			append_bar(out, total ? NULL : value, &lane->bar,
				settings->ascii);
	}
	end_line(out);
	for (guint line = 1; line < height; line++)
		append_rest(out, grid, cells, line, settings);
}

static void append_part(GString *out, Grid *grid, const Block *table,
	const RenderSettings *settings)
{
	share_bars(grid, settings->width);
	append_header(out, grid, settings);
	for (guint i = 0; i < grid->rows; i++)
		append_row(out, grid, table, i, settings);
}

/* The columns that there was no room for. */
static void append_dropped(GString *out, const Grid *grid, guint until,
	const Page *page, const RenderSettings *settings)
{
	static const Phrase dropped = {"no room for %1 (--fields, -O csv): ",
		"не поместились %1 (--fields, -O csv): "};
	if (grid->count >= until)
		return;
	g_autofree char *count = g_strdup_printf("%u", until - grid->count);
	g_autofree char *start = phrase_fill(&dropped, page->language, count,
		NULL);
	g_autoptr(GString) line = g_string_new(start);
	for (guint i = grid->count; i < until; i++)
		g_string_append_printf(line, "%s%s", grid->lanes[i].title,
			i + 1 < until ? ", " : "");
	g_autofree char *lines = text_wrap(line->str, settings->width, 0);
	append_styled(out, settings, STYLE_DIM, g_strchomp(lines));
	g_string_append_c(out, '\n');
}

/* A row as a card of what it says. */
static void append_record(GString *out, const Page *page, const Grid *grid,
	const Block *table, guint index, const RenderSettings *settings)
{
	g_autoptr(Page) card = page_new(PAGE_OBJECT, NULL, NULL);
	Block *fields = page_add_fields(card, NULL);
	RenderSettings all = *settings;
	all.fields = NULL;
	for (guint i = 0; i < grid->count; i++) {
		guint place = grid->lanes[i].place;
		const Column *column = table_column(table, place);
		const Value *value = row_cell(table_line(table, index), place);
		if (!value_is_nothing(value))
			block_set_titled(fields, column->name, column->title,
				value_copy(value));
	}
	append_card(out, page, fields, &all);
}

static void append_records(GString *out, const Page *page, const Grid *grid,
	const Block *table, const RenderSettings *settings)
{
	for (guint i = 0; i < grid->rows; i++) {
		if (i > 0)
			g_string_append_c(out, '\n');
		append_record(out, page, grid, table, i, settings);
	}
}

/* What cannot be shown in `width` columns goes, what says nothing first; gives
 * back how many columns say something. */
static guint narrow(Grid *grid, const Page *page, const Block *table,
	const RenderSettings *settings)
{
	guint width = settings->width;
	if (legible_width(grid, TRUE) > width) {
		drop_empty(grid);
		make_brief(grid, page, table);
		/* What was asked for by name stays. */
		if (!settings->fields && table->type == BLOCK_TABLE)
			drop_same(grid, width);
	}
	guint telling = grid->count;
	if (!settings->fields && legible_width(grid, TRUE) > width)
		drop_zeros(grid);
	return telling;
}

void append_grid(GString *out, const Page *page, const Block *table,
	const RenderSettings *settings)
{
	guint width = settings->width, telling = 0;
	g_auto(Grid) grid = {0};
	fill_grid(&grid, page, table, settings->fields);
	if (table->type == BLOCK_CHART)
		share_scale(&grid, table);
	if (width > 0) {
		telling = narrow(&grid, page, table, settings);
		drop_last(&grid, width, settings->fields != NULL);
	}
	if (needs_records(&grid, width)) {
		append_records(out, page, &grid, table, settings);
		return;
	}
	if (width > 0) {
		drop_words(&grid, width);
		/* What colours say is said in words if all of them fit. */
		turn_words(&grid, page, table);
		if (legible_width(&grid, TRUE) > width)
			turn_words(&grid, page, table);
		fit(&grid, width);
	}
	append_part(out, &grid, table, settings);
	if (width > 0)
		append_dropped(out, &grid, telling, page, settings);
}
