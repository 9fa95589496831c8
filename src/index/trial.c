#include "index/trial.h"

#include "base/identifier.h"
#include "index/database.h"
#include "rules/history.h"

struct IndexTrial {
	Index *source, *memory;
};

/* What a commit that is not made yet is called. */
#define COMING "0000000000000000000000000000000000000000"

void index_trial_free(IndexTrial *trial)
{
	if (!trial)
		return;
	if (trial->memory)
		index_rollback(trial->memory);
	index_free(trial->memory);
	g_free(trial);
}

Index *index_trial_index(IndexTrial *trial)
{
	return trial->memory;
}

/* The file is read only: two readers of it are no writers. */
static gboolean attach(IndexTrial *trial, GError **error)
{
	char *sql = sqlite3_mprintf("ATTACH %Q AS source", trial->source->path);
	gboolean done = index_execute(trial->memory, sql, error);
	sqlite3_free(sql);
	return done;
}

static gboolean detach(IndexTrial *trial, GError **error)
{
	/* Statements of the cache hold the other file. */
	g_hash_table_remove_all(trial->memory->statements);
	return index_execute(trial->memory, "DETACH source", error);
}

static gboolean copy_people(IndexTrial *trial, GError **error)
{
	static const char *const tables[] = {"agent", "agent_mail",
		"agent_alias", "agent_group", "agent_role", "customer",
		"customer_domain", "contact", "contact_mail", "contact_phone",
		"contract", "calendar",
		"regulation"};
	if (!attach(trial, error))
		return FALSE;
	gboolean done = TRUE;
	for (gsize i = 0; done && i < G_N_ELEMENTS(tables); i++) {
		g_autofree char *sql = g_strdup_printf(
			"INSERT INTO main.%s SELECT * FROM source.%s",
			tables[i], tables[i]);
		done = index_execute(trial->memory, sql, error);
	}
	return detach(trial, done ? error : NULL) && done;
}

IndexTrial *index_trial_new(Index *source, const Regulation *regulation,
	GError **error)
{
	g_autoptr(IndexTrial) trial = g_new0(IndexTrial, 1);
	trial->source = source;
	trial->memory = index_open_memory(source->path, error);
	if (!trial->memory || !copy_people(trial, error) ||
		!index_put_terms(trial->memory, regulation, NULL, error))
		return NULL;
	return g_steal_pointer(&trial);
}

/* What it held before goes with the transaction. People and terms stay, and
 * so does what was learnt of them. */
static void forget_ticket(Index *memory)
{
	IndexFacts *facts = g_steal_pointer(&memory->facts);
	index_rollback(memory);
	memory->facts = facts;
}

/* The facts again: index_begin() forgets them for writers that change people. */
static gboolean begin(Index *memory, GError **error)
{
	IndexFacts *facts = g_steal_pointer(&memory->facts);
	gboolean done = index_begin(memory, 0, error);
	memory->facts = facts;
	return done;
}

/* What the source knows of the ticket's past. */
static gboolean copy_history(IndexTrial *trial, const char *path,
	gboolean is_new, GError **error)
{
	Index *memory = trial->memory;
	if (!index_run(memory, error, "DELETE FROM event", "") ||
		!index_run(memory, error, "DELETE FROM walk", "") ||
		!index_run(memory, error, "DELETE FROM file", ""))
		return FALSE;
	if (is_new)
		return TRUE;
	if (!attach(trial, error))
		return FALSE;
	gboolean done = index_run(memory, error, "INSERT INTO main.file"
			" SELECT * FROM source.file WHERE path = ?", "t", path) &&
		index_run(memory, error, "INSERT INTO main.event"
			" SELECT * FROM source.event WHERE ticket ="
			" (SELECT id FROM main.file)", "") &&
		index_run(memory, error, "INSERT INTO main.walk"
			" SELECT * FROM source.walk WHERE seq IN"
			" (SELECT seq FROM main.event)", "");
	return detach(trial, done ? error : NULL) && done;
}

gboolean index_trial_put(IndexTrial *trial, const Ticket *before,
	const Ticket *after, Instant now, const char *mail, GError **error)
{
	Index *memory = trial->memory;
	g_autofree char *path = uid_to_path(ticket_get(after, "uid"));
	/* As it will be read: what was just said has no bytes yet. */
	g_autoptr(GBytes) bytes = ticket_encode(after);
	g_autoptr(Ticket) stored = ticket_of_bytes(bytes, path, error);
	if (!stored)
		return FALSE;
	IndexCommit commit = {.oid = COMING, .parent = "", .mainline = TRUE,
		.at = now, .recorded = now, .name = "", .mail = mail, .subject = "", .op = ""};
	g_autoptr(GPtrArray) events = history_compare(before, before, after,
		now);
	forget_ticket(memory);
	if (!copy_history(trial, path, !before, error) ||
		!begin(memory, error) ||
		!index_add_commit(memory, &commit, error))
		return FALSE;
	for (guint i = 0; i < events->len; i++)
		if (!index_add_event(memory, path,
			g_ptr_array_index(events, i), error))
			return FALSE;
	return index_put_ticket(memory, path, COMING, stored, error);
}
