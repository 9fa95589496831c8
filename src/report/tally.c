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

void tally_add_id(Tally *tally, gint64 ticket)
{
	g_hash_table_add(tally->ids, g_memdup2(&ticket, sizeof ticket));
}

static Group *group_of(const Counting *counting, const Fact *fact)
{
	return groups_find(counting->groups, counting->ticket, fact->at,
		fact->agent, fact->by);
}

/* In calendar time, and in working time where there is a calendar. */
static void add_span(const Counting *counting, Group *group, SpanKind kind,
	Instant until)
{
	Worktime *work = counting->groups->settings->work;
	Instant from = counting->ticket->created;
	group_add_span(group, kind, FALSE, until - from);
	if (work)
		group_add_span(group, kind, TRUE, worktime_between(work, from,
			until));
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
	group->counts[COUNT_REOPENED_TICKETS] += reopened;
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

static void count_resolution(const Counting *counting)
{
	guint i = counting->count;
	if (!counting->ticket->solver)
		return;
	while (i > 0 && counting->facts[i - 1].kind != FACT_SOLVED)
		i--;
	if (i > 0 && is_solution(counting, i - 1))
		add_span(counting, group_of(counting, &counting->facts[i - 1]),
			SPAN_RESOLUTION, counting->facts[i - 1].at);
}

/* --- facts ----------------------------------------------------------- */

static void count_stock(const Counting *counting, const Fact *fact)
{
	KeyKind kind = counting->groups->by.kind;
	if (kind == KEY_TIME && fact->kind == FACT_STOOD)
		groups_add_stay(counting->groups, fact);
	else if (kind != KEY_TIME && fact->kind == FACT_STOCK)
		group_of(counting, fact)->stock[fact->stood]++;
}

static void count_fact(const Counting *counting, guint i)
{
	const Fact *fact = &counting->facts[i];
	if (fact->kind == FACT_STOOD || fact->kind == FACT_STOCK) {
		count_stock(counting, fact);
		return;
	}
	if (!groups_in_period(counting->groups, fact->at))
		return;
	Group *group = group_of(counting, fact);
	group->counts[fact->kind]++;
	if (counting->groups->settings->ids)
		tally_add_id(counting->tally, counting->ticket->id);
	if (fact->kind == FACT_SOLVED) {
		counting->groups->solved++;
		count_solved_ticket(counting, i, group);
	} else if (fact->kind == FACT_REOPENED)
		group->counts[COUNT_THANKS] += was_thanks(counting, i);
	else if (fact->kind == FACT_RESPONDED && !fact->own)
		add_span(counting, group, SPAN_FIRST_RESPONSE, fact->at);
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

/* A clock counts when it was met, or when its target had passed. */
static void count_clock(const Counting *counting, const ReportClock *clock)
{
	gboolean sla = counting->groups->settings->report->source ==
		REPORT_CLOCKS;
	/* What is promised to customers, and what is ours alone. */
	if (!sla && clock->kind == CLOCK_HANDOVER)
		return;
	if (clock->judged ? !groups_in_period(counting->groups, clock->at) :
		counting->groups->by.kind == KEY_TIME)
		return;
	Group *group = group_of_clock(counting, clock);
	if (!clock->judged)
		group->running++;
	else if (clock->replaced)
		group->broken_before++;
	else if (clock->met)
		group->met[clock->kind]++;
	else
		group->breached[clock->kind]++;
	if (counting->groups->settings->ids && clock->judged && sla)
		tally_add_id(counting->tally, counting->ticket->id);
}

void tally_clocks(Tally *tally)
{
	GHashTable *wanted = tally->groups->settings->tickets;
	for (guint i = 0; i < tally->clocks->len; i++) {
		const ReportClock *clock = &g_array_index(tally->clocks,
			ReportClock, i);
		const FactTicket ticket = {.id = clock->ticket};
		const Counting counting = {tally, tally->groups, &ticket, NULL,
			0};
		if (!wanted || g_hash_table_contains(wanted, &clock->ticket))
			count_clock(&counting, clock);
	}
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
	const Counting counting = {tally, tally->groups, ticket, facts, count};
	guint clocks;
	const ReportClock *clock = report_clocks_of(tally->clocks, ticket->id,
		&clocks);
	if (!tally_is_of_customer(tally->groups, ticket))
		return;
	for (guint i = 0; clock && !ticket->deleted && i < clocks; i++)
		count_clock(&counting, &clock[i]);
	if (tally->groups->settings->report->source == REPORT_CLOCKS)
		return;
	for (guint i = 0; i < count; i++)
		count_fact(&counting, i);
	count_resolution(&counting);
}
