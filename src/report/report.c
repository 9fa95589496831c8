#include "report/report.h"

#include <string.h>

#include "index/agents.h"
#include "index/tickets.h"
#include "report/clocks.h"
#include "report/tally.h"
#include "report/worked.h"

/* --- the page -------------------------------------------------------- */

/* A term, a clock or a figure of its own: machines read names. */
static Value *group_value(const Groups *groups, const Group *group,
	const char *language)
{
	const Field *field = groups->by.field;
	ClockKind clock;
	if (groups->by.kind == KEY_CLOCK &&
		clock_kind_find(group->name, &clock))
		return value_titled(group->name, phrase_in(
			&clock_names[clock].title, language));
	return field ? value_titled(group->name, regulation_title(
		groups->regulation, field->name, group->name, language)) :
		value_word(group->name);
}

/* Of nothing but zeros there is nothing to say. */
static gboolean is_busy(const Group *group, GStrv names)
{
	gboolean busy = FALSE;
	for (char **name = names; *name && !busy; name++) {
		g_autoptr(Value) value = metric_value(metric_find(*name), group);
		busy = value->type == VALUE_SHARE || (value->type != VALUE_NONE &&
			value->integer != 0);
	}
	return busy;
}

static void add_rows(Groups *groups, Page *page)
{
	const Member by = {groups->by.name, groups->by.title, VALUE_TEXT,
		COLUMN_ID | (groups->by.kind == KEY_TIME ? COLUMN_ORDERED : 0),
		NULL};
	const Report *report = groups->settings->report;
	g_auto(GStrv) names = g_strsplit(report->metrics, " ", -1);
	Block *table = page_add_chart(page, "rows", NULL);
	block_add_member(table, &by);
	for (char **name = names; *name; name++) {
		const Member member = metric_member(metric_find(*name));
		block_add_member(table, &member);
	}
	groups_sort(groups);
	for (guint i = 0; i < groups->order->len; i++) {
		Group *group = g_ptr_array_index(groups->order, i);
		group->all_solved = groups->solved;
		group_sum(group);
		if (!is_busy(group, names))
			continue;
		GPtrArray *row = block_add_row(table);
		row_add(row, group_value(groups, group, page->language));
		for (char **name = names; *name; name++)
			row_add(row, metric_value(metric_find(*name), group));
	}
}

/* One page of figures reads better downwards. */
static void add_figures(Groups *groups, Page *page)
{
	const Report *report = groups->settings->report;
	g_auto(GStrv) names = g_strsplit(report->metrics, " ", -1);
	Group *group = groups_named(groups, "");
	group->all_solved = groups->solved;
	group_sum(group);
	Block *figures = page_add_fields(page, NULL);
	Block *more = page_add_fields(page, NULL);
	more->machines = TRUE;
	for (char **name = names; *name; name++) {
		const Metric *metric = metric_find(*name);
		block_set(metric->flags & COLUMN_HIDDEN &&
				!groups->settings->named ? more : figures,
			*name, metric_value(metric, group));
	}
}

typedef struct {
	const Tally *tally;
	Block *table;
} Counted;

static void add_counted(const IndexTicket *ticket, void *data)
{
	const Counted *counted = data;
	if (!g_hash_table_contains(counted->tally->ids, &ticket->row))
		return;
	GPtrArray *row = block_add_row(counted->table);
	row_add(row, ticket->number > 0 ? value_integer(ticket->number) :
		value_text(ticket->uid));
	row_add(row, value_text(ticket->uid));
	row_add(row, value_text(ticket->subject));
}

static void add_footers(const Groups *groups, const char *tip, Page *page)
{
	static const Phrase known = {"commit %1, as of %2",
		"коммит %1, по состоянию на %2"};
	const ReportSettings *settings = groups->settings;
	const Phrase *population = grouping_population(&groups->by,
		groups->as_was);
	g_autofree char *as_of = instant_format_in(settings->as_of,
		settings->zone, "%Y-%m-%d %H:%M");
	g_autofree char *commit = g_strndup(tip, 10);
	g_autofree char *text = phrase_fill(&known, page->language, commit,
		as_of, NULL);
	if (population)
		page_add_footer(page, "%s", phrase_in(population,
			page->language));
	page_add_footer(page, "%s", text);
}

static void add_head(const Groups *groups, const char *tip, Page *page)
{
	const ReportSettings *settings = groups->settings;
	g_autofree char *from = instant_format_in(settings->from, settings->zone,
		"%Y-%m-%d");
	g_autofree char *until = instant_format_in(settings->until - 1,
		settings->zone, "%Y-%m-%d");
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "report", value_text(settings->report->name));
	block_set(head, "by", value_text(groups->by.name));
	block_set(head, "as-was", value_text(groups->by.kind == KEY_FIELD ?
		as_was_names[groups->as_was] : NULL));
	block_set(head, "from", value_instant(settings->from));
	block_set(head, "until", value_instant(settings->until));
	block_set(head, "as-of", value_instant(settings->as_of));
	block_set(head, "commit", value_text(tip));
	page->lead = settings->report->lead;
	g_free(page->title);
	page->title = g_strdup_printf("%s, %s – %s", phrase_in(
		&settings->report->title, page->language), from, until);
	add_footers(groups, tip, page);
}

/* --- work ------------------------------------------------------------ */

/* Of the ticket of an entry. */
typedef struct {
	gint64 row;
	char *by;	   /* the value that it stands with */
	gboolean narrowed; /* it is of another customer */
} Place;

typedef struct {
	Groups *groups;
	GHashTable *places; /* uid → Place */
	GHashTable *rows;   /* row → Place, borrowed */
} Places;

static void place_free(void *data)
{
	Place *place = data;
	g_free(place->by);
	g_free(place);
}

static void take_place(const IndexTicket *ticket, void *data)
{
	Places *places = data;
	Place *place = g_new0(Place, 1);
	place->row = ticket->row;
	g_hash_table_insert(places->places, g_strdup(ticket->uid), place);
	g_hash_table_insert(places->rows, GSIZE_TO_POINTER(ticket->row), place);
}

/* What a ticket is by: work is told as the ticket is, not as it was then. */
static void take_standing(const FactTicket *ticket,
	G_GNUC_UNUSED const Fact *facts, G_GNUC_UNUSED guint count, void *data)
{
	Places *places = data;
	AsWas as_was = places->groups->as_was == AS_WAS_THEN ? AS_WAS_NOW :
		places->groups->as_was;
	Place *place = g_hash_table_lookup(places->rows,
		GSIZE_TO_POINTER(ticket->id));
	if (!place || ticket->deleted)
		return;
	place->by = g_strdup(fact_ticket_as(ticket, TICKET_BY, as_was));
	place->narrowed = !tally_is_of_customer(places->groups, ticket);
}

static void count_entry(Tally *tally, GHashTable *agents,
	const BillEntry *entry, const Place *place)
{
	Groups *groups = tally->groups;
	const ReportSettings *settings = groups->settings;
	if (!groups_in_period(groups, entry->began) || place->narrowed ||
		entry->began > settings->as_of || (settings->tickets &&
			!g_hash_table_contains(settings->tickets, &place->row)))
		return;
	const char *by = place->by ? place->by : "";
	FactTicket ticket = {.fields = {[TICKET_BY] = by}};
	const char *heir = g_hash_table_lookup(agents, entry->by);
	Group *group = groups_find(groups, &ticket, entry->began,
		heir ? heir : entry->by, by);
	group->worked[entry->onsite ? WORKED_ONSITE :
		strcmp(entry->kind, "call") == 0 ? WORKED_CALLS :
		WORKED_REMOTE] += entry->minutes;
	group->worked[WORKED_TRAVEL] += entry->travel;
	tally_add_id(tally, place->row);
}

/* --- one report ------------------------------------------------------ */

static gboolean replay(Tally *tally, Index *index, FactQuestion *question,
	GError **error)
{
	const Groups *groups = tally->groups;
	question->since = groups->settings->from;
	question->as_of = groups->settings->as_of;
	question->stock = groups_end(groups);
	question->wanted = groups->settings->tickets;
	question->by = groups->by.field;
	question->customers = groups->settings->customer != NULL;
	return facts_replay(index, groups->regulation, question, error);
}

/* Work counts when it began. */
static gboolean count_worked(Tally *tally, Index *index, GError **error)
{
	g_auto(Worked) worked = {0};
	g_autoptr(GHashTable) by_uid = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, place_free);
	g_autoptr(GHashTable) by_row = g_hash_table_new(NULL, NULL);
	Places places = {tally->groups, by_uid, by_row};
	FactQuestion question = {.ticket = take_standing, .data = &places};
	gboolean standing = tally->groups->by.field ||
		tally->groups->settings->customer;
	g_autoptr(GHashTable) agents = index_agents_known(index, error);
	if (!agents ||
		!index_each_ticket(index, NULL, take_place, &places, error) ||
		(standing && !replay(tally, index, &question, error)) ||
		!worked_read(index, NULL, &worked, error))
		return FALSE;
	for (guint i = 0; i < worked.entries->len; i++) {
		const BillEntry *entry = worked.entries->pdata[i];
		const Place *place = g_hash_table_lookup(by_uid, entry->uid);
		if (place)
			count_entry(tally, agents, entry, place);
	}
	return TRUE;
}

static void keep_worked(const IndexTicket *ticket, void *data)
{
	if (ticket->worked > 0)
		g_hash_table_insert(data, GSIZE_TO_POINTER(ticket->row),
			GINT_TO_POINTER(ticket->worked));
}

static gboolean count_happened(Tally *tally, Index *index, GError **error)
{
	const ReportSettings *settings = tally->groups->settings;
	FactQuestion question = {.ticket = tally_ticket, .data = tally};
	if (strstr(settings->report->metrics, "handle") &&
		!index_each_ticket(index, NULL, keep_worked, tally->worked,
			error))
		return FALSE;
	if (tally->groups->by.kind == KEY_CLOCK && !settings->customer) {
		tally_clocks(tally);
		return TRUE;
	}
	if (!replay(tally, index, &question, error))
		return FALSE;
	groups_stock(tally->groups);
	return TRUE;
}

static gboolean show(Tally *tally, Index *index, Page *page, GError **error)
{
	if (tally->groups->settings->ids) {
		Counted counted = {tally, page_add_list(page, "tickets")};
		return index_each_ticket(index, NULL, add_counted, &counted,
			error);
	}
	if (tally->groups->by.kind == KEY_NONE)
		add_figures(tally->groups, page);
	else
		add_rows(tally->groups, page);
	return TRUE;
}

gboolean report_run(Index *index, const Regulation *regulation,
	const ReportSettings *settings, Page *page, GError **error)
{
	char tip[41];
	g_auto(Groups) groups = {0};
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	g_autoptr(GHashTable) worked = g_hash_table_new(NULL, NULL);
	g_autoptr(GArray) clocks = NULL;
	if (!groups_init(&groups, settings, regulation, error) ||
		!index_tip(index, tip, error) ||
		!(clocks = report_clocks_read(index, settings->as_of, error)))
		return FALSE;
	Tally tally = {&groups, clocks, worked, ids};
	add_head(&groups, tip, page);
	return (settings->report->source == REPORT_WORK ?
			count_worked(&tally, index, error) :
			count_happened(&tally, index, error)) &&
		show(&tally, index, page, error);
}
