#include "app/promise.h"

#include "index/calendars.h"
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

static const char *contract_now(void *data, gint64 seq, const char *customer)
{
	Present *present = data;
	const char *values[] = {customer, NULL};
	g_autoptr(GPtrArray) rows = index_rows(present->index,
		"SELECT sla FROM contract WHERE customer = ?"
		" ORDER BY seq DESC LIMIT 1", values, NULL);
	(void)seq;
	g_free(present->policy);
	present->policy = rows && rows->len > 0 ?
		g_strdup(((char **)g_ptr_array_index(rows, 0))[0]) : NULL;
	return present->policy;
}

static Worktime *calendar_now(void *data, const char *name)
{
	return work_calendars_get(((Present *)data)->calendars, name, NULL);
}

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

Instant promise_first_response(Desk *desk, const Ticket *ticket)
{
	Present present = {
		.index = desk_index(desk, NULL),
		.regulation = desk_regulation(desk, NULL),
	};
	if (!present.index || !present.regulation)
		return INSTANT_NONE;
	present.calendars = work_calendars_new(present.index,
		present.regulation);
	SlaSource source = {regulation_now, contract_now, calendar_now, &present};
	Instant created = ticket_get_instant(ticket, "created");
	g_autoptr(SlaTicket) clocked = sla_ticket_new();
	sla_ticket_created(clocked, 1, created);
	for (gsize i = 0; i < fields_count; i++)
		if (sla_asks_field(fields[i].name))
			sla_ticket_changed(clocked, 1, created, fields[i].name,
				ticket_get(ticket, fields[i].name));
	sla_ticket_asked(clocked, 1, created);
	g_autoptr(GArray) clocks = sla_clocks(clocked, &source);
	Instant due = first_due(clocks);
	work_calendars_free(present.calendars);
	g_free(present.policy);
	return due;
}
