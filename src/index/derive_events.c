/* What a ticket's events count for in its row, one after the other. */
#include "index/derive_parts.h"

#include <string.h>

#include "base/automation.h"
#include "base/error.h"
#include "index/undone.h"

/* Fields whose last change is a column, by place in `since`. */
static const char *const since_fields[] = {"status", "assignee", "level",
	"group"};

static gboolean acts_by_mail(const IndexFacts *facts, const char *mail)
{
	g_autofree char *lower = g_utf8_strdown(mail, -1);
	return g_hash_table_contains(facts->agent_mails, lower);
}

/* A bare word is a login; "customer/contact" and "Name <address>" are not. */
static gboolean acts_by_name(const IndexFacts *facts, const char *by)
{
	return *by && !strpbrk(by, "/@ <") && strcmp(by, AUTOMATION) != 0 &&
		!g_hash_table_contains(facts->machines, by);
}

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

static void status_changed(Figures *figures, const EventRow *row)
{
	const char *was = *row->old_text ? class_of(figures, row->old_text) :
		"";
	const char *is = class_of(figures, row->new_text);
	figures->finished = is_finished(is);
	if (is_finished(was) && !is_finished(is)) {
		figures->reopened++;
		figures->solved_at = figures->closed_at = INSTANT_NONE;
	}
	if (strcmp(is, "solved") == 0 && strcmp(was, "solved") != 0) {
		/* Closed in between, it was solved before. */
		if (figures->solved_at == INSTANT_NONE) {
			figures->solved_at = row->at;
			figures->solved_event = row->id;
		}
		figures->closed_at = INSTANT_NONE;
		if (figures->first_solved_at == INSTANT_NONE)
			figures->first_solved_at = row->at;
	}
	if (strcmp(is, "closed") == 0 && strcmp(was, "closed") != 0)
		figures->closed_at = row->at;
}

static void assignee_changed(Figures *figures, const EventRow *row)
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

static void level_changed(Figures *figures, const EventRow *row)
{
	int was = GPOINTER_TO_INT(g_hash_table_lookup(figures->facts->ranks,
		row->old_text));
	int is = GPOINTER_TO_INT(g_hash_table_lookup(figures->facts->ranks,
		row->new_text));
	if (was > 0 && is > was)
		figures->escalated++;
}

static void field_changed(Figures *figures, const EventRow *row)
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

static void answered(Figures *figures, const EventRow *row)
{
	Instant at = row->at;
	sla_ticket_answered(figures->sla, row->seq, at);
	figures->answered_at = later(figures->answered_at, at);
	figures->waiting_since = INSTANT_NONE;
	if (figures->first_response_at == INSTANT_NONE ||
		at < figures->first_response_at)
		figures->first_response_at = at;
}

static void asked(Figures *figures, const EventRow *row)
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

static void entry_said(Figures *figures, const EventRow *row)
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

static void follow(Figures *figures, const EventRow *row)
{
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
	if (row->staff ||
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

/* What is the commit's, not the event's, is taken once. */
static void keep_commit(const Figures *figures, sqlite3_stmt *row,
	EventRow *event)
{
	const EventRow *before = figures->events->len == 0 ? NULL :
		&g_array_index(figures->events, EventRow,
			figures->events->len - 1);
	if (before && before->seq == event->seq) {
		event->committed = before->committed;
		event->mail = before->mail;
		event->staff = before->staff;
		return;
	}
	event->committed = sqlite3_column_int64(row, 13);
	event->mail = keep_text(figures->texts, row, 10);
	event->staff = acts_by_mail(figures->facts, event->mail);
}

static void keep_row(Figures *figures, sqlite3_stmt *row)
{
	GStringChunk *texts = figures->texts;
	EventRow event = {
		.id = sqlite3_column_int64(row, 0),
		.at = sqlite3_column_int64(row, 1),
		.seq = sqlite3_column_int64(row, 2),
		.kind = keep_text(texts, row, 3),
		.field = keep_text(texts, row, 4),
		.old_text = keep_text(texts, row, 5),
		.new_text = keep_text(texts, row, 6),
		.entry_id = keep_text(texts, row, 7),
		.entry_kind = keep_text(texts, row, 8),
		.by = keep_text(texts, row, 9),
		.code = (guint)sqlite3_column_int(row, 12),
	};
	keep_commit(figures, row, &event);
	g_array_append_val(figures->events, event);
	figures->updated = later(figures->updated, event.at);
}

/* Nearly all tickets have no undo: only for one that has the question is
 * asked which events it took back. */
static gboolean mark_undone(Index *index, gint64 ticket, GArray *rows,
	GError **error)
{
	g_autoptr(GHashTable) undone = index_undone(index, ticket, error);
	for (guint i = 0; undone && i < rows->len; i++) {
		EventRow *row = &g_array_index(rows, EventRow, i);
		row->undone = g_hash_table_contains(undone, &row->id);
	}
	return undone != NULL;
}

/* What came from the future was not after what followed it. */
static void straighten(GArray *rows)
{
	Instant bound = G_MAXINT64;
	for (guint i = rows->len; i > 0; i--) {
		EventRow *row = &g_array_index(rows, EventRow, i - 1);
		if (strcmp(row->kind, "changed") == 0 ||
			strcmp(row->kind, "deleted") == 0)
			bound = row->at = MIN(row->at, bound);
		else if (strcmp(row->kind, "created") == 0)
			bound = G_MAXINT64;
	}
}

static void note_retracted(void *key, void *value, void *entries)
{
	const EntryFact *fact = value;
	EntryFact *of = strcmp(fact->kind, "retract") == 0 ?
		g_hash_table_lookup(entries, fact->of) : NULL;
	(void)key;
	if (of)
		of->retracted = TRUE;
}

/* Of an entry that stood then and was taken out by hand later only its event
 * tells: what it was, and of whom. */
static void add_lost(Figures *figures)
{
	g_autoptr(GHashTable) lost = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer id, said;
	for (guint i = 0; i < figures->events->len; i++) {
		EventRow *row = &g_array_index(figures->events, EventRow, i);
		if (strcmp(row->kind, "deleted") == 0)
			g_hash_table_remove_all(lost);
		else if (strcmp(row->kind, "removed") == 0)
			g_hash_table_remove(lost, row->entry_id);
		else if (strcmp(row->kind, "said") == 0 &&
			!g_hash_table_contains(figures->entries, row->entry_id))
			g_hash_table_insert(lost, (char *)row->entry_id, row);
	}
	g_hash_table_iter_init(&iter, lost);
	while (g_hash_table_iter_next(&iter, &id, &said)) {
		const EventRow *row = said;
		g_hash_table_insert(figures->entries, g_strdup(id),
			entry_fact_new(row->entry_kind, row->by));
	}
	if (g_hash_table_size(lost) > 0)
		g_hash_table_foreach(figures->entries, note_retracted,
			figures->entries);
}

gboolean derive_events(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean undo = FALSE;
	sqlite3_stmt *rows = index_prepare(index, "SELECT"
		" event.id, event.at, event.seq, kind, field, old, new,"
		" entry_id, entry_kind, by, walk.mail, walk.op = 'undo', code,"
		" walk.at"
		" FROM event JOIN walk ON walk.seq = event.seq"
		" WHERE event.ticket = ? AND NOT void ORDER BY event.id", error);
	if (!rows)
		return FALSE;
	figures->events = g_array_new(FALSE, FALSE, sizeof(EventRow));
	figures->texts = g_string_chunk_new(1024);
	index_bind(rows, "i", ticket);
	while (index_next(index, rows, &problem)) {
		keep_row(figures, rows);
		undo |= sqlite3_column_int(rows, 11);
	}
	if (!desk_error_pass(error, &problem) || (undo &&
		!mark_undone(index, ticket, figures->events, error)))
		return FALSE;
	straighten(figures->events);
	if (index->past)
		add_lost(figures);
	for (guint i = 0; i < figures->events->len; i++)
		follow(figures, &g_array_index(figures->events, EventRow, i));
	return TRUE;
}
