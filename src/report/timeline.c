#include "report/timeline.h"

#include <string.h>

static Instant when(const Fact *fact)
{
	return fact->kind == FACT_STOOD ? fact->since : fact->at;
}

/* A stable sort: what happened at one time keeps its order. */
static int by_time(gconstpointer a, gconstpointer b)
{
	Instant left = when(a), right = when(b);
	return left < right ? -1 : left > right;
}

/* Most tickets have few facts, nearly in order. */
static void sort_by_time(GArray *facts)
{
	enum { FEW = 64 };
	if (facts->len > FEW) {
		g_array_sort(facts, by_time);
		return;
	}
	for (guint i = 1; i < facts->len; i++) {
		Fact own = g_array_index(facts, Fact, i);
		guint place = i;
		while (place > 0 && by_time(&own, &g_array_index(facts, Fact,
			place - 1)) < 0)
			place--;
		if (place == i)
			continue;
		Fact *into = &g_array_index(facts, Fact, place);
		memmove(into + 1, into, (i - place) * sizeof own);
		*into = own;
	}
}

/* A stay ends where a later one begins, whatever a wrong clock said. */
static void straighten(GArray *facts)
{
	Instant bound = G_MAXINT64;
	for (guint i = facts->len; i > 0; i--) {
		Fact *stay = &g_array_index(facts, Fact, i - 1);
		if (stay->kind != FACT_STOOD)
			continue;
		if (stay->at != INSTANT_NONE)
			bound = stay->at = MIN(stay->at, bound);
		stay->since = MIN(stay->since, bound);
		bound = stay->since;
	}
}

/* Of two branches that were merged the other one may be earlier. */
static void add_responded(GArray *facts)
{
	guint i = 0;
	while (i < facts->len &&
		g_array_index(facts, Fact, i).kind != FACT_ANSWERED)
		i++;
	if (i == facts->len || !g_array_index(facts, Fact, i).asked)
		return;
	Fact first = g_array_index(facts, Fact, i);
	first.kind = FACT_RESPONDED;
	g_array_insert_val(facts, i + 1, first);
}

/* A solution that was none, as is known now. */
static void correct_last(const FactTicket *ticket, GArray *facts)
{
	gboolean merged = *ticket->fields[TICKET_MERGED] != '\0';
	if (!ticket->solver || (!merged &&
		!resolution_is_unsolved(ticket->fields[TICKET_RESOLUTION])))
		return;
	for (guint i = facts->len; i > 0; i--) {
		Fact *fact = &g_array_index(facts, Fact, i - 1);
		if (fact->kind != FACT_SOLVED)
			continue;
		fact->kind = merged ? FACT_MERGED : FACT_UNSOLVED;
		return;
	}
}

static void add_stock(const Stock *stock, GArray *facts)
{
	for (guint i = 0; i < facts->len; i++) {
		Fact fact = g_array_index(facts, Fact, i);
		if (fact.kind != FACT_STOOD || fact.stood >= CLASS_SOLVED ||
			fact.since > stock->at ||
			(fact.at != INSTANT_NONE && fact.at <= stock->at))
			continue;
		fact.kind = FACT_STOCK;
		fact.at = stock->at;
		fact.agent = stock->agent;
		fact.by = stock->by;
		g_array_append_val(facts, fact);
		return;
	}
}

void timeline_order(FactTicket *ticket, GArray *facts)
{
	straighten(facts);
	for (guint i = 0; i < G_N_ELEMENTS(ticket->stocks); i++)
		if (ticket->stocks[i].at != INSTANT_NONE)
			add_stock(&ticket->stocks[i], facts);
	sort_by_time(facts);
	add_responded(facts);
	correct_last(ticket, facts);
	if (*ticket->fields[TICKET_MERGED] || resolution_is_unsolved(
		ticket->fields[TICKET_RESOLUTION]))
		ticket->solver = NULL;
}
