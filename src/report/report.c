#include "report/report.h"

#include <string.h>

#include "base/error.h"
#include "index/agents.h"
#include "index/customers.h"
#include "report/answer.h"
#include "report/clocks.h"
#include "report/staffing.h"

/* --- where things count ---------------------------------------------- */

/* What a ticket stands with: a flaw is told as it is, not as it was then. */
typedef struct {
	char *by;	   /* its value */
	gboolean narrowed; /* it is of another customer */
} Place;

typedef struct {
	Tally *tally;
	GHashTable *places; /* row → Place */
} Work;

static void place_free(void *data)
{
	Place *place = data;
	g_free(place->by);
	g_free(place);
}

static void take_standing(const FactTicket *ticket,
	G_GNUC_UNUSED const Fact *facts, G_GNUC_UNUSED guint count, void *data)
{
	const Work *work = data;
	const Groups *groups = work->tally->groups;
	if (ticket->deleted)
		return;
	Place *place = g_new0(Place, 1);
	place->by = g_strdup(tally_place(groups, ticket));
	place->narrowed = !tally_is_of_customer(groups, ticket);
	g_hash_table_insert(work->places, GSIZE_TO_POINTER(ticket->id), place);
}

/* Where something of a ticket counts: its group, NULL if it is not asked for. By
 * `who`, a login or address; a ticket that is gone is no customer's. */
static Group *group_at_place(const Work *work, gint64 row, Instant at,
	const char *who)
{
	Groups *groups = work->tally->groups;
	const ReportSettings *settings = groups->settings;
	const Place *place = g_hash_table_lookup(work->places,
		GSIZE_TO_POINTER(row));
	const char *heir = g_hash_table_lookup(work->tally->agents, who);
	const char *by = place ? place->by : "";
	const FactTicket ticket = {.fields = {[TICKET_BY] = by},
		.created_as = {"", by}};
	if (!groups_in_period(groups, at) || at > settings->as_of ||
		(place ? place->narrowed : settings->customer != NULL) ||
		(settings->tickets && !g_hash_table_contains(settings->tickets,
			&row)))
		return NULL;
	tally_add_id(work->tally, row);
	return groups_find(groups, &ticket, at, heir ? heir : who, by);
}

/* --- one report ------------------------------------------------------ */

/* Of what was settled before, nothing counts. */
static Instant first_need(const Tally *tally)
{
	enum { REPEAT_SECONDS = REPEAT_DAYS * 24 * 60 * 60 };
	Instant from = tally->groups->settings->from;
	return tally->repeats ? MAX(from, REPEAT_SECONDS) - REPEAT_SECONDS :
		from;
}

/* `before` may be NULL. */
static gboolean replay(const Tally *tally, const Tally *before, Index *index,
	FactQuestion *question, GError **error)
{
	const Groups *groups = tally->groups;
	const char *metrics = groups->settings->report->metrics;
	question->since = before ? MIN(first_need(tally), first_need(before)) :
		first_need(tally);
	question->priorities = strstr(metrics, "workload") != NULL;
	question->complaints = strstr(metrics, "complaints") != NULL;
	question->subjects = tally->repeats;
	question->as_of = groups->settings->as_of;
	question->stocks[0] = groups_end(groups);
	question->stocks[1] = before ? groups_end(before->groups) :
		INSTANT_NONE;
	question->wanted = groups->settings->tickets;
	question->by = groups->by.field;
	/* An asset is a key of its customer's. */
	question->customers = question->subjects ||
		groups->settings->customer != NULL;
	return facts_replay(index, groups->regulation, question, error);
}

static gboolean read_standing(Work *work, Index *index, GError **error)
{
	const Groups *groups = work->tally->groups;
	FactQuestion question = {.ticket = take_standing, .data = work};
	return (!groups->by.field && !groups->settings->customer) ||
		replay(work->tally, NULL, index, &question, error);
}

/* --- what history says of itself -------------------------------------- */

static void count_flaw(const Work *work, gint64 row, Group *group, Flaw kind)
{
	if (group)
		tally_count(work->tally, row, group, &group->flaws[kind], 1);
}

static void take_flaw(const IndexFlaw *flaw, void *data)
{
	const Work *work = data;
	Instant at = flaw->at == INSTANT_NONE ?
		work->tally->groups->settings->as_of : flaw->at;
	gboolean requester = flaw->kind == FLAW_LATE_ENTRY &&
		strpbrk(flaw->who, "/@ <");
	if (resolution_is_unsolved(flaw->resolution))
		return;
	count_flaw(work, flaw->ticket, group_at_place(work, flaw->ticket, at,
		requester ? "" : flaw->who), flaw->kind);
}

static void take_work(Timeline *timeline, void *data)
{
	const Work *work = data;
	gint64 row = timeline->ticket;
	BillEntry entry;
	while (timeline_next_work(timeline, &entry)) {
		if (entry.recorded - entry.began <= FLAW_BACK_DATE)
			continue;
		Group *group = group_at_place(work, row, entry.recorded,
			entry.by);
		count_flaw(work, row, group, FLAW_BACK_DATED);
		if (group)
			tally_count(work->tally, row, group, &group->back_dated,
				entry.minutes + entry.travel);
	}
}

static gboolean count_health(Tally *tally, Index *index, GError **error)
{
	const ReportSettings *settings = tally->groups->settings;
	g_autoptr(GHashTable) places = g_hash_table_new_full(NULL, NULL, NULL,
		place_free);
	const TimelineQuery query = {settings->from};
	Work work = {tally, places};
	return read_standing(&work, index, error) &&
		index_each_flaw(index, settings->from, settings->until,
			take_flaw, &work, error) &&
		index_each_timeline(index, &query, take_work, &work, error);
}

/* --- what happened ---------------------------------------------------- */

/* Clocks and work by what they say themselves. */
static gboolean is_bare(const Groups *groups)
{
	return groups->settings->report->source != REPORT_EVENTS &&
		!groups->settings->customer && !groups->by.field &&
		(groups->settings->report->source == REPORT_WORK ||
			groups->by.kind == KEY_CLOCK);
}

/* A report, and the same of another period; NULL: there is none. */
typedef struct {
	Tally *tally, *before;
} Both;

/* What a timeline tells is told once: each reads its own. */
static void count_for(Tally *tally, const FactTicket *ticket, const Fact *facts,
	guint count)
{
	FactTicket own = *ticket;
	Timeline timeline = *ticket->timeline;
	own.timeline = &timeline;
	if (timeline.settled == INSTANT_NONE ||
		timeline.settled >= first_need(tally))
		tally_ticket(&own, facts, count, tally);
	ticket->timeline->damaged |= timeline.damaged;
}

static void take_ticket(const FactTicket *ticket, const Fact *facts,
	guint count, void *data)
{
	const Both *both = data;
	if (!both->before) {
		tally_ticket(ticket, facts, count, both->tally);
		return;
	}
	count_for(both->tally, ticket, facts, count);
	count_for(both->before, ticket, facts, count);
}

static gboolean count_happened(Both *both, Index *index, GError **error)
{
	FactQuestion question = {.ticket = take_ticket, .data = both,
		.bare = is_bare(both->tally->groups)};
	if (!replay(both->tally, both->before, index, &question, error))
		return FALSE;
	groups_stock(both->tally->groups);
	tally_repeats(both->tally);
	if (both->before) {
		groups_stock(both->before->groups);
		tally_repeats(both->before);
	}
	return TRUE;
}

static gboolean count_all(Both *both, Index *index, GError **error)
{
	if (both->tally->groups->settings->report->source != REPORT_HEALTH)
		return count_happened(both, index, error);
	return count_health(both->tally, index, error) &&
		(!both->before || count_health(both->before, index, error));
}

/* NULL with an error. */
static GHashTable *read_titles(const Groups *groups, Index *index,
	GError **error)
{
	const Field *field = groups->by.field;
	g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash,
		g_str_equal, NULL, g_free);
	for (guint i = 0; field && field->type == FIELD_CUSTOMER &&
		i < groups->order->len; i++) {
		const Group *group = groups->order->pdata[i];
		char *title;
		if (!index_customer_title(index, group->name, &title, error))
			return NULL;
		if (title && *title)
			g_hash_table_insert(titles, group->name, title);
		else
			g_free(title);
	}
	return g_steal_pointer(&titles);
}

static gboolean show(const Answer *answer, Index *index, GError **error)
{
	const ReportSettings *settings = answer->groups->settings;
	if (settings->ids)
		return answer_ids(answer, index, error);
	answer_figures(answer);
	gboolean few = settings->linked &&
		answer->tally->cells->len <= LINKED_MOST;
	return (!settings->drill && !few) || answer_cells(answer, index, error);
}

static gboolean can_compare(const Groups *groups, GError **error)
{
	static const Phrase no = {"--compare: rows of two periods have no days, "
		"weeks or months in common", "--compare: у двух периодов нет "
		"общих дней, недель и месяцев"};
	if (groups->settings->compared_until == INSTANT_NONE ||
		groups->settings->unasked ||
		groups->by.kind != KEY_TIME || groups->by.hours)
		return TRUE;
	desk_refuse(error, DESK_ERROR_USAGE, &no, NULL);
	return FALSE;
}

/* The same of another period. FALSE with an error. */
static gboolean prepare_before(const Tally *tally, ReportSettings *settings,
	Groups *groups, Tally *before, GError **error)
{
	*settings = *tally->groups->settings;
	settings->from = settings->compared_from;
	settings->until = settings->compared_until;
	settings->drill = settings->linked = FALSE;
	before->groups = groups;
	return groups_init(groups, settings, tally->groups->regulation, error);
}

gboolean report_run(Index *index, const Regulation *regulation,
	const ReportSettings *settings, Page *page, GError **error)
{
	char tip[41];
	ReportSettings compared;
	g_auto(Groups) groups = {0}, before = {0};
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	g_autoptr(GHashTable) alike = tally_alike_new();
	g_autoptr(GHashTable) alike_before = tally_alike_new();
	g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	g_autoptr(GArray) judged = g_array_new(FALSE, FALSE,
		sizeof(ReportClock));
	g_autoptr(GHashTable) agents = index_agents_known(index, error);
	const char *metrics = settings->report->metrics;
	ReportSource source = settings->report->source;
	if (!agents || !groups_init(&groups, settings, regulation, error) ||
		!can_compare(&groups, error) || !index_tip(index, tip, error))
		return FALSE;
	Tally tally = {.groups = &groups, .agents = agents,
		.clocks = source == REPORT_CLOCKS || strstr(metrics, "sla-"),
		.works = source == REPORT_WORK || strstr(metrics, "worked"),
		.spans = strstr(metrics, "-median") != NULL,
		.repeats = strstr(metrics, "repeats") != NULL,
		.judged = judged, .ids = ids, .cells = cells,
		.alike = alike};
	Answer answer = {&tally, &groups, NULL, page, NULL};
	if (source == REPORT_STAFFING) {
		answer_head(&answer, tip);
		return staffing_report(&groups, index, page, error);
	}
	Tally other = tally;
	Both both = {&tally, NULL};
	other.alike = alike_before;
	if (settings->compared_until != INSTANT_NONE) {
		answer.before = &before;
		both.before = &other;
		if (!prepare_before(&tally, &compared, &before, &other, error))
			return FALSE;
	}
	if (!count_all(&both, index, error))
		return FALSE;
	g_autoptr(GHashTable) titles = read_titles(&groups, index, error);
	if (!titles)
		return FALSE;
	answer.titles = titles;
	answer_head(&answer, tip);
	return show(&answer, index, error);
}
