#include "report/facts.h"

#include <string.h>

#include "index/agents.h"
#include "index/events.h"
#include "index/regulation.h"
#include "index/tickets.h"
#include "index/undone.h"
#include "report/marks.h"
#include "report/timeline.h"

static const char *const field_names[TICKET_BY] = {"status", "assignee",
	"level", "requester", "resolution", "merged-into", "priority",
	"category", "asset", "type", "about", "customer"};

const char *fact_ticket_as(const FactTicket *ticket, TicketField place,
	AsWas as_was)
{
	int key = place == TICKET_BY;
	if (as_was == AS_WAS_CREATED)
		return ticket->created_as[key];
	return as_was == AS_WAS_SOLVED && ticket->status_class >= CLASS_SOLVED ?
		ticket->ended_as[key] : ticket->fields[place];
}

gboolean fact_is_contact(const Fact *fact)
{
	return fact->kind == FACT_MESSAGE || (!fact->outgoing &&
		(fact->kind == FACT_CALL || fact->kind == FACT_MISSED));
}

/* What a code of an event (index/events.h) means here. */
typedef struct {
	guint64 wanted;
	guint created, deleted;
	int field[EVENT_CODES]; /* TicketField, -1: none */
	gboolean is_by[EVENT_CODES]; /* its value is TICKET_BY, too */
	/* Kinds of entries. */
	struct {
		gboolean reply, call, delivery;
		FactKind fact; /* but of a delivery */
	} entry[EVENT_CODES];
} Codes;

/* A ticket while its events pass by. */
typedef struct {
	FactTicket ticket;
	const char *holder;  /* last assignee, NULL before the first */
	Instant class_since;
	gint64 made_seq;     /* commit that made it */
	gint64 assigned_seq; /* commit of the last change of assignee */
	gboolean arriving;   /* escalated, nobody has it yet */
	Stock stock;	     /* whose it was at the end of the period */
	const char *before;  /* TICKET_BY before the commit at hand */
	guint first, last;   /* of its facts: place + 1; 0 = none */
} Track;

typedef struct {
	Fact fact;
	guint next; /* of the same ticket: place + 1; 0 = none */
} Kept;

typedef struct {
	const Regulation *regulation;
	const FactQuestion *question;
	GStringChunk *texts;
	GPtrArray *all;	     /* Track*, owned */
	GHashTable *tickets; /* row id → Track, those that are there */
	GHashTable *agents;  /* address, or login that is gone → login */
	GHashTable *past;    /* statuses that are gone → class */
	GHashTable *levels;  /* levels that are gone → rank */
	Marks marks;	     /* of entries */
	GHashTable *unasked; /* rows of tickets that nobody asked for */
	GHashTable *undone;  /* rows of events that undo took back */
	Codes codes;
	Instant now;	     /* of the event at hand */
	gint64 seq;
	const char *author;  /* of commit `seq`, NULL if not asked for yet */
	GArray *facts;	     /* Kept */
	/* Facts of one commit and ticket: they count with the fields as the
	 * commit leaves them, whatever the order of its events. */
	guint pending;	     /* the first of them */
	Track *pending_ticket;
	gint64 pending_seq;
} Replay;

static const char *keep(Replay *replay, const char *text)
{
	return *text ? g_string_chunk_insert_const(replay->texts, text) : "";
}

static Fact *emit(Replay *replay, FactKind kind, Track *track,
	const char *agent, const char *source)
{
	Kept kept = {{.kind = (guint8)kind, .at = replay->now,
		.since = INSTANT_NONE, .agent = agent, .source = source,
		.by = track->ticket.fields[TICKET_BY]}, 0};
	g_array_append_val(replay->facts, kept);
	guint place = replay->facts->len;
	if (track->first == 0)
		track->first = place;
	else
		g_array_index(replay->facts, Kept, track->last - 1).next = place;
	track->last = place;
	return &g_array_index(replay->facts, Kept, place - 1).fact;
}

static void keep_keys(const FactTicket *ticket, const char *keys[2])
{
	keys[0] = ticket->fields[TICKET_CUSTOMER];
	keys[1] = ticket->fields[TICKET_BY];
}

static void settle_fact(Track *track, Fact *fact)
{
	FactTicket *ticket = &track->ticket;
	gboolean merged = *ticket->fields[TICKET_MERGED] != '\0';
	fact->by = fact->kind == FACT_ESCALATED ? track->before :
		ticket->fields[TICKET_BY];
	if (fact->kind == FACT_CREATED)
		keep_keys(ticket, ticket->created_as);
	if (fact->kind != FACT_SOLVED && fact->kind != FACT_UNSOLVED)
		return;
	keep_keys(ticket, ticket->ended_as);
	/* What was merged into another is solved there. */
	if (merged)
		fact->kind = FACT_MERGED;
	else if (resolution_is_unsolved(ticket->fields[TICKET_RESOLUTION]))
		fact->kind = FACT_UNSOLVED;
}

static void settle(Replay *replay)
{
	for (guint i = replay->pending; i < replay->facts->len; i++) {
		Fact *fact = &g_array_index(replay->facts, Kept, i).fact;
		/* Of another commit: it says of itself how it stood. */
		if (fact->kind != FACT_STOOD)
			settle_fact(replay->pending_ticket, fact);
	}
	replay->pending = replay->facts->len;
}

/* The stay that ends with `until`. */
static void emit_stood(Replay *replay, Track *track, Instant until)
{
	Fact *fact = emit(replay, FACT_STOOD, track,
		track->ticket.fields[TICKET_ASSIGNEE], "");
	fact->stood = (guint8)track->ticket.status_class;
	fact->since = track->class_since;
	fact->at = until;
}

/* --- people ---------------------------------------------------------- */

static const char *find_author(Replay *replay, const char *mail)
{
	const char *login = g_hash_table_lookup(replay->agents, mail);
	if (login)
		return keep(replay, login);
	g_autofree char *small = g_utf8_strdown(mail, -1);
	login = g_hash_table_lookup(replay->agents, small);
	return keep(replay, login ? login : mail);
}

/* Once a commit. */
static const char *author_of(Replay *replay, const IndexEvent *event)
{
	if (!replay->author)
		replay->author = find_author(replay, event->mail);
	return replay->author;
}

/* One whose file is gone goes by the login that has the address now. */
static const char *login_of(Replay *replay, const char *login)
{
	const char *heir = g_hash_table_lookup(replay->agents, login);
	return keep(replay, heir ? heir : login);
}

/* A login; requesters are contacts or addresses. */
static const char *agent_of(Replay *replay, const char *by)
{
	return strpbrk(by, "/@ <") ? "" : login_of(replay, by);
}

/* --- events ---------------------------------------------------------- */

static void changed_assignee(Replay *replay, Track *track)
{
	const char *login = track->ticket.fields[TICKET_ASSIGNEE];
	track->assigned_seq = replay->seq;
	if (*login == '\0')
		return;
	if (!track->holder)
		emit(replay, FACT_TAKEN, track, login, "");
	else if (track->holder != login)
		emit(replay, FACT_REASSIGNED, track, login, track->holder);
	if (track->arriving)
		emit(replay, FACT_ARRIVED, track, login, "");
	track->arriving = FALSE;
	track->holder = login;
}

/* By the words of its own time; -1: it is no level. */
static int rank_of(const Replay *replay, const char *level)
{
	gpointer past;
	int rank = regulation_rank(replay->regulation, "level", level);
	return rank < 0 && g_hash_table_lookup_extended(replay->levels, level,
		NULL, &past) ? GPOINTER_TO_INT(past) : rank;
}

static void changed_level(Replay *replay, Track *track, const char *old,
	const char *author)
{
	const char *level = track->ticket.fields[TICKET_LEVEL];
	int from = rank_of(replay, old), to = rank_of(replay, level);
	if (from < 0 || to <= from)
		return;
	emit(replay, FACT_ESCALATED, track, author, keep(replay, old));
	/* The assignee stands before the level in a commit's events. */
	const char *login = track->ticket.fields[TICKET_ASSIGNEE];
	if (*login && track->assigned_seq == replay->seq)
		emit(replay, FACT_ARRIVED, track, login, "");
	else
		track->arriving = TRUE;
}

/* By the words of its own time. */
static StatusClass class_of(const Replay *replay, const char *status)
{
	const char *past = g_hash_table_lookup(replay->past, status);
	for (StatusClass own = CLASS_NEW; past && own <= CLASS_CLOSED; own++)
		if (strcmp(status_class_name(own), past) == 0)
			return own;
	return regulation_status_class(replay->regulation, status);
}

/* What was solved stays so when it is closed, or solved once more. */
static void ended(Replay *replay, Track *track, StatusClass was, StatusClass now,
	const char *author)
{
	FactTicket *ticket = &track->ticket;
	if (now == CLASS_SOLVED && !ticket->solver) {
		ticket->solved = replay->now;
		ticket->solver = author;
		emit(replay, FACT_SOLVED, track, author, "");
	} else if (was < CLASS_SOLVED && !ticket->solver)
		emit(replay, FACT_UNSOLVED, track, author, "");
}

static void began_again(Replay *replay, Track *track, const char *author)
{
	FactTicket *ticket = &track->ticket;
	if (ticket->solver)
		emit(replay, FACT_REOPENED, track, ticket->solver, "");
	else
		emit(replay, FACT_REVIVED, track, author, "");
	ticket->solver = NULL;
}

static void changed_status(Replay *replay, Track *track, const char *old,
	const char *author)
{
	FactTicket *ticket = &track->ticket;
	/* By the event: where a clock came from the future, the one before it
	 * may lie after `as_of`. */
	StatusClass was = *old ? class_of(replay, old) : CLASS_NEW;
	StatusClass now = class_of(replay, ticket->fields[TICKET_STATUS]);
	if (*old)
		emit_stood(replay, track, replay->now);
	ticket->status_class = now;
	track->class_since = replay->now;
	if (now >= CLASS_SOLVED)
		ended(replay, track, was, now, author);
	else if (was >= CLASS_SOLVED)
		began_again(replay, track, author);
}

static void changed(Replay *replay, Track *track, const IndexEvent *event)
{
	int field = replay->codes.field[event->code];
	const char *value = field == TICKET_ASSIGNEE ?
		login_of(replay, event->text) : keep(replay, event->text);
	if (field >= 0)
		track->ticket.fields[field] = value;
	if (replay->codes.is_by[event->code])
		track->ticket.fields[TICKET_BY] = value;
	if (replay->now <= track->stock.at && field == TICKET_ASSIGNEE)
		track->stock.agent = value;
	if (replay->now <= track->stock.at &&
		replay->codes.is_by[event->code])
		track->stock.by = value;
	if (field == TICKET_ASSIGNEE)
		changed_assignee(replay, track);
	else if (field == TICKET_LEVEL)
		changed_level(replay, track, event->other,
			author_of(replay, event));
	else if (field == TICKET_STATUS &&
		!g_hash_table_contains(replay->undone, &event->id))
		changed_status(replay, track, event->other,
			author_of(replay, event));
}

/* Did it answer whoever waits? */
static gboolean is_answer(const Replay *replay, const IndexEvent *event,
	int marks)
{
	guint code = event->code;
	return replay->codes.entry[code].delivery ||
		(replay->codes.entry[code].reply &&
			!(marks & (MARK_AUTOMATIC | MARK_MAILED))) ||
		(replay->codes.entry[code].call && !(marks & MARK_MISSED));
}

static void count_said(Replay *replay, Track *track, const IndexEvent *event,
	int marks, const char *agent)
{
	FactKind kind = replay->codes.entry[event->code].fact;
	if (replay->now < replay->question->since && kind != FACT_MESSAGE)
		return;
	if (marks & MARK_REFUTED)
		kind = FACT_REFUTED;
	Fact *fact = emit(replay, marks & MARK_AUTOMATIC ? FACT_AUTOMATIC :
		marks & MARK_MISSED ? FACT_MISSED : kind, track, agent, "");
	fact->outgoing = (marks & MARK_OUTGOING) != 0;
}

static void said(Replay *replay, Track *track, const IndexEvent *event)
{
	int marks = marks_of(&replay->marks, event->ticket, event->other);
	if (marks & MARK_RETRACTED || (marks & MARK_AGAIN &&
			!marks_is_first(&replay->marks, event->ticket,
				event->other)))
		return;
	gboolean delivery = replay->codes.entry[event->code].delivery;
	const char *by = delivery ? marks_writer(&replay->marks,
		event->ticket, event->other) : event->text;
	if (!by)
		return;
	const char *agent = agent_of(replay, by);
	if (!delivery)
		count_said(replay, track, event, marks, agent);
	if (!is_answer(replay, event, marks))
		return;
	Fact *fact = emit(replay, FACT_ANSWERED, track, agent, "");
	/* What an agent or a schedule opened alone has nobody who waits for an
	 * answer. */
	fact->asked = *track->ticket.fields[TICKET_REQUESTER] &&
		!g_hash_table_contains(replay->unasked,
			GSIZE_TO_POINTER(track->ticket.id));
	fact->own = replay->codes.entry[event->code].call &&
		event->seq == track->made_seq;
}

static void created(Replay *replay, const IndexEvent *event)
{
	Track *track = g_new0(Track, 1);
	FactTicket *ticket = &track->ticket;
	ticket->id = event->ticket;
	for (int i = 0; i < TICKET_FIELDS; i++)
		ticket->fields[i] = "";
	keep_keys(ticket, ticket->created_as);
	keep_keys(ticket, ticket->ended_as);
	ticket->created = track->class_since = replay->now;
	ticket->solved = INSTANT_NONE;
	track->before = "";
	track->made_seq = event->seq;
	track->stock = (Stock){replay->question->stock, "", ""};
	g_ptr_array_add(replay->all, track);
	g_hash_table_replace(replay->tickets, GSIZE_TO_POINTER(ticket->id),
		track);
	replay->pending_ticket = track;
	emit(replay, FACT_CREATED, track, author_of(replay, event), "");
}

static void deleted(Replay *replay, Track *track, const IndexEvent *event)
{
	FactTicket *ticket = &track->ticket;
	emit_stood(replay, track, replay->now);
	if (ticket->status_class < CLASS_SOLVED)
		emit(replay, FACT_DELETED, track, author_of(replay, event), "");
	settle(replay);
	ticket->deleted = TRUE;
	replay->pending_ticket = NULL;
	g_hash_table_remove(replay->tickets, GSIZE_TO_POINTER(ticket->id));
}

static void take_in(const IndexEvent *event, void *data)
{
	Replay *replay = data;
	GHashTable *wanted = replay->question->wanted;
	gint64 id = event->ticket;
	if (event->at > replay->question->as_of ||
		(wanted && !g_hash_table_contains(wanted, &id)))
		return;
	Track *track = g_hash_table_lookup(replay->tickets,
		GSIZE_TO_POINTER(id));
	if (track != replay->pending_ticket || event->seq != replay->pending_seq) {
		settle(replay);
		if (track)
			track->before = track->ticket.fields[TICKET_BY];
	}
	if (event->seq != replay->seq)
		replay->author = NULL;
	replay->now = event->at;
	replay->seq = replay->pending_seq = event->seq;
	replay->pending_ticket = track;
	if (event->code == replay->codes.created)
		created(replay, event);
	else if (!track)
		return;
	else if (event->code == replay->codes.deleted)
		deleted(replay, track, event);
	else if (event->code >= EVENT_CODE_FIELD)
		changed(replay, track, event);
	else
		said(replay, track, event);
}

/* --- the pass -------------------------------------------------------- */

static void tell(Replay *replay, Track *track, GArray *facts)
{
	FactTicket *ticket = &track->ticket;
	g_array_set_size(facts, 0);
	for (guint place = track->first; place > 0;) {
		const Kept *kept = &g_array_index(replay->facts, Kept, place - 1);
		g_array_append_val(facts, kept->fact);
		place = kept->next;
	}
	timeline_order(ticket, &track->stock, facts);
	replay->question->ticket(ticket, (const Fact *)(gpointer)facts->data,
		facts->len, replay->question->data);
}

static void finish(Replay *replay)
{
	g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
	settle(replay);
	for (guint i = 0; i < replay->all->len; i++) {
		Track *track = replay->all->pdata[i];
		if (!track->ticket.deleted)
			emit_stood(replay, track, INSTANT_NONE);
		tell(replay, track, facts);
	}
}

static gboolean is_asked(const FactQuestion *question, TicketField place)
{
	switch (place) {
	case TICKET_CUSTOMER:
		return question->customers;
	case TICKET_PRIORITY:
		return question->priorities;
	case TICKET_TYPE:
	case TICKET_ABOUT:
		return question->complaints;
	case TICKET_CATEGORY:
	case TICKET_ASSET:
		return question->subjects;
	default:
		return TRUE;
	}
}

static void want_field(Codes *codes, const char *name, int place)
{
	guint code = event_code("changed", name, "");
	codes->field[code] = place;
	codes->wanted |= (guint64)1 << code;
}

static void find_codes(Codes *codes, const FactQuestion *question)
{
	static const struct {
		const char *kind;
		FactKind fact;
	} kinds[] = {{"call", FACT_CALL}, {"comment", FACT_COMMENT},
		{"message", FACT_MESSAGE}, {"reply", FACT_REPLY},
		{"verify", FACT_VERIFIED}};
	for (guint i = 0; i < EVENT_CODES; i++)
		codes->field[i] = -1;
	codes->created = event_code("created", "", "");
	codes->deleted = event_code("deleted", "", "");
	codes->wanted = (guint64)1 << codes->created |
		(guint64)1 << codes->deleted;
	for (int i = 0; i < TICKET_BY; i++)
		if (is_asked(question, (TicketField)i))
			want_field(codes, field_names[i], i);
	if (question->by) {
		guint code = event_code("changed", question->by->name, "");
		codes->is_by[code] = TRUE;
		codes->wanted |= (guint64)1 << code;
	}
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		guint code = event_code("said", "", kinds[i].kind);
		codes->entry[code].fact = kinds[i].fact;
		codes->entry[code].reply = kinds[i].fact == FACT_REPLY;
		codes->entry[code].call = kinds[i].fact == FACT_CALL;
		codes->wanted |= (guint64)1 << code;
	}
	guint delivery = event_code("said", "", "delivery");
	codes->entry[delivery].delivery = TRUE;
	codes->wanted |= (guint64)1 << delivery;
}

/* Statuses of finished tickets, ended with NULL. */
static GPtrArray *finished_statuses(const Regulation *regulation)
{
	const GPtrArray *terms = regulation_terms(regulation, "status");
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = g_ptr_array_index(terms, i);
		if (term->status_class >= CLASS_SOLVED)
			g_ptr_array_add(names, term->name);
	}
	g_ptr_array_add(names, NULL);
	return names;
}

static gboolean replay_events(Replay *replay, Index *index, GError **error)
{
	g_autoptr(GPtrArray) finished = finished_statuses(replay->regulation);
	IndexEventQuery query = {
		.codes = replay->codes.wanted,
		.settled = MIN(replay->question->since,
			replay->question->as_of),
		.finished = (const char *const *)finished->pdata,
		.first = replay->question->first,
		.last = replay->question->last,
	};
	return index_each_event(index, &query, take_in, replay, error);
}

gboolean facts_replay(Index *index, const Regulation *regulation,
	const FactQuestion *question, GError **error)
{
	g_autoptr(GStringChunk) texts = g_string_chunk_new(64 * 1024);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) tickets = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) agents = index_agents_known(index, error);
	g_autoptr(GHashTable) past = agents ? index_past_statuses(index, error) :
		NULL;
	g_autoptr(GHashTable) levels = past ? index_past_ranks(index, "level",
		error) : NULL;
	g_autoptr(GHashTable) unasked = levels ? index_unasked(index, error) :
		NULL;
	g_autoptr(GHashTable) undone = unasked ? index_undone(index, 0,
		question->as_of, error) : NULL;
	g_auto(Marks) marks = {0};
	g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Kept));
	Replay replay = {
		.regulation = regulation,
		.question = question,
		.texts = texts,
		.all = all,
		.tickets = tickets,
		.agents = agents,
		.past = past,
		.levels = levels,
		.unasked = unasked,
		.undone = undone,
		.facts = facts,
	};
	find_codes(&replay.codes, question);
	if (!undone || !marks_read(&marks, index, texts, question->as_of, error))
		return FALSE;
	replay.marks = marks;
	if (!replay_events(&replay, index, error))
		return FALSE;
	finish(&replay);
	return TRUE;
}
