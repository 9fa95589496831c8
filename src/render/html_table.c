#include "render/html.h"

#include <string.h>

#include "render/cell.h"
#include "render/select.h"

/* More columns of figures than that have their titles upright. */
#define MANY 6
/* So many columns of times fit a sheet of paper. */
#define WIDE 9
/* Longer names go on below. */
#define LONG 20

/* Charts of more rows have their tables folded: who reads the first twelve and the
 * sum need not go past hundreds. */
#define FOLDED 50

/* What a figure is of; a table of its own for each. */
typedef enum {
	KIND_NAME, KIND_COUNT, KIND_WORK, KIND_SHARE, KIND_SPAN, KIND_WORKING,
	KINDS
} Kind;

static const Phrase kinds[KINDS] = {
	[KIND_COUNT] = {"Counts", "Количество"},
	[KIND_WORK] = {"Work", "Трудозатраты"},
	[KIND_SHARE] = {"Shares", "Доли"},
	[KIND_SPAN] = {"Times", "Сроки"},
	[KIND_WORKING] = {"Times in working hours", "Сроки в рабочем времени"},
};

/* "first-response-n" stands with the times that it is the count of. */
static Kind kind_of(const Block *table, guint place)
{
	const char *name = table_column(table, place)->name;
	static const char *const times[] = {"-n", "-median", "-p90", "-mean"};
	ValueType type = column_type(table, place);
	if (place == 0)
		return KIND_NAME;
	if (strstr(name, "-bh-"))
		return KIND_WORKING;
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
		if (g_str_has_suffix(name, times[i]))
			return KIND_SPAN;
	switch (type) {
	case VALUE_SPAN:
		return KIND_SPAN;
	case VALUE_WORK:
		return KIND_WORK;
	case VALUE_SHARE:
		return KIND_SHARE;
	case VALUE_NONE:
		return table_column(table, place)->unit ? KIND_COUNT :
			KIND_SHARE;
	default:
		return KIND_COUNT;
	}
}

/* --- one table ------------------------------------------------------------ */

typedef struct {
	const Page *page;
	const Block *table;
	const GArray *places;
	gboolean *right;   /* of each place */
	gboolean *days;	   /* which do not break */
	double *full;	   /* what a whole bar means */
	double heat;	   /* the most of what stands across; 0: nothing does */
	GHashTable *drill; /* group and figure → number of details; or NULL */
} Table;

static void append_head(GString *out, const Table *at)
{
	g_string_append(out, "<thead><tr>");
	for (guint i = 0; i < at->places->len; i++) {
		append_html_open(out, "th scope=\"col\"", STYLE_NONE,
			at->right[i]);
		const Column *column = table_column(at->table,
			g_array_index(at->places, guint, i));
		g_string_append(out, "<span>");
		append_html(out, column->title);
		append_html_better(out, at->page, column->better);
		g_string_append(out, "</span></th>");
	}
	g_string_append(out, "</tr></thead>\n");
}

static void append_bar(GString *out, double part)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append_printf(out, "<svg class=\"bar\" width=\"100\" "
		"height=\"10\" aria-hidden=\"true\"><rect class=\"s0\" "
		"height=\"10\" width=\"%s\"/></svg>", g_ascii_formatd(text,
		sizeof text, "%.1f", part * 100));
}

/* The style sheet makes a colour of it. */
static void write_heat(char *cell, gsize size, double part)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_snprintf(cell, size, "td style=\"--p:%s\"", g_ascii_formatd(text,
		sizeof text, "%.2f", part));
}

static void append_text(GString *out, const Table *at, const GPtrArray *row,
	guint place)
{
	guint flags = table_column(at->table, place)->flags;
	if (!(flags & COLUMN_CHANGE)) {
		append_html_value(out, at->page, row_cell(row, place), flags);
		return;
	}
	g_autofree char *change = cell_row_text(at->page, at->table, row, place,
		flags | COLUMN_SPELT | COLUMN_WORDED);
	append_html(out, change);
}

static void append_cell(GString *out, const Table *at, const GPtrArray *row,
	guint column)
{
	guint place = g_array_index(at->places, guint, column);
	guint flags = table_column(at->table, place)->flags;
	const Value *value = row_cell(row, place);
	gboolean names = column == 0 && (at->heat > 0 ||
		at->table->type == BLOCK_CHART);
	const char *drill = place == 0 ? NULL : html_drill(at->drill,
		row_cell(row, 0), table_column(at->table, place)->name);
	char cell[64] = "td";
	if (flags & (COLUMN_SHRINK | COLUMN_WRAP))
		g_strlcpy(cell, "td dir=\"auto\"", sizeof cell);
	else if (at->days[column])
		g_strlcpy(cell, "td style=\"white-space:nowrap\"", sizeof cell);
	else if (flags & COLUMN_ACROSS && value && at->heat > 0)
		write_heat(cell, sizeof cell, figure_part(value, at->heat));
	if (names)
		g_snprintf(cell, sizeof cell, "th scope=\"row\"%s",
			at->days[column] ? " style=\"white-space:nowrap\"" : "");
	append_html_open(out, cell,
		row_style(at->table, row, place), at->right[column]);
	append_html_link(out, drill, TRUE);
	append_text(out, at, row, place);
	append_html_link(out, drill, FALSE);
	if (flags & COLUMN_BAR && row != at->table->total && value && value_is_figure(value))
		append_bar(out, figure_part(value, at->full[column]));
	g_string_append(out, names ? "</th>" : "</td>");
}

static gboolean has_short_names(const Page *page, const Block *table)
{
	for (guint i = 0; i < table->rows->len; i++) {
		g_autofree char *name = cell_text(page, row_cell(table_row(
			table, i), 0), 0);
		if (text_width(name) > LONG)
			return FALSE;
	}
	return TRUE;
}

static void append_places(GString *out, const Page *page, const Block *table,
	const GArray *places, const char *caption, GHashTable *drill)
{
	g_autofree gboolean *right = g_new0(gboolean, places->len + 1);
	g_autofree double *full = g_new0(double, places->len + 1);
	g_autofree gboolean *days = g_new0(gboolean, places->len + 1);
	Table at = {page, table, places, right, days, full, 0, drill};
	guint figures = 0;
	for (guint i = 0; i < places->len; i++) {
		guint place = g_array_index(places, guint, i);
		right[i] = column_is_figures(table, place) ||
			table_column(table, place)->flags & COLUMN_RIGHT;
		days[i] = column_is_days(table, place);
		full[i] = column_full(table, place);
		if (table_column(table, place)->flags & COLUMN_ACROSS)
			at.heat = MAX(at.heat, full[i]);
		figures += right[i];
	}
	g_string_append(out, "<div class=\"scroll\" role=\"region\" "
		"tabindex=\"0\">\n<table");
	if (table->type == BLOCK_CHART)
		g_string_append_printf(out, " class=\"figures%s%s\"",
			figures > MANY ? " many" : "", has_short_names(page,
			table) ? " short" : "");
	else if (at.heat > 0)
		g_string_append(out, " class=\"heat\"");
	g_string_append(out, ">\n");
	append_html_element(out, "caption", caption);
	append_head(out, &at);
	g_string_append(out, "<tbody>\n");
	for (guint i = 0; i < table_lines(table); i++) {
		g_string_append(out, i == table->rows->len ?
			"</tbody>\n<tfoot><tr>" : "<tr>");
		for (guint j = 0; j < places->len; j++)
			append_cell(out, &at, table_line(table, i), j);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, table_lines(table) > table->rows->len ?
		"</tfoot></table></div>\n" : "</tbody></table></div>\n");
}

/* --- what a block needs --------------------------------------------------- */

static gboolean says_something(const Block *table, guint place)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const Value *value = row_cell(table_row(table, i), place);
		if (!value_is_nothing(value) && (value->type == VALUE_SHARE ||
			value_figure(value) != 0))
			return TRUE;
	}
	return FALSE;
}

/* "pending-time-n" where no median has anything to say of so many times. */
static gboolean is_bare(const Block *chart, const GArray *all, guint place)
{
	const char *name = table_column(chart, place)->name;
	gsize base = strlen(name) - strlen("-n");
	for (guint i = 0; g_str_has_suffix(name, "-n") && i < all->len; i++) {
		guint other = g_array_index(all, guint, i);
		const char *median = table_column(chart, other)->name;
		if (strncmp(median, name, base) == 0 &&
			strcmp(median + base, "-median") == 0)
			return !says_something(chart, other);
	}
	return FALSE;
}

/* From `from` on as many columns of that kind as a sheet of paper holds, those
 * of one time together; gives back where the next ones begin. */
static guint take_places(const Block *chart, const GArray *all, Kind kind,
	guint from, GArray *places)
{
	guint most = kind == KIND_SPAN || kind == KIND_WORKING ? WIDE : G_MAXUINT;
	guint next = from;
	for (; next < all->len; next++) {
		guint place = g_array_index(all, guint, next);
		if (kind_of(chart, place) != kind || (kind != KIND_COUNT &&
			!says_something(chart, place)) ||
			is_bare(chart, all, place))
			continue;
		if (places->len > most - 4 && g_str_has_suffix(table_column(
			chart, place)->name, "-median") && !(table_column(chart,
			place)->flags & COLUMN_CHANGE))
			break;
		g_array_append_val(places, place);
	}
	return next;
}

/* "Times: Response, Resolution": there may be several such tables. */
static char *caption_of(const Page *page, const Block *chart,
	const GArray *places, Kind kind)
{
	GString *text = g_string_new(phrase_in(&kinds[kind], page->language));
	const char *mark = ": ";
	for (guint i = 0; i < places->len; i++) {
		const Column *column = table_column(chart, g_array_index(places,
			guint, i));
		if (!g_str_has_suffix(column->name, "-median") ||
			column->flags & COLUMN_CHANGE)
			continue;
		g_string_append_printf(text, "%s%.*s", mark,
			(int)strcspn(column->title, ","), column->title);
		mark = ", ";
	}
	return g_string_free(text, FALSE);
}

static void append_kind(GString *out, const Page *page, const Block *chart,
	const GArray *places, Kind kind, GHashTable *drill)
{
	g_autofree char *caption = caption_of(page, chart, places, kind);
	gboolean fold = chart->rows->len > FOLDED;
	if (fold) {
		g_autofree char *summary = g_strdup_printf("%s (%u)", caption,
			chart->rows->len);
		g_string_append(out, "<details class=\"fold\">");
		append_html_element(out, "summary", summary);
	}
	append_places(out, page, chart, places, caption, drill);
	if (fold)
		g_string_append(out, "</details>\n");
}

/* Times and shares of nothing at all need no column. */
static void append_kinds(GString *out, const Page *page, const Block *chart,
	const GArray *all)
{
	g_autoptr(GHashTable) drill = html_drills(page);
	/* --fields may leave out the names of the rows. */
	guint named = all->len > 0 && g_array_index(all, guint, 0) == 0;
	for (Kind kind = KIND_COUNT; kind < KINDS; kind++)
		for (guint next = 0; next < all->len;) {
			g_autoptr(GArray) places = g_array_new(FALSE, FALSE,
				sizeof(guint));
			if (named)
				g_array_append_vals(places, all->data, 1);
			next = take_places(chart, all, kind, next, places);
			if (places->len > named ||
				(kind == KIND_COUNT && all->len == 1))
				append_kind(out, page, chart, places, kind,
					drill);
		}
}

void append_html_table(GString *out, const Page *page, const Block *table,
	char **fields)
{
	g_autoptr(GArray) places = chosen_columns(page, table, fields,
		table->type == BLOCK_CHART);
	for (guint i = places->len; !fields && i > 0; i--) {
		guint flags = table_column(table, g_array_index(places, guint,
			i - 1))->flags;
		/* The figure and its change say what was before. */
		if (flags & COLUMN_HIDDEN && flags & (COLUMN_BEFORE |
			COLUMN_CHANGE))
			g_array_remove_index(places, i - 1);
	}
	if (table->type == BLOCK_CHART)
		append_kinds(out, page, table, places);
	else
		append_places(out, page, table, places, NULL, NULL);
}
