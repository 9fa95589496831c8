#include "render/answer.h"

#include <string.h>

#include "render/cell.h"
#include "render/chart.h"
#include "render/select.h"

/* --- one figure of all rows ----------------------------------------------- */

static gboolean is_ordered(const Block *chart)
{
	return (table_column(chart, 0)->flags & COLUMN_ORDERED) ||
		column_is_days(chart, 0);
}

static Value *sum_of_rows(const Block *chart, guint place)
{
	guint rows = chart->rows->len;
	gboolean last = rows == 1 || (is_ordered(chart) &&
		table_column(chart, place)->flags & COLUMN_STOCK);
	const Value *first = rows == 0 ? NULL : row_cell(table_row(chart,
		last ? rows - 1 : 0), place);
	if (value_is_nothing(first))
		return NULL;
	Value *sum = value_copy(first);
	if (last)
		return sum;
	for (guint i = 1; i < rows; i++) {
		const Value *value = row_cell(table_row(chart, i), place);
		if (!value_is_nothing(value))
			sum->integer += value->integer;
	}
	if (sum->type == VALUE_INTEGER || sum->type == VALUE_WORK)
		return sum;
	value_free(sum);
	return NULL;
}

Value *figure_of_all(const Block *chart, guint place)
{
	if (!chart->total)
		return sum_of_rows(chart, place);
	const Value *value = row_cell(chart->total, place);
	return value_is_nothing(value) ? NULL : value_copy(value);
}

/* --- what it changed ------------------------------------------------------- */

static guint find_named(const GPtrArray *columns, const char *kind,
	const char *name)
{
	for (guint i = 0; i < columns->len; i++) {
		const Column *column = columns->pdata[i];
		if (g_str_has_prefix(column->name, kind) &&
			g_str_equal(column->name + strlen(kind), name))
			return i;
	}
	return G_MAXUINT;
}

guint find_change(const GPtrArray *columns, const char *name)
{
	return find_named(columns, "change.", name);
}

char *change_text(const Page *page, const Value *change, Better better,
	guint flags)
{
	return change_worded(page, cell_text(page, change, COLUMN_CHANGE |
		flags), change_style(change, better));
}

static guint change_beside(const Block *fields, guint place, char **names)
{
	return names ? G_MAXUINT : find_change(fields->members,
		block_member(fields, place)->name);
}

gboolean is_told_beside(const Block *fields, guint place, char **names)
{
	const Column *member = block_member(fields, place);
	return !names && member->flags & COLUMN_CHANGE && find_named(
		fields->members, "", member->name + strlen("change.")) !=
		G_MAXUINT;
}

char *field_change(const Page *page, const Block *fields, guint place,
	char **names, guint flags)
{
	guint change = change_beside(fields, place, names);
	const Value *value = change == G_MAXUINT ? NULL :
		fields->record->items->pdata[change];
	if (value_is_nothing(value) || value_figure(value) == 0)
		return g_strdup("");
	g_autofree char *text = change_text(page, value, block_member(fields,
		place)->better, flags);
	return g_strdup_printf(" (%s)", text);
}

ValueStyle change_of_field(const Block *fields, guint place)
{
	const Column *member = block_member(fields, place);
	guint change = find_change(fields->members, member->name);
	return change == G_MAXUINT ? STYLE_NONE : change_style(
		fields->record->items->pdata[change], member->better);
}

/* --- the answer in words --------------------------------------------------- */

/* A figure that a page is read for. */
typedef struct {
	const Column *column;
	const Value *value, *change, *before; /* may be NULL */
	char *times; /* " (12)" */
} Lead;

/* ", 61 more (October 2026: 120)". */
static char *change_in_words(const Page *page, const Lead *lead)
{
	static const Phrase more = {", %1 more", ", на %1 больше"},
		less = {", %1 less", ", на %1 меньше"},
		same = {", as before", ", столько же"},
		was = {"%1 (%2: %3)", "%1 (%2: %3)"};
	if (value_is_nothing(lead->change) || (value_figure(lead->change) == 0 &&
		value_figure(lead->value) == 0))
		return g_strdup("");
	double figure = value_figure(lead->change);
	g_autofree char *text = cell_text(page, lead->change, COLUMN_CHANGE |
		COLUMN_SPELT);
	g_autofree char *words = phrase_fill(figure > 0 ? &more : figure < 0 ?
		&less : &same, page->language, figure == 0 ? text :
		g_utf8_next_char(text), NULL);
	if (!page->before || value_is_nothing(lead->before))
		return g_steal_pointer(&words);
	g_autofree char *before = cell_text(page, lead->before,
		lead->column->flags | COLUMN_SPELT);
	return phrase_fill(&was, page->language, words, page->before, before,
		NULL);
}

static char *lead_text(const Page *page, const Lead *lead)
{
	static const Phrase words = {"%1: %2", "%1: %2"},
		nothing = {"%1: nothing to count", "%1: считать нечего"};
	if (value_is_nothing(lead->value))
		return phrase_fill(&nothing, page->language,
			lead->column->title, NULL);
	g_autofree char *text = cell_text(page, lead->value,
		lead->column->flags | COLUMN_SPELT);
	g_autofree char *change = change_in_words(page, lead);
	g_autofree char *whole = g_strconcat(text, lead->times, change, NULL);
	return phrase_fill(&words, page->language, lead->column->title, whole,
		NULL);
}

/* What several rows are is not said of one of them, nor of the only one that has
 * a figure. */
static gboolean is_alone(const Block *chart, guint place, guint row)
{
	double figure = value_figure(row_cell(table_row(chart, row), place));
	guint count = 0, all = 0;
	for (guint i = 0; i < chart->rows->len; i++) {
		const Value *value = row_cell(table_row(chart, i), place);
		double more = value_figure(value) - figure;
		if (value_is_nothing(value) || row_is_apart(chart, i))
			continue;
		all++;
		count += !(more < 0) && !(more > 0);
	}
	return count == 1 && all > 1;
}

static guint extreme_row(const Block *chart, guint place, gboolean lowest)
{
	guint found = G_MAXUINT;
	for (guint i = 0; i < chart->rows->len; i++) {
		const Value *value = row_cell(table_row(chart, i), place);
		const Value *best = found == G_MAXUINT ? NULL :
			row_cell(table_row(chart, found), place);
		if (value_is_nothing(value) || row_is_apart(chart, i))
			continue;
		if (!best || (lowest ? value_figure(value) < value_figure(best) :
			value_figure(value) > value_figure(best)))
			found = i;
	}
	return found;
}

/* "; most: anna (12)" */
static char *extreme_text(const Page *page, const Block *chart, guint place,
	const Value *all)
{
	static const Phrase most = {"; most: %1 (%2)",
			"; больше всего — %1 (%2)"},
		least = {"; least: %1 (%2)", "; меньше всего — %1 (%2)"};
	const Column *column = table_column(chart, place);
	gboolean lowest = column->better == BETTER_MORE &&
		all->type != VALUE_INTEGER && all->type != VALUE_WORK;
	guint row = chart->rows->len > 1 && value_figure(all) != 0 ?
		extreme_row(chart, place, lowest) : G_MAXUINT;
	/* Of what has no name, and of zero as the most, there is nothing to say. */
	if (row == G_MAXUINT || !is_alone(chart, place, row) ||
		value_is_nothing(row_cell(table_row(chart, row), 0)) ||
		(!lowest && value_figure(row_cell(table_row(chart, row),
		place)) == 0))
		return g_strdup("");
	g_autofree char *name = cell_text(page, row_cell(table_row(chart, row),
		0), table_column(chart, 0)->flags);
	g_autofree char *text = cell_text(page, row_cell(table_row(chart, row),
		place), column->flags | COLUMN_SPELT);
	return phrase_fill(lowest ? &least : &most, page->language, name, text,
		NULL);
}

static Lead lead_of_row(const Block *chart, const GPtrArray *row, guint place)
{
	const Column *column = table_column(chart, place);
	guint change = find_change(chart->columns, column->name);
	guint before = find_named(chart->columns, "before.", column->name);
	return (Lead){column, row_cell(row, place),
		change == G_MAXUINT ? NULL : row_cell(row, change),
		before == G_MAXUINT ? NULL : row_cell(row, before),
		row_times(chart, row, place)};
}

/* What says nothing of all is told of the first one: of level L1. */
static char *first_answer(const Page *page, const Block *chart, guint place)
{
	for (guint i = 0; i < chart->rows->len; i++) {
		const GPtrArray *row = table_row(chart, i);
		if (value_is_nothing(row_cell(row, place)) ||
			value_is_nothing(row_cell(row, 0)) ||
			row_is_apart(chart, i))
			continue;
		Lead lead = lead_of_row(chart, row, place);
		g_autofree char *text = lead_text(page, &lead);
		g_free(lead.times);
		g_autofree char *name = cell_text(page, row_cell(row, 0), 0);
		return g_strdup_printf("%s: %s", name, text);
	}
	return NULL;
}

/* Where one figure stands across several columns: the highest of all. */
static char *map_text(const Page *page, const Block *map)
{
	static const Phrase words = {"%1 %2 (%3)", "%1 %2 (%3)"};
	const Value *most = NULL;
	guint found = 0;
	const GPtrArray *found_row = NULL;
	for (guint i = 0; i < map->columns->len; i++)
		for (guint k = 0; k < map->rows->len &&
			table_column(map, i)->flags & COLUMN_ACROSS; k++) {
			const Value *value = row_cell(table_row(map, k), i);
			if (value_is_nothing(value) || value_figure(value) <=
				(most ? value_figure(most) : 0))
				continue;
			most = value;
			found = i;
			found_row = table_row(map, k);
		}
	if (!most)
		return NULL;
	g_autofree char *name = cell_text(page, row_cell(found_row, 0), 0);
	g_autofree char *text = cell_text(page, most, COLUMN_COUNT);
	return phrase_fill(&words, page->language, table_column(map,
		found)->title, name, text, NULL);
}

static const Block *find_map(const Page *page)
{
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		for (guint k = 0; block->type == BLOCK_TABLE &&
			k < block->columns->len; k++)
			if (table_column(block, k)->flags & COLUMN_ACROSS)
				return block;
	}
	return NULL;
}

static char *map_answer(const Page *page)
{
	static const Phrase words = {"%1, most: %2", "%1, больше всего: %2"};
	const Block *map = find_map(page);
	g_autofree char *most = map ? map_text(page, map) : NULL;
	return most && map->title ? phrase_fill(&words, page->language,
		map->title, most, NULL) : NULL;
}

static guint lead_place(const Page *page, const Block *chart)
{
	for (guint i = 1; page->lead && i < chart->columns->len; i++)
		if (g_str_equal(table_column(chart, i)->name, page->lead))
			return i;
	return chart_key(page, chart);
}

static char *chart_answer(const Page *page, const Block *chart)
{
	static const Phrase most = {"%1; most: %2", "%1; больше всего: %2"};
	guint place = lead_place(page, chart);
	if (place == G_MAXUINT)
		return NULL;
	g_autoptr(Value) all = figure_of_all(chart, place);
	if (!all && column_type(chart, place) != VALUE_NONE)
		return first_answer(page, chart, place);
	Lead lead = chart->total ? lead_of_row(chart, chart->total, place) :
		(Lead){table_column(chart, place), all, NULL, NULL,
			g_strdup("")};
	guint change = find_change(chart->columns, lead.column->name);
	g_autoptr(Value) changed = !chart->total && change != G_MAXUINT ?
		figure_of_all(chart, change) : NULL;
	lead.change = changed ? changed : lead.change;
	g_autofree char *text = lead_text(page, &lead);
	g_free(lead.times);
	const Block *map = all && chart->machines ? find_map(page) : NULL;
	g_autofree char *where = map ? map_text(page, map) : NULL;
	if (where)
		return phrase_fill(&most, page->language, text, where, NULL);
	g_autofree char *extreme = all ? extreme_text(page, chart, place, all) :
		g_strdup("");
	return g_strconcat(text, extreme, NULL);
}

static const Value *member_value(const Block *fields, const char *kind,
	const char *name)
{
	g_autofree char *whole = g_strconcat(kind, name, NULL);
	for (guint i = 0; i < fields->page->blocks->len; i++) {
		const Block *block = fields->page->blocks->pdata[i];
		const Value *value = !block->record ? NULL :
			value_record_get(block->record, whole);
		if (value)
			return value;
	}
	return NULL;
}

static char *fields_answer(const Page *page, const Block *fields)
{
	for (guint i = 0; page->lead && i < fields->members->len; i++) {
		const Column *member = block_member(fields, i);
		if (strcmp(member->name, page->lead) != 0)
			continue;
		g_autofree char *times = field_times(fields, i);
		const Lead lead = {member, fields->record->items->pdata[i],
			member_value(fields, "change.", member->name),
			member_value(fields, "before.", member->name), times};
		return lead_text(page, &lead);
	}
	return NULL;
}

gboolean is_answering(const Block *block)
{
	return block->type == BLOCK_CHART && (block->total || !block->machines);
}

char *render_answer(const Page *page)
{
	if (page->answer)
		return g_strdup(page->answer);
	char *answer = NULL;
	for (guint i = 0; !answer && i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		if (block->type == BLOCK_FIELDS)
			answer = fields_answer(page, block);
		else if (is_answering(block))
			answer = chart_answer(page, block);
	}
	return answer ? answer : map_answer(page);
}
