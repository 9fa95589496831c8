#include "app/change/undo.h"

#include <string.h>

#include "app/change/redact.h"
#include "app/desk/current_index.h"
#include "app/desk/file_source.h"
#include "app/desk/identity.h"
#include "app/outbox/send_note.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/history.h"
#include "model/field.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/json.h"

static const Phrase
	none = {"there is no operation of yours to undo",
		"вашей операции, которую можно отменить, нет"},
	delivered = {"its mail was delivered and cannot be taken back; write a "
			"correction",
		"её письмо доставлено, и его не вернуть; напишите исправление"},
	redacted = {"what was redacted is not brought back",
		"вымаранное не возвращают"},
	file_changed = {"%1 was changed since; `git log -p -- %1` shows how",
		"%1 с тех пор изменили; как, покажет `git log -p -- %1`"},
	leaving = {"its mail is leaving just now, or a `desk send` was stopped "
			"at it; `desk send` says what became of it",
		"её письмо уходит прямо сейчас, или на нём остановили `desk "
		"send`; что с ним стало, скажет `desk send`"},
	doubtful = {"its mail may have been sent; `desk send --list` shows it, "
			"`desk send --cancel` leaves it at that",
		"её письмо, возможно, отправлено; его покажет `desk send "
		"--list`, а `desk send --cancel` оставит как есть"},
	changed_since = {"%1: %2 was changed to \"%3\" since; set it by "
			"hand: `desk set %1 %2=%4`",
		"%1: %2 с тех пор изменено на «%3»; верните вручную: `desk "
		"set %1 %2=%4`"};

typedef struct {
	char *path;
	GBytes *before, *after; /* NULL: there was none */
} UndoFile;

static void file_free(void *data)
{
	UndoFile *file = data;
	g_free(file->path);
	g_bytes_unref(file->before);
	g_bytes_unref(file->after);
	g_free(file);
}

void undo_clear(Undo *undo)
{
	made_operation_clear(&undo->made);
	g_clear_pointer(&undo->events, g_ptr_array_unref);
	g_clear_pointer(&undo->files, g_ptr_array_unref);
}

/* --- which files ----------------------------------------------------- */

static gboolean is_same(GBytes *one, GBytes *other)
{
	return one && other ? g_bytes_equal(one, other) : one == other;
}

static gboolean add_file(GPtrArray *files, FileSource *before,
	FileSource *after, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) old = file_source_read(before, path, &problem);
	g_autoptr(GBytes) new = problem ? NULL : file_source_read(after, path,
		&problem);
	if (problem)
		return desk_error_pass(error, &problem);
	if (is_same(old, new))
		return TRUE;
	UndoFile *file = g_new0(UndoFile, 1);
	file->path = g_strdup(path);
	file->before = g_steal_pointer(&old);
	file->after = g_steal_pointer(&new);
	g_ptr_array_add(files, file);
	return TRUE;
}

/* Those that there were, and those that there are then. */
static gboolean add_folder(GPtrArray *files, FileSource *before,
	FileSource *after, const char *folder, GError **error)
{
	g_autoptr(GPtrArray) old = file_source_list(before, folder, error);
	g_autoptr(GPtrArray) new = old ? file_source_list(after, folder, error) :
		NULL;
	if (!new)
		return FALSE;
	for (guint i = 0; i < old->len; i++)
		if (!add_file(files, before, after, old->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < new->len; i++)
		if (!texts_have(old, new->pdata[i]) &&
			!add_file(files, before, after, new->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean find_files(Desk *desk, Undo *undo, GError **error)
{
	static const char *const folders[] = {"agents", "customers",
		"templates", "schedules", "calendars"};
	static const char *const single[] = {"desk.yaml", "oncall.yaml"};
	g_autoptr(FileSource) before = file_source_commit(desk,
		undo->made.parent, error);
	g_autoptr(FileSource) after = before ? file_source_commit(desk,
		undo->made.commit, error) : NULL;
	gboolean good = after != NULL;
	undo->files = g_ptr_array_new_with_free_func(file_free);
	for (guint i = 0; good && i < G_N_ELEMENTS(folders); i++)
		good = add_folder(undo->files, before, after, folders[i], error);
	for (guint i = 0; good && i < G_N_ELEMENTS(single); i++)
		good = add_file(undo->files, before, after, single[i], error);
	return good;
}

gboolean undo_find(Desk *desk, Undo *undo, GError **error)
{
	const char *name, *mail;
	gboolean left;
	Index *index = desk_index(desk, error);
	if (!index || !desk_identity(desk, &name, &mail, error) ||
		!index_last_operation(index, mail, UNDO_VERB, &undo->made,
			error))
		return FALSE;
	if (!undo->made.commit)
		return desk_refuse(error, DESK_ERROR_NOT_FOUND, &none,
			NULL);
	if (g_strcmp0(undo->made.subject, REDACT_VERB) == 0)
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &redacted,
			NULL);
	if (!index_has_left(index, undo->made.commit, &left, error))
		return FALSE;
	if (left)
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &delivered,
			NULL);
	undo->events = index_commit_events(index, undo->made.commit, error);
	return undo->events && find_files(desk, undo, error);
}

static gboolean made_ticket(const Undo *undo, const char *uid)
{
	for (guint i = 0; i < undo->events->len; i++) {
		const CommitEvent *event = g_ptr_array_index(undo->events, i);
		if (event->created && strcmp(event->uid, uid) == 0)
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

static gboolean take_back_field(Ticket *ticket, const CommitEvent *event,
	GError **error)
{
	const char *field = event->field;
	g_autofree char *now = ticket_get_as_text(ticket, field);
	if (strcmp(now, event->old_text) == 0)
		return TRUE;
	if (strcmp(now, event->new_text) != 0)
		return desk_refuse(error, DESK_ERROR_CONFLICT, &changed_since,
			event->uid, field, now, event->old_text, NULL);
	return set_from_event(ticket, field, event->old_text, error);
}

/* A mail that leaves just now, or of which nobody knows whether it did. */
static gboolean check_leaving(Operation *op, const Ticket *ticket,
	const char *id, GError **error)
{
	Desk *desk = operation_desk(op);
	const char *uid = ticket_get(ticket, "uid");
	g_autofree char *key = send_key(uid, id);
	g_autoptr(GHashTable) notes = send_notes_read(desk, error);
	if (!notes)
		return FALSE;
	const SendNote *note = g_hash_table_lookup(notes, key);
	if (send_journal_has(desk, uid, id))
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &leaving,
			NULL);
	if (note && note->doubtful)
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &doubtful,
			NULL);
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

static gboolean take_back_file(Operation *op, const UndoFile *file,
	GError **error)
{
	g_autofree char *text = NULL;
	if (!operation_read_file(op, file->path, &text, error))
		return FALSE;
	g_autoptr(GBytes) now = text ? g_bytes_new(text, strlen(text)) : NULL;
	if (is_same(now, file->before))
		return TRUE;
	if (!is_same(now, file->after))
		return desk_refuse(error, DESK_ERROR_CONFLICT, &file_changed,
			file->path, NULL);
	if (!file->before) {
		operation_delete_file(op, file->path);
		return TRUE;
	}
	g_autofree char *before = text_of_bytes(file->before);
	operation_write_file(op, file->path, before);
	return TRUE;
}

gboolean undo_apply(Operation *op, void *data, GError **error)
{
	const Undo *undo = data;
	for (guint i = 0; i < undo->files->len; i++)
		if (!take_back_file(op, undo->files->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < undo->events->len; i++) {
		const CommitEvent *event = g_ptr_array_index(undo->events, i);
		gboolean made = made_ticket(undo, event->uid);
		Ticket *ticket = operation_ticket(op, event->uid, error);
		if (!ticket)
			return FALSE;
		operation_allow_move(op, event->uid);
		if (*event->entry && !take_back_entry(op, ticket,
			event->entry, error))
			return FALSE;
		if (*event->entry)
			continue;
		if (made)
			ticket_set(ticket, "status", regulation_status_of(
				operation_regulation(op), CLASS_CLOSED));
		else if (!take_back_field(ticket, event, error))
			return FALSE;
	}
	return TRUE;
}
