#include "index/derive.h"

#include <string.h>

#include "base/error.h"
#include "index/derive_parts.h"
#include "index/rows.h"
#include "index/tickets.h"

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

/* --- the row -------------------------------------------------------------- */

static gboolean write_figures(Index *index, gint64 ticket,
	const Figures *figures, GError **error)
{
	sqlite3_stmt *update = index_prepare(index, "UPDATE ticket SET"
		" updated = ?, status_since = ?, assignee_since = ?,"
		" level_since = ?, group_since = ?, message_at = ?,"
		" waiting_since = ?, answered_at = ?, first_response_at = ?,"
		" acted_at = ?, solved_at = ?, solved_event = ?,"
		" first_solved_at = ?, closed_at = ?, reopened = ?, escalated = ?, reassigned = ?,"
		" worked = ?, messages = ?, replies = ?, comments = ?,"
		" calls = ?, unsent = ?, undelivered = ?, unread = ?,"
		" rating = ?, verified = " INDEX_VERIFIED " WHERE id = ?", error);
	if (!update)
		return FALSE;
	index_bind(update, "IIIIIIIIIIIIIIiiiiiiiiiinIIi", figures->updated,
		figures->since[0], figures->since[1], figures->since[2],
		figures->since[3], figures->message_at, figures->waiting_since,
		figures->answered_at, figures->first_response_at,
		figures->acted_at, figures->solved_at,
		figures->solved_at == INSTANT_NONE ? INSTANT_NONE :
			figures->solved_event,
		figures->first_solved_at, figures->closed_at,
		figures->reopened, figures->escalated, figures->reassigned,
		figures->worked, figures->messages, figures->replies,
		figures->comments, figures->calls, figures->unsent,
		figures->undelivered, (int)figures->unread,
		figures->rated ? figures->rating : INSTANT_NONE,
		figures->solved_at, ticket);
	g_autoptr(GError) problem = NULL;
	index_next(index, update, &problem);
	return desk_error_pass(error, &problem);
}

static gboolean find_unasked(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	if (!index_is_unasked(index, ticket, &figures->unasked, error))
		return FALSE;
	if (figures->unasked)
		sla_ticket_unasked(figures->sla);
	return TRUE;
}

static gboolean write_clocks(Index *index, gint64 ticket,
	const Figures *figures, GError **error)
{
	g_autoptr(GArray) clocks = sla_clocks(figures->sla,
		clock_facts_source(figures->facts->clocks));
	return clock_facts_check(figures->facts->clocks, error) &&
		clock_rows_put(index, ticket, clocks, error) &&
		timeline_rows_put(index, ticket, figures, clocks, error);
}

static gboolean read_figures(Index *index, gint64 ticket, Figures *figures,
	GError **error)
{
	*figures = (Figures){
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
		.sla = sla_ticket_new(),
	};
	return figures->facts && index_need_by_ticket(index, error) &&
		find_unasked(index, ticket, figures, error) &&
		derive_entries(index, ticket, figures, error) &&
		derive_events(index, ticket, figures, error);
}

static void figures_clear(Figures *figures)
{
	g_clear_pointer(&figures->entries, g_hash_table_unref);
	g_clear_pointer(&figures->events, g_array_unref);
	g_clear_pointer(&figures->texts, g_string_chunk_free);
	sla_ticket_free(figures->sla);
	g_free(figures->assignee);
}

gboolean index_derive(Index *index, gint64 ticket, GError **error)
{
	Figures figures;
	gboolean done = read_figures(index, ticket, &figures, error) &&
		write_figures(index, ticket, &figures, error) &&
		write_clocks(index, ticket, &figures, error);
	figures_clear(&figures);
	return done;
}

gboolean index_derive_gone(Index *index, gint64 file, GError **error)
{
	Figures figures;
	gboolean done = read_figures(index, file, &figures, error) &&
		timeline_rows_put(index, file, &figures, NULL, error);
	figures_clear(&figures);
	return done;
}

gboolean index_sla(Index *index, gint64 ticket, SlaRead read, void *data,
	GError **error)
{
	Figures figures;
	gboolean done = read_figures(index, ticket, &figures, error);
	if (done) {
		read(figures.sla, clock_facts_source(figures.facts->clocks),
			data);
		done = clock_facts_check(figures.facts->clocks, error);
	}
	figures_clear(&figures);
	return done;
}

/* Row by row from the key: what is written must not move what is read. */
static gboolean derive_each(Index *index, const char *next_of,
	gboolean (*derive)(Index *index, gint64 row, GError **error),
	GError **error)
{
	gint64 row = -1;
	for (;;) {
		gint64 next = -1;
		if (!index_number(index, &next, error, next_of, "i", row))
			return FALSE;
		if (next < 0)
			return TRUE;
		row = next;
		if (!derive(index, row, error))
			return FALSE;
	}
}

gboolean index_derive_all(Index *index, GError **error)
{
	index_facts_forget(index);
	return derive_each(index, "SELECT id FROM ticket WHERE id > ?"
		" ORDER BY id LIMIT 1", index_derive, error);
}

gboolean index_derive_all_gone(Index *index, GError **error)
{
	return derive_each(index, "SELECT id FROM file WHERE id > ?"
		" AND NOT EXISTS (SELECT 1 FROM timeline WHERE ticket = id)"
		" ORDER BY id LIMIT 1", index_derive_gone, error);
}
