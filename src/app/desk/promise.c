#include "app/desk/promise.h"

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/contracts.h"
#include "model/contract.h"
#include "model/field.h"
#include "model/ticket.h"
#include "rules/sla.h"

/* The regulation, contracts and calendars as they stand now. */
typedef struct {
	Index *index;
	const Regulation *regulation;
	WorkCalendars *calendars;
	char *policy; /* of the contract that was asked for last */
	GError *problem; /* what could not be answered */
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
	(void)seq;
	(void)number;
	g_clear_pointer(&present->policy, g_free);
	if (!present->problem)
		index_contract_policy(present->index, customer,
			contract_day_at(at, present->regulation->zone),
			&present->policy, &present->problem);
	return present->policy;
}

static Worktime *calendar_now(void *data, const char *name)
{
	Present *present = data;
	Worktime *worktime = NULL;
	if (!present->problem)
		work_calendars_find(present->calendars, name, &worktime,
			&present->problem);
	return worktime;
}

/* The clocks of a ticket that is just being made. */
typedef struct {
	Present present;
	SlaTicket *ticket;
	GArray *clocks;
} Beginning;

static gboolean begin(Beginning *beginning, Desk *desk, const Ticket *ticket,
	GError **error)
{
	Present *present = &beginning->present;
	present->regulation = desk_regulation(desk, error);
	present->index = present->regulation ? desk_index(desk, error) : NULL;
	if (!present->index)
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
	return desk_error_pass(error, &present->problem);
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
static gboolean hours_of(const Beginning *beginning, Worktime **hours,
	GError **error)
{
	const Present *present = &beginning->present;
	const Clock *clock = beginning->clocks->len > 0 ?
		&g_array_index(beginning->clocks, Clock, 0) : NULL;
	const SlaPolicy *policy = clock ? sla_policy_find(
		present->regulation->sla, clock->policy) : NULL;
	return work_calendars_find(present->calendars,
		policy ? policy->calendar : NULL, hours, error);
}

gboolean promise_first(Desk *desk, const Ticket *ticket, FirstPromise *promise,
	GError **error)
{
	Worktime *hours;
	g_auto(Beginning) beginning = {0};
	if (!begin(&beginning, desk, ticket, error) ||
		!hours_of(&beginning, &hours, error))
		return FALSE;
	promise->answer_by = first_due(beginning.clocks);
	promise->out_of_hours = hours && !worktime_is_open(hours,
		ticket_get_instant(ticket, "created"));
	return TRUE;
}
