#include "app/change/undo.h"

#include <string.h>

#include "app/outbox/send_note.h"
#include "base/error.h"
#include "model/field.h"
#include "text/json.h"

/* Columns of an event row. */
enum { ROW_UID, ROW_KIND, ROW_FIELD, ROW_OLD, ROW_NEW, ROW_ENTRY };

void undo_clear(Undo *undo)
{
	g_clear_pointer(&undo->commit, g_free);
	g_clear_pointer(&undo->op, g_free);
	g_clear_pointer(&undo->events, g_ptr_array_unref);
}

static gboolean refuse(GError **error, int code, const char *message)
{
	g_set_error_literal(error, DESK_ERROR, code, message);
	return FALSE;
}

static gboolean was_delivered(Index *index, const char *commit)
{
	const char *values[] = {commit, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		/* Of an approval: the mail that it let leave. */
		"SELECT 1 FROM event e JOIN walk w ON w.seq = e.seq"
		" LEFT JOIN entry a ON a.ticket = e.ticket"
		" AND a.entry_id = e.entry_id AND a.kind = 'approval'"
		" JOIN entry d ON d.ticket = e.ticket AND d.kind = 'delivery'"
		" AND d.of IN (e.entry_id, a.of) AND d.state = 'sent'"
		" WHERE w.oid = ? LIMIT 1", values, NULL);
	return rows && rows->len > 0;
}

gboolean undo_find(Desk *desk, Undo *undo, GError **error)
{
	const char *name, *mail;
	Index *index = desk_index(desk, error);
	if (!index || !desk_identity(desk, &name, &mail, error))
		return FALSE;
	const char *mine[] = {mail, NULL};
	g_autoptr(GPtrArray) last = index_rows(index,
		"SELECT oid, op FROM walk WHERE mail = ? AND op <> ''"
		" ORDER BY seq DESC LIMIT 1", mine, error);
	if (!last)
		return FALSE;
	if (last->len == 0)
		return refuse(error, DESK_ERROR_NOT_FOUND,
			"there is no operation of yours to undo");
	char **row = g_ptr_array_index(last, 0);
	undo->commit = g_strdup(row[0]);
	undo->op = g_strdup(row[1]);
	if (strcmp(undo->op, "undo") == 0)
		return refuse(error, DESK_ERROR_FORBIDDEN,
			"your last operation was an undo already; `desk log` "
			"shows what stands, `desk set` and the verbs change it");
	if (was_delivered(index, undo->commit))
		return refuse(error, DESK_ERROR_FORBIDDEN,
			"its mail was delivered and cannot be taken back; "
			"write a correction");
	const char *values[] = {undo->commit, NULL};
	undo->events = index_rows(index,
		"SELECT t.uid, e.kind, e.field, e.old, e.new, e.entry_id"
		" FROM event e JOIN walk w ON w.seq = e.seq"
		" JOIN ticket t ON t.id = e.ticket"
		" WHERE w.oid = ? ORDER BY e.id DESC", values, error);
	if (undo->events && undo->events->len == 0)
		return refuse(error, DESK_ERROR_FORBIDDEN,
			"your last operation changed no ticket; `git revert` "
			"takes back a change of settings");
	return undo->events != NULL;
}

static gboolean made_ticket(const Undo *undo, const char *uid)
{
	for (guint i = 0; i < undo->events->len; i++) {
		char **row = g_ptr_array_index(undo->events, i);
		if (strcmp(row[ROW_UID], uid) == 0 &&
			strcmp(row[ROW_KIND], "created") == 0)
			return TRUE;
	}
	return FALSE;
}

/* Events carry a list as a JSON array. */
static gboolean set_from_event(Ticket *ticket, const char *field,
	const char *text, GError **error)
{
	const Field *row = field_find(field);
	if (!row || row->type != FIELD_LIST) {
		ticket_set(ticket, field, text);
		return TRUE;
	}
	g_autoptr(GPtrArray) elements = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Value) list = *text ?
		json_parse(text, strlen(text), field, error) : value_list();
	if (!list)
		return FALSE;
	for (guint i = 0; list->items && i < list->items->len; i++)
		g_ptr_array_add(elements,
			value_to_text(g_ptr_array_index(list->items, i)));
	ticket_set_list(ticket, field, elements);
	return TRUE;
}

static gboolean take_back_field(Ticket *ticket, char **row, GError **error)
{
	const char *field = row[ROW_FIELD];
	g_autofree char *now = ticket_get_as_text(ticket, field);
	if (strcmp(now, row[ROW_OLD]) == 0)
		return TRUE;
	if (strcmp(now, row[ROW_NEW]) != 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_CONFLICT,
			"%s: %s was changed to \"%s\" since; set it by hand: "
			"`desk set %s %s=%s`", row[ROW_UID], field, now,
			row[ROW_UID], field, row[ROW_OLD]);
		return FALSE;
	}
	return set_from_event(ticket, field, row[ROW_OLD], error);
}

/* A mail that leaves just now, or of which nobody knows whether it did. */
static gboolean check_leaving(Operation *op, const Ticket *ticket,
	const char *id, GError **error)
{
	Desk *desk = operation_desk(op);
	const char *uid = ticket_get(ticket, "uid");
	g_autofree char *key = send_key(uid, id);
	g_autoptr(GHashTable) notes = send_notes_read(desk);
	const SendNote *note = g_hash_table_lookup(notes, key);
	if (send_journal_has(desk, uid, id))
		return refuse(error, DESK_ERROR_FORBIDDEN,
			"its mail is leaving just now, or a `desk send` was "
			"stopped at it; `desk send` says what became of it");
	if (note && note->doubtful)
		return refuse(error, DESK_ERROR_FORBIDDEN,
			"its mail may have been sent; `desk send --list` shows "
			"it, `desk send --cancel` leaves it at that");
	return TRUE;
}

static gboolean take_back_entry(Operation *op, Ticket *ticket, const char *id,
	GError **error)
{
	if (ticket_entry_is_retracted(ticket, id))
		return TRUE;
	const Entry *entry = ticket_entry_by_id(ticket, id);
	gboolean approval = entry && strcmp(entry->kind, "approval") == 0;
	if (!check_leaving(op, ticket, approval ? entry_get(entry, "of") : id,
		error))
		return FALSE;
	Entry *retract = operation_say(op, ticket, "retract", NULL, NULL, NULL,
		INSTANT_NONE);
	entry_set(retract, "of", id);
	return TRUE;
}

gboolean undo_apply(Operation *op, void *data, GError **error)
{
	const Undo *undo = data;
	for (guint i = 0; i < undo->events->len; i++) {
		char **row = g_ptr_array_index(undo->events, i);
		gboolean made = made_ticket(undo, row[ROW_UID]);
		Ticket *ticket = operation_ticket(op, row[ROW_UID], error);
		if (!ticket)
			return FALSE;
		if (*row[ROW_ENTRY] && !take_back_entry(op, ticket,
			row[ROW_ENTRY], error))
			return FALSE;
		if (*row[ROW_ENTRY])
			continue;
		if (made)
			ticket_set(ticket, "status", regulation_status_of(
				operation_regulation(op), CLASS_CLOSED));
		else if (!take_back_field(ticket, row, error))
			return FALSE;
	}
	return TRUE;
}
