#include "app/operation/operation.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/upstream.h"
#include "app/operation/operation_state.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/index.h"
#include "model/regulation.h"
#include "rules/history.h"
#include "store/store.h"
#include "system/clock.h"

#define TOKEN_LENGTH 16
#define ENTRY_ID_LENGTH 6
#define UID_LENGTH 8

static const Phrase
	gone = {"%1: no such ticket any more", "%1: такой заявки больше нет"},
	index_is_behind = {"the index does not stand for the newest commit "
			"yet, so no number can be given; try again",
		"индекс ещё не соответствует последнему коммиту, и номер дать "
		"нельзя; повторите"};

static void open_ticket_free(void *data)
{
	OpenTicket *open = data;
	ticket_free(open->before);
	ticket_free(open->now);
	ticket_free(open->chosen);
	g_free(open->uid);
	g_free(open->path);
	g_free(open);
}

static void operation_change_free(void *data)
{
	OperationChange *change = data;
	g_free(change->field);
	g_free(change->old_text);
	g_free(change->new_text);
	g_free(change->entry_kind);
	g_free(change->entry_id);
	g_free(change);
}

void operation_ticket_free(void *data)
{
	OperationTicket *ticket = data;
	g_free(ticket->uid);
	g_ptr_array_unref(ticket->changes);
	ticket_free(ticket->ticket);
	g_free(ticket);
}

void operation_result_clear(OperationResult *result)
{
	g_clear_pointer(&result->tickets, g_ptr_array_unref);
	result->commit[0] = '\0';
}

/* --- one attempt ----------------------------------------------------- */

void operation_clear(Operation *op)
{
	g_clear_pointer(&op->change, store_change_free);
	g_clear_pointer(&op->by_uid, g_hash_table_unref);
	g_clear_pointer(&op->told, g_hash_table_unref);
	g_clear_pointer(&op->written, g_hash_table_unref);
	g_clear_pointer(&op->encoded, g_hash_table_unref);
	g_clear_pointer(&op->open, g_ptr_array_unref);
}

gboolean operation_start(Operation *op, GError **error)
{
	Store *store = desk_store(op->desk, error);
	if (!store)
		return FALSE;
	operation_clear(op);
	op->change = store_change_begin(store, op->settings->verb,
		desk_now(op->desk), error);
	if (!op->change)
		return FALSE;
	op->open = g_ptr_array_new_with_free_func(open_ticket_free);
	op->by_uid = g_hash_table_new(g_str_hash, g_str_equal);
	op->written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_bytes_unref);
	op->encoded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_bytes_unref);
	op->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_array_unref);
	op->next_number = 0;
	op->overtaken = FALSE;
	/* Under the lock, so that what the index says is what is changed. */
	desk_forget_index(op->desk);
	op->regulation = desk_regulation(op->desk, error);
	if (!op->regulation)
		return FALSE;
	op->me = op->settings->automation ? AUTOMATION : desk_me(op->desk, error);
	return op->me != NULL;
}

static OpenTicket *operation_add(Operation *op, const char *uid)
{
	OpenTicket *open = g_new0(OpenTicket, 1);
	open->uid = g_strdup(uid);
	open->path = uid_to_path(uid);
	open->at = INSTANT_NONE;
	g_ptr_array_add(op->open, open);
	g_hash_table_insert(op->by_uid, open->uid, open);
	return open;
}

Ticket *operation_ticket_or_null(Operation *op, const char *uid, GError **error)
{
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (open)
		return open->now;
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GBytes) bytes = store_change_read(op->change, path, error);
	g_autoptr(Ticket) before = ticket_of_bytes(bytes, path, error);
	if (!before)
		return NULL;
	open = operation_add(op, uid);
	open->now = ticket_copy(before);
	open->before = g_steal_pointer(&before);
	return open->now;
}

Ticket *operation_ticket(Operation *op, const char *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Ticket *ticket = operation_ticket_or_null(op, uid, &problem);
	if (!ticket && problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (!ticket)
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &gone, uid, NULL);
	return ticket;
}

static gboolean next_number(Operation *op, gint64 *number, GError **error)
{
	if (op->next_number == 0) {
		Index *index = desk_index(op->desk, error);
		char tip[41];
		if (!index || !index_tip(index, tip, error))
			return FALSE;
		if (strcmp(tip, store_change_base(op->change)) != 0) {
			op->overtaken = TRUE;
			desk_refuse(error, DESK_ERROR_TEMPORARY,
				&index_is_behind, NULL);
			return FALSE;
		}
		if (!index_highest_number(index, &op->next_number, error))
			return FALSE;
		op->next_number++;
	}
	*number = op->next_number++;
	return TRUE;
}

/* In one of many clones nobody can know the next one before the sync. */
static gboolean set_number(Operation *op, Ticket *ticket, GError **error)
{
	gint64 number;
	if (upstream_is_synced(op->desk))
		return TRUE;
	if (!next_number(op, &number, error))
		return FALSE;
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
	ticket_set(ticket, "number", text);
	return TRUE;
}

static char *random_identifier(guint length)
{
	guint8 bytes[16];
	random_bytes(bytes, sizeof bytes);
	return identifier_letter_first(bytes, sizeof bytes, length);
}

char *operation_name(const Operation *op, const char *purpose,
	const char *content, guint length)
{
	const char *secret = op->regulation->id;
	guint8 digest[32];
	identifier_derive(secret ? secret : "", purpose, content,
		strlen(content), digest);
	return identifier_letter_first(digest, sizeof digest, length);
}

/* A name of the ticket: by its uid and how many were made before. */
static char *make_identifier(Operation *op, OpenTicket *open, guint length)
{
	if (!open->derived)
		return random_identifier(length);
	g_autofree char *content = g_strdup_printf("%s\n%u", open->uid,
		open->names++);
	return operation_name(op, "derived", content, length);
}

static Ticket *create(Operation *op, const char *uid, Instant created,
	gboolean derived, GError **error)
{
	if (created == INSTANT_NONE)
		created = operation_now(op);
	g_autofree char *made = NULL;
	if (!uid) {
		g_autofree char *name = random_identifier(UID_LENGTH);
		uid = made = uid_make(created, name);
	}
	OpenTicket *open = operation_add(op, uid);
	Ticket *ticket = open->now = ticket_new(uid, created);
	open->derived = derived;
	open->created = created;
	if (!set_number(op, ticket, error))
		return NULL;
	const Regulation *regulation = op->regulation;
	ticket_set(ticket, "status", regulation_status_of(regulation, CLASS_NEW));
	if (regulation->levels->len > 0) {
		const Term *first = g_ptr_array_index(regulation->levels, 0);
		ticket_set(ticket, "level", first->name);
	}
	g_autofree char *token = made ? random_identifier(TOKEN_LENGTH) :
		operation_name(op, "token", uid, TOKEN_LENGTH);
	ticket_set(ticket, "token", token);
	return ticket;
}

Ticket *operation_create(Operation *op, const char *uid, Instant created,
	GError **error)
{
	return create(op, uid, created, FALSE, error);
}

Ticket *operation_create_derived(Operation *op, const char *uid,
	Instant created, GError **error)
{
	return create(op, uid, created, TRUE, error);
}

static OpenTicket *open_of(Operation *op, const Ticket *ticket)
{
	return g_hash_table_lookup(op->by_uid, ticket_get(ticket, "uid"));
}

Instant operation_time_of(Operation *op, const Ticket *ticket)
{
	const OpenTicket *open = open_of(op, ticket);
	return open && open->derived ? open->created : operation_now(op);
}

Entry *operation_say(Operation *op, Ticket *ticket, const char *kind,
	const char *body, const char *id, const char *by, Instant at)
{
	g_autofree char *made = NULL;
	OpenTicket *open = open_of(op, ticket);
	while (!id || (made && ticket_entry_by_id(ticket, made))) {
		g_free(made);
		id = made = open ? make_identifier(op, open, ENTRY_ID_LENGTH) :
			random_identifier(ENTRY_ID_LENGTH);
	}
	g_autofree char *clean = body ? yaml_clean_text(body, -1) : NULL;
	Entry *entry = entry_new(kind, id, at == INSTANT_NONE ?
		operation_time_of(op, ticket) : at, by ? by : op->me, clean);
	ticket_append(ticket, entry);
	return entry;
}

Desk *operation_desk(Operation *op)
{
	return op->desk;
}

const Regulation *operation_regulation(Operation *op)
{
	return op->regulation;
}

Instant operation_now(Operation *op)
{
	return desk_now(op->desk);
}

GHashTable *operation_told(Operation *op)
{
	return op->told;
}

const char *operation_me(Operation *op)
{
	return op->me;
}

void operation_discard(Operation *op, const char *uid)
{
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (!open)
		return;
	g_hash_table_remove(op->by_uid, uid);
	g_ptr_array_remove(op->open, open);
}

gboolean operation_replace(Operation *op, const char *uid, Ticket *ticket,
	GError **error)
{
	g_autoptr(Ticket) replacement = ticket;
	if (!operation_ticket(op, uid, error))
		return FALSE;
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	ticket_free(open->now);
	open->now = g_steal_pointer(&replacement);
	return TRUE;
}

gboolean operation_read_file(Operation *op, const char *path, char **text,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_change_read(op->change, path, &problem);
	*text = NULL;
	if (bytes)
		*text = text_of_bytes(bytes);
	return desk_error_pass(error, &problem);
}

gboolean operation_edit_file(Operation *op, const char *path, FileEditor editor,
	void *data, GError **error)
{
	g_autofree char *text = NULL;
	if (!operation_read_file(op, path, &text, error))
		return FALSE;
	g_autofree char *changed = editor(op, path, text, data, error);
	if (!changed)
		return FALSE;
	if (g_strcmp0(changed, text) != 0)
		operation_write_file(op, path, changed);
	return TRUE;
}

void operation_write_file(Operation *op, const char *path, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	store_change_write(op->change, path, bytes);
	if (files_judge_asks(path))
		g_hash_table_replace(op->written, g_strdup(path),
			g_bytes_ref(bytes));
}

void operation_delete_file(Operation *op, const char *path)
{
	store_change_delete(op->change, path);
	if (files_judge_asks(path))
		g_hash_table_replace(op->written, g_strdup(path), NULL);
}

void operation_add_original(Operation *op, const char *path, GBytes *bytes)
{
	store_change_add_original(op->change, path, bytes);
}

/* --- what changed, and may it ---------------------------------------- */

OperationTicket *operation_describe(Operation *op, const OpenTicket *open)
{
	g_autoptr(GPtrArray) events = history_compare(open->before,
		open->before, open->now, operation_now(op));
	OperationTicket *told = g_new0(OperationTicket, 1);
	told->uid = g_strdup(open->uid);
	told->number = ticket_get_number(open->now);
	told->changes = g_ptr_array_new_with_free_func(operation_change_free);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		if (event->kind == EVENT_CREATED)
			continue;
		OperationChange *change = g_new0(OperationChange, 1);
		change->field = g_strdup(event->field);
		change->old_text = g_strdup(event->old_text);
		change->new_text = g_strdup(event->new_text);
		change->entry_kind = g_strdup(event->entry_kind);
		change->entry_id = g_strdup(event->entry_id);
		g_ptr_array_add(told->changes, change);
	}
	return told;
}

gboolean operation_nth(Operation *op, guint place, const Ticket **before,
	Ticket **now)
{
	if (place >= op->open->len)
		return FALSE;
	const OpenTicket *open = g_ptr_array_index(op->open, place);
	*before = open->before;
	*now = open->now;
	return TRUE;
}

void operation_by_rule(Operation *op, const char *uid)
{
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (open && !open->chosen)
		open->chosen = ticket_copy(open->now);
}

void operation_allow_move(Operation *op, const char *uid)
{
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (open)
		open->may_move = TRUE;
}

const char *operation_by(Operation *op)
{
	return op->settings->by ? op->settings->by : "agent";
}

gboolean operation_choice(Operation *op, const char *uid, const Ticket **before,
	const Ticket **chosen)
{
	const OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (!open || !open->before || !open->chosen ||
		strcmp(operation_by(op), "agent") != 0)
		return FALSE;
	*before = open->before;
	*chosen = open->chosen;
	return TRUE;
}

const char *operation_verb(Operation *op)
{
	return op->settings->verb;
}

