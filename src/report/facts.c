#include "report/facts.h"

#include <string.h>

const char *const fact_field_names[TICKET_FIELDS] = {"status", "assignee",
	"level", "category", "customer", "group", "priority", "type", "channel",
	"requester", "resolution", "merged-into"};

typedef struct {
	const Regulation *regulation;
	Instant as_of;
	GHashTable *wanted;
	const FactSink *sink;
	GStringChunk *texts;
	GHashTable *tickets; /* row id → FactTicket */
	GHashTable *agents;  /* address → login */
	GHashTable *marks;   /* "ticket/entry" → marks of the entry */
	Instant now;	     /* of the event at hand */
	gint64 seq;
	/* Facts of one commit and ticket: they count with the fields as the
	 * commit leaves them, whatever the order of its events. */
	GArray *pending;     /* Fact */
	FactTicket *pending_ticket;
	gint64 pending_seq;
} Replay;

enum { MARK_RETRACTED = 1, MARK_MISSED = 2, MARK_AUTOMATIC = 4 };

/* Columns of an event row. */
enum { TICKET, SEQ, AT, KIND, FIELD, OLD, NEW, ENTRY, ENTRY_KIND, BY, MAIL };

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
		const Fact *fact = &g_array_index(replay->pending, Fact, i);
		if (fact->kind == FACT_SOLVED)
			memcpy(ticket->solved_fields, ticket->fields,
				sizeof ticket->fields);
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

/* --- people and entries ---------------------------------------------- */

static gboolean read_agents(Replay *replay, Index *index, GError **error)
{
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT mail, login FROM agent_mail ORDER BY position DESC, login"
		" DESC", NULL, error);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		g_hash_table_replace(replay->agents,
			(gpointer)keep(replay, row[0]),
			(gpointer)keep(replay, row[1]));
	}
	return rows != NULL;
}

static gboolean read_marks(Replay *replay, Index *index, GError **error)
{
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT ticket || '/' || entry_id, retracted, missed,"
		" automatic FROM entry WHERE retracted OR missed OR automatic",
		NULL, error);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		int marks = (*row[1] == '1' ? MARK_RETRACTED : 0) |
			(*row[2] == '1' ? MARK_MISSED : 0) |
			(*row[3] == '1' ? MARK_AUTOMATIC : 0);
		g_hash_table_insert(replay->marks,
			(gpointer)keep(replay, row[0]), GINT_TO_POINTER(marks));
	}
	return rows != NULL;
}

static int marks_of(Replay *replay, const char *const *row)
{
	char key[64];
	if (g_hash_table_size(replay->marks) == 0)
		return 0;
	g_snprintf(key, sizeof key, "%s/%s", row[TICKET], row[ENTRY]);
	return GPOINTER_TO_INT(g_hash_table_lookup(replay->marks, key));
}

static const char *author_of(Replay *replay, const char *mail)
{
	const char *login = g_hash_table_lookup(replay->agents, mail);
	if (login)
		return login;
	g_autofree char *small = g_utf8_strdown(mail, -1);
	login = g_hash_table_lookup(replay->agents, small);
	return login ? login : keep(replay, mail);
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

static void changed_status(Replay *replay, FactTicket *ticket, const char *old,
	const char *author)
{
	StatusClass was = ticket->status_class;
	StatusClass now = regulation_status_class(replay->regulation,
		ticket->fields[TICKET_STATUS]);
	if (*old)
		emit_stood(replay, ticket, replay->now, status_class_name(now));
	ticket->status_class = now;
	ticket->class_since = replay->now;
	if (now == CLASS_SOLVED && (was != CLASS_SOLVED || !*old))
		solved(replay, ticket, author);
	if (*old && was >= CLASS_SOLVED && now < CLASS_SOLVED) {
		emit(replay, FACT_REOPENED, ticket, author, "", "");
		ticket->solver = NULL;
	}
}

static int field_of(const char *name)
{
	for (int i = 0; i < TICKET_FIELDS; i++)
		if (strcmp(name, fact_field_names[i]) == 0)
			return i;
	return -1;
}

static void changed(Replay *replay, FactTicket *ticket, const char *const *row)
{
	int field = field_of(row[FIELD]);
	if (field < 0)
		return;
	const char *author = author_of(replay, row[MAIL]);
	ticket->fields[field] = keep(replay, row[NEW]);
	if (field == TICKET_ASSIGNEE)
		changed_assignee(replay, ticket);
	else if (field == TICKET_LEVEL)
		changed_level(replay, ticket, row[OLD], author);
	else if (field == TICKET_STATUS)
		changed_status(replay, ticket, row[OLD], author);
}

static void said(Replay *replay, FactTicket *ticket, const char *const *row)
{
	static const struct {
		const char *kind;
		FactKind fact;
	} kinds[] = {{"call", FACT_CALL}, {"comment", FACT_COMMENT},
		{"message", FACT_MESSAGE}, {"reply", FACT_REPLY}};
	int marks = marks_of(replay, row);
	if (marks & MARK_RETRACTED)
		return;
	const char *agent = agent_of(replay, row[BY]);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].kind, row[ENTRY_KIND]) == 0)
			emit(replay, kinds[i].fact, ticket, agent, "", "");
	gboolean answer = (strcmp(row[ENTRY_KIND], "reply") == 0 &&
			!(marks & MARK_AUTOMATIC)) ||
		(strcmp(row[ENTRY_KIND], "call") == 0 && !(marks & MARK_MISSED));
	if (!answer || ticket->first_response != INSTANT_NONE)
		return;
	ticket->first_response = replay->now;
	/* What an agent opened alone has nobody who waits for an answer. */
	if (*ticket->fields[TICKET_REQUESTER])
		emit(replay, FACT_RESPONDED, ticket, agent, "", "");
}

static void created(Replay *replay, gint64 id, const char *const *row)
{
	FactTicket *ticket = g_new0(FactTicket, 1);
	ticket->id = id;
	for (int i = 0; i < TICKET_FIELDS; i++)
		ticket->fields[i] = "";
	ticket->created = ticket->class_since = replay->now;
	ticket->first_response = ticket->solved = INSTANT_NONE;
	gint64 *key = g_new(gint64, 1);
	*key = id;
	g_hash_table_replace(replay->tickets, key, ticket);
	replay->pending_ticket = ticket;
	emit(replay, FACT_CREATED, ticket, author_of(replay, row[MAIL]), "", "");
}

static gboolean take_in(const char *const *row, guint count, void *data)
{
	Replay *replay = data;
	(void)count;
	gint64 id = g_ascii_strtoll(row[TICKET], NULL, 10);
	replay->now = g_ascii_strtoll(row[AT], NULL, 10);
	replay->seq = g_ascii_strtoll(row[SEQ], NULL, 10);
	if (replay->now > replay->as_of ||
		(replay->wanted && !g_hash_table_contains(replay->wanted, &id)))
		return TRUE;
	FactTicket *ticket = g_hash_table_lookup(replay->tickets, &id);
	if (ticket != replay->pending_ticket || replay->seq != replay->pending_seq)
		settle(replay);
	replay->pending_ticket = ticket;
	replay->pending_seq = replay->seq;
	if (strcmp(row[KIND], "created") == 0)
		created(replay, id, row);
	else if (!ticket)
		return TRUE;
	else if (strcmp(row[KIND], "deleted") == 0)
		g_hash_table_remove(replay->tickets, &id);
	else if (strcmp(row[KIND], "changed") == 0)
		changed(replay, ticket, row);
	else if (strcmp(row[KIND], "said") == 0)
		said(replay, ticket, row);
	return TRUE;
}

/* --- the pass -------------------------------------------------------- */

static void finish(Replay *replay)
{
	GHashTableIter iter;
	gpointer ticket;
	settle(replay);
	g_hash_table_iter_init(&iter, replay->tickets);
	while (g_hash_table_iter_next(&iter, NULL, &ticket)) {
		emit_stood(replay, ticket, INSTANT_NONE, "");
		replay->sink->ticket(ticket, replay->sink->data);
	}
}

gboolean facts_replay(Index *index, const Regulation *regulation,
	Instant as_of, GHashTable *wanted, const FactSink *sink, GError **error)
{
	g_autoptr(GStringChunk) texts = g_string_chunk_new(64 * 1024);
	g_autoptr(GHashTable) tickets = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, g_free);
	g_autoptr(GHashTable) agents = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) marks = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(Fact));
	Replay replay = {
		.regulation = regulation,
		.as_of = as_of,
		.wanted = wanted,
		.sink = sink,
		.texts = texts,
		.tickets = tickets,
		.agents = agents,
		.marks = marks,
		.pending = pending,
	};
	if (!read_agents(&replay, index, error) ||
		!read_marks(&replay, index, error) ||
		!index_query(index, "SELECT e.ticket, e.seq, e.at, e.kind,"
			" e.field, e.old, e.new, e.entry_id, e.entry_kind, e.by,"
			" w.mail FROM event e JOIN walk w ON w.seq = e.seq"
			" ORDER BY e.id", NULL, take_in, &replay, error))
		return FALSE;
	finish(&replay);
	return TRUE;
}
