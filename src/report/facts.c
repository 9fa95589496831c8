#include "report/facts.h"

#include <string.h>

#include "index/agents.h"
#include "index/events.h"
#include "index/regulation.h"
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

const Stock *fact_ticket_stock(const FactTicket *ticket, Instant at)
{
	return &ticket->stocks[ticket->stocks[1].at == at];
}

gboolean fact_is_contact(const Fact *fact)
{
	return fact->kind == FACT_MESSAGE || (!fact->outgoing &&
		(fact->kind == FACT_CALL || fact->kind == FACT_MISSED));
}

/* What a code of an event (index/events.h) means here. */
typedef struct {
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
	guint made;	     /* commit that made it */
	guint assigned;	     /* commit of the last change of assignee */
	gboolean arriving;   /* escalated, nobody has it yet */
	const char *before;  /* TICKET_BY before the commit at hand */
} Track;

typedef struct {
	const Regulation *regulation;
	const FactQuestion *question;
	GHashTable *agents;  /* address, or login that is gone → login */
	GHashTable *past;    /* statuses that are gone → class */
	GHashTable *levels;  /* levels that are gone → rank */
	GHashTable *authors; /* address → who that is, in `agents` or itself */
	/* Of those that were asked for: status → class + 1, level → rank + 2. */
	GHashTable *classes, *ranks;
	gboolean heirs;	     /* `agents` has logins */
	Codes codes;
	GArray *facts;	     /* Fact, of the ticket at hand */
	/* The event at hand. */
	Instant now;
	guint commit;
	gboolean there;	     /* `track` is one that is not deleted */
	gboolean any;	     /* … or was */
	gboolean unasked;
	const char *mail, *author; /* of the ticket's last event that has one */
	Track track;
	/* Facts of one commit: they count with the fields as the commit leaves
	 * them, whatever the order of its events. */
	guint pending;	     /* the first of them */
} Replay;

static Fact *emit(Replay *replay, FactKind kind, Track *track,
	const char *agent, const char *source)
{
	g_array_set_size(replay->facts, replay->facts->len + 1);
	Fact *fact = &g_array_index(replay->facts, Fact,
		replay->facts->len - 1);
	*fact = (Fact){.kind = (guint8)kind, .at = replay->now,
		.since = INSTANT_NONE, .agent = agent, .source = source,
		.by = track->ticket.fields[TICKET_BY]};
	return fact;
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
		Fact *fact = &g_array_index(replay->facts, Fact, i);
		/* Of another commit: it says of itself how it stood. */
		if (fact->kind != FACT_STOOD)
			settle_fact(&replay->track, fact);
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

/* One whom nobody knows goes by the address. */
static const char *keep_author(Replay *replay, const char *mail)
{
	g_autofree char *small = g_utf8_strdown(mail, -1);
	const char *login = g_hash_table_lookup(replay->agents, small);
	char *own = g_strdup(login ? login : mail);
	g_hash_table_insert(replay->authors, g_strdup(mail), own);
	return own;
}

static const char *author_of(Replay *replay, const TimelineEvent *event)
{
	if (event->mail == replay->mail)
		return replay->author;
	const char *known = g_hash_table_lookup(replay->agents, event->mail);
	if (!known)
		known = g_hash_table_lookup(replay->authors, event->mail);
	replay->mail = event->mail;
	replay->author = known ? known : keep_author(replay, event->mail);
	return replay->author;
}

/* One whose file is gone goes by the login that has the address now. */
static const char *login_of(Replay *replay, const char *login)
{
	if (!replay->heirs && !strchr(login, '@'))
		return login;
	const char *heir = g_hash_table_lookup(replay->agents, login);
	return heir ? heir : login;
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
	track->assigned = replay->commit;
	if (*login == '\0')
		return;
	if (!track->holder)
		emit(replay, FACT_TAKEN, track, login, "");
	else if (strcmp(track->holder, login) != 0)
		emit(replay, FACT_REASSIGNED, track, login, track->holder);
	if (track->arriving)
		emit(replay, FACT_ARRIVED, track, login, "");
	track->arriving = FALSE;
	track->holder = login;
}

/* By the words of its own time; -1: it is no level. */
static int rank_of(Replay *replay, const char *level)
{
	gpointer past;
	gpointer known = g_hash_table_lookup(replay->ranks, level);
	if (known)
		return GPOINTER_TO_INT(known) - 2;
	int rank = regulation_rank(replay->regulation, "level", level);
	if (rank < 0 && g_hash_table_lookup_extended(replay->levels, level,
		NULL, &past))
		rank = GPOINTER_TO_INT(past);
	g_hash_table_insert(replay->ranks, g_strdup(level),
		GINT_TO_POINTER(rank + 2));
	return rank;
}

static void changed_level(Replay *replay, Track *track, const char *old,
	const char *author)
{
	const char *level = track->ticket.fields[TICKET_LEVEL];
	int from = rank_of(replay, old), to = rank_of(replay, level);
	if (from < 0 || to <= from)
		return;
	emit(replay, FACT_ESCALATED, track, author, old);
	/* The assignee stands before the level in a commit's events. */
	const char *login = track->ticket.fields[TICKET_ASSIGNEE];
	if (*login && track->assigned == replay->commit)
		emit(replay, FACT_ARRIVED, track, login, "");
	else
		track->arriving = TRUE;
}

static StatusClass find_class(const Replay *replay, const char *status)
{
	const char *past = g_hash_table_lookup(replay->past, status);
	for (StatusClass own = CLASS_NEW; past && own <= CLASS_CLOSED; own++)
		if (strcmp(status_class_name(own), past) == 0)
			return own;
	return regulation_status_class(replay->regulation, status);
}

/* By the words of its own time. */
static StatusClass class_of(Replay *replay, const char *status)
{
	gpointer known = g_hash_table_lookup(replay->classes, status);
	if (known)
		return (StatusClass)(GPOINTER_TO_INT(known) - 1);
	StatusClass found = find_class(replay, status);
	g_hash_table_insert(replay->classes, g_strdup(status),
		GINT_TO_POINTER((int)found + 1));
	return found;
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

static void changed(Replay *replay, Track *track, const TimelineEvent *event)
{
	int field = replay->codes.field[event->code];
	const char *value = field == TICKET_ASSIGNEE ?
		login_of(replay, event->text) : event->text;
	if (field >= 0)
		track->ticket.fields[field] = value;
	if (replay->codes.is_by[event->code])
		track->ticket.fields[TICKET_BY] = value;
	for (guint i = 0; i < G_N_ELEMENTS(track->ticket.stocks); i++) {
		Stock *stock = &track->ticket.stocks[i];
		if (replay->now <= stock->at && field == TICKET_ASSIGNEE)
			stock->agent = value;
		if (replay->now <= stock->at &&
			replay->codes.is_by[event->code])
			stock->by = value;
	}
	if (field == TICKET_ASSIGNEE)
		changed_assignee(replay, track);
	else if (field == TICKET_LEVEL)
		changed_level(replay, track, event->old,
			author_of(replay, event));
	else if (field == TICKET_STATUS && !event->undone)
		changed_status(replay, track, event->old,
			author_of(replay, event));
}

/* Did it answer whoever waits? */
static gboolean is_answer(const Replay *replay, const TimelineEvent *event)
{
	guint code = event->code;
	return replay->codes.entry[code].delivery ||
		(replay->codes.entry[code].reply && !(event->marks &
			(MARK_AUTOMATIC | MARK_MAILED))) ||
		(replay->codes.entry[code].call &&
			!(event->marks & MARK_MISSED));
}

static void count_said(Replay *replay, Track *track,
	const TimelineEvent *event, const char *agent)
{
	FactKind kind = replay->codes.entry[event->code].fact;
	/* Of what waits for an answer, also what came before. */
	if (replay->now < replay->question->since && kind != FACT_MESSAGE &&
		!(event->marks & MARK_MISSED))
		return;
	if (event->marks & MARK_REFUTED)
		kind = FACT_REFUTED;
	Fact *fact = emit(replay, event->marks & MARK_AUTOMATIC ?
		FACT_AUTOMATIC : event->marks & MARK_MISSED ? FACT_MISSED : kind,
		track, agent, "");
	fact->outgoing = (event->marks & MARK_OUTGOING) != 0;
}

static void said(Replay *replay, Track *track, const TimelineEvent *event)
{
	gboolean delivery = replay->codes.entry[event->code].delivery;
	if (event->marks & MARK_RETRACTED || (delivery && *event->text == '\0'))
		return;
	const char *agent = agent_of(replay, event->text);
	if (!delivery)
		count_said(replay, track, event, agent);
	if (!is_answer(replay, event))
		return;
	Fact *fact = emit(replay, FACT_ANSWERED, track, agent, "");
	/* What an agent or a schedule opened alone has nobody who waits for an
	 * answer. */
	fact->asked = *track->ticket.fields[TICKET_REQUESTER] &&
		!replay->unasked;
	fact->own = replay->codes.entry[event->code].call &&
		event->commit == track->made;
}

static void tell(Replay *replay, Timeline *timeline, gboolean again)
{
	FactTicket *ticket = &replay->track.ticket;
	settle(replay);
	if (!ticket->deleted)
		emit_stood(replay, &replay->track, INSTANT_NONE);
	ticket->timeline = timeline;
	ticket->again = again;
	timeline_order(ticket, replay->facts);
	replay->question->ticket(ticket,
		(const Fact *)(gpointer)replay->facts->data, replay->facts->len,
		replay->question->data);
	g_array_set_size(replay->facts, 0);
	replay->pending = 0;
}

static void created(Replay *replay, Timeline *timeline,
	const TimelineEvent *event)
{
	/* It was gone and came back: another one. If its end is not known yet,
	 * it is the same. */
	if (replay->any && !replay->there)
		tell(replay, timeline, TRUE);
	g_array_set_size(replay->facts, 0);
	replay->pending = 0;
	replay->track = (Track){
		.class_since = replay->now,
		.made = event->commit,
		.before = "",
	};
	FactTicket *ticket = &replay->track.ticket;
	const Instant *stocks = replay->question->stocks;
	ticket->stocks[0] = (Stock){stocks[0], "", ""};
	ticket->stocks[1] = (Stock){stocks[1] == stocks[0] ? INSTANT_NONE :
		stocks[1], "", ""};
	ticket->id = timeline->ticket;
	for (int i = 0; i < TICKET_FIELDS; i++)
		ticket->fields[i] = "";
	keep_keys(ticket, ticket->created_as);
	keep_keys(ticket, ticket->ended_as);
	ticket->created = replay->now;
	ticket->solved = INSTANT_NONE;
	replay->there = replay->any = TRUE;
	emit(replay, FACT_CREATED, &replay->track, author_of(replay, event), "");
}

static void deleted(Replay *replay, Track *track, const TimelineEvent *event)
{
	FactTicket *ticket = &track->ticket;
	emit_stood(replay, track, replay->now);
	if (ticket->status_class < CLASS_SOLVED)
		emit(replay, FACT_DELETED, track, author_of(replay, event), "");
	settle(replay);
	ticket->deleted = TRUE;
	replay->there = FALSE;
}

static void take_in(Replay *replay, Timeline *timeline,
	const TimelineEvent *event)
{
	Track *track = &replay->track;
	if (event->commit != replay->commit && replay->there) {
		settle(replay);
		track->before = track->ticket.fields[TICKET_BY];
	}
	replay->now = event->at;
	replay->commit = event->commit;
	if (event->code == replay->codes.created)
		created(replay, timeline, event);
	else if (!replay->there)
		return;
	else if (event->code == replay->codes.deleted)
		deleted(replay, track, event);
	else if (event->code >= EVENT_CODE_FIELD)
		changed(replay, track, event);
	else
		said(replay, track, event);
}

/* --- the pass -------------------------------------------------------- */

/* What nobody needs the events of. */
static void tell_bare(const Replay *replay, Timeline *timeline)
{
	FactTicket ticket = {.id = timeline->ticket, .timeline = timeline,
		.solved = INSTANT_NONE, .created_as = {"", ""},
		.ended_as = {"", ""}};
	for (int i = 0; i < TICKET_FIELDS; i++)
		ticket.fields[i] = "";
	replay->question->ticket(&ticket, NULL, 0, replay->question->data);
}

static void take_timeline(Timeline *timeline, void *data)
{
	Replay *replay = data;
	const FactQuestion *question = replay->question;
	TimelineEvent event;
	gint64 id = timeline->ticket;
	if (question->wanted && !g_hash_table_contains(question->wanted, &id))
		return;
	if (question->bare) {
		tell_bare(replay, timeline);
		return;
	}
	replay->there = replay->any = FALSE;
	replay->commit = 0;
	replay->mail = NULL;
	replay->unasked = timeline->unasked;
	while (timeline_next_event(timeline, &event))
		if (event.at <= question->as_of)
			take_in(replay, timeline, &event);
	if (replay->any)
		tell(replay, timeline, FALSE);
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
	for (int i = 0; i < TICKET_BY; i++)
		if (is_asked(question, (TicketField)i))
			codes->field[event_code("changed", field_names[i], "")] =
				i;
	if (question->by)
		codes->is_by[event_code("changed", question->by->name, "")] =
			TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		guint code = event_code("said", "", kinds[i].kind);
		codes->entry[code].fact = kinds[i].fact;
		codes->entry[code].reply = kinds[i].fact == FACT_REPLY;
		codes->entry[code].call = kinds[i].fact == FACT_CALL;
	}
	codes->entry[event_code("said", "", "delivery")].delivery = TRUE;
}

static gboolean has_heirs(GHashTable *agents)
{
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, agents);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (!strchr(key, '@'))
			return TRUE;
	return FALSE;
}

gboolean facts_replay(Index *index, const Regulation *regulation,
	const FactQuestion *question, GError **error)
{
	const TimelineQuery query = {MIN(question->since, question->as_of),
		question->first, question->last};
	g_autoptr(GHashTable) agents = index_agents_known(index, error);
	g_autoptr(GHashTable) past = agents ? index_past_statuses(index, error) :
		NULL;
	g_autoptr(GHashTable) levels = past ? index_past_ranks(index, "level",
		error) : NULL;
	g_autoptr(GHashTable) authors = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) classes = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) ranks = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(Fact));
	Replay replay = {
		.regulation = regulation,
		.question = question,
		.agents = agents,
		.past = past,
		.levels = levels,
		.authors = authors,
		.classes = classes,
		.ranks = ranks,
		.heirs = agents && has_heirs(agents),
		.facts = facts,
	};
	find_codes(&replay.codes, question);
	return levels && index_each_timeline(index, &query, take_timeline,
		&replay, error);
}
