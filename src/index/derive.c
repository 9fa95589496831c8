#include "index/derive.h"

#include <string.h>

#include "base/error.h"
#include "index/clock_rows.h"
#include "index/rows.h"
#include "index/tickets.h"
#include "index/undone.h"
#include "model/ticket.h"

struct IndexFacts {
	GHashTable *classes;	 /* status → class, "" if unknown */
	GHashTable *ranks;	 /* level → rank + 1 */
	GHashTable *agent_mails; /* of people */
	GHashTable *machines;	 /* logins with the role automation */
	ClockFacts *clocks;
};

/* --- facts ---------------------------------------------------------------- */

void index_facts_free(IndexFacts *facts)
{
	if (!facts)
		return;
	g_hash_table_unref(facts->classes);
	g_hash_table_unref(facts->ranks);
	g_hash_table_unref(facts->agent_mails);
	g_hash_table_unref(facts->machines);
	clock_facts_free(facts->clocks);
	g_free(facts);
}

void index_facts_forget(Index *index)
{
	g_clear_pointer(&index->facts, index_facts_free);
}

static gboolean keep_term(sqlite3_stmt *row, void *data, GError **error)
{
	IndexFacts *facts = data;
	char *name = g_strdup(index_column(row, 1));
	(void)error;
	if (strcmp(index_column(row, 0), "status") == 0)
		g_hash_table_replace(facts->classes, name,
			g_strdup(index_column(row, 3)));
	else
		g_hash_table_replace(facts->ranks, name,
			GINT_TO_POINTER(sqlite3_column_int(row, 2) + 1));
	return TRUE;
}

static gboolean keep_name(sqlite3_stmt *row, void *names, GError **error)
{
	(void)error;
	g_hash_table_add(names, g_strdup(index_column(row, 0)));
	return TRUE;
}

static GHashTable *names_new(GDestroyNotify free_value)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		free_value);
}

static const IndexFacts *load_facts(Index *index, GError **error)
{
	if (index->facts)
		return index->facts;
	IndexFacts *facts = g_new0(IndexFacts, 1);
	facts->classes = names_new(g_free);
	facts->ranks = names_new(NULL);
	facts->agent_mails = names_new(NULL);
	facts->machines = names_new(NULL);
	facts->clocks = clock_facts_new(index, error);
	index->facts = facts;
	if (facts->clocks && index_each(index, keep_term, facts, error,
			"SELECT field, name, rank, class FROM term"
			" WHERE field IN ('level', 'status')", "") &&
		index_each(index, keep_name, facts->machines, error,
			"SELECT login FROM agent_role"
			" WHERE name = 'automation'", "") &&
		index_each(index, keep_name, facts->agent_mails, error,
			"SELECT mail FROM agent_mail WHERE login NOT IN (SELECT"
			" login FROM agent_role WHERE name = 'automation')", ""))
		return facts;
	index_facts_forget(index);
	return NULL;
}

static gboolean acts_by_mail(const IndexFacts *facts, const char *mail)
{
	g_autofree char *lower = g_utf8_strdown(mail, -1);
	return g_hash_table_contains(facts->agent_mails, lower);
}

/* A bare word is a login; "customer/contact" and "Name <address>" are not. */
static gboolean acts_by_name(const IndexFacts *facts, const char *by)
{
	return *by && !strpbrk(by, "/@ <") && strcmp(by, "desk") != 0 &&
		!g_hash_table_contains(facts->machines, by);
}

/* --- entries -------------------------------------------------------------- */

typedef struct {
	char *kind, *of, *state;
	gboolean incoming, missed, automatic, retracted;
	gboolean mailed; /* it leaves by mail: one of ours, not held */
	gboolean held;   /* it leaves once somebody approved it */
	gboolean partly; /* of a delivery: some recipients wait on */
	gboolean over;	       /* every recipient has an answer */
	gboolean failed;       /* for a recipient at least */
} EntryFact;

static void entry_fact_free(void *data)
{
	EntryFact *fact = data;
	g_free(fact->kind);
	g_free(fact->of);
	g_free(fact->state);
	g_free(fact);
}

typedef struct {
	const IndexFacts *facts;
	GHashTable *entries; /* id → EntryFact */
	/* Columns of the row. */
	Instant updated, since[4];
	Instant message_at, waiting_since, answered_at, first_response_at;
	Instant acted_at, solved_at, first_solved_at, closed_at;
	gint64 reopened, escalated, reassigned, worked;
	gint64 messages, replies, comments, calls, unsent, undelivered, rating;
	gboolean rated, unread;
	/* Where the walk over its events is. */
	char *assignee; /* the last who had it */
	SlaTicket *sla;
} Figures;

/* Fields whose last change is a column, by place in `since`. */
static const char *const since_fields[] = {"status", "assignee", "level",
	"group"};

static void count_entry(Figures *figures, const EntryFact *fact,
	sqlite3_stmt *row)
{
	const struct {
		const char *kind;
		gint64 *count;
	} counts[] = {
		{"message", &figures->messages}, {"reply", &figures->replies},
		{"comment", &figures->comments}, {"call", &figures->calls},
	};
	if (fact->retracted)
		return;
	gboolean counted = !fact->automatic && !fact->missed; /* as in reports */
	for (gsize i = 0; counted && i < G_N_ELEMENTS(counts); i++)
		if (strcmp(fact->kind, counts[i].kind) == 0)
			++*counts[i].count;
	figures->worked += sqlite3_column_int64(row, 9);
	if (strcmp(fact->kind, "rating") == 0) {
		figures->rated = TRUE;
		figures->rating = g_ascii_strtoll(index_column(row, 10), NULL,
			10);
	}
}

static EntryFact *read_entry(sqlite3_stmt *row)
{
	EntryFact *fact = g_new0(EntryFact, 1);
	fact->kind = g_strdup(index_column(row, 1));
	fact->incoming = g_str_has_prefix(index_column(row, 2), "in");
	fact->missed = sqlite3_column_int(row, 3);
	fact->automatic = sqlite3_column_int(row, 4);
	fact->retracted = sqlite3_column_int(row, 5);
	fact->of = g_strdup(index_column(row, 6));
	fact->state = g_strdup(index_column(row, 7));
	gboolean waits = *index_column(row, 11) != '\0';
	fact->mailed = !waits && g_str_has_prefix(index_column(row, 8),
		ENTRY_OWN_ID_PREFIX);
	fact->partly = waits;
	fact->held = sqlite3_column_int(row, 12);
	return fact;
}

static void note_delivery(void *key, void *value, void *data)
{
	const EntryFact *fact = value;
	Figures *figures = data;
	(void)key;
	/* "reported": a delay, or a receipt, which settles nothing. */
	if (strcmp(fact->kind, "delivery") != 0 || fact->retracted ||
		strcmp(fact->state, "reported") == 0)
		return;
	EntryFact *target = g_hash_table_lookup(figures->entries, fact->of);
	if (!target)
		return;
	if (!fact->partly)
		target->over = TRUE;
	target->failed |= strcmp(fact->state, "failed") == 0;
}

static void count_unsent(void *key, void *value, void *data)
{
	static const char *const kinds[] = {"notice", "reply", "vendor", NULL};
	const EntryFact *fact = value;
	Figures *figures = data;
	(void)key;
	if (fact->mailed && !fact->retracted && !fact->over &&
		g_strv_contains(kinds, fact->kind))
		figures->unsent++;
}

static gboolean read_entries(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	sqlite3_stmt *rows = index_prepare(index, "SELECT entry_id, kind,"
		" direction, missed, automatic, retracted, of, state,"
		" message_id, minutes, json_extract(extra, '$.value'),"
		" CASE WHEN held THEN NULL"
		" WHEN message_id <> '' THEN json_extract(extra, '$.hold')"
		" WHEN kind = 'delivery' THEN json_extract(extra, '$.rest') END,"
		" held FROM entry WHERE ticket = ? AND kind <> 'subject'"
		" ORDER BY position", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "i", ticket);
	while (index_next(index, rows, &problem)) {
		EntryFact *fact = read_entry(rows);
		count_entry(figures, fact, rows);
		g_hash_table_replace(figures->entries,
			g_strdup(index_column(rows, 0)), fact);
	}
	if (problem)
		return desk_error_pass(error, &problem);
	g_hash_table_foreach(figures->entries, note_delivery, figures);
	g_hash_table_foreach(figures->entries, count_unsent, figures);
	return TRUE;
}

/* --- events --------------------------------------------------------------- */

typedef struct {
	gint64 id;
	Instant at;
	gint64 seq;
	const char *kind, *field, *old_text, *new_text, *entry_id, *entry_kind,
		*by, *mail;
	gboolean undone;
} Row;

static gboolean is_finished(const char *class_name)
{
	return strcmp(class_name, "solved") == 0 ||
		strcmp(class_name, "closed") == 0;
}

static const char *class_of(const Figures *figures, const char *status)
{
	const char *class_name = g_hash_table_lookup(figures->facts->classes,
		status);
	return class_name ? class_name : "open";
}

static void status_changed(Figures *figures, const Row *row)
{
	const char *was = *row->old_text ? class_of(figures, row->old_text) :
		"";
	const char *is = class_of(figures, row->new_text);
	if (is_finished(was) && !is_finished(is)) {
		figures->reopened++;
		figures->solved_at = figures->closed_at = INSTANT_NONE;
	}
	if (strcmp(is, "solved") == 0 && strcmp(was, "solved") != 0) {
		figures->solved_at = row->at;
		figures->closed_at = INSTANT_NONE;
		if (figures->first_solved_at == INSTANT_NONE)
			figures->first_solved_at = row->at;
	}
	if (strcmp(is, "closed") == 0 && strcmp(was, "closed") != 0)
		figures->closed_at = row->at;
}

static void assignee_changed(Figures *figures, const Row *row)
{
	if (*row->new_text == '\0') {
		figures->since[1] = INSTANT_NONE;
		return;
	}
	if (figures->assignee && strcmp(figures->assignee, row->new_text) != 0)
		figures->reassigned++;
	g_free(figures->assignee);
	figures->assignee = g_strdup(row->new_text);
}

static void level_changed(Figures *figures, const Row *row)
{
	int was = GPOINTER_TO_INT(g_hash_table_lookup(figures->facts->ranks,
		row->old_text));
	int is = GPOINTER_TO_INT(g_hash_table_lookup(figures->facts->ranks,
		row->new_text));
	if (was > 0 && is > was)
		figures->escalated++;
}

static void field_changed(Figures *figures, const Row *row)
{
	sla_ticket_changed(figures->sla, row->seq, row->at, row->field,
		row->new_text);
	for (gsize i = 0; i < G_N_ELEMENTS(since_fields); i++)
		if (strcmp(row->field, since_fields[i]) == 0)
			figures->since[i] = row->at;
	if (strcmp(row->field, "status") == 0)
		status_changed(figures, row);
	else if (strcmp(row->field, "assignee") == 0)
		assignee_changed(figures, row);
	else if (strcmp(row->field, "level") == 0)
		level_changed(figures, row);
}

/* Entries keep their own time, so the last need not be the latest. */
static Instant later(Instant before, Instant at)
{
	return before == INSTANT_NONE ? at : MAX(before, at);
}

static void answered(Figures *figures, const Row *row)
{
	Instant at = row->at;
	sla_ticket_answered(figures->sla, row->seq, at);
	figures->answered_at = later(figures->answered_at, at);
	figures->waiting_since = INSTANT_NONE;
	if (figures->first_response_at == INSTANT_NONE ||
		at < figures->first_response_at)
		figures->first_response_at = at;
}

static void asked(Figures *figures, const Row *row)
{
	figures->message_at = later(figures->message_at, row->at);
	if (figures->waiting_since == INSTANT_NONE ||
		row->at < figures->waiting_since)
		figures->waiting_since = row->at;
}

/* By itself: what leaves by mail answers when it is delivered. */
static gboolean is_answer(const EntryFact *fact)
{
	if (strcmp(fact->kind, "call") == 0)
		return !fact->missed;
	return strcmp(fact->kind, "reply") == 0 && !fact->automatic &&
		!fact->mailed && !fact->held;
}

/* Mail that did not arrive, until a later one by a person did: what somebody
 * must see. That the assignee was told does not mend it. */
static void delivery_said(Figures *figures, const EntryFact *fact)
{
	const EntryFact *mail = g_hash_table_lookup(figures->entries, fact->of);
	if (!mail)
		return;
	if (strcmp(fact->state, "failed") == 0)
		figures->undelivered++;
	else if (strcmp(fact->state, "sent") == 0 && !mail->failed &&
		strcmp(mail->kind, "notice") != 0)
		figures->undelivered = 0;
}

static void entry_said(Figures *figures, const Row *row)
{
	const EntryFact *fact = g_hash_table_lookup(figures->entries,
		row->entry_id);
	if (!fact || fact->retracted)
		return;
	if (strcmp(fact->kind, "delivery") == 0)
		delivery_said(figures, fact);
	if ((strcmp(fact->kind, "message") == 0 && !fact->automatic) ||
		(strcmp(fact->kind, "call") == 0 && fact->incoming)) {
		asked(figures, row);
		/* A call that was taken has its answer. */
		if (!is_answer(fact))
			sla_ticket_asked(figures->sla, row->seq, row->at);
		figures->unread = TRUE;
	}
	if (strcmp(fact->kind, "delivery") == 0 &&
		strcmp(fact->state, "sent") == 0)
		fact = g_hash_table_lookup(figures->entries, fact->of);
	else if (!is_answer(fact))
		return;
	if (fact && !fact->retracted && !fact->automatic &&
		(strcmp(fact->kind, "reply") == 0 ||
			strcmp(fact->kind, "call") == 0))
		answered(figures, row);
}

static void follow(Figures *figures, const Row *row)
{
	figures->updated = later(figures->updated, row->at);
	if (strcmp(row->kind, "changed") == 0 && !row->undone)
		field_changed(figures, row);
	else if (strcmp(row->kind, "said") == 0)
		entry_said(figures, row);
	else if (strcmp(row->kind, "created") == 0) {
		sla_ticket_created(figures->sla, row->seq, row->at);
		/* What was deleted and came again begins anew. */
		figures->solved_at = figures->first_solved_at =
			figures->closed_at = INSTANT_NONE;
	}
	if (acts_by_mail(figures->facts, row->mail) ||
		(strcmp(row->kind, "said") == 0 &&
			strcmp(row->entry_kind, "message") != 0 &&
			strcmp(row->entry_kind, "notice") != 0 &&
			strcmp(row->entry_kind, "delivery") != 0 &&
			acts_by_name(figures->facts, row->by))) {
		figures->acted_at = later(figures->acted_at, row->at);
		figures->unread = FALSE;
	}
}

static const char *keep_text(GStringChunk *texts, sqlite3_stmt *row, int column)
{
	const char *text = index_column(row, column);
	return *text ? g_string_chunk_insert(texts, text) : "";
}

static Row keep_row(GStringChunk *texts, sqlite3_stmt *row)
{
	return (Row){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
		sqlite3_column_int64(row, 2), keep_text(texts, row, 3),
		keep_text(texts, row, 4), keep_text(texts, row, 5),
		keep_text(texts, row, 6), keep_text(texts, row, 7),
		keep_text(texts, row, 8), keep_text(texts, row, 9),
		keep_text(texts, row, 10), FALSE};
}

/* Nearly all tickets have no undo: only for one that has the question is
 * asked which events it took back. */
static gboolean mark_undone(Index *index, gint64 ticket, GArray *rows,
	GError **error)
{
	g_autoptr(GHashTable) undone = index_undone(index, ticket, G_MAXINT64,
		error);
	for (guint i = 0; undone && i < rows->len; i++) {
		Row *row = &g_array_index(rows, Row, i);
		row->undone = g_hash_table_contains(undone, &row->id);
	}
	return undone != NULL;
}

static gboolean read_events(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(Row));
	g_autoptr(GStringChunk) texts = g_string_chunk_new(1024);
	gboolean undo = FALSE;
	sqlite3_stmt *rows = index_prepare(index, "SELECT"
		" event.id, event.at, event.seq, kind, field, old, new,"
		" entry_id, entry_kind, by, walk.mail, walk.op = 'undo'"
		" FROM event JOIN walk ON walk.seq = event.seq"
		" WHERE event.ticket = ? ORDER BY event.id", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "i", ticket);
	while (index_next(index, rows, &problem)) {
		Row row = keep_row(texts, rows);
		g_array_append_val(kept, row);
		undo |= sqlite3_column_int(rows, 11);
	}
	if (!desk_error_pass(error, &problem) ||
		(undo && !mark_undone(index, ticket, kept, error)))
		return FALSE;
	for (guint i = 0; i < kept->len; i++)
		follow(figures, &g_array_index(kept, Row, i));
	return TRUE;
}

/* --- the row -------------------------------------------------------------- */

static gboolean write_figures(Index *index, gint64 ticket,
	const Figures *figures, GError **error)
{
	sqlite3_stmt *update = index_prepare(index, "UPDATE ticket SET"
		" updated = ?, status_since = ?, assignee_since = ?,"
		" level_since = ?, group_since = ?, message_at = ?,"
		" waiting_since = ?, answered_at = ?, first_response_at = ?,"
		" acted_at = ?, solved_at = ?, first_solved_at = ?,"
		" closed_at = ?, reopened = ?, escalated = ?, reassigned = ?,"
		" worked = ?, messages = ?, replies = ?, comments = ?,"
		" calls = ?, unsent = ?, undelivered = ?, unread = ?,"
		" rating = ?, verified = " INDEX_VERIFIED " WHERE id = ?", error);
	if (!update)
		return FALSE;
	index_bind(update, "IIIIIIIIIIIIIiiiiiiiiiinIIi", figures->updated,
		figures->since[0], figures->since[1], figures->since[2],
		figures->since[3], figures->message_at, figures->waiting_since,
		figures->answered_at, figures->first_response_at,
		figures->acted_at, figures->solved_at, figures->first_solved_at,
		figures->closed_at, figures->reopened, figures->escalated,
		figures->reassigned, figures->worked, figures->messages,
		figures->replies, figures->comments, figures->calls,
		figures->unsent, figures->undelivered, (int)figures->unread,
		figures->rated ? figures->rating : INSTANT_NONE,
		figures->solved_at, ticket);
	g_autoptr(GError) problem = NULL;
	index_next(index, update, &problem);
	return desk_error_pass(error, &problem);
}

static gboolean write_clocks(Index *index, gint64 ticket,
	const Figures *figures, GError **error)
{
	g_autoptr(GArray) clocks = sla_clocks(figures->sla,
		clock_facts_source(figures->facts->clocks));
	return clock_facts_check(figures->facts->clocks, error) &&
		clock_rows_put(index, ticket, clocks, error);
}

static gboolean read_figures(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	figures->entries = names_new(entry_fact_free);
	figures->sla = sla_ticket_new();
	gboolean unasked;
	if (!index_is_unasked(index, ticket, &unasked, error))
		return FALSE;
	if (unasked)
		sla_ticket_unasked(figures->sla);
	return read_entries(index, ticket, figures, error) &&
		read_events(index, ticket, figures, error);
}

static void figures_clear(Figures *figures)
{
	g_hash_table_unref(figures->entries);
	sla_ticket_free(figures->sla);
	g_free(figures->assignee);
}

gboolean index_derive(Index *index, gint64 ticket, GError **error)
{
	Figures figures = {
		.facts = load_facts(index, error),
		.updated = INSTANT_NONE,
		.since = {INSTANT_NONE, INSTANT_NONE, INSTANT_NONE,
			INSTANT_NONE},
		.message_at = INSTANT_NONE,
		.waiting_since = INSTANT_NONE,
		.answered_at = INSTANT_NONE,
		.first_response_at = INSTANT_NONE,
		.acted_at = INSTANT_NONE,
		.solved_at = INSTANT_NONE,
		.first_solved_at = INSTANT_NONE,
		.closed_at = INSTANT_NONE,
	};
	if (!figures.facts)
		return FALSE;
	gboolean done = read_figures(index, ticket, &figures, error) &&
		write_figures(index, ticket, &figures, error) &&
		write_clocks(index, ticket, &figures, error);
	figures_clear(&figures);
	return done;
}

gboolean index_sla(Index *index, gint64 ticket, SlaRead read, void *data,
	GError **error)
{
	Figures figures = {.facts = load_facts(index, error)};
	if (!figures.facts)
		return FALSE;
	gboolean done = read_figures(index, ticket, &figures, error);
	if (done) {
		read(figures.sla, clock_facts_source(figures.facts->clocks),
			data);
		done = clock_facts_check(figures.facts->clocks, error);
	}
	figures_clear(&figures);
	return done;
}

gboolean index_derive_all(Index *index, GError **error)
{
	index_facts_forget(index);
	/* Row by row from the key: the update moves rows in other indices. */
	gint64 ticket = -1;
	for (;;) {
		gint64 next = -1;
		if (!index_number(index, &next, error, "SELECT id FROM ticket"
			    " WHERE id > ? ORDER BY id LIMIT 1", "i", ticket))
			return FALSE;
		if (next < 0)
			return TRUE;
		ticket = next;
		if (!index_derive(index, ticket, error))
			return FALSE;
	}
}
