#include "app/desk/promise.h"

#include "index/calendars.h"
#include "model/contract.h"
#include "model/field.h"
#include "rules/sla.h"

/* The regulation, contracts and calendars as they stand now. */
typedef struct {
	Index *index;
	const Regulation *regulation;
	WorkCalendars *calendars;
	char *policy; /* of the contract that was asked for last */
} Present;

static const Regulation *regulation_now(void *data, gint64 seq)
{
	(void)seq;
	return ((Present *)data)->regulation;
}

static const char *contract_now(void *data, gint64 seq, Instant at,
	const char *customer, const char **number)
{
	Present *present = data;
	g_autofree char *day = g_strdup_printf("%u", contract_day_at(at,
		present->regulation->zone));
	const char *values[] = {customer, day, NULL};
	g_autoptr(GPtrArray) rows = index_rows(present->index,
		"SELECT sla FROM contract WHERE customer = ?1 AND seq ="
		" (SELECT max(seq) FROM contract WHERE customer = ?1)"
		" AND first <= CAST(?2 AS INTEGER)"
		" AND (last = 0 OR last >= CAST(?2 AS INTEGER))"
		" ORDER BY place DESC LIMIT 1", values, NULL);
	(void)seq;
	(void)number;
	g_free(present->policy);
	present->policy = rows && rows->len > 0 ?
		g_strdup(((char **)g_ptr_array_index(rows, 0))[0]) : NULL;
	return present->policy;
}

static Worktime *calendar_now(void *data, const char *name)
{
	return work_calendars_get(((Present *)data)->calendars, name, NULL);
}

/* The clocks of a ticket that is just being made. */
typedef struct {
	Present present;
	SlaTicket *ticket;
	GArray *clocks;
} Beginning;

static gboolean begin(Beginning *beginning, Desk *desk, const Ticket *ticket)
{
	Present *present = &beginning->present;
	present->index = desk_index(desk, NULL);
	present->regulation = desk_regulation(desk, NULL);
	if (!present->index || !present->regulation)
		return FALSE;
	present->calendars = work_calendars_new(present->index,
		present->regulation);
	SlaSource source = {regulation_now, contract_now, calendar_now, present};
	Instant created = ticket_get_instant(ticket, "created");
	SlaTicket *clocked = beginning->ticket = sla_ticket_new();
	sla_ticket_created(clocked, 1, created);
	for (gsize i = 0; i < fields_count; i++)
		if (sla_asks_field(fields[i].name))
			sla_ticket_changed(clocked, 1, created, fields[i].name,
				ticket_get(ticket, fields[i].name));
	sla_ticket_asked(clocked, 1, created);
	beginning->clocks = sla_clocks(clocked, &source);
	return TRUE;
}

static void beginning_clear(Beginning *beginning)
{
	g_clear_pointer(&beginning->clocks, g_array_unref);
	g_clear_pointer(&beginning->ticket, sla_ticket_free);
	g_clear_pointer(&beginning->present.calendars, work_calendars_free);
	g_clear_pointer(&beginning->present.policy, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Beginning, beginning_clear)

static Instant first_due(const GArray *clocks)
{
	for (guint i = 0; i < clocks->len; i++) {
		const Clock *clock = &g_array_index(clocks, Clock, i);
		if (clock->kind == CLOCK_FIRST_RESPONSE &&
			clock->state == CLOCK_RUNNING)
			return clock->due;
	}
	return INSTANT_NONE;
}

/* A policy without a calendar has that of `standard`. */
static Worktime *hours_of(const Beginning *beginning)
{
	const Present *present = &beginning->present;
	const Clock *clock = beginning->clocks->len > 0 ?
		&g_array_index(beginning->clocks, Clock, 0) : NULL;
	const SlaPolicy *policy = clock ? sla_policy_find(
		present->regulation->sla, clock->policy) : NULL;
	return policy && policy->calendar ? work_calendars_get(
		present->calendars, policy->calendar, NULL) :
		work_calendars_default(present->calendars, NULL);
}

FirstPromise promise_first(Desk *desk, const Ticket *ticket)
{
	FirstPromise promise = {INSTANT_NONE, FALSE};
	g_auto(Beginning) beginning = {0};
	if (!begin(&beginning, desk, ticket))
		return promise;
	Worktime *hours = hours_of(&beginning);
	promise.answer_by = first_due(beginning.clocks);
	promise.out_of_hours = hours && !worktime_is_open(hours,
		ticket_get_instant(ticket, "created"));
	return promise;
}
