#include "report/facts.h"

#include <string.h>

#include "index/agents.h"
#include "index/entries.h"
#include "index/events.h"
#include "index/regulation.h"
#include "index/tickets.h"
#include "index/undone.h"

static const char *const field_names[TICKET_BY] = {"status", "assignee",
	"level", "requester", "resolution", "merged-into"};

TicketField fact_field_place(const Field *field)
{
	int place = 0;
	while (place < TICKET_BY &&
		strcmp(field_names[place], field->name) != 0)
		place++;
	return (TicketField)place;
}

/* What a code of an event (index/events.h) means here. */
typedef struct {
	guint64 wanted;
	guint created, deleted;
	int field[EVENT_CODES]; /* TicketField, -1: none */
	/* Kinds of entries. */
	struct {
		gboolean reply, call, delivery;
		FactKind fact; /* but of a delivery */
	} entry[EVENT_CODES];
} Codes;

typedef struct {
	const Regulation *regulation;
	Instant as_of;
	GHashTable *wanted;
	const FactSink *sink;
	GStringChunk *texts;
	GHashTable *tickets; /* row id → FactTicket */
	GHashTable *agents;  /* address → login */
	GHashTable *past;    /* statuses that are gone → class */
	GHashTable *marks;   /* "ticket/entry" → marks of the entry */
	GHashTable *unasked; /* rows of tickets that nobody asked for */
	GHashTable *undone;  /* rows of events that undo took back */
	GHashTable *mailed;  /* "ticket/delivery" → who wrote what was sent */
	Codes codes;
	Instant now;	     /* of the event at hand */
	gint64 seq;
	const char *author;  /* of commit `seq`, NULL if not asked for yet */
	/* Facts of one commit and ticket: they count with the fields as the
	 * commit leaves them, whatever the order of its events. */
	GArray *pending;     /* Fact */
	FactTicket *pending_ticket;
	gint64 pending_seq;
} Replay;

/* MARK_MAILED: a reply of which deliveries tell when it answered, if at all. */
enum { MARK_RETRACTED = 1, MARK_MISSED = 2, MARK_AUTOMATIC = 4, MARK_MAILED = 8 };

static const char *keep(Replay *replay, const char *text)
{
	return g_string_chunk_insert_const(replay->texts, text);
}

static void emit(Replay *replay, FactKind kind, const FactTicket *ticket,
	const char *agent, const char *source, const char *target)
{
	Fact fact = {kind, replay->now, INSTANT_NONE, agent, source, target,
		ticket};
	g_array_append_val(replay->pending, fact);
}

static void settle(Replay *replay)
{
	FactTicket *ticket = replay->pending_ticket;
	for (guint i = 0; i < replay->pending->len; i++) {
		Fact *fact = &g_array_index(replay->pending, Fact, i);
		if (fact->kind == FACT_SOLVED && resolution_is_unsolved(
			ticket->fields[TICKET_RESOLUTION]))
			fact->kind = FACT_UNSOLVED;
		if (fact->kind == FACT_SOLVED)
			memcpy(ticket->solved_fields, ticket->fields,
				sizeof ticket->fields);
		/* The first answer is told at the end. */
		if (fact->kind == FACT_RESPONDED)
			memcpy(ticket->responded_fields, ticket->fields,
				sizeof ticket->fields);
		/* What was merged into another is solved there. */
		else if (fact->kind != FACT_UNSOLVED ||
			*ticket->fields[TICKET_MERGED] == '\0')
			replay->sink->fact(fact, replay->sink->data);
	}
	g_array_set_size(replay->pending, 0);
}

static void emit_stood(Replay *replay, const FactTicket *ticket, Instant until,
	const char *target)
{
	Fact fact = {FACT_STOOD, until, ticket->class_since, "",
		status_class_name(ticket->status_class), target, ticket};
	replay->sink->fact(&fact, replay->sink->data);
}

static void emit_responded(Replay *replay, const FactTicket *ticket)
{
	if (!ticket->responder)
		return;
	FactTicket then = *ticket;
	memcpy(then.fields, ticket->responded_fields, sizeof then.fields);
	Fact fact = {FACT_RESPONDED, ticket->first_response, INSTANT_NONE,
		ticket->responder, "", "", &then};
	replay->sink->fact(&fact, replay->sink->data);
}

/* --- people and entries ---------------------------------------------- */

/* "ticket/entry" */
static const char *name_entry(char *key, gsize size, gint64 ticket,
	const char *entry)
{
	g_snprintf(key, size, "%" G_GINT64_FORMAT "/%s", ticket, entry);
	return key;
}

static void add_marks(Replay *replay, const char *key, int more)
{
	int marks = GPOINTER_TO_INT(g_hash_table_lookup(replay->marks, key));
	g_hash_table_insert(replay->marks, (gpointer)keep(replay, key),
		GINT_TO_POINTER(marks | more));
}

static void take_mark(const IndexMark *mark, void *data)
{
	Replay *replay = data;
	char key[64];
	name_entry(key, sizeof key, mark->ticket, mark->entry);
	add_marks(replay, key, (mark->retracted ? MARK_RETRACTED : 0) |
		(mark->missed ? MARK_MISSED : 0) |
		(mark->automatic ? MARK_AUTOMATIC : 0) |
		(mark->mailed ? MARK_MAILED : 0));
}

/* What is known of replies that were mailed. */
static void take_delivery(const IndexDelivery *delivery, void *data)
{
	Replay *replay = data;
	char key[64];
	name_entry(key, sizeof key, delivery->ticket, delivery->reply);
	add_marks(replay, key, MARK_MAILED);
	if (!delivery->sent || delivery->at > replay->as_of)
		return;
	name_entry(key, sizeof key, delivery->ticket, delivery->delivery);
	g_hash_table_insert(replay->mailed, (gpointer)keep(replay, key),
		(gpointer)keep(replay, delivery->writer));
}

/* Who wrote what this delivery says was sent; NULL if none was. */
static const char *writer_of(Replay *replay, const IndexEvent *event)
{
	char key[64];
	return g_hash_table_lookup(replay->mailed, name_entry(key, sizeof key,
		event->ticket, event->other));
}

static int marks_of(Replay *replay, const IndexEvent *event)
{
	char key[64];
	if (g_hash_table_size(replay->marks) == 0)
		return 0;
	return GPOINTER_TO_INT(g_hash_table_lookup(replay->marks, name_entry(
		key, sizeof key, event->ticket, event->other)));
}

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

/* A login; requesters are contacts or addresses. */
static const char *agent_of(Replay *replay, const char *by)
{
	return strpbrk(by, "/@ <") ? "" : keep(replay, by);
}

/* --- events ---------------------------------------------------------- */

static void changed_assignee(Replay *replay, FactTicket *ticket)
{
	const char *login = ticket->fields[TICKET_ASSIGNEE];
	ticket->assigned_seq = replay->seq;
	if (*login == '\0')
		return;
	if (!ticket->holder)
		emit(replay, FACT_TAKEN, ticket, login, "", "");
	else if (ticket->holder != login)
		emit(replay, FACT_REASSIGNED, ticket, login, ticket->holder, "");
	if (ticket->arriving)
		emit(replay, FACT_ARRIVED, ticket, login, "", "");
	ticket->arriving = FALSE;
	ticket->holder = login;
}

static void changed_level(Replay *replay, FactTicket *ticket, const char *old,
	const char *author)
{
	const char *level = ticket->fields[TICKET_LEVEL];
	int from = regulation_rank(replay->regulation, "level", old);
	int to = regulation_rank(replay->regulation, "level", level);
	if (from < 0 || to <= from)
		return;
	emit(replay, FACT_ESCALATED, ticket, author, keep(replay, old), level);
	/* The assignee stands before the level in a commit's events. */
	const char *login = ticket->fields[TICKET_ASSIGNEE];
	if (*login && ticket->assigned_seq == replay->seq)
		emit(replay, FACT_ARRIVED, ticket, login, "", "");
	else
		ticket->arriving = TRUE;
}

static void solved(Replay *replay, FactTicket *ticket, const char *author)
{
	ticket->solved = replay->now;
	ticket->solver = author;
	emit(replay, FACT_SOLVED, ticket, author, "", "");
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

static void changed_status(Replay *replay, FactTicket *ticket, const char *old,
	const char *author)
{
	/* By the event: where a clock came from the future, the one before it
	 * may lie after `as_of`. */
	StatusClass was = *old ? class_of(replay, old) : ticket->status_class;
	StatusClass now = class_of(replay, ticket->fields[TICKET_STATUS]);
	if (*old)
		emit_stood(replay, ticket, replay->now, status_class_name(now));
	ticket->status_class = now;
	ticket->class_since = replay->now;
	if (now == CLASS_SOLVED && (was != CLASS_SOLVED || !*old))
		solved(replay, ticket, author);
	else if (now == CLASS_CLOSED && (was < CLASS_SOLVED || !*old))
		emit(replay, FACT_UNSOLVED, ticket, author, "", "");
	if (*old && was >= CLASS_SOLVED && now < CLASS_SOLVED) {
		emit(replay, FACT_REOPENED, ticket, author, "", "");
		ticket->solver = NULL;
	}
}

static void changed(Replay *replay, FactTicket *ticket, int field,
	const IndexEvent *event)
{
	ticket->fields[field] = keep(replay, event->text);
	if (field == TICKET_ASSIGNEE)
		changed_assignee(replay, ticket);
	else if (field == TICKET_LEVEL)
		changed_level(replay, ticket, event->other,
			author_of(replay, event));
	else if (field == TICKET_STATUS &&
		!g_hash_table_contains(replay->undone, &event->id))
		changed_status(replay, ticket, event->other,
			author_of(replay, event));
}

static void said(Replay *replay, FactTicket *ticket, const IndexEvent *event)
{
	int marks = marks_of(replay, event);
	if (marks & MARK_RETRACTED)
		return;
	gboolean delivery = replay->codes.entry[event->code].delivery;
	const char *by = delivery ? writer_of(replay, event) : event->text;
	if (!by)
		return;
	const char *agent = agent_of(replay, by);
	if (!delivery)
		emit(replay, replay->codes.entry[event->code].fact, ticket,
			agent, "", "");
	gboolean answer = delivery || (replay->codes.entry[event->code].reply &&
			!(marks & (MARK_AUTOMATIC | MARK_MAILED))) ||
		(replay->codes.entry[event->code].call &&
			!(marks & MARK_MISSED));
	if (!answer || (ticket->first_response != INSTANT_NONE &&
			ticket->first_response <= replay->now))
		return;
	ticket->first_response = replay->now;
	/* What an agent or a schedule opened alone has nobody who waits for an
	 * answer. */
	ticket->responder = *ticket->fields[TICKET_REQUESTER] &&
		!g_hash_table_contains(replay->unasked,
			GSIZE_TO_POINTER(ticket->id)) ? agent : NULL;
	if (ticket->responder)
		emit(replay, FACT_RESPONDED, ticket, agent, "", "");
}

static void created(Replay *replay, const IndexEvent *event)
{
	FactTicket *ticket = g_new0(FactTicket, 1);
	ticket->id = event->ticket;
	for (int i = 0; i < TICKET_FIELDS; i++)
		ticket->fields[i] = "";
	ticket->created = ticket->class_since = replay->now;
	ticket->first_response = ticket->solved = INSTANT_NONE;
	g_hash_table_replace(replay->tickets, GSIZE_TO_POINTER(ticket->id),
		ticket);
	replay->pending_ticket = ticket;
	emit(replay, FACT_CREATED, ticket, author_of(replay, event), "", "");
}

static void deleted(Replay *replay, FactTicket *ticket)
{
	settle(replay);
	emit_responded(replay, ticket);
	replay->pending_ticket = NULL;
	g_hash_table_remove(replay->tickets, GSIZE_TO_POINTER(ticket->id));
}

static void take_in(const IndexEvent *event, void *data)
{
	Replay *replay = data;
	gint64 id = event->ticket;
	if (event->at > replay->as_of ||
		(replay->wanted && !g_hash_table_contains(replay->wanted, &id)))
		return;
	FactTicket *ticket = g_hash_table_lookup(replay->tickets,
		GSIZE_TO_POINTER(id));
	if (ticket != replay->pending_ticket ||
		event->seq != replay->pending_seq)
		settle(replay);
	if (event->seq != replay->seq)
		replay->author = NULL;
	replay->now = event->at;
	replay->seq = replay->pending_seq = event->seq;
	replay->pending_ticket = ticket;
	int field = replay->codes.field[event->code];
	if (event->code == replay->codes.created)
		created(replay, event);
	else if (!ticket)
		return;
	else if (event->code == replay->codes.deleted)
		deleted(replay, ticket);
	else if (field >= 0)
		changed(replay, ticket, field, event);
	else
		said(replay, ticket, event);
}

/* --- the pass -------------------------------------------------------- */

static void finish(Replay *replay)
{
	GHashTableIter iter;
	gpointer ticket;
	settle(replay);
	g_hash_table_iter_init(&iter, replay->tickets);
	while (g_hash_table_iter_next(&iter, NULL, &ticket)) {
		emit_responded(replay, ticket);
		emit_stood(replay, ticket, INSTANT_NONE, "");
		replay->sink->ticket(ticket, replay->sink->data);
	}
}

/* Facts come from these, whoever reads them. */
enum {
	NEEDED_FIELDS = 1 << TICKET_STATUS | 1 << TICKET_ASSIGNEE |
		1 << TICKET_LEVEL | 1 << TICKET_REQUESTER |
		1 << TICKET_RESOLUTION | 1 << TICKET_MERGED
};

static void want_field(Codes *codes, const char *name, int place,
	guint unread_fields)
{
	guint code = event_code("changed", name, "");
	codes->field[code] = place;
	if (!(unread_fields & ~NEEDED_FIELDS & 1u << place))
		codes->wanted |= (guint64)1 << code;
}

static void find_codes(Codes *codes, const FactSink *sink)
{
	static const struct {
		const char *kind;
		FactKind fact;
	} kinds[] = {{"call", FACT_CALL}, {"comment", FACT_COMMENT},
		{"message", FACT_MESSAGE}, {"reply", FACT_REPLY}};
	for (guint i = 0; i < EVENT_CODES; i++)
		codes->field[i] = -1;
	codes->created = event_code("created", "", "");
	codes->deleted = event_code("deleted", "", "");
	codes->wanted = (guint64)1 << codes->created |
		(guint64)1 << codes->deleted;
	for (int i = 0; i < TICKET_BY; i++)
		want_field(codes, field_names[i], i, sink->unread_fields);
	if (sink->by && fact_field_place(sink->by) == TICKET_BY)
		want_field(codes, sink->by->name, TICKET_BY, 0);
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

static gboolean replay_events(Replay *replay, Index *index, Instant since,
	GError **error)
{
	g_autoptr(GPtrArray) finished = finished_statuses(replay->regulation);
	IndexEventQuery query = {
		.codes = replay->codes.wanted,
		.settled = MIN(since, replay->as_of),
		.finished = (const char *const *)finished->pdata,
	};
	return index_each_event(index, &query, take_in, replay, error);
}

gboolean facts_replay(Index *index, const Regulation *regulation,
	Instant since, Instant as_of, GHashTable *wanted, const FactSink *sink,
	GError **error)
{
	g_autoptr(GStringChunk) texts = g_string_chunk_new(64 * 1024);
	g_autoptr(GHashTable) tickets = g_hash_table_new_full(NULL, NULL, NULL,
		g_free);
	g_autoptr(GHashTable) agents = index_agents_by_mail(index, error);
	g_autoptr(GHashTable) past = agents ? index_past_statuses(index, error) :
		NULL;
	g_autoptr(GHashTable) unasked = past ? index_unasked(index, error) :
		NULL;
	g_autoptr(GHashTable) undone = unasked ? index_undone(index, 0, as_of,
		error) : NULL;
	g_autoptr(GHashTable) marks = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) mailed = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(Fact));
	Replay replay = {
		.regulation = regulation,
		.as_of = as_of,
		.wanted = wanted,
		.sink = sink,
		.texts = texts,
		.tickets = tickets,
		.agents = agents,
		.past = past,
		.marks = marks,
		.mailed = mailed,
		.unasked = unasked,
		.undone = undone,
		.pending = pending,
	};
	find_codes(&replay.codes, sink);
	if (!undone ||
		!index_each_mark(index, take_mark, &replay, error) ||
		!index_each_delivery(index, take_delivery, &replay, error) ||
		!replay_events(&replay, index, since, error))
		return FALSE;
	finish(&replay);
	return TRUE;
}
