/*
 * Entries as rows, and their full text. A changed ticket keeps the rows of
 * entries that are the same: their text need not be cut into words again.
 */
#include "index/ticket_row.h"

#include <string.h>

#include "base/error.h"
#include "index/schema.h"
#include "model/ticket.h"
#include "text/date.h"
#include "text/json.h"
#include "text/yaml.h"

static const Phrase
	many_entries = {"more than a million entries in one ticket",
		"в одной заявке больше миллиона записей"};

/* The entry itself; every other key goes into `extra`, so that a reader needs
 * no file. */
static const char *const own_keys[] = {"id", "kind", "at", "by", "body",
	NULL};

static Value *node_value(const YamlNode *node)
{
	if (node->kind == YAML_SCALAR)
		return value_text(node->value);
	Value *value = node->kind == YAML_LIST ? value_list() : value_record();
	for (guint i = 0; i < node->items->len; i++) {
		Value *item = node_value(node->items->pdata[i]);
		if (node->kind == YAML_LIST) {
			value_list_add(value, item);
			continue;
		}
		const YamlNode *key = node->keys->pdata[i];
		value_record_set(value, key->value, item);
	}
	return value;
}

static char *extra_keys(const Entry *entry)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Value) record = value_record();
	for (guint i = 0; entry->node && i < entry->node->keys->len; i++) {
		const YamlNode *key = entry->node->keys->pdata[i];
		if (!g_strv_contains(own_keys, key->value))
			value_record_set(record, key->value,
				node_value(entry->node->items->pdata[i]));
	}
	json_append(text, record, FALSE);
	return g_strdup(text->str);
}

/* Of work; the way to a visit is none. */
static gint64 entry_minutes(const Entry *entry)
{
	static const struct {
		const char *kind, *key;
	} sources[] = {
		{"work", "minutes"}, {"call", "talked"}, {"visit", "onsite"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (strcmp(entry->kind, sources[i].kind) == 0)
			return duration_minutes(entry_get(entry,
				sources[i].key));
	return 0;
}

static gboolean is_set(const Entry *entry, const char *key)
{
	const char *text = entry_get(entry, key);
	return *text && strcmp(text, "false") != 0;
}

static int attachment_count(const Entry *entry)
{
	const YamlNode *list = yaml_get(entry->node, "attachments");
	return list && list->kind == YAML_LIST ? (int)list->items->len : 0;
}

/* FNV-1a: tells whether a row still holds this entry. */
static gint64 digest_of(const void *data, gsize size)
{
	const guint8 *bytes = data;
	guint64 hash = G_GUINT64_CONSTANT(14695981039346656037);
	for (gsize i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT(1099511628211);
	return (gint64)hash;
}

/* --- ids ------------------------------------------------------------------- */

/* What a search may be limited to, see schema.h. */
static gint64 scope_of(const char *kind)
{
	static const char *const said[] = {"message", "reply", "call", "vendor",
		NULL};
	if (g_strv_contains(said, kind))
		return ENTRY_SCOPE_BODY;
	return strcmp(kind, "comment") == 0 ? ENTRY_SCOPE_NOTE :
					      ENTRY_SCOPE_OTHER;
}

static gint64 place_of(gint64 id)
{
	return (id & ((G_GINT64_CONSTANT(1) << ENTRY_TICKET_SHIFT) - 1)) >>
		ENTRY_SCOPE_BITS;
}

static gint64 id_of(gint64 file, gint64 place, gint64 scope)
{
	return (file << ENTRY_TICKET_SHIFT) | (place << ENTRY_SCOPE_BITS) |
		scope;
}

/* --- what stands ---------------------------------------------------------- */

typedef struct {
	gint64 id, digest;
	int position, retracted;
} OldRow;

static GHashTable *read_old(Index *index, gint64 file, GError **error)
{
	g_autoptr(GHashTable) old = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	if (index->rebuilding)
		return g_steal_pointer(&old);
	g_autoptr(GError) problem = NULL;
	sqlite3_stmt *rows = index_prepare(index, "SELECT entry_id, id, digest,"
		" position, retracted FROM entry WHERE ticket = ?", error);
	if (!rows)
		return NULL;
	index_bind(rows, "i", file);
	while (index_next(index, rows, &problem)) {
		OldRow *row = g_new0(OldRow, 1);
		row->id = sqlite3_column_int64(rows, 1);
		row->digest = sqlite3_column_int64(rows, 2);
		row->position = sqlite3_column_int(rows, 3);
		row->retracted = sqlite3_column_int(rows, 4);
		g_hash_table_replace(old, g_strdup(index_column(rows, 0)), row);
	}
	if (!problem)
		return g_steal_pointer(&old);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* Takes the words out first: FTS needs the old text for that. */
static gboolean delete_row(Index *index, gint64 id, GError **error)
{
	return index_run(index, error, "INSERT INTO words (words, rowid, body)"
		" SELECT 'delete', id, body FROM entry"
		" WHERE id = ? AND body IS NOT NULL", "i", id) &&
		index_run(index, error, "DELETE FROM awaited WHERE entry = ?",
			"i", id) &&
		index_run(index, error, "DELETE FROM entry WHERE id = ?", "i",
			id);
}

static gboolean delete_old(Index *index, GHashTable *old, GError **error)
{
	GHashTableIter iterator;
	g_hash_table_iter_init(&iterator, old);
	void *value;
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const OldRow *row = value;
		if (!delete_row(index, row->id, error))
			return FALSE;
	}
	return TRUE;
}

gboolean index_delete_entries(Index *index, gint64 file, GError **error)
{
	g_autoptr(GHashTable) old = read_old(index, file, error);
	return old && delete_old(index, old, error);
}

/* --- what comes ----------------------------------------------------------- */

static gboolean add_words(Index *index, const char *body, GError **error)
{
	/* A rebuild cuts all texts at its end. */
	if (index->rebuilding || !body)
		return TRUE;
	return index_run(index, error,
		"INSERT INTO words (rowid, body) VALUES (?, ?)", "it",
		(gint64)sqlite3_last_insert_rowid(index->db), body);
}

static gboolean add_awaited(Index *index, gint64 id, const Entry *entry,
	GError **error)
{
	g_autoptr(GPtrArray) ids = entry_get_list(entry, "awaits");
	for (guint i = 0; i < ids->len; i++)
		if (!index_run(index, error, "INSERT OR IGNORE INTO awaited"
			" (entry, message_id) VALUES (?, ?)", "it", id,
			(const char *)ids->pdata[i]))
			return FALSE;
	return TRUE;
}

static gboolean insert_entry(Index *index, gint64 id, guint position,
	const Entry *entry, int retracted, gint64 digest, GError **error)
{
	Instant sent = INSTANT_NONE;
	instant_parse(entry_get(entry, "sent"), &sent);
	g_autofree char *extra = extra_keys(entry);
	int automatic = is_set(entry, "automatic") ||
		strcmp(entry->kind, "notice") == 0;
	return index_run(index, error, "INSERT INTO entry (id, ticket,"
		" position, entry_id, kind, at, by, body, sent, message_id,"
		" original, attachments, minutes, direction, missed, automatic,"
		" retracted, held, of, state, account, folder, uidvalidity, uid,"
		" content_hash, extra, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
		" ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"iinttIttIttnitnnnntttttttti", id, id >> ENTRY_TICKET_SHIFT,
		(int)position, entry->id, entry->kind, entry->at, entry->by ? entry->by : "",
		entry->body, sent, entry_get(entry, "message-id"),
		entry_get(entry, "original"), attachment_count(entry),
		entry_minutes(entry), entry_get(entry, "direction"),
		(int)is_set(entry, "missed"), automatic, retracted,
		(int)(strcmp(entry_get(entry, "hold"), ENTRY_HOLD_APPROVAL) == 0),
		entry_get(entry, "of"), entry_get(entry, "state"),
		entry_get(entry, "account"), entry_get(entry, "folder"),
		entry_get(entry, "uidvalidity"), entry_get(entry, "uid"),
		entry_get(entry, "content-hash"), extra, digest) &&
		add_words(index, entry->body, error) &&
		add_awaited(index, id, entry, error);
}

/* Keeps the row if it says the same, else removes it. TRUE in `kept`. */
static gboolean reconcile(Index *index, GHashTable *old, const char *id,
	gint64 digest, guint position, int retracted, gboolean *kept,
	GError **error)
{
	const OldRow *row = g_hash_table_lookup(old, id);
	*kept = FALSE;
	if (!row)
		return TRUE;
	gboolean done = TRUE;
	if (row->digest != digest)
		done = delete_row(index, row->id, error);
	else if (row->position != (int)position || row->retracted != retracted)
		done = index_run(index, error, "UPDATE entry SET position = ?,"
			" retracted = ? WHERE id = ?", "nni", (int)position,
			retracted, row->id);
	*kept = row->digest == digest;
	g_hash_table_remove(old, id);
	return done;
}

static GHashTable *retracted_ids(const Ticket *ticket)
{
	GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "retract") == 0)
			g_hash_table_add(ids, (char *)entry_get(entry, "of"));
	}
	return ids;
}

/* The rows of one ticket while they are written. */
typedef struct {
	gint64 file, next_place;
	GHashTable *old, *retracted;
} Rows;

static gboolean write_entry(Index *index, Rows *rows, guint position,
	const Entry *entry, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(entry->bytes, &size);
	gint64 digest = digest_of(bytes, size);
	int retracted = g_hash_table_contains(rows->retracted, entry->id);
	gboolean kept;
	if (!reconcile(index, rows->old, entry->id, digest, position, retracted,
		    &kept, error))
		return FALSE;
	if (kept)
		return TRUE;
	if (rows->next_place >> (ENTRY_TICKET_SHIFT - ENTRY_SCOPE_BITS)) {
		desk_refuse(error, DESK_ERROR_DATA, &many_entries, NULL);
		return FALSE;
	}
	gint64 id = id_of(rows->file, rows->next_place++, scope_of(entry->kind));
	return insert_entry(index, id, position, entry, retracted, digest,
		error);
}

static gboolean write_subject(Index *index, gint64 file, GHashTable *old,
	const Ticket *ticket, GError **error)
{
	const char *subject = ticket_get(ticket, "subject");
	Instant created = ticket_get_instant(ticket, "created");
	g_autofree char *both = g_strdup_printf("%" G_GINT64_FORMAT " %s",
		created, subject);
	gint64 digest = digest_of(both, strlen(both));
	gboolean kept;
	if (!reconcile(index, old, "", digest, 0, 0, &kept, error))
		return FALSE;
	return kept || (index_run(index, error, "INSERT INTO entry (id, ticket,"
		" position, entry_id, kind, at, by, body, message_id, original,"
		" direction, of, state, account, folder, uidvalidity, uid,"
		" content_hash, extra, digest) VALUES (?, ?, 0, '', 'subject', ?,"
		" '', ?, '', '', '', '', '', '', '', '', '', '', '{}', ?)",
		"iiIti", id_of(file, 0, ENTRY_SCOPE_SUBJECT), file, created,
		subject, digest) &&
		add_words(index, subject, error));
}

static gint64 next_place(GHashTable *old)
{
	GHashTableIter iterator;
	g_hash_table_iter_init(&iterator, old);
	gint64 last = 0;
	void *value;
	while (g_hash_table_iter_next(&iterator, NULL, &value))
		last = MAX(last, place_of(((const OldRow *)value)->id));
	return last + 1;
}

gboolean index_write_entries(Index *index, gint64 file, const Ticket *ticket,
	GError **error)
{
	g_autoptr(GHashTable) old = read_old(index, file, error);
	if (!old)
		return FALSE;
	g_autoptr(GHashTable) retracted = retracted_ids(ticket);
	Rows rows = {file, next_place(old), old, retracted};
	if (!write_subject(index, file, old, ticket, error))
		return FALSE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++)
		if (!write_entry(index, &rows, i + 1, ticket_entry(ticket, i),
			    error))
			return FALSE;
	return delete_old(index, old, error);
}
