#include "report/answer.h"

#include <string.h>

#include "base/automation.h"
#include "base/digits.h"
#include "index/tickets.h"
#include "report/bands.h"
#include "report/hours.h"
#include "report/total.h"

/* --- figures --------------------------------------------------------- */

/* A customer, a term, a clock: machines read names. */
static Value *group_value(const Answer *answer, const Group *group)
{
	static const Phrase automation = {"automation", "автоматика"};
	const Groups *groups = answer->groups;
	const char *language = answer->page->language;
	const char *title = answer->titles ? g_hash_table_lookup(answer->titles,
		group->name) : NULL;
	const Field *field = groups->by.field;
	ClockKind clock;
	if (groups->by.kind == KEY_CLOCK &&
		clock_kind_find(group->name, &clock))
		return value_titled(group->name, phrase_in(
			&clock_names[clock].title, language));
	if (title)
		return value_titled(group->name, title);
	if (groups_is_apart(groups, group))
		return value_titled(group->name, phrase_in(&automation,
			language));
	if (groups->by.map) {
		g_autofree char *hour = hours_title(group->name, language);
		return value_titled(group->name, hour);
	}
	return field ? value_titled(group->name, regulation_title(
		groups->regulation, field->name, group->name, language)) :
		value_word(group->name);
}

typedef struct {
	const Metric *metric;
	char *before, *change; /* names of what it is compared with */
	char *title;	       /* of the change */
} Shown;

static void shown_clear(void *data)
{
	Shown *shown = data;
	g_free(shown->before);
	g_free(shown->change);
	g_free(shown->title);
}

/* Shown, in their order. */
static GArray *shown_metrics(const Answer *answer)
{
	g_auto(GStrv) names = g_strsplit(
		answer->groups->settings->report->metrics, " ", -1);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(Shown));
	g_array_set_clear_func(all, shown_clear);
	for (char **name = names; *name; name++) {
		const Metric *metric = metric_find(*name);
		Shown shown = {metric, g_strconcat("before.", *name, NULL),
			g_strconcat("change.", *name, NULL),
			g_strconcat(phrase_in(&metric->title,
				answer->page->language), " ±", NULL)};
		g_array_append_val(all, shown);
	}
	return all;
}

static gboolean says_something(const Value *value)
{
	return value->type == VALUE_SHARE || (value->type != VALUE_NONE &&
		value->integer != 0);
}

/* Of nothing but zeros there is nothing to say. */
static gboolean is_busy(const Group *group, const GArray *all)
{
	gboolean busy = FALSE;
	for (guint i = 0; i < all->len && !busy; i++) {
		g_autoptr(Value) value = metric_value(g_array_index(all, Shown,
			i).metric, group);
		busy = says_something(value);
	}
	return busy;
}

static gboolean is_key(const Shown *shown)
{
	return (shown->metric->flags & COLUMN_KEY) != 0;
}

/* What a report is read for is shown, wherever else it may be hidden. */
static gboolean is_lead(const Answer *answer, const Shown *shown)
{
	return g_strcmp0(shown->metric->name,
		answer->groups->settings->report->lead) == 0;
}

static void prepare(Groups *groups, Group *group)
{
	group->all_solved = groups->solved;
	group->one_end = groups->by.kind != KEY_TIME;
	group_sum(group);
}

/* What it is more than it was; nothing where one of them is nothing. */
static Value *change(const Value *now, const Value *before)
{
	if (now->type != before->type)
		return value_none();
	switch (now->type) {
	case VALUE_INTEGER:
		return value_integer(now->integer - before->integer);
	case VALUE_SPAN:
		return value_span(now->integer - before->integer);
	case VALUE_WORK:
		return value_work(now->integer - before->integer);
	case VALUE_REAL:
		return value_real(now->real - before->real);
	case VALUE_SHARE:
		return value_share(now->real - before->real);
	default:
		return value_none();
	}
}

/* Of a group that there was not, zeros. */
static const Group *group_before(const Answer *answer, const char *name)
{
	Group *group = groups_named(answer->before, name);
	prepare(answer->before, group);
	return group;
}

/* Names of fields are words in a sentence elsewhere. */
static void capitalise(Column *column)
{
	g_autofree char *title = column->title;
	g_autoptr(GString) whole = g_string_new(NULL);
	g_string_append_unichar(whole, g_unichar_toupper(g_utf8_get_char(
		title)));
	g_string_append(whole, g_utf8_next_char(title));
	column->title = g_strdup(whole->str);
}

static void add_columns(const Answer *answer, Block *table, const GArray *all)
{
	const Groups *groups = answer->groups;
	const Member by = {groups->by.name, groups->by.title, VALUE_TEXT,
		COLUMN_ID | (groups->by.kind == KEY_TIME ? COLUMN_ORDERED : 0),
		NULL};
	block_add_member(table, &by);
	capitalise(table->columns->pdata[0]);
	for (guint i = 0; i < all->len; i++) {
		const Shown *shown = &g_array_index(all, Shown, i);
		Member member = metric_member(shown->metric);
		if (is_lead(answer, shown))
			member.flags = (member.flags & ~(guint)COLUMN_HIDDEN) |
				COLUMN_KEY;
		block_add_member(table, &member);
		if (!answer->before)
			continue;
		block_add_column(table, shown->before, shown->before,
			COLUMN_RIGHT | COLUMN_HIDDEN);
		block_add_column(table, shown->change, shown->title,
			COLUMN_RIGHT | (!is_key(shown) ||
			groups->settings->unasked ? COLUMN_HIDDEN :
			COLUMN_KEY));
	}
}

static Value *figure(const Metric *metric, const Group *group)
{
	return metric ? metric_value(metric, group) : value_none();
}

/* Without a metric there are none. */
static void add_figures(GPtrArray *row, const Metric *metric,
	const Group *group, const Group *before)
{
	Value *now = figure(metric, group);
	row_add(row, now);
	if (!before)
		return;
	Value *was = figure(metric, before);
	row_add(row, was);
	row_add(row, change(now, was));
}

static void add_row(const Answer *answer, Block *table, const GArray *all,
	Group *group)
{
	const Group *before = answer->before ? group_before(answer,
		group->name) : NULL;
	gboolean asked = before && !answer->groups->settings->unasked;
	if (!is_busy(group, all) && !(asked && is_busy(before, all)))
		return;
	GPtrArray *row = block_add_row(table);
	row_add(row, group_value(answer, group));
	for (guint i = 0; i < all->len; i++)
		add_figures(row, g_array_index(all, Shown, i).metric, group,
			before);
}

/* `before` may be NULL. */
static void add_total(const Answer *answer, Block *table, const GArray *all,
	const Group *before)
{
	static const Phrase name = {"All", "Всего"};
	/* Of days that have not come nobody knows the stock. */
	gboolean no_days = answer->groups->by.kind == KEY_TIME &&
		answer->groups->order->len == 0;
	g_auto(Group) total = {0};
	GPtrArray *row = block_add_total(table);
	groups_total(answer->groups, &total);
	row_add(row, value_phrase(&name, answer->page->language));
	for (guint i = 0; i < all->len; i++) {
		const Metric *metric = g_array_index(all, Shown, i).metric;
		gboolean known = metric_has_total(metric) && !(no_days &&
			metric->flags & COLUMN_STOCK);
		add_figures(row, known ? metric : NULL, &total, before);
	}
}

/* Of the hours of a week people see what the report is read for. */
static void add_map(const Answer *answer)
{
	const Groups *groups = answer->groups;
	const Metric *lead = metric_find(groups->settings->report->lead);
	Value *cells[HOURS_OF_WEEK] = {NULL};
	for (guint i = 0; i < groups->order->len; i++) {
		const Group *group = groups->order->pdata[i];
		g_autoptr(Value) value = metric_value(lead, group);
		if (value->type == VALUE_SHARE || value->type == VALUE_REAL ||
			value->integer != 0)
			cells[hours_place(group->name)] =
				g_steal_pointer(&value);
	}
	hours_add_map(answer->page, phrase_in(&lead->title,
		answer->page->language), lead->kind == FIGURE_COUNT, cells);
}

/* What there was of it before has a row, too, where that was asked for. */
static void sort_groups(const Answer *answer)
{
	Groups *groups = answer->groups;
	for (guint i = 0; answer->before && !groups->settings->unasked &&
		i < answer->before->order->len; i++) {
		const Group *group = answer->before->order->pdata[i];
		groups_named(groups, group->name);
	}
	groups_sort(groups);
}

static int by_count(gconstpointer a, gconstpointer b, gpointer offset)
{
	gint64 left = G_STRUCT_MEMBER(gint64, *(Group *const *)a,
		GPOINTER_TO_SIZE(offset));
	gint64 right = G_STRUCT_MEMBER(gint64, *(Group *const *)b,
		GPOINTER_TO_SIZE(offset));
	return (left < right) - (left > right);
}

static void rank_groups(const Groups *groups)
{
	const Report *report = groups->settings->report;
	if (report->ranked && groups->by.kind != KEY_TIME)
		g_ptr_array_sort_with_data(groups->order, by_count,
			GSIZE_TO_POINTER(metric_find(report->lead)->offset));
}

static void add_rows(const Answer *answer, const GArray *all)
{
	Groups *groups = answer->groups;
	gboolean people = groups->settings->people;
	Block *table = page_add_chart(answer->page, "rows", NULL);
	g_auto(Group) before = {0};
	/* Machines ask for one of them. */
	table->people = groups->settings->drill;
	table->machines = groups->by.map;
	table->apart = groups->by.kind == KEY_AGENT ? AUTOMATION : NULL;
	add_columns(answer, table, all);
	sort_groups(answer);
	if (people && answer->before)
		groups_total(answer->before, &before);
	for (guint i = 0; i < groups->order->len; i++)
		prepare(groups, groups->order->pdata[i]);
	rank_groups(groups);
	for (guint i = 0; i < groups->order->len; i++)
		add_row(answer, table, all, groups->order->pdata[i]);
	if (people)
		add_total(answer, table, all, answer->before ? &before : NULL);
	if (groups->by.map)
		add_map(answer);
}

/* One page of figures reads better downwards; one with links has all of them that
 * say something. */
static void add_downwards(const Answer *answer, const GArray *all)
{
	static const Phrase others = {"Other figures", "Остальные показатели"};
	Groups *groups = answer->groups;
	Group *group = groups_named(groups, "");
	const Group *before = answer->before ? group_before(answer, "") : NULL;
	Block *shown = page_add_fields(answer->page, NULL);
	prepare(groups, group);
	if (groups->settings->people && !groups->settings->drill &&
		!groups->settings->named)
		bands_add(answer->page, group);
	Block *rest = page_add_fields(answer->page, phrase_in(&others,
			answer->page->language)),
		*compared = page_add_fields(answer->page, NULL);
	shown->people = rest->people = compared->people =
		groups->settings->drill;
	rest->machines = !groups->settings->linked;
	compared->machines = TRUE;
	for (guint i = 0; i < all->len; i++) {
		const Shown *one = &g_array_index(all, Shown, i);
		gboolean hidden = one->metric->flags & COLUMN_HIDDEN &&
			!groups->settings->named;
		Value *now = metric_value(one->metric, group);
		Block *block = !hidden ? shown : rest->machines ||
			says_something(now) ? rest : compared;
		block_set(block, one->metric->name, now);
		if (!before)
			continue;
		Value *was = metric_value(one->metric, before);
		block_set_titled(is_key(one) || groups->settings->named ?
				block : compared,
			one->change, one->title, change(now, was));
		block_set_titled(compared, one->before, one->before, was);
	}
}

void answer_figures(const Answer *answer)
{
	g_autoptr(GArray) all = shown_metrics(answer);
	if (answer->groups->by.kind == KEY_NONE)
		add_downwards(answer, all);
	else
		add_rows(answer, all);
}

/* --- tickets --------------------------------------------------------- */

static void add_counted(const IndexTicket *ticket, void *data)
{
	GPtrArray *row = block_add_row(data);
	row_add(row, ticket->number > 0 ? value_integer(ticket->number) :
		value_text(ticket->uid));
	row_add(row, value_text(ticket->uid));
	row_add(row, value_text(ticket->subject));
}

gboolean answer_ids(const Answer *answer, Index *index, GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	Block *table = page_add_list(answer->page, "tickets");
	GHashTableIter iter;
	gpointer row;
	g_hash_table_iter_init(&iter, answer->tally->ids);
	while (g_hash_table_iter_next(&iter, &row, NULL))
		g_array_append_vals(rows, row, 1);
	return index_each_ticket_of(index, rows, add_counted, table, error);
}

/* What tells the tickets of a cell: of times, only how many they are. */
static gboolean has_tickets(const Metric *metric)
{
	return metric->kind == FIGURE_COUNT || metric->kind == FIGURE_MINUTES ||
		metric->kind == FIGURE_SHARE || metric->kind == FIGURE_TIMES;
}

typedef struct {
	gint64 number;
	char *uid, *subject;
} Named;

static void named_free(void *data)
{
	Named *named = data;
	g_free(named->uid);
	g_free(named->subject);
	g_free(named);
}

static void keep_named(const IndexTicket *ticket, void *data)
{
	Named *named = g_new(Named, 1);
	*named = (Named){ticket->number, g_strdup(ticket->uid),
		g_strdup(ticket->subject)};
	g_hash_table_insert(data, GSIZE_TO_POINTER(ticket->row), named);
}

static int by_ticket(gconstpointer a, gconstpointer b)
{
	const Cell *left = a, *right = b;
	return left->ticket < right->ticket ? -1 : left->ticket > right->ticket;
}

static void add_cell(const Answer *answer, Block *table, const Group *group,
	const Metric *metric, GHashTable *tickets)
{
	const GArray *cells = answer->tally->cells;
	gint64 last = -1;
	for (guint i = 0; i < cells->len; i++) {
		const Cell *cell = &g_array_index(cells, Cell, i);
		const Named *named = cell->ticket == last ||
			cell->group != group || cell->offset != metric->offset ?
			NULL : g_hash_table_lookup(tickets,
				GSIZE_TO_POINTER(cell->ticket));
		if (!named)
			continue;
		last = cell->ticket;
		GPtrArray *row = block_add_row(table);
		row_add(row, group_value(answer, group));
		row_add(row, value_titled(metric->name, phrase_in(
			&metric->title, answer->page->language)));
		row_add(row, named->number > 0 ? value_integer(named->number) :
			value_text(named->uid));
		row_add(row, value_text(named->uid));
		row_add(row, value_text(named->subject));
	}
}

gboolean answer_cells(const Answer *answer, Index *index, GError **error)
{
	g_autoptr(GHashTable) tickets = g_hash_table_new_full(NULL, NULL, NULL,
		named_free);
	g_autoptr(GArray) all = shown_metrics(answer);
	Groups *groups = answer->groups;
	GArray *cells = answer->tally->cells;
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_array_sort(cells, by_ticket);
	for (guint i = 0; i < cells->len; i++)
		g_array_append_val(rows, g_array_index(cells, Cell, i).ticket);
	if (!index_each_ticket_of(index, rows, keep_named, tickets, error))
		return FALSE;
	Block *table = page_add_list(answer->page, "cells");
	table->people = !groups->settings->drill;
	groups_sort(groups);
	for (guint i = 0; i < groups->order->len; i++)
		for (guint k = 0; k < all->len; k++) {
			const Metric *metric = g_array_index(all, Shown,
				k).metric;
			if (has_tickets(metric))
				add_cell(answer, table,
					groups->order->pdata[i], metric,
					tickets);
		}
	return TRUE;
}

/* --- the head -------------------------------------------------------- */

static void add_compared(const ReportSettings *settings, Page *page)
{
	page->before = instant_period_in_language(settings->compared_from,
		settings->compared_until, settings->zone, page->language);
	if (settings->unasked && !settings->linked)
		return;
	static const Phrase compared = {"±: more or less than %1",
		"±: больше или меньше, чем %1"};
	g_autofree char *text = phrase_fill(&compared, page->language,
		page->before, NULL);
	page_add_footer(page, "%s", text);
}

char *report_known(const Regulation *regulation, const char *tip,
	const char *as_of, const char *language)
{
	static const Phrase known = {"commit %1, as of %2",
		"коммит %1, по состоянию на %2"};
	g_autofree char *commit = g_strndup(tip, 10);
	g_autofree char *text = phrase_fill(&known, language, commit, as_of,
		NULL);
	return *regulation->team ? g_strdup_printf("%s: %s", regulation->team,
		text) : g_steal_pointer(&text);
}

static void add_footers(const Groups *groups, const char *tip, Page *page)
{
	static const Phrase at_once = {"first responses: without the %1 given by "
		"the call that made the ticket",
		"время первого ответа — без тех, что даны звонком, с которого "
		"началась заявка: %1"};
	const ReportSettings *settings = groups->settings;
	const Phrase *population = grouping_population(&groups->by,
		groups->as_was);
	g_autofree char *as_of = instant_format_in(settings->as_of,
		settings->zone, "%Y-%m-%d %H:%M");
	g_autofree char *text = report_known(groups->regulation, tip, as_of,
		page->language);
	if (settings->compared_until != INSTANT_NONE)
		add_compared(settings, page);
	if (groups->at_once > 0 && strstr(settings->report->metrics,
		"first-response")) {
		g_autofree char *count = digits_of(groups->at_once,
			page->language);
		g_autofree char *said = phrase_fill(&at_once, page->language,
			count, NULL);
		page_add_footer(page, "%s", said);
	}
	if (population)
		page_add_footer(page, "%s", phrase_in(population,
			page->language));
	page_add_footer(page, "%s", text);
}

void answer_head(const Answer *answer, const char *tip)
{
	const Groups *groups = answer->groups;
	Page *page = answer->page;
	const ReportSettings *settings = groups->settings;
	g_autofree char *period = instant_period_in_language(settings->from,
		settings->until, settings->zone, page->language);
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "report", value_text(settings->report->name));
	block_set(head, "by", value_text(groups->by.name));
	block_set(head, "as-was", value_text(groups->by.kind == KEY_FIELD ?
		as_was_names[groups->as_was] : NULL));
	block_set(head, "from", value_instant(settings->from));
	block_set(head, "until", value_instant(settings->until));
	if (answer->before) {
		block_set(head, "compared-from", value_instant(
			settings->compared_from));
		block_set(head, "compared-until", value_instant(
			settings->compared_until));
	}
	block_set(head, "as-of", value_instant(settings->as_of));
	block_set(head, "commit", value_text(tip));
	page->lead = settings->report->lead;
	g_free(page->title);
	page->title = g_strdup_printf("%s, %s", phrase_in(
		&settings->report->title, page->language), period);
	add_footers(groups, tip, page);
}

