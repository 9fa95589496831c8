#include "index/ticket_row.h"

#include "base/error.h"
#include "base/identifier.h"
#include "index/derive.h"
#include "index/field_sql.h"
#include "index/record.h"
#include "rules/history.h"

/* --- the head ------------------------------------------------------------- */

/* INSTANT_NONE (SQL NULL) where the text is none. */
static gint64 number_of(const Field *field, const char *text)
{
	Instant at = INSTANT_NONE;
	if (field->type == FIELD_INSTANT) {
		instant_parse(text, &at);
		return at;
	}
	gint64 number;
	if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &number, NULL))
		return INSTANT_NONE;
	return number;
}

static void bind_column(sqlite3_stmt *insert, int place, const Field *field,
	const char *text)
{
	if (field->type == FIELD_INSTANT || field->type == FIELD_INTEGER) {
		gint64 number = number_of(field, text);
		if (number == INSTANT_NONE)
			sqlite3_bind_null(insert, place);
		else
			sqlite3_bind_int64(insert, place, number);
		return;
	}
	sqlite3_bind_text(insert, place, text, -1, SQLITE_TRANSIENT);
}

static gboolean delete_row(Index *index, gint64 file, GError **error)
{
	return index_run(index, error, "DELETE FROM ticket WHERE id = ?", "i",
		file);
}

static gboolean write_row(Index *index, gint64 file, const char *path,
	const char *blob, const HistoryState *state, GError **error)
{
	sqlite3_stmt *insert = index_prepare(index, field_sql_insert(), error);
	if (!insert)
		return FALSE;
	/* The name of its file is what a ticket is called. */
	g_autofree char *uid = uid_from_path(path);
	index_bind(insert, "itt", file, path, blob);
	int place = 4;
	for (guint i = 0; i < fields_count; i++) {
		const Field *field = field_at(i);
		if (field_is_single(field))
			bind_column(insert, place++, field, i > 0 ?
				history_state_get(state, field->name) :
				uid ? uid : path);
	}
	g_autoptr(GError) problem = NULL;
	index_next(index, insert, &problem);
	return desk_error_pass(error, &problem);
}

/* A list comes as a JSON array; what an odd file has instead of one is a list
 * of that. OR FAIL, as of database.h. */
static gboolean write_list(Index *index, gint64 file, const char *name,
	const char *text, GError **error)
{
	return index_run(index, error, "INSERT OR FAIL INTO ticket_list"
		" (ticket, field, position, value) SELECT ?1, ?2, key, value FROM"
		" json_each(CASE WHEN json_valid(?3) AND"
		" json_type(?3) = 'array' THEN ?3 ELSE json_array(?3) END)",
		"itt", file, name, text);
}

static gboolean write_field(Index *index, gint64 file, const char *name,
	const char *text, GError **error)
{
	const Field *field = field_find(name);
	if (field && field->type == FIELD_LIST)
		return write_list(index, file, name, text, error);
	if (field)
		return TRUE;
	return index_run(index, error, "INSERT INTO ticket_field (ticket, name,"
		" value) VALUES (?, ?, ?)", "itt", file, name, text);
}

static gboolean clear_lists(Index *index, gint64 file, GError **error)
{
	return index_run(index, error,
		"DELETE FROM ticket_list WHERE ticket = ?", "i", file) &&
		index_run(index, error,
			"DELETE FROM ticket_field WHERE ticket = ?", "i", file);
}

gboolean index_write_head(Index *index, gint64 file, const char *path,
	const char *blob, const HistoryState *state, GError **error)
{
	if (!clear_lists(index, file, error) ||
		!delete_row(index, file, error) ||
		!write_row(index, file, path, blob, state, error))
		return FALSE;
	for (guint i = 0; i < history_state_field_count(state); i++) {
		const char *text;
		const char *name = history_state_field(state, i, &text);
		if (!write_field(index, file, name, text, error))
			return FALSE;
	}
	return TRUE;
}

/* --- the ticket ----------------------------------------------------------- */

static gboolean forget_unreadable(Index *index, const char *path,
	GError **error)
{
	return index_run(index, error, "DELETE FROM unreadable WHERE path = ?",
		"t", path);
}

gboolean index_put_ticket(Index *index, const char *path, const char *blob,
	const Ticket *ticket, GError **error)
{
	gint64 file = index_file(index, path, error);
	g_autoptr(HistoryState) state = history_state_new(ticket);
	return file != 0 &&
		index_write_head(index, file, path, blob, state, error) &&
		index_write_entries(index, file, ticket, error) &&
		index_derive(index, file, error) &&
		forget_unreadable(index, path, error);
}

gboolean index_put_unreadable(Index *index, const char *path, const char *blob,
	const char *reason, GError **error)
{
	return index_run(index, error, "INSERT OR REPLACE INTO unreadable"
		" (path, blob, reason) VALUES (?, ?, ?)", "ttt", path, blob,
		reason);
}

gboolean index_delete_ticket(Index *index, const char *path, GError **error)
{
	gint64 file;
	return index_file_find(index, path, &file, error) &&
		forget_unreadable(index, path, error) &&
		(file == 0 ||
			(clear_lists(index, file, error) &&
				index_delete_entries(index, file, error) &&
				index_run(index, error,
					"DELETE FROM clock WHERE ticket = ?",
					"i", file) &&
				delete_row(index, file, error) &&
				index_derive_gone(index, file, error)));
}
