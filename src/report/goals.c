#include "report/goals.h"

#include <math.h>
#include <string.h>

#include "base/digits.h"
#include "base/error.h"
#include "report/threshold.h"

#define NAMED 5 /* rows that miss a goal */

static gboolean goal_parse(const char *text, Threshold *goal, GError **error)
{
	static const Phrase no_direction = {"\"%1\": a goal is reached by <, <=, "
			">= or >", "«%1»: цель задают знаком <, <=, >= или >"};
	return threshold_parse(NULL, text, goal, error) &&
		(goal->comparison != IS_EQUAL || desk_refuse(error,
			DESK_ERROR_USAGE, &no_direction, text, NULL));
}

gboolean goal_prove(const char *text, GError **error)
{
	Threshold goal;
	return goal_parse(text, &goal, error);
}

/* --- words ----------------------------------------------------------- */

static gboolean is_time(const Threshold *goal)
{
	FigureKind kind = goal->metric->kind;
	return kind == FIGURE_MINUTES || kind == FIGURE_MEDIAN ||
		kind == FIGURE_P90 || kind == FIGURE_MEAN;
}

static char *limit_text(const Threshold *goal, const char *language)
{
	double limit = goal->limit;
	if (goal->metric->kind == FIGURE_SHARE)
		return share_text(limit / 100, FALSE, language);
	if (!is_time(goal))
		return fixed_text(limit, fabs(limit - round(limit)) > 0 ? 2 : 0,
			language);
	g_autofree char *span = goal->metric->kind == FIGURE_MINUTES ?
		span_format_hours((gint64)limit) : span_format((gint64)limit);
	return span_in_language(span, language);
}

/* "≥ 95%"; of a time a figure, so that pages can spell it. */
static Value *goal_value(const Threshold *goal, const char *language)
{
	static const char *const signs[] = {[IS_LESS] = "<", [IS_AT_MOST] = "≤",
		[IS_EQUAL] = "=", [IS_AT_LEAST] = "≥", [IS_MORE] = ">"};
	g_autofree char *limit = limit_text(goal, language);
	char *text = g_strdup_printf("%s\u00a0%s", signs[goal->comparison],
		limit);
	return is_time(goal) ? value_read_as(value_span((gint64)goal->limit),
		text) : value_text_take(text);
}

/* --- figures --------------------------------------------------------- */

/* What is nothing misses nothing. */
static gboolean misses(const Threshold *goal, const Value *value)
{
	return !value_is_nothing(value) && !threshold_holds(goal, value);
}

/* A figure that misses it looks so. */
static const Value *judge(const Threshold *goal, Value *value)
{
	if (misses(goal, value) && value->style == STYLE_NONE)
		value->style = STYLE_BAD;
	return value;
}

/* "anna, ivan … (7)" */
static void add_missing(GString *names, guint *count, const Value *name)
{
	(*count)++;
	if (*count > NAMED)
		return;
	g_autofree char *text = value_is_nothing(name) ? g_strdup("–") :
		name->title ? g_strdup(name->title) : value_to_text(name);
	g_string_append_printf(names, "%s%s", names->len ? ", " : "", text);
}

/* Of all rows; what stands in the rows is judged, too. */
static const Value *judge_rows(const Threshold *goal, Block *table,
	GString *names)
{
	const Value *all = NULL;
	guint count = 0;
	for (guint k = 0; k < table->columns->len; k++) {
		Column *column = table->columns->pdata[k];
		if (strcmp(column->name, goal->metric->name) != 0)
			continue;
		column->target = threshold_figure(goal);
		for (guint i = 0; i < table->rows->len; i++) {
			const GPtrArray *row = table->rows->pdata[i];
			const Value *value = judge(goal, row->pdata[k]);
			if (misses(goal, value))
				add_missing(names, &count, row->pdata[0]);
			all = table->rows->len == 1 ? value : NULL;
		}
		if (table->total)
			all = judge(goal, table->total->pdata[k]);
	}
	if (count > NAMED)
		g_string_append_printf(names, " … (%u)", count);
	return all;
}

static const Value *judge_page(const Threshold *goal, const Page *page,
	GString *names)
{
	const Value *all = NULL;
	for (guint i = 0; !all && i < page->blocks->len; i++) {
		Block *block = page->blocks->pdata[i];
		for (guint k = 0; block->record &&
			k < block->record->names->len; k++)
			if (strcmp(block->record->names->pdata[k],
				goal->metric->name) == 0)
				all = judge(goal, block->record->items->pdata[k]);
		if (block->type == BLOCK_CHART)
			all = judge_rows(goal, block, names);
	}
	return all;
}

/* --- the table ------------------------------------------------------- */

static Block *add_table(Page *page)
{
	static const Phrase title = {"Goals", "Цели"},
		titles[] = {{"Figure", "Показатель"}, {"Goal", "Цель"},
			{"Value", "Значение"}, {"It is", "Итог"},
			{"Missed by", "Не достигли"}};
	static const guint flags[] = {0, COLUMN_RIGHT, COLUMN_RIGHT |
		COLUMN_COUNT, 0, COLUMN_WRAP};
	static const char *const names[] = {"figure", "goal", "value", "met",
		"missed-by"};
	Block *table = page_add_table(page, NULL, phrase_in(&title,
		page->language));
	table->people = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
		block_add_column(table, names[i], phrase_in(&titles[i],
			page->language), flags[i]);
	return table;
}

static void add_goal(Block *table, const Threshold *goal, const Page *page)
{
	static const Phrase met = {"met", "достигнута"},
		missed = {"missed", "не достигнута"};
	g_autoptr(GString) names = g_string_new(NULL);
	const Value *value = judge_page(goal, page, names);
	gboolean bad = misses(goal, value);
	Value *const cells[] = {
		value_text(phrase_in(&goal->metric->title, page->language)),
		goal_value(goal, page->language),
		value ? value_copy(value) : value_none(),
		value_is_nothing(value) ? value_none() : value_styled(
			value_text(phrase_in(bad ? &missed : &met,
			page->language)), bad ? STYLE_BAD : STYLE_GOOD),
		names->len ? value_text(names->str) : value_none(),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

/* A page without rows has nobody who misses one. */
static void drop_missed_by(Block *table)
{
	guint last = table->columns->len - 1;
	gboolean any = FALSE;
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = table->rows->pdata[i];
		any |= !value_is_nothing(row->pdata[last]);
	}
	if (any)
		return;
	g_ptr_array_set_size(table->columns, (int)last);
	for (guint i = 0; i < table->rows->len; i++)
		g_ptr_array_set_size(table->rows->pdata[i], (int)last);
}

/* The answer comes first, and then what was to be reached. */
static void put_first(GPtrArray *blocks)
{
	Block *last = blocks->pdata[blocks->len - 1];
	memmove(blocks->pdata + 1, blocks->pdata, (blocks->len - 1) *
		sizeof *blocks->pdata);
	blocks->pdata[0] = last;
}

void goals_show(Page *page, const Report *report,
	const Regulation *regulation)
{
	const YamlNode *goals = yaml_get(regulation->root, "goals");
	const char *text;
	Block *table = NULL;
	for (guint i = 0; (text = yaml_nth_text(goals, i)); i++) {
		g_autoptr(GError) problem = NULL;
		Threshold goal;
		if (!goal_parse(text, &goal, &problem)) {
			g_autofree char *said = desk_error_text(problem,
				page->language);
			page_add_footer(page, "desk.yaml: goals: %s", said);
			continue;
		}
		if (!report_has(report, goal.metric))
			continue;
		if (!table)
			table = add_table(page);
		add_goal(table, &goal, page);
	}
	if (!table)
		return;
	drop_missed_by(table);
	put_first(page->blocks);
}
