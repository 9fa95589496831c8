/*
 * Writing the walk: commits and events, and cutting them back.
 */
#include "index/record.h"

#include <string.h>

#include "base/error.h"
#include "index/derive.h"
#include "index/events.h"
#include "index/flaws.h"
#include "index/rows.h"
#include "model/contract.h"
#include "model/field.h"
#include "model/regulation.h"
#include "rules/history.h"

/* --- files ---------------------------------------------------------------- */

static gint64 new_file(Index *index, const char *path, GError **error)
{
	if (!index_run(index, error, "INSERT INTO file (path) VALUES (?)", "t",
		    path))
		return 0;
	return sqlite3_last_insert_rowid(index->db);
}

gboolean index_file_find(Index *index, const char *path, gint64 *file,
	GError **error)
{
	*file = 0;
	return index_number(index, file, error,
		"SELECT id FROM file WHERE path = ?", "t", path);
}

gint64 index_file(Index *index, const char *path, GError **error)
{
	if (index->event_path && strcmp(index->event_path, path) == 0)
		return index->event_file;
	gint64 file;
	if (!index_file_find(index, path, &file, error))
		return 0;
	if (file == 0)
		file = new_file(index, path, error);
	if (file != 0) {
		g_free(index->event_path);
		index->event_path = g_strdup(path);
		index->event_file = file;
	}
	return file;
}

/* --- commits and events --------------------------------------------------- */

gboolean index_knows_mainline(Index *index, const char *oid, gboolean *knows,
	GError **error)
{
	return index_has(index, knows, error,
		"SELECT 1 FROM walk WHERE oid = ? AND mainline", "t", oid);
}

gboolean index_add_commit(Index *index, const IndexCommit *commit,
	GError **error)
{
	index->seq++;
	index->at = commit->at;
	index->recorded = commit->recorded;
	return index_run(index, error, "INSERT INTO walk (seq, oid, parent,"
		" mainline, at, name, mail, subject, op, first_event)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "ittnitttti",
		index->seq, commit->oid, commit->parent, (int)commit->mainline,
		commit->at, commit->name, commit->mail, commit->subject,
		commit->op, index->next_event);
}

static gboolean recorded_last_at(Index *index, gint64 file, Instant *at,
	GError **error)
{
	*at = INSTANT_NONE;
	return index_number(index, at, error, "SELECT at FROM event"
		" WHERE ticket = ? AND kind <> 'said' AND NOT void"
		" ORDER BY id DESC LIMIT 1", "i", file);
}

/* Of the last change that was no entry. During a rebuild it is at hand for each
 * file: one lookup less an event. */
static gboolean last_at(Index *index, gint64 file, Instant *at, GError **error)
{
	*at = INSTANT_NONE;
	if (!index->last_at)
		return recorded_last_at(index, file, at, error);
	while (index->last_at->len <= file)
		g_array_append_val(index->last_at, *at);
	*at = g_array_index(index->last_at, Instant, file);
	return TRUE;
}

/* Entries keep their time; a change is never before the one before it, unless
 * that came from the future as this commit was recorded: one wrong clock must
 * not date all that follows. */
static gboolean settle_time(Index *index, gint64 file, const Event *event,
	Instant *at, GError **error)
{
	Instant last;
	*at = event->at;
	if (event->kind == EVENT_SAID)
		return TRUE;
	if (!last_at(index, file, &last, error))
		return FALSE;
	if (last > *at && !instant_is_ahead(last, index->recorded))
		*at = last;
	if (index->last_at)
		g_array_index(index->last_at, Instant, file) = *at;
	return TRUE;
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

gboolean index_add_event(Index *index, const char *path, const Event *event,
	GError **error)
{
	Instant at;
	gint64 file = index_file(index, path, error);
	if (file == 0 || !settle_time(index, file, event, &at, error))
		return FALSE;
	const char *kind = event_kind_name(event->kind);
	const char *field = text_or_empty(event->field);
	const char *entry_kind = text_or_empty(event->entry_kind);
	return index_run(index, error, "INSERT INTO event (id, ticket, seq, at,"
		" code, kind, field, old, new, entry_id, entry_kind, by, late)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiiintttttttn",
		index->next_event++, file, index->seq, at,
		(int)event_code(kind, field, entry_kind), kind, field,
		text_or_empty(event->old_text), text_or_empty(event->new_text),
		text_or_empty(event->entry_id), entry_kind,
		text_or_empty(event->by), index->at - at > FLAW_LATE);
}

gboolean index_void_events(Index *index, const char *path, const char *field,
	GError **error)
{
	gint64 file;
	Instant at;
	if (!index_need_by_ticket(index, error) ||
		!index_file_find(index, path, &file, error) ||
		!index_run(index, error, "UPDATE event SET void = 1"
			" WHERE ticket = ?1 AND seq > (SELECT seq FROM walk"
			" WHERE mainline AND seq < ?2 ORDER BY seq DESC LIMIT 1)"
			" AND (?3 = '' OR (kind = 'changed' AND field = ?3))",
			"iit", file, index->seq, text_or_empty(field)) ||
		!recorded_last_at(index, file, &at, error))
		return FALSE;
	if (index->last_at && index->last_at->len > file)
		g_array_index(index->last_at, Instant, file) = at;
	return TRUE;
}

/* --- cutting back --------------------------------------------------------- */

static gboolean add_paths(Index *index, gint64 first_event, GPtrArray *paths,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	sqlite3_stmt *rows = index_prepare(index, "SELECT DISTINCT file.path"
		" FROM event JOIN file ON file.id = event.ticket"
		" WHERE event.id >= ?", error);
	if (!rows)
		return FALSE;
	index_bind(rows, "i", first_event);
	while (index_next(index, rows, &problem))
		g_ptr_array_add(paths, g_strdup(index_column(rows, 0)));
	return desk_error_pass(error, &problem);
}

gboolean index_truncate(Index *index, const char *oid, GPtrArray *paths,
	gboolean *any, GError **error)
{
	gint64 seq = 0, first_event = 0;
	if (!index_number(index, &seq, error,
		    "SELECT seq FROM walk WHERE oid = ?", "t", oid) ||
		!index_number(index, &first_event, error, "SELECT first_event"
			" FROM walk WHERE seq > ? ORDER BY seq LIMIT 1", "i",
			seq))
		return FALSE;
	*any = first_event != 0;
	if (!*any)
		return TRUE;
	if (!add_paths(index, first_event, paths, error) ||
		!index_run(index, error, "DELETE FROM event WHERE id >= ?",
			"i", first_event) ||
		!index_run(index, error, "DELETE FROM walk WHERE seq > ?", "i",
			seq) ||
		!index_run(index, error, "DELETE FROM regulation WHERE seq > ?",
			"i", seq) ||
		!index_run(index, error, "DELETE FROM contract WHERE seq > ?",
			"i", seq) ||
		!index_run(index, error, "DELETE FROM agent_past WHERE seq > ?",
			"i", seq) ||
		!index_run(index, error,
			"DELETE FROM schedule_begin WHERE seq > ?", "i", seq))
		return FALSE;
	index->seq = seq;
	index->next_event = first_event;
	return TRUE;
}

GPtrArray *index_read_events(Index *index, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(
		(GDestroyNotify)event_free);
	gint64 file;
	sqlite3_stmt *rows = index_prepare(index, "SELECT kind, at, field, old,"
		" new, entry_id, entry_kind, by FROM event WHERE ticket = ?"
		" ORDER BY id", error);
	if (!rows || !index_need_by_ticket(index, error) ||
		!index_file_find(index, path, &file, error))
		return NULL;
	index_bind(rows, "i", file);
	while (index_next(index, rows, &problem)) {
		EventKind kind = EVENT_EDITED;
		event_kind_find(index_column(rows, 0), &kind);
		Event *event = event_new(kind, sqlite3_column_int64(rows, 1));
		event->field = g_strdup(index_column(rows, 2));
		event->old_text = g_strdup(index_column(rows, 3));
		event->new_text = g_strdup(index_column(rows, 4));
		event->entry_id = g_strdup(index_column(rows, 5));
		event->entry_kind = g_strdup(index_column(rows, 6));
		event->by = g_strdup(index_column(rows, 7));
		g_ptr_array_add(events, event);
	}
	if (!problem)
		return g_steal_pointer(&events);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

GPtrArray *index_mainline_touching(Index *index, const char *path,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func(g_free);
	gint64 file;
	/* An event of a side branch reached the main line with its merge. */
	sqlite3_stmt *rows = index_prepare(index, "SELECT DISTINCT (SELECT oid"
		" FROM walk AS main WHERE main.seq >= event.seq AND mainline"
		" ORDER BY main.seq LIMIT 1) FROM event WHERE ticket = ?"
		" ORDER BY event.seq DESC", error);
	if (!rows || !index_need_by_ticket(index, error) ||
		!index_file_find(index, path, &file, error))
		return NULL;
	index_bind(rows, "i", file);
	while (index_next(index, rows, &problem))
		if (*index_column(rows, 0))
			g_ptr_array_add(commits,
				g_strdup(index_column(rows, 0)));
	if (!problem)
		return g_steal_pointer(&commits);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* --- small values --------------------------------------------------------- */

gboolean index_put_meta(Index *index, const char *key, const char *value,
	GError **error)
{
	if (!value)
		return index_run(index, error,
			"DELETE FROM meta WHERE key = ?", "t", key);
	return index_run(index, error, "INSERT OR REPLACE INTO meta (key,"
		" value) VALUES (?, ?)", "tt", key, value);
}

gboolean index_add_regulation(Index *index, const char *blob, const char *text,
	const char *problem, GError **error)
{
	return index_run(index, error, "INSERT OR REPLACE INTO regulation (seq,"
		" blob, text, error) VALUES (?, ?, ?, ?)", "ittt", index->seq,
		blob, text, problem);
}

gboolean index_regulation_versions(Index *index, char **versions,
	GError **error)
{
	return index_text(index, versions, error, "SELECT group_concat(blob)"
		" FROM (SELECT blob FROM regulation WHERE error = ''"
		" ORDER BY seq)", "");
}

gboolean index_last_regulation(Index *index, char **text, char **problem,
	GError **error)
{
	*problem = NULL;
	return index_text(index, text, error, "SELECT text FROM regulation"
		       " WHERE error = '' ORDER BY seq DESC LIMIT 1", "") &&
		index_text(index, problem, error, "SELECT error FROM regulation"
			" ORDER BY seq DESC LIMIT 1", "");
}

static gboolean add_contract(Index *index, const char *customer, guint place,
	const Contract *contract, const char *text, GError **error)
{
	return index_run(index, error, "INSERT INTO contract (seq, customer,"
		" place, number, sla, first, last, text)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		"itnttnnt", index->seq, customer, (int)place,
		contract && contract->number ? contract->number : "",
		contract && contract->sla ? contract->sla : "",
		contract ? (int)contract->from : 0,
		contract ? (int)contract->until : 0, text);
}

static GPtrArray *contract_texts(const GPtrArray *contracts)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < contracts->len; i++)
		g_ptr_array_add(texts,
			contract_format(g_ptr_array_index(contracts, i)));
	if (texts->len == 0)
		g_ptr_array_add(texts, g_strdup(""));
	g_ptr_array_add(texts, NULL);
	return texts;
}

gboolean index_add_contracts(Index *index, const char *customer,
	const GPtrArray *contracts, GError **error)
{
	g_autoptr(GPtrArray) texts = contract_texts(contracts);
	g_autofree char *text = g_strjoinv("\n", (char **)texts->pdata);
	g_autofree char *last = NULL;
	if (!index_text(index, &last, error, "SELECT group_concat(text,"
		    " char(10)) FROM (SELECT text FROM contract"
		    " WHERE customer = ?1 AND seq = (SELECT max(seq)"
		    " FROM contract WHERE customer = ?1) ORDER BY place)", "t",
		    customer))
		return FALSE;
	if (g_strcmp0(last ? last : "", text) == 0)
		return TRUE;
	if (!index_run(index, error, "DELETE FROM contract WHERE customer = ?"
		    " AND seq = ?", "ti", customer, index->seq))
		return FALSE;
	for (guint i = 0; i + 1 < texts->len; i++)
		if (!add_contract(index, customer, i, i < contracts->len ?
			    g_ptr_array_index(contracts, i) : NULL,
			    g_ptr_array_index(texts, i), error))
			return FALSE;
	return TRUE;
}

gboolean index_put_calendar(Index *index, const char *path, const char *text,
	GError **error)
{
	index_facts_forget(index);
	if (!text)
		return index_run(index, error,
			"DELETE FROM calendar WHERE path = ?", "t", path);
	return index_run(index, error, "INSERT OR REPLACE INTO calendar (path,"
		" text) VALUES (?, ?)", "tt", path, text);
}

gboolean index_put_schedule(Index *index, const char *name, const char *text,
	GError **error)
{
	if (!text)
		return index_run(index, error,
			"DELETE FROM schedule WHERE name = ?", "t", name);
	return index_run(index, error, "INSERT OR REPLACE INTO schedule (name,"
		" text) VALUES (?, ?)", "tt", name, text);
}

gboolean index_begin_schedule(Index *index, const char *name, GError **error)
{
	return index_run(index, error, "INSERT OR REPLACE INTO schedule_begin"
		" (name, seq) VALUES (?, ?)", "ti", name, index->seq);
}

/* A name of a term: as it is called now, as it `was` by the regulation in force,
 * or as an earlier one knew it, which history is judged by. */
typedef enum { TERM_NOW, TERM_WAS, TERM_PAST } TermAge;

static gboolean put_term(Index *index, const char *field, const Term *term,
	const char *name, guint rank, TermAge age, GError **error)
{
	const char *class_name = strcmp(field, "status") == 0 ?
		status_class_name(term->status_class) : "";
	return index_run(index, error, "INSERT OR IGNORE INTO term (field, name,"
		" rank, class, age) VALUES (?, ?, ?, ?, ?)", "ttntn", field,
		name, (int)rank, class_name, (int)age);
}

static gboolean put_terms(Index *index, const Regulation *regulation,
	const char *field, TermAge age, GError **error)
{
	const GPtrArray *terms = regulation_terms(regulation, field);
	for (guint i = 0; terms && i < terms->len; i++) {
		const Term *term = g_ptr_array_index(terms, i);
		if (!put_term(index, field, term, term->name, i, age, error))
			return FALSE;
		for (guint k = 0; term->was && k < term->was->len; k++)
			if (!put_term(index, field, term, term->was->pdata[k],
				i, MAX(age, TERM_WAS), error))
				return FALSE;
	}
	return TRUE;
}

static gboolean put_all_terms(Index *index, const Regulation *regulation,
	TermAge age, GError **error)
{
	for (gsize i = 0; i < fields_count; i++)
		if (!put_terms(index, regulation, fields[i].name, age, error))
			return FALSE;
	return TRUE;
}

/* Of the versions before, the newest first. */
static gboolean put_past_terms(Index *index, GError **error)
{
	g_autoptr(GPtrArray) texts = index_texts(index, error, "SELECT text FROM"
		" regulation WHERE error = '' ORDER BY seq DESC", "");
	for (guint i = 0; texts && i < texts->len; i++) {
		const char *text = texts->pdata[i];
		g_autoptr(GError) problem = NULL;
		g_autoptr(Regulation) past = regulation_parse(text,
			strlen(text), "desk.yaml", &problem);
		/* It was valid for the desk that recorded it. */
		if (past ? !put_all_terms(index, past, TERM_PAST, error) :
				!desk_error_finding(error, &problem))
			return FALSE;
	}
	return texts != NULL;
}

/* What rows of tickets derive from the regulation. */
static gboolean derived_from(Index *index, char **text, GError **error)
{
	return index_text(index, text, error, "SELECT group_concat(field ||"
		" ' ' || name || ' ' || CASE field WHEN 'level' THEN rank"
		" ELSE class END, char(10)) FROM (SELECT * FROM term"
		" WHERE field IN ('status', 'level') ORDER BY field, name)",
		"");
}

gboolean index_put_terms(Index *index, const Regulation *regulation,
	gboolean *changed, GError **error)
{
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	index_facts_forget(index);
	if (!derived_from(index, &before, error) ||
		!index_run(index, error, "DELETE FROM term", ""))
		return FALSE;
	if (!put_all_terms(index, regulation, TERM_NOW, error) ||
		!put_past_terms(index, error))
		return FALSE;
	if (!derived_from(index, &after, error))
		return FALSE;
	if (changed)
		*changed = g_strcmp0(before, after) != 0;
	return TRUE;
}
