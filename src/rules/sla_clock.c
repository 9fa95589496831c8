/* One clock: which policy holds, what counts, when it is due. */
#include "rules/sla_parts.h"

#include <string.h>

enum { MOST_STRETCHES = 1000 };

typedef struct {
	SlaTicket *ticket;
	Clock *clock;
	const Regulation *regulation;
	const SlaPolicy *policy;  /* that holds */
	const SlaPolicy *measure; /* whose pauses and calendar count */
	Worktime *worktime;	  /* NULL for calendar time */
	gint64 warn_at;		  /* used amount; 0 = nobody is warned */
	GArray *stretches;
	Instant now;
} Measure;

static const char *field(const Moment *moment, int name)
{
	return moment->fields[name];
}

/* --- which policy -------------------------------------------------------- */

static gboolean decides(const Moment *own, const Moment *before)
{
	static const int fields[] = {SLA_PRIORITY, SLA_CUSTOMER, SLA_CATEGORY,
		SLA_TYPE};
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strcmp(field(own, fields[i]), field(before, fields[i])))
			return TRUE;
	return FALSE;
}

/* The commit that started it, or that last changed its priority, customer,
 * category or type while it ran. */
static const Moment *deciding(const SlaTicket *ticket, gint64 seq,
	gint64 stopped_seq, gint64 *rules)
{
	const GArray *moments = ticket->moments;
	const Moment *found = &g_array_index(moments, Moment, 0);
	*rules = seq;
	for (guint i = 1; i < moments->len; i++) {
		const Moment *own = &g_array_index(moments, Moment, i);
		if (own->seq <= seq) {
			found = own;
		} else if (own->seq > stopped_seq) {
			break;
		} else if (decides(own, own - 1)) {
			found = own;
			*rules = own->seq;
		}
	}
	return found;
}

/* The commit that solved it for good: later ones decide nothing. */
static gint64 finishing_seq(const SlaTicket *ticket, const SlaSource *source)
{
	gint64 seq = G_MAXINT64;
	for (guint i = ticket->moments->len; i > 0; i--) {
		const Moment *own = &g_array_index(ticket->moments, Moment,
			i - 1);
		if (regulation_status_class(source->regulation(source->data,
			    own->seq), field(own, SLA_STATUS)) < CLASS_SOLVED)
			break;
		seq = own->seq;
	}
	return seq;
}

/* By name, the category's own or that of the nearest above it. */
static const char *category_policy(const Regulation *regulation,
	const char *category)
{
	g_autofree char *name = g_strdup(category);
	while (*name) {
		const Term *term = NULL;
		int rank = regulation_rank(regulation, "category", name);
		if (rank >= 0)
			term = regulation->categories->pdata[rank];
		if (term)
			return term->sla;
		char *slash = strrchr(name, '/');
		*(slash ? slash : name) = '\0';
	}
	return NULL;
}

/* Of the contract that was in force when the clock began, or when that changed
 * by which it is measured. */
static const SlaPolicy *contract_policy(const Regulation *regulation,
	const SlaSource *source, const Moment *moment, Clock *clock)
{
	const char *customer = field(moment, SLA_CUSTOMER);
	const char *number = NULL;
	const char *name = *customer ? source->contract(source->data, clock->seq,
		MAX(clock->started, moment->at), customer, &number) : NULL;
	const SlaPolicy *policy = name && *name ?
		sla_policy_find(regulation->sla, name) : NULL;
	clock->contract = policy ? number : NULL;
	return policy;
}

/* Complaints have targets of their own, whoever complains. */
static const SlaPolicy *type_policy(const Regulation *regulation,
	const char *type)
{
	int rank = *type ? regulation_rank(regulation, "type", type) : -1;
	const Term *term = rank >= 0 ? regulation->types->pdata[rank] : NULL;
	return term && term->sla ? sla_policy_find(regulation->sla, term->sla) :
		NULL;
}

static const SlaPolicy *policy_of(const Regulation *regulation,
	const SlaSource *source, const Moment *moment, Clock *clock)
{
	const SlaPolicy *policy = type_policy(regulation,
		field(moment, SLA_TYPE));
	if (policy) {
		clock->contract = NULL;
		return policy;
	}
	policy = contract_policy(regulation, source, moment, clock);
	const char *name = policy ? NULL : category_policy(regulation,
		field(moment, SLA_CATEGORY));
	if (name)
		policy = sla_policy_find(regulation->sla, name);
	return policy ? policy :
		sla_policy_find(regulation->sla, SLA_STANDARD);
}

/* --- what counts --------------------------------------------------------- */

static gboolean is_finished(const Measure *measure, const Moment *moment)
{
	return regulation_status_class(measure->regulation,
		field(moment, SLA_STATUS)) >= CLASS_SOLVED;
}

static gboolean is_paused(const Measure *measure, const Moment *moment)
{
	if (measure->clock->kind == CLOCK_HANDOVER ||
		measure->clock->kind == CLOCK_PROMISE)
		return FALSE;
	const char *status = field(moment, SLA_STATUS);
	const char *name = status_class_name(regulation_status_class(
		measure->regulation, status));
	for (guint i = 0; i < measure->measure->pause->len; i++) {
		const char *own = measure->measure->pause->pdata[i];
		if (strcmp(own, name) == 0 || regulation_is_same(
			measure->regulation, "status", own, status))
			return TRUE;
	}
	return FALSE;
}

static gint64 count(const Measure *measure, Instant from, Instant until)
{
	if (!measure->worktime)
		return MAX(until - from, 0);
	return worktime_measure(measure->worktime, measure->clock->target.unit,
		from, until);
}

/* When `amount` more will have been used from `from` on. */
static Instant after(const Measure *measure, Instant from, gint64 amount)
{
	WorkSpan rest = {measure->clock->target.unit, amount};
	Instant at;
	if (!measure->worktime)
		return from + amount;
	return worktime_add(measure->worktime, from, rest, &at, NULL) ? at :
		INSTANT_NONE;
}

/* --- why ----------------------------------------------------------------- */

/* What changed the ticket and not its clock ends no stretch: the last one goes
 * on. */
static gboolean continues(const GArray *stretches, const ClockStretch *own)
{
	ClockStretch *last = stretches->len == 0 ? NULL : &g_array_index(
		stretches, ClockStretch, stretches->len - 1);
	if (!last || last->until != own->from || last->counts != own->counts ||
		last->paused != own->paused || last->solved != own->solved ||
		last->closed != own->closed ||
		strcmp(last->status, own->status) != 0)
		return FALSE;
	last->until = own->until;
	last->amount += own->amount;
	return TRUE;
}

static void note(const Measure *measure, const Moment *moment, Instant from,
	Instant until, gboolean stands, gboolean closed)
{
	ClockStretch stretch = {.from = from, .until = until,
		.counts = !stands && !closed, .closed = closed,
		.status = field(moment, SLA_STATUS)};
	stretch.solved = stands && is_finished(measure, moment);
	stretch.paused = stands && !stretch.solved;
	if (stretch.counts)
		stretch.amount = count(measure, from, until);
	if (!continues(measure->stretches, &stretch))
		g_array_append_val(measure->stretches, stretch);
}

/* Working hours and the time between them, one by one. */
static void note_work(const Measure *measure, const Moment *moment,
	Instant from, Instant until)
{
	while (from < until && measure->worktime &&
		measure->clock->target.unit != WORK_CALENDAR &&
		measure->stretches->len < MOST_STRETCHES) {
		gboolean open = worktime_is_open(measure->worktime, from);
		Instant end = open ?
			worktime_next_close(measure->worktime, from) :
			worktime_next_open(measure->worktime, from);
		if (end == INSTANT_NONE || end > until)
			end = until;
		note(measure, moment, from, end, FALSE, !open);
		from = end;
	}
	if (from < until)
		note(measure, moment, from, until, FALSE, FALSE);
}

static void explain(const Measure *measure, const Moment *moment,
	Instant from, Instant until, gboolean stands)
{
	if (!measure->stretches)
		return;
	until = MIN(until, measure->now);
	if (until <= from)
		return;
	if (stands)
		note(measure, moment, from, until, TRUE, FALSE);
	else
		note_work(measure, moment, from, until);
}

/* --- from its start to its end ------------------------------------------- */

/* Something of the clock's time during which nothing changed. `until` is
 * INSTANT_NONE for what lasts. */
static void take_in(Measure *measure, const Moment *moment, Instant from,
	Instant until)
{
	Clock *clock = measure->clock;
	gboolean lasts = until == INSTANT_NONE;
	gboolean stands = is_finished(measure, moment) ||
		is_paused(measure, moment);
	explain(measure, moment, from, lasts ? G_MAXINT64 : until, stands);
	clock->counted = INSTANT_NONE;
	if (stands) {
		clock->paused += lasts ? 0 : until - from;
		return;
	}
	gint64 amount = lasts ? 0 : count(measure, from, until);
	if (clock->due == INSTANT_NONE && (lasts ||
			clock->used + amount >= clock->target.amount))
		clock->due = after(measure, from,
			clock->target.amount - clock->used);
	if (clock->warn == INSTANT_NONE && measure->warn_at > 0 &&
		(lasts || clock->used + amount >= measure->warn_at))
		clock->warn = after(measure, from,
			MAX(measure->warn_at - clock->used, 0));
	clock->used += amount;
	if (lasts)
		clock->counted = from;
}

/* When the last moment's class became what ends a ticket. */
static Instant finished_since(const Measure *measure)
{
	const GArray *moments = measure->ticket->moments;
	Instant since = INSTANT_NONE;
	for (guint i = moments->len; i > 0; i--) {
		const Moment *own = &g_array_index(moments, Moment, i - 1);
		if (!is_finished(measure, own))
			break;
		since = own->at;
	}
	return since;
}

static gboolean is_void_ticket(const Moment *last)
{
	return *field(last, SLA_MERGED) != '\0' ||
		strcmp(field(last, SLA_RESOLUTION), "spam") == 0;
}

static gboolean is_solved_by_solving(ClockKind kind)
{
	return kind == CLOCK_RESOLUTION || kind == CLOCK_PROMISE;
}

/* Before it was closed, if it is. */
static gboolean was_solved(const Measure *measure)
{
	const GArray *moments = measure->ticket->moments;
	gboolean solved = FALSE;
	for (guint i = moments->len; i > 0 && !solved; i--) {
		const Moment *own = &g_array_index(moments, Moment, i - 1);
		if (!is_finished(measure, own))
			break;
		solved = regulation_status_class(measure->regulation,
			field(own, SLA_STATUS)) == CLASS_SOLVED;
	}
	return solved;
}

/* A duplicate, a misdirected ticket, one that was closed without having been
 * solved: neither solved in time nor too late. */
static gboolean is_unsolved(const Measure *measure, const Moment *last)
{
	return is_solved_by_solving(measure->clock->kind) &&
		measure->clock->stopped_seq == G_MAXINT64 &&
		(resolution_is_unsolved(field(last, SLA_RESOLUTION)) ||
		!was_solved(measure));
}

static void judge(Measure *measure, const Moment *last)
{
	Clock *clock = measure->clock;
	gboolean answered = clock->stopped != INSTANT_NONE;
	gboolean finished = is_finished(measure, last);
	if (!answered && !finished) {
		clock->state = clock->counted == INSTANT_NONE ? CLOCK_PAUSED :
			CLOCK_RUNNING;
		return;
	}
	if (!answered)
		clock->stopped = MAX(finished_since(measure), clock->started);
	clock->counted = INSTANT_NONE;
	if (clock->due != INSTANT_NONE && clock->due < clock->stopped)
		clock->state = CLOCK_BREACHED;
	else
		clock->state = answered || is_solved_by_solving(clock->kind) ?
			CLOCK_MET : CLOCK_VOID;
	if (finished && (is_void_ticket(last) || is_unsolved(measure, last)))
		clock->state = CLOCK_VOID;
}

static void run(Measure *measure)
{
	const GArray *moments = measure->ticket->moments;
	Clock *clock = measure->clock;
	clock->due = clock->warn = clock->counted = INSTANT_NONE;
	const Moment *last = NULL;
	for (guint i = 0; i < moments->len; i++) {
		const Moment *own = &g_array_index(moments, Moment, i);
		last = own;
		Instant until = i + 1 < moments->len ? own[1].at : INSTANT_NONE;
		if (clock->stopped != INSTANT_NONE && (until == INSTANT_NONE ||
				until > clock->stopped))
			until = clock->stopped;
		Instant from = MAX(own->at, clock->started);
		if (until == INSTANT_NONE || from < until)
			take_in(measure, own, from, until);
	}
	judge(measure, last);
}

/* --- promises ------------------------------------------------------------ */

/* A promise is its own target: the time that was named. */
static gboolean measure_promise(Measure *measure, const Moment *from)
{
	Clock *clock = measure->clock;
	Instant due;
	if (!instant_parse(field(from, SLA_ETA), &due))
		return FALSE;
	gboolean replaced = clock->stopped != INSTANT_NONE;
	clock->target = (WorkSpan){WORK_CALENDAR, MAX(due - clock->started, 0)};
	measure->warn_at = measure->policy ?
		clock->target.amount * measure->policy->warn_percent / 100 : 0;
	run(measure);
	clock->due = due;
	/* Which promise was the last before it was solved, and which was
	 * replaced in time. */
	if (clock->state == CLOCK_VOID || clock->stopped == INSTANT_NONE)
		return TRUE;
	if (clock->stopped > due)
		clock->state = CLOCK_BREACHED;
	else
		clock->state = replaced ? CLOCK_VOID : CLOCK_MET;
	return TRUE;
}

/* --- the whole ----------------------------------------------------------- */

static gboolean choose_target(Measure *measure, const SlaSource *source,
	const Moment *moment)
{
	Clock *clock = measure->clock;
	if (!measure->policy || !sla_target_find(measure->regulation->sla,
			measure->policy, field(moment, SLA_PRIORITY),
			clock->kind, &clock->target, &measure->measure))
		return FALSE;
	clock->measure = measure->measure->name;
	clock->calendar = clock->target.unit == WORK_CALENDAR ? NULL :
		measure->measure->calendar;
	if (clock->calendar)
		measure->worktime = source->calendar(source->data,
			clock->calendar);
	measure->warn_at = clock->target.amount / 100 *
		measure->policy->warn_percent;
	return !clock->calendar || measure->worktime;
}

static void sum_up(GArray *stretches)
{
	gint64 sum = 0;
	for (guint i = 0; i < stretches->len; i++) {
		ClockStretch *own = &g_array_index(stretches, ClockStretch, i);
		sum += own->amount;
		own->sum = sum;
	}
}

static const Moment *moment_at(const SlaTicket *ticket, gint64 seq)
{
	const Moment *found = &g_array_index(ticket->moments, Moment, 0);
	for (guint i = 1; i < ticket->moments->len; i++) {
		const Moment *own = &g_array_index(ticket->moments, Moment, i);
		if (own->seq <= seq)
			found = own;
	}
	return found;
}

gboolean sla_measure(SlaTicket *ticket, const SlaSource *source, Clock *clock,
	GArray *stretches, Instant now)
{
	Measure measure = {.ticket = ticket, .clock = clock,
		.stretches = stretches, .now = now};
	gint64 rules;
	gint64 last = MIN(clock->stopped_seq, finishing_seq(ticket, source));
	const Moment *moment = deciding(ticket, clock->started_seq, last,
		&rules);
	measure.regulation = source->regulation(source->data, rules);
	clock->seq = rules;
	measure.policy = policy_of(measure.regulation, source, moment, clock);
	clock->priority = field(moment, SLA_PRIORITY);
	clock->policy = measure.policy ? measure.policy->name : "";
	clock->measure = clock->policy;
	if (clock->kind == CLOCK_PROMISE) {
		if (!measure_promise(&measure, moment_at(ticket,
				clock->started_seq)))
			return FALSE;
	} else {
		if (!choose_target(&measure, source, moment))
			return FALSE;
		run(&measure);
	}
	if (stretches)
		sum_up(stretches);
	return TRUE;
}

GArray *sla_explain(SlaTicket *ticket, const SlaSource *source,
	const Clock *clock, Instant now)
{
	GArray *stretches = g_array_new(FALSE, FALSE, sizeof(ClockStretch));
	Clock again = *clock;
	again.used = again.paused = 0;
	Instant until = clock->stopped == INSTANT_NONE ? now :
		MIN(now, clock->stopped);
	/* Solved, not answered: what ended it is found again. */
	if (clock->stopped_seq == G_MAXINT64)
		again.stopped = INSTANT_NONE;
	sla_measure(ticket, source, &again, stretches, until);
	return stretches;
}
