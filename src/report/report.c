#include "report/report.h"

#include <string.h>

#include "index/tickets.h"
#include "report/clocks.h"
#include "report/grouping.h"
#include "report/worked.h"

#define DAYS_LIMIT 4000 /* rows of a backlog */

/* --- groups ---------------------------------------------------------- */

typedef struct {
	const ReportSettings *settings;
	Grouping by;
	const Regulation *regulation;
	GHashTable *groups;	 /* name, also a former one → Group */
	GPtrArray *order;	 /* Group*, owned */
	GHashTable *ids;	 /* row ids that were counted */
	gint64 solved;		 /* in all groups */
	GArray *clocks;		 /* ReportClock; NULL: none are counted */
	/* KEY_TIME: the group of the last instant asked for. */
	Instant span_from, span_until;
	Group *span_group;
} Counting;

static void group_free(void *data)
{
	Group *group = data;
	g_free(group->name);
	g_array_unref(group->first_response);
	g_array_unref(group->resolution);
	g_array_unref(group->first_response_work);
	g_array_unref(group->resolution_work);
	g_free(group);
}

static Group *group_named(Counting *counting, const char *name)
{
	Group *group = g_hash_table_lookup(counting->groups, name);
	if (group)
		return group;
	group = g_new0(Group, 1);
	group->name = g_strdup(name);
	group->first_response = g_array_new(FALSE, FALSE, sizeof(gint64));
	group->resolution = g_array_new(FALSE, FALSE, sizeof(gint64));
	group->first_response_work = g_array_new(FALSE, FALSE, sizeof(gint64));
	group->resolution_work = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_hash_table_insert(counting->groups, g_strdup(name), group);
	g_ptr_array_add(counting->order, group);
	return group;
}

/* A day is looked up once for all facts of that day that follow each other. */
static Group *group_at(Counting *counting, Instant at)
{
	if (counting->span_group && at >= counting->span_from &&
		at < counting->span_until)
		return counting->span_group;
	GTimeZone *zone = counting->settings->zone;
	g_autofree char *name = instant_format_in(at, zone,
		counting->by.format);
	counting->span_from = instant_day_start(at, zone, 0);
	counting->span_until = instant_day_start(at, zone, 1);
	counting->span_group = group_named(counting, name);
	return counting->span_group;
}

/* A word that was renamed stands with what it is called now. */
static Group *group_of_word(Counting *counting, const char *word)
{
	const char *field = counting->by.field->name;
	Group *group = g_hash_table_lookup(counting->groups, word);
	int place = group ? -1 : regulation_rank(counting->regulation, field,
		word);
	if (place < 0)
		return group ? group : group_named(counting, word);
	const Term *term = regulation_terms(counting->regulation,
		field)->pdata[place];
	group = group_named(counting, term->name);
	g_hash_table_insert(counting->groups, g_strdup(word), group);
	return group;
}

static Group *group_of(Counting *counting, Instant at, const char *agent,
	const char *const values[])
{
	switch (counting->by.kind) {
	case KEY_AGENT:
		return group_named(counting, agent);
	case KEY_FIELD:
		return group_of_word(counting, values[counting->by.place]);
	case KEY_TIME:
		return group_at(counting, at);
	default:
		return group_named(counting, "");
	}
}

static gboolean in_period(const Counting *counting, Instant at)
{
	return at >= counting->settings->from && at < counting->settings->until;
}

static void add_id(Counting *counting, gint64 id)
{
	gint64 *key = g_new(gint64, 1);
	*key = id;
	g_hash_table_add(counting->ids, key);
}

/* --- the stock at the end of each day -------------------------------- */

/* A stay in an open class stands in the stock of each day at whose end it
 * lasted. */
static void count_stay(Counting *counting, const Fact *fact)
{
	GTimeZone *zone = counting->settings->zone;
	StatusClass stayed = fact->ticket->status_class;
	Instant end = fact->at == INSTANT_NONE ? G_MAXINT64 : fact->at;
	Instant last = MIN(counting->settings->until - 1,
		counting->settings->as_of);
	if (stayed >= CLASS_SOLVED)
		return;
	Instant day = MAX(fact->since, counting->settings->from);
	for (guint i = 0; day <= last && i < DAYS_LIMIT; i++) {
		Instant next = instant_day_start(day, zone, 1);
		/* Today ends with the knowledge. */
		if (end < next && end <= last)
			break;
		group_at(counting, day)->stock[stayed]++;
		day = next;
	}
}

/* --- facts ----------------------------------------------------------- */

static gboolean leaves(const Fact *fact)
{
	return fact->ticket->status_class < CLASS_SOLVED &&
		(strcmp(fact->target, "solved") == 0 ||
			strcmp(fact->target, "closed") == 0);
}

static ReportSource source_of(const Counting *counting)
{
	return counting->settings->report->source;
}

/* In calendar time, and in working time where there is a calendar. */
static void add_span(const Counting *counting, GArray *spans, GArray *work,
	Instant from, Instant until)
{
	gint64 seconds = until - from;
	g_array_append_val(spans, seconds);
	if (!counting->settings->work)
		return;
	seconds = worktime_between(counting->settings->work, from, until);
	g_array_append_val(work, seconds);
}

static void take_fact(const Fact *fact, void *data)
{
	Counting *counting = data;
	const FactTicket *ticket = fact->ticket;
	if (source_of(counting) == REPORT_CLOCKS)
		return;
	if (fact->kind == FACT_STOOD) {
		if (source_of(counting) != REPORT_STOCK)
			return;
		count_stay(counting, fact);
		if (leaves(fact) && in_period(counting, fact->at))
			group_at(counting, fact->at)->left++;
		return;
	}
	if (!in_period(counting, fact->at))
		return;
	Group *group = group_of(counting, fact->at, fact->agent, ticket->fields);
	group->counts[fact->kind]++;
	if (counting->settings->ids)
		add_id(counting, ticket->id);
	if (fact->kind == FACT_SOLVED)
		counting->solved++;
	if (fact->kind == FACT_RESPONDED)
		add_span(counting, group->first_response,
			group->first_response_work, ticket->created, fact->at);
}

/* --- clocks ---------------------------------------------------------- */

static Group *group_of_clock(Counting *counting, const FactTicket *ticket,
	const ReportClock *clock, Instant at)
{
	if (counting->by.kind == KEY_CLOCK)
		return group_named(counting, clock_names[clock->kind].name);
	return ticket->solver ? group_of(counting, at, ticket->solver,
		ticket->solved_fields) : group_of(counting, at,
		ticket->fields[TICKET_ASSIGNEE], ticket->fields);
}

/* A clock counts when it was met, or when its target had passed. */
static void count_clock(Counting *counting, const FactTicket *ticket,
	const ReportClock *clock)
{
	if (clock->judged && !in_period(counting, clock->at))
		return;
	if (!clock->judged && counting->by.kind == KEY_TIME)
		return;
	Group *group = group_of_clock(counting, ticket, clock, clock->at);
	if (!clock->judged)
		group->running++;
	else if (clock->replaced)
		group->broken_before++;
	else if (clock->met)
		group->met[clock->kind]++;
	else
		group->breached[clock->kind]++;
	if (counting->settings->ids && clock->judged && source_of(counting) == REPORT_CLOCKS)
		add_id(counting, ticket->id);
}

static void count_clocks(Counting *counting, const FactTicket *ticket)
{
	guint count;
	const ReportClock *clocks = counting->clocks ? report_clocks_of(
		counting->clocks, ticket->id, &count) : NULL;
	for (guint i = 0; clocks && i < count; i++)
		count_clock(counting, ticket, &clocks[i]);
}

static gboolean counts_as_resolved(const FactTicket *ticket)
{
	return ticket->solver && *ticket->fields[TICKET_MERGED] == '\0' &&
		!resolution_is_unsolved(ticket->fields[TICKET_RESOLUTION]);
}

static void take_ticket(const FactTicket *ticket, void *data)
{
	Counting *counting = data;
	count_clocks(counting, ticket);
	if (source_of(counting) == REPORT_CLOCKS)
		return;
	if (ticket->status_class < CLASS_SOLVED && counting->by.kind != KEY_TIME)
		group_of(counting, 0, ticket->fields[TICKET_ASSIGNEE],
			ticket->fields)->open_now++;
	if (!counts_as_resolved(ticket) || !in_period(counting, ticket->solved))
		return;
	Group *group = group_of(counting, ticket->solved, ticket->solver,
		ticket->solved_fields);
	add_span(counting, group->resolution, group->resolution_work,
		ticket->created, ticket->solved);
}

/* By clock alone nothing of the tickets is asked: no event need be read. */
static void count_all_clocks(Counting *counting)
{
	GHashTable *wanted = counting->settings->tickets;
	for (guint i = 0; i < counting->clocks->len; i++) {
		const ReportClock *clock = &g_array_index(counting->clocks,
			ReportClock, i);
		const FactTicket ticket = {.id = clock->ticket};
		if (!wanted || g_hash_table_contains(wanted, &clock->ticket))
			count_clock(counting, &ticket, clock);
	}
}

/* --- the page -------------------------------------------------------- */

static int by_name(gconstpointer a, gconstpointer b)
{
	const Group *left = *(const Group *const *)a;
	const Group *right = *(const Group *const *)b;
	return strcmp(left->name, right->name);
}

static gboolean is_busy(const Group *group)
{
	gint64 sum = group->open_now + (gint64)group->resolution->len +
		group->running + group->broken_before;
	for (guint i = 0; i < WORKED_KINDS; i++)
		sum += group->worked[i];
	for (guint i = 0; i < CLOCK_KINDS; i++)
		sum += group->met[i] + group->breached[i];
	for (guint i = 0; i < FACT_KINDS; i++)
		sum += group->counts[i];
	for (guint i = 0; i <= CLASS_CLOSED; i++)
		sum += group->stock[i];
	return sum > 0;
}

/* A term, a clock or a figure of its own: machines read names. */
static Value *group_value(const Counting *counting, const Group *group,
	const char *language)
{
	const Field *field = counting->by.field;
	ClockKind clock;
	if (counting->by.kind == KEY_CLOCK &&
		clock_kind_find(group->name, &clock))
		return value_titled(group->name, phrase_in(
			&clock_names[clock].title, language));
	return field ? value_titled(group->name, regulation_title(
		counting->regulation, field->name, group->name, language)) :
		value_word(group->name);
}

static void add_rows(Counting *counting, Page *page)
{
	const Member by = {counting->by.name, counting->by.title, VALUE_TEXT,
		COLUMN_ID, NULL};
	const ReportSettings *settings = counting->settings;
	g_auto(GStrv) names = g_strsplit(settings->report->metrics, " ", -1);
	Block *table = page_add_chart(page, "rows", NULL);
	block_add_member(table, &by);
	for (char **name = names; *name; name++) {
		const Member member = metric_member(metric_find(*name));
		block_add_member(table, &member);
	}
	g_ptr_array_sort(counting->order, by_name);
	for (guint i = 0; i < counting->order->len; i++) {
		Group *group = g_ptr_array_index(counting->order, i);
		if (!is_busy(group))
			continue;
		group->all_solved = counting->solved;
		group_sum(group);
		GPtrArray *row = block_add_row(table);
		row_add(row, group_value(counting, group, page->language));
		for (char **name = names; *name; name++)
			row_add(row, metric_value(metric_find(*name), group));
	}
}

/* One page of figures reads better downwards. */
static void add_figures(Counting *counting, Page *page)
{
	const ReportSettings *settings = counting->settings;
	g_auto(GStrv) names = g_strsplit(settings->report->metrics, " ", -1);
	Group *group = group_named(counting, "");
	group->all_solved = counting->solved;
	group_sum(group);
	Block *figures = page_add_fields(page, NULL);
	for (char **name = names; *name; name++)
		block_set(figures, *name, metric_value(metric_find(*name),
			group));
}

typedef struct {
	const Counting *counting;
	Block *table;
} Counted;

static void add_counted(const IndexTicket *ticket, void *data)
{
	const Counted *counted = data;
	if (!g_hash_table_contains(counted->counting->ids, &ticket->row))
		return;
	GPtrArray *row = block_add_row(counted->table);
	row_add(row, ticket->number > 0 ? value_integer(ticket->number) :
		value_text(ticket->uid));
	row_add(row, value_text(ticket->uid));
	row_add(row, value_text(ticket->subject));
}

static gboolean add_ids(Counting *counting, Index *index, Page *page,
	GError **error)
{
	Counted counted = {counting, page_add_list(page, "tickets")};
	return index_each_ticket(index, NULL, add_counted, &counted, error);
}

static void add_head(const Counting *counting, const char *tip, Page *page)
{
	static const Phrase known = {"commit %1, as of %2",
		"коммит %1, по состоянию на %2"};
	const ReportSettings *settings = counting->settings;
	g_autofree char *from = instant_format_in(settings->from, settings->zone,
		"%Y-%m-%d");
	g_autofree char *until = instant_format_in(settings->until - 1,
		settings->zone, "%Y-%m-%d");
	Block *head = page_add_fields(page, NULL);
	head->machines = TRUE;
	block_set(head, "report", value_text(settings->report->name));
	block_set(head, "by", value_text(counting->by.name));
	block_set(head, "from", value_instant(settings->from));
	block_set(head, "until", value_instant(settings->until));
	block_set(head, "as-of", value_instant(settings->as_of));
	block_set(head, "commit", value_text(tip));
	g_free(page->title);
	page->title = g_strdup_printf("%s, %s – %s", phrase_in(
		&settings->report->title, page->language), from, until);
	g_autofree char *as_of = instant_format_in(settings->as_of,
		settings->zone, "%Y-%m-%d %H:%M");
	g_autofree char *commit = g_strndup(tip, 10);
	g_autofree char *text = phrase_fill(&known, page->language, commit,
		as_of, NULL);
	page_add_footer(page, "%s", text);
}

/* --- work ------------------------------------------------------------ */

/* What is asked of the ticket of an entry. */
typedef struct {
	gint64 row;
	char *value; /* of the field that is grouped by */
} TicketKey;

static void ticket_key_free(void *data)
{
	TicketKey *key = data;
	g_free(key->value);
	g_free(key);
}

static void take_key(const IndexTicket *ticket, void *data)
{
	TicketKey *key = g_new(TicketKey, 1);
	key->row = ticket->row;
	key->value = g_strdup(ticket->value);
	g_hash_table_insert(data, g_strdup(ticket->uid), key);
}

static void count_entry(Counting *counting, const BillEntry *entry,
	const TicketKey *key)
{
	const ReportSettings *settings = counting->settings;
	if (!in_period(counting, entry->began) ||
		entry->began > settings->as_of || (settings->tickets &&
			!g_hash_table_contains(settings->tickets, &key->row)))
		return;
	Group *group = counting->by.kind == KEY_AGENT ?
		group_named(counting, entry->by) :
		counting->by.kind == KEY_FIELD ?
			group_of_word(counting, key->value) :
		counting->by.kind == KEY_TIME ? group_at(counting, entry->began) :
		group_named(counting, "");
	group->worked[entry->onsite ? WORKED_ONSITE :
		strcmp(entry->kind, "call") == 0 ? WORKED_CALLS :
		WORKED_REMOTE] += entry->minutes;
	group->worked[WORKED_TRAVEL] += entry->travel;
	add_id(counting, key->row);
}

/* Work counts when it began; fields are those that the ticket has now. */
static gboolean count_worked(Counting *counting, Index *index, GError **error)
{
	g_auto(Worked) worked = {0};
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, ticket_key_free);
	const char *field = counting->by.field ? counting->by.field->name :
		NULL;
	if (!index_each_ticket(index, field, take_key, keys, error) ||
		!worked_read(index, NULL, FALSE, &worked, error))
		return FALSE;
	for (guint i = 0; i < worked.entries->len; i++) {
		const BillEntry *entry = worked.entries->pdata[i];
		const TicketKey *key = g_hash_table_lookup(keys, entry->uid);
		if (key)
			count_entry(counting, entry, key);
	}
	return TRUE;
}

/* --- one report ------------------------------------------------------ */

static gboolean show(Counting *counting, Index *index, Page *page,
	GError **error)
{
	if (counting->settings->ids)
		return add_ids(counting, index, page, error);
	if (counting->by.kind == KEY_NONE)
		add_figures(counting, page);
	else
		add_rows(counting, page);
	return TRUE;
}

static gboolean count(Counting *counting, Index *index, Page *page,
	GError **error)
{
	if (source_of(counting) == REPORT_WORK)
		return count_worked(counting, index, error) &&
			show(counting, index, page, error);
	guint read = 1u << TICKET_ASSIGNEE | 1u << TICKET_MERGED |
		1u << TICKET_RESOLUTION;
	if (counting->by.kind == KEY_FIELD)
		read |= 1u << counting->by.place;
	g_autoptr(GArray) clocks = NULL;
	if (counting->settings->clocks && !(clocks = report_clocks_read(index,
			counting->settings->as_of, error)))
		return FALSE;
	counting->clocks = clocks;
	FactSink sink = {take_fact, take_ticket, counting, ~read,
		counting->by.field};
	if (counting->by.kind == KEY_CLOCK && clocks)
		count_all_clocks(counting);
	else if (!facts_replay(index, counting->regulation,
		counting->settings->from, counting->settings->as_of,
		counting->settings->tickets, &sink, error))
		return FALSE;
	return show(counting, index, page, error);
}

gboolean report_run(Index *index, const Regulation *regulation,
	const ReportSettings *settings, Page *page, GError **error)
{
	const char *by = settings->by ? settings->by : settings->report->by;
	char tip[41];
	g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(group_free);
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	Counting counting = {.settings = settings, .groups = groups,
		.order = order, .ids = ids, .regulation = regulation};
	if (!grouping_find(settings->report, by, &counting.by, error) ||
		!index_tip(index, tip, error))
		return FALSE;
	add_head(&counting, tip, page);
	return count(&counting, index, page, error);
}
