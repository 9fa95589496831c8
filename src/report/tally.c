#include "report/tally.h"

#include <string.h>

#include "report/clocks.h"

typedef struct {
	Tally *tally;
	Groups *groups;
	const FactTicket *ticket;
	const Fact *facts;
	guint count;
} Counting;

static void count(const Counting *counting, Group *group, gint64 *figure)
{
	tally_count(counting->tally, counting->ticket->id, group, figure, 1);
}

static void count_if(const Counting *counting, Group *group, gint64 *figure,
	gboolean so)
{
	if (so)
		count(counting, group, figure);
}

static Group *group_of(const Counting *counting, const Fact *fact)
{
	return groups_find(counting->groups, counting->ticket, fact->at,
		fact->agent, fact->by);
}

/* In calendar time, and in working time where there is a calendar. */
static void add_span(const Counting *counting, Group *group, SpanKind kind,
	Instant from, Instant until)
{
	Worktime *work = counting->groups->settings->work;
	/* What was deleted and came again has answers that are older. */
	until = MAX(until, from);
	tally_note(counting->tally, counting->ticket->id, group,
		&group->spans[kind][0]);
	group_add_span(group, kind, FALSE, until - from);
	if (work)
		group_add_span(group, kind, TRUE, worktime_between(work, from,
			until));
}

/* What it stood in each class until then, in all. */
static void add_stays(const Counting *counting, Group *group, Instant until)
{
	static const struct {
		SpanKind kind;
		guint classes; /* 1 << StatusClass */
	} rows[] = {
		{SPAN_AGENT_WORK, 1u << CLASS_NEW | 1u << CLASS_OPEN},
		{SPAN_PENDING, 1u << CLASS_PENDING},
		{SPAN_ON_HOLD, 1u << CLASS_ON_HOLD},
		{SPAN_REQUESTER_WAIT, 1u << CLASS_NEW | 1u << CLASS_OPEN |
			1u << CLASS_ON_HOLD},
	};
	Worktime *work = counting->groups->settings->work;
	gint64 seconds[CLASS_SOLVED] = {0}, working[CLASS_SOLVED] = {0};
	for (guint i = 0; i < counting->count; i++) {
		const Fact *stay = &counting->facts[i];
		if (stay->kind != FACT_STOOD || stay->since >= until ||
			stay->stood >= CLASS_SOLVED)
			continue;
		Instant end = stay->at == INSTANT_NONE ? until :
			MIN(stay->at, until);
		seconds[stay->stood] += end - stay->since;
		if (work)
			working[stay->stood] += worktime_between(work,
				stay->since, end);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 sums[2] = {0};
		for (guint own = 0; own < CLASS_SOLVED; own++) {
			if (!(rows[i].classes >> own & 1))
				continue;
			sums[0] += seconds[own];
			sums[1] += working[own];
		}
		tally_note(counting->tally, counting->ticket->id, group,
			&group->spans[rows[i].kind][0]);
		group_add_span(group, rows[i].kind, FALSE, sums[0]);
		if (work)
			group_add_span(group, rows[i].kind, TRUE, sums[1]);
	}
}

/* --- solutions ------------------------------------------------------- */

static gboolean is_solution(const Counting *counting, guint i)
{
	return counting->facts[i].kind == FACT_SOLVED &&
		groups_in_period(counting->groups, counting->facts[i].at);
}

static gboolean was_reopened(const Counting *counting, guint i)
{
	for (i++; i < counting->count; i++)
		if (counting->facts[i].kind == FACT_REOPENED)
			return TRUE;
	return FALSE;
}

enum { FCR_DAYS = 7 };

/* Solved by one answer, and left alone for a week? */
static void count_contacts(const Counting *counting, guint i, Group *group)
{
	Instant week = counting->facts[i].at + FCR_DAYS * 24 * 60 * 60;
	guint answers = 0;
	gboolean reopened = FALSE;
	if (week > counting->groups->settings->as_of) {
		count(counting, group, &group->counts[COUNT_FCR_EARLY]);
		return;
	}
	for (guint k = 0; k < counting->count && !reopened; k++) {
		const Fact *fact = &counting->facts[k];
		answers += fact->kind == FACT_ANSWERED;
		reopened = k > i && fact->kind == FACT_REOPENED &&
			fact->at <= week;
	}
	group->counts[COUNT_FCR_JUDGED]++;
	count_if(counting, group, &group->counts[COUNT_ONE_CONTACT],
		answers == 1 && !reopened);
}

static void count_rating(const Counting *counting, Group *group)
{
	int rating = counting->ticket->timeline->rating;
	if (rating == 0)
		return;
	count(counting, group, &group->counts[COUNT_RATED]);
	count_if(counting, group, &group->counts[COUNT_RATED_WELL],
		rating >= 4);
	count_if(counting, group, &group->counts[COUNT_RATED_BADLY],
		rating <= 2);
	group->ratings += rating;
}

/* What was found later; one "not ok" outweighs. */
static void count_verified(const Counting *counting, guint i, Group *group)
{
	gboolean asked = FALSE, refuted = FALSE;
	for (i++; i < counting->count; i++) {
		asked |= counting->facts[i].kind == FACT_VERIFIED;
		refuted |= counting->facts[i].kind == FACT_REFUTED;
	}
	count_if(counting, group, &group->counts[COUNT_VERIFIED],
		asked || refuted);
	count_if(counting, group, &group->counts[COUNT_VERIFIED_OK],
		asked && !refuted);
}

/* A ticket counts once in a group, however often it was solved there. */
static void count_solved_ticket(const Counting *counting, guint i, Group *group)
{
	gboolean reopened = FALSE;
	for (guint k = 0; k < i; k++)
		if (is_solution(counting, k) &&
			group_of(counting, &counting->facts[k]) == group)
			return;
	reopened = was_reopened(counting, i);
	group->counts[COUNT_SOLVED_TICKETS]++;
	count_if(counting, group, &group->counts[COUNT_REOPENED_TICKETS],
		reopened);
	count_contacts(counting, i, group);
	count_rating(counting, group);
	count_verified(counting, i, group);
}

/* Solved again, and nobody had to write: "thank you". */
static gboolean was_thanks(const Counting *counting, guint i)
{
	for (i++; i < counting->count; i++) {
		if (counting->facts[i].kind == FACT_SOLVED)
			return TRUE;
		if (counting->facts[i].kind == FACT_ANSWERED)
			return FALSE;
	}
	return FALSE;
}

static void count_life(const Counting *counting, Group *group, Instant until)
{
	gint64 minutes = counting->ticket->timeline->worked;
	add_span(counting, group, SPAN_RESOLUTION, counting->ticket->created,
		until);
	add_stays(counting, group, until);
	if (minutes <= 0)
		return;
	count(counting, group, &group->counts[COUNT_HANDLED]);
	tally_note(counting->tally, counting->ticket->id, group,
		&group->spans[SPAN_HANDLE][0]);
	group_add_span(group, SPAN_HANDLE, FALSE, minutes * 60);
}

/* The first one in time, and the last of a ticket that stands solved. */
static void count_resolutions(const Counting *counting)
{
	guint first = 0, last = counting->count;
	while (first < counting->count &&
		counting->facts[first].kind != FACT_SOLVED)
		first++;
	while (last > 0 && counting->facts[last - 1].kind != FACT_SOLVED)
		last--;
	if (first < counting->count && is_solution(counting, first))
		add_span(counting, group_of(counting, &counting->facts[first]),
			SPAN_FIRST_RESOLUTION, counting->ticket->created,
			counting->facts[first].at);
	if (counting->ticket->solver && last > 0 &&
		is_solution(counting, last - 1))
		count_life(counting, group_of(counting,
			&counting->facts[last - 1]),
			counting->facts[last - 1].at);
}

/* --- conversations --------------------------------------------------- */

/* The requester's side waits since then. */
static gboolean asks(const Fact *fact)
{
	return (fact->kind == FACT_MESSAGE && *fact->agent == '\0') ||
		(fact->kind == FACT_MISSED && !fact->outgoing);
}

/* From the oldest message or missed call that nobody has answered to the next
 * answer; what came before the first answer waited for that. */
static void count_replies(const Counting *counting)
{
	Instant waiting = INSTANT_NONE;
	gboolean begun = FALSE;
	for (guint i = 0; i < counting->count; i++) {
		const Fact *fact = &counting->facts[i];
		if (begun && waiting == INSTANT_NONE && asks(fact))
			waiting = fact->at;
		else if (fact->kind == FACT_SOLVED ||
			fact->kind == FACT_UNSOLVED || fact->kind == FACT_MERGED)
			waiting = INSTANT_NONE;
		if (fact->kind != FACT_ANSWERED)
			continue;
		begun = TRUE;
		if (waiting != INSTANT_NONE &&
			groups_in_period(counting->groups, fact->at))
			add_span(counting, group_of(counting, fact),
				SPAN_NEXT_REPLY, waiting, fact->at);
		waiting = INSTANT_NONE;
	}
}

static void count_response(const Counting *counting, const Fact *fact,
	Group *group)
{
	if (fact->own) {
		counting->groups->at_once++;
		return;
	}
	if (!counting->tally->spans)
		return;
	add_span(counting, group, SPAN_FIRST_RESPONSE,
		counting->ticket->created, fact->at);
	count_if(counting, group, &group->counts[COUNT_WITHIN], fact->at -
		counting->ticket->created <= counting->groups->settings->within);
}

/* Did the new holder have it before? */
static gboolean is_return(const Counting *counting, guint i)
{
	const char *agent = counting->facts[i].agent;
	for (guint k = 0; k < i; k++)
		if ((counting->facts[k].kind == FACT_TAKEN ||
			counting->facts[k].kind == FACT_REASSIGNED) &&
			strcmp(counting->facts[k].agent, agent) == 0)
			return TRUE;
	return FALSE;
}

/* An end that stands, of a ticket that was not for us. */
static gboolean is_misdirection(const Counting *counting, guint i)
{
	if (strcmp(counting->ticket->fields[TICKET_RESOLUTION], "misdirected")
		!= 0)
		return FALSE;
	for (i++; i < counting->count; i++)
		if (counting->facts[i].kind == FACT_UNSOLVED)
			return FALSE;
	return TRUE;
}

/* --- facts ----------------------------------------------------------- */

static void count_stock(const Counting *counting, const Fact *fact)
{
	KeyKind kind = counting->groups->by.kind;
	if (kind == KEY_TIME && fact->kind == FACT_STOOD)
		groups_add_stay(counting->groups, counting->ticket, fact);
	else if (kind != KEY_TIME && fact->kind == FACT_STOCK &&
		fact->at == groups_end(counting->groups)) {
		Group *group = group_of(counting, fact);
		count(counting, group, &group->stock[fact->stood]);
		count(counting, group, &group->stock[stock_of_age(fact->at -
			counting->ticket->created)]);
		tally_note(counting->tally, counting->ticket->id, group, &group->open);
		tally_count(counting->tally, counting->ticket->id, group,
			&group->weighted, 1 + regulation_rank(
			counting->groups->regulation, "priority",
			counting->ticket->fields[TICKET_PRIORITY]));
	}
}

/* Of who it is about, not of who wrote it down. */
static void count_complaint(const Counting *counting, const Fact *fact)
{
	const char *const *values = counting->ticket->fields;
	if (!type_is_complaint(counting->groups->regulation,
		values[TICKET_TYPE]))
		return;
	Group *group = groups_find(counting->groups, counting->ticket, fact->at,
		values[TICKET_ABOUT], fact->by);
	count(counting, group, &group->counts[COUNT_COMPLAINTS]);
}

static void count_fact(const Counting *counting, guint i)
{
	const Fact *fact = &counting->facts[i];
	/* One that was gone and came back is no repeat of itself. */
	if (fact->kind == FACT_CREATED && counting->tally->repeats &&
		!counting->ticket->again)
		tally_birth(counting->tally, counting->ticket, fact->at,
			groups_in_period(counting->groups, fact->at) ?
				group_of(counting, fact) : NULL);
	if (fact->kind == FACT_STOOD || fact->kind == FACT_STOCK) {
		count_stock(counting, fact);
		return;
	}
	if (!groups_in_period(counting->groups, fact->at))
		return;
	if (fact->kind == FACT_CREATED)
		count_complaint(counting, fact);
	Group *group = group_of(counting, fact);
	count(counting, group, &group->counts[fact->kind]);
	count_if(counting, group, &group->counts[COUNT_CONTACTS],
		fact_is_contact(fact));
	count_if(counting, group, &group->counts[COUNT_CALLED_IN],
		fact_is_contact(fact) && fact->kind != FACT_MESSAGE);
	if (*fact->agent && group->touched != counting->tally->ticket) {
		group->touched = counting->tally->ticket;
		count(counting, group, &group->counts[COUNT_TOUCHED]);
	}
	if (counting->groups->settings->ids)
		tally_add_id(counting->tally, counting->ticket->id);
	switch (fact->kind) {
	case FACT_SOLVED:
		counting->groups->solved++;
		tally_note(counting->tally, counting->ticket->id, group, &group->left);
		count_solved_ticket(counting, i, group);
		break;
	case FACT_MERGED:
	case FACT_DELETED:
		tally_note(counting->tally, counting->ticket->id, group, &group->left);
		break;
	case FACT_UNSOLVED:
		tally_note(counting->tally, counting->ticket->id, group, &group->left);
		count_if(counting, group, &group->counts[COUNT_MISDIRECTED],
			is_misdirection(counting, i));
		break;
	case FACT_REOPENED:
		count_if(counting, group, &group->counts[COUNT_THANKS],
			was_thanks(counting, i));
		break;
	case FACT_REASSIGNED:
		count_if(counting, group, &group->counts[COUNT_RETURNED],
			is_return(counting, i));
		break;
	case FACT_RESPONDED:
		count_response(counting, fact, group);
		break;
	default:
		break;
	}
}

/* --- clocks ---------------------------------------------------------- */

static gboolean ends_clock(const Fact *fact, ClockKind kind)
{
	switch (kind) {
	case CLOCK_RESOLUTION:
	case CLOCK_PROMISE:
		return fact->kind == FACT_SOLVED || fact->kind == FACT_UNSOLVED;
	case CLOCK_HANDOVER:
		return fact->kind == FACT_ARRIVED || fact->kind == FACT_TAKEN ||
			fact->kind == FACT_REASSIGNED;
	default:
		return fact->kind == FACT_ANSWERED;
	}
}

/* To who answered it, at the time of that; else to who is to answer. */
static Group *group_of_clock(const Counting *counting, const ReportClock *clock)
{
	const FactTicket *ticket = counting->ticket;
	if (counting->groups->by.kind == KEY_CLOCK)
		return groups_named(counting->groups,
			clock_names[clock->kind].name);
	for (guint i = counting->count; i > 0; i--) {
		const Fact *fact = &counting->facts[i - 1];
		if (fact->at == clock->stopped && ends_clock(fact, clock->kind))
			return groups_find(counting->groups, ticket, clock->at,
				fact->agent, fact->by);
	}
	return groups_find(counting->groups, ticket, clock->at,
		ticket->fields[TICKET_ASSIGNEE], ticket->fields[TICKET_BY]);
}

/* Of whose the ticket was then. */
static void count_running(const Counting *counting, const ReportClock *clock)
{
	Groups *groups = counting->groups;
	Instant end = groups_end(groups);
	const Stock *stock = fact_ticket_stock(counting->ticket, end);
	if (groups->by.kind == KEY_TIME || end < groups->settings->from ||
		!report_clock_ran(clock, end))
		return;
	Group *group = groups->by.kind == KEY_CLOCK ?
		groups_named(groups, clock_names[clock->kind].name) :
		groups_find(groups, counting->ticket, end, stock->agent,
			stock->by);
	count(counting, group, &group->running);
}

/* A clock counts when it was met, or when its target had passed; else where it
 * ran at the end of the period. */
static void count_clock(const Counting *counting, const ReportClock *clock)
{
	gboolean sla = counting->groups->settings->report->source ==
		REPORT_CLOCKS;
	/* What is promised to customers, and what is ours alone. */
	if (!sla && clock_is_internal((ClockKind)clock->kind))
		return;
	if (!clock->judged || !groups_in_period(counting->groups, clock->at)) {
		count_running(counting, clock);
		return;
	}
	Group *group = group_of_clock(counting, clock);
	if (clock->replaced)
		count(counting, group, &group->broken_before);
	else {
		count(counting, group, clock->met ? &group->met[clock->kind] :
			&group->breached[clock->kind]);
		tally_note(counting->tally, counting->ticket->id, group,
			clock->met ? &group->all_met : &group->all_breached);
	}
	if (counting->groups->settings->ids && sla)
		tally_add_id(counting->tally, counting->ticket->id);
}

static void count_clocks(const Counting *counting)
{
	GArray *clocks = counting->tally->judged;
	report_clocks_read(counting->ticket->timeline,
		counting->groups->settings->as_of, clocks);
	for (guint i = 0; i < clocks->len; i++)
		count_clock(counting, &g_array_index(clocks, ReportClock, i));
}

/* --- work ------------------------------------------------------------ */

const char *tally_place(const Groups *groups, const FactTicket *ticket)
{
	return fact_ticket_as(ticket, TICKET_BY, groups->as_was == AS_WAS_THEN ?
		AS_WAS_NOW : groups->as_was);
}

/* Work counts when it began. */
static void count_entry(const Counting *counting, const BillEntry *entry)
{
	Groups *groups = counting->groups;
	Tally *tally = counting->tally;
	gint64 row = counting->ticket->id;
	if (!groups_in_period(groups, entry->began) ||
		entry->began > groups->settings->as_of)
		return;
	const char *by = tally_place(groups, counting->ticket);
	const char *heir = g_hash_table_lookup(tally->agents, entry->by);
	const FactTicket standing = {.fields = {[TICKET_BY] = by}, .created_as = {"", by}};
	Group *group = groups_find(groups, &standing, entry->began,
		heir ? heir : entry->by, by);
	WorkedKind kind = entry->onsite ? WORKED_ONSITE :
		strcmp(entry->kind, "call") == 0 ? WORKED_CALLS : WORKED_REMOTE;
	tally_add_id(tally, row);
	tally_count(tally, row, group, &group->worked[kind], entry->minutes);
	tally_count(tally, row, group, &group->worked_all, 0);
	if (entry->travel != 0)
		tally_count(tally, row, group, &group->worked[WORKED_TRAVEL],
			entry->travel);
}

static void count_work(const Counting *counting)
{
	BillEntry entry;
	while (timeline_next_work(counting->ticket->timeline, &entry))
		count_entry(counting, &entry);
}

/* --- a ticket -------------------------------------------------------- */

gboolean tally_is_of_customer(const Groups *groups, const FactTicket *ticket)
{
	const char *customer = groups->settings->customer;
	return !customer || strcmp(fact_ticket_as(ticket, TICKET_CUSTOMER,
		groups->as_was == AS_WAS_THEN ? AS_WAS_SOLVED :
		groups->as_was), customer) == 0;
}

void tally_ticket(const FactTicket *ticket, const Fact *facts, guint count,
	void *data)
{
	Tally *tally = data;
	tally->ticket++;
	const Counting counting = {tally, tally->groups, ticket, facts, count};
	if (!tally_is_of_customer(tally->groups, ticket))
		return;
	if (tally->clocks && !ticket->again)
		count_clocks(&counting);
	if (tally->works && !ticket->again)
		count_work(&counting);
	if (tally->groups->settings->report->source != REPORT_EVENTS)
		return;
	for (guint i = 0; i < count; i++)
		count_fact(&counting, i);
	if (!tally->spans)
		return;
	count_resolutions(&counting);
	count_replies(&counting);
}
