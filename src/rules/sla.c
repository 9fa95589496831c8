/* History → clocks; sla_clock.c measures one. */
#include "rules/sla_parts.h"

#include <string.h>

static const char *const state_names[] = {
	[CLOCK_RUNNING] = "running", [CLOCK_PAUSED] = "paused",
	[CLOCK_MET] = "met", [CLOCK_BREACHED] = "breached",
	[CLOCK_VOID] = "void"};

const char *clock_state_name(ClockState state)
{
	g_assert(state < G_N_ELEMENTS(state_names));
	return state_names[state];
}

const char *clock_standing(const Clock *clock, Instant now)
{
	gboolean open = clock->state == CLOCK_RUNNING ||
		clock->state == CLOCK_PAUSED;
	if (open && clock->due != INSTANT_NONE && clock->due < now)
		return "breached";
	if (clock->state == CLOCK_RUNNING && clock->warn != INSTANT_NONE &&
		clock->warn <= now)
		return "at-risk";
	return clock_state_name(clock->state);
}

/* --- history ------------------------------------------------------------- */

static const char *const field_names[SLA_FIELDS] = {"assignee", "category",
	"customer", "eta", "level", "merged-into", "priority", "requester",
	"resolution", "status", "type"};

static int field_of(const char *name)
{
	for (int i = 0; i < SLA_FIELDS; i++)
		if (strcmp(field_names[i], name) == 0)
			return i;
	return -1;
}

void sla_ticket_unasked(SlaTicket *ticket)
{
	ticket->unasked = TRUE;
}

gboolean sla_asks_field(const char *field)
{
	return field_of(field) >= 0;
}

SlaTicket *sla_ticket_new(void)
{
	SlaTicket *ticket = g_new0(SlaTicket, 1);
	ticket->texts = g_string_chunk_new(256);
	ticket->moments = g_array_new(FALSE, FALSE, sizeof(Moment));
	ticket->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
	ticket->created = INSTANT_NONE;
	return ticket;
}

void sla_ticket_free(SlaTicket *ticket)
{
	if (!ticket)
		return;
	g_string_chunk_free(ticket->texts);
	g_array_unref(ticket->moments);
	g_array_unref(ticket->marks);
	g_free(ticket);
}

/* The moment of a commit; fields of one commit change together. */
static Moment *moment_of(SlaTicket *ticket, gint64 seq, Instant at)
{
	GArray *moments = ticket->moments;
	Moment *last = moments->len > 0 ? &g_array_index(moments, Moment,
		moments->len - 1) : NULL;
	if (last && last->seq == seq)
		return last;
	Moment moment = {.at = at, .seq = seq};
	for (guint i = 0; i < SLA_FIELDS; i++)
		moment.fields[i] = last ? last->fields[i] : "";
	/* What came from the future was not after what followed it. */
	for (guint i = moments->len; i > 0; i--) {
		Moment *own = &g_array_index(moments, Moment, i - 1);
		own->at = MIN(own->at, at);
	}
	g_array_append_val(moments, moment);
	return &g_array_index(moments, Moment, moments->len - 1);
}

void sla_ticket_created(SlaTicket *ticket, gint64 seq, Instant at)
{
	/* A file that was deleted and came again begins anew. */
	g_array_set_size(ticket->moments, 0);
	g_array_set_size(ticket->marks, 0);
	ticket->created = at;
	moment_of(ticket, seq, at);
}

void sla_ticket_changed(SlaTicket *ticket, gint64 seq, Instant at,
	const char *field, const char *value)
{
	int i = field_of(field);
	if (i < 0 || ticket->created == INSTANT_NONE)
		return;
	Moment *moment = moment_of(ticket, seq, at);
	moment->fields[i] = g_string_chunk_insert_const(ticket->texts, value);
}

/* By time: what branches that were merged said came in another order. */
static void add_mark(SlaTicket *ticket, gint64 seq, Instant at,
	gboolean answer)
{
	GArray *marks = ticket->marks;
	Mark mark = {at, seq, answer};
	guint place = marks->len;
	if (ticket->created == INSTANT_NONE)
		return;
	mark.at = MAX(at, ticket->created);
	while (place > 0 && g_array_index(marks, Mark, place - 1).at > mark.at)
		place--;
	g_array_insert_val(marks, place, mark);
}

void sla_ticket_asked(SlaTicket *ticket, gint64 seq, Instant at)
{
	add_mark(ticket, seq, at, FALSE);
}

void sla_ticket_answered(SlaTicket *ticket, gint64 seq, Instant at)
{
	add_mark(ticket, seq, at, TRUE);
}

/* --- which clocks there are ---------------------------------------------- */

typedef struct {
	SlaTicket *ticket;
	const SlaSource *source;
	GArray *clocks;
	guint runs[CLOCK_KINDS];
} Making;

static void add_clock(Making *making, ClockKind kind, gint64 seq,
	Instant started, Instant stopped, gint64 stopped_seq)
{
	Clock clock = {.kind = kind, .started = started,
		.stopped = stopped == INSTANT_NONE ? INSTANT_NONE :
			MAX(stopped, started),
		.started_seq = seq, .stopped_seq = stopped_seq};
	if (!sla_measure(making->ticket, making->source, &clock, NULL,
		    INSTANT_NONE))
		return;
	clock.run = ++making->runs[kind];
	g_array_append_val(making->clocks, clock);
}

static const Moment *last_moment(const SlaTicket *ticket)
{
	return &g_array_index(ticket->moments, Moment,
		ticket->moments->len - 1);
}

static void add_first_response(Making *making)
{
	const SlaTicket *ticket = making->ticket;
	const Moment *first = &g_array_index(ticket->moments, Moment, 0);
	/* What an agent opened alone has nobody who waits for an answer. */
	if (*last_moment(ticket)->fields[SLA_REQUESTER] == '\0')
		return;
	Instant stopped = INSTANT_NONE;
	gint64 seq = G_MAXINT64;
	for (guint i = 0; i < ticket->marks->len && seq == G_MAXINT64; i++) {
		const Mark *mark = &g_array_index(ticket->marks, Mark, i);
		if (!mark->answer)
			continue;
		stopped = mark->at;
		seq = mark->seq;
	}
	add_clock(making, CLOCK_FIRST_RESPONSE, first->seq, ticket->created,
		stopped, seq);
}

/* After the first answer: each run of unanswered messages, and each time from
 * one answer to the next. */
static void add_replies(Making *making)
{
	const SlaTicket *ticket = making->ticket;
	const Mark *asked = NULL, *answered = NULL;
	for (guint i = 0; i < ticket->marks->len; i++) {
		const Mark *mark = &g_array_index(ticket->marks, Mark, i);
		if (!mark->answer) {
			if (answered && !asked)
				asked = mark;
			continue;
		}
		if (asked)
			add_clock(making, CLOCK_NEXT_REPLY, asked->seq,
				asked->at, mark->at, mark->seq);
		if (answered)
			add_clock(making, CLOCK_UPDATE, answered->seq,
				answered->at, mark->at, mark->seq);
		asked = NULL;
		answered = mark;
	}
	if (asked)
		add_clock(making, CLOCK_NEXT_REPLY, asked->seq, asked->at,
			INSTANT_NONE, G_MAXINT64);
	if (answered)
		add_clock(making, CLOCK_UPDATE, answered->seq, answered->at,
			INSTANT_NONE, G_MAXINT64);
}

static void add_resolution(Making *making)
{
	const Moment *first = &g_array_index(making->ticket->moments, Moment,
		0);
	add_clock(making, CLOCK_RESOLUTION, first->seq,
		making->ticket->created, INSTANT_NONE, G_MAXINT64);
}

static int level_of(const Making *making, const Moment *moment)
{
	const Regulation *regulation = making->source->regulation(
		making->source->data, moment->seq);
	return regulation_rank(regulation, "level", moment->fields[SLA_LEVEL]);
}

/* From a change to a higher level, nobody having it, until somebody does. */
static void add_handovers(Making *making)
{
	const GArray *moments = making->ticket->moments;
	const Moment *from = NULL;
	for (guint i = 1; i < moments->len; i++) {
		const Moment *own = &g_array_index(moments, Moment, i);
		const Moment *before = own - 1;
		if (from && *own->fields[SLA_ASSIGNEE]) {
			add_clock(making, CLOCK_HANDOVER, from->seq, from->at,
				own->at, own->seq);
			from = NULL;
		}
		if (strcmp(own->fields[SLA_LEVEL],
			    before->fields[SLA_LEVEL]) == 0)
			continue;
		int was = level_of(making, before), is = level_of(making, own);
		/* Sent back: whoever was to take it need not. */
		if (is < was)
			from = NULL;
		else if (was >= 0 && !from &&
			*own->fields[SLA_ASSIGNEE] == '\0')
			from = own;
	}
	if (from)
		add_clock(making, CLOCK_HANDOVER, from->seq, from->at,
			INSTANT_NONE, G_MAXINT64);
}

/* Each value of `eta` until another one takes its place. */
static void add_promises(Making *making)
{
	const GArray *moments = making->ticket->moments;
	const Moment *from = NULL;
	for (guint i = 0; i < moments->len; i++) {
		const Moment *own = &g_array_index(moments, Moment, i);
		const char *eta = own->fields[SLA_ETA];
		const char *before = from ? from->fields[SLA_ETA] : "";
		if (strcmp(eta, before) == 0)
			continue;
		if (from)
			add_clock(making, CLOCK_PROMISE, from->seq, from->at,
				own->at, own->seq);
		from = *eta ? own : NULL;
	}
	if (from)
		add_clock(making, CLOCK_PROMISE, from->seq, from->at,
			INSTANT_NONE, G_MAXINT64);
}

static int compare_clocks(const void *a, const void *b)
{
	const Clock *one = a, *two = b;
	if (one->kind != two->kind)
		return one->kind < two->kind ? -1 : 1;
	return one->run < two->run ? -1 : one->run > two->run;
}

GArray *sla_clocks(SlaTicket *ticket, const SlaSource *source)
{
	GArray *clocks = g_array_new(FALSE, FALSE, sizeof(Clock));
	Making making = {.ticket = ticket, .source = source, .clocks = clocks};
	if (ticket->created == INSTANT_NONE)
		return clocks;
	if (!ticket->unasked)
		add_first_response(&making);
	add_handovers(&making);
	add_replies(&making);
	add_promises(&making);
	if (!ticket->unasked)
		add_resolution(&making);
	g_array_sort(clocks, compare_clocks);
	return clocks;
}
