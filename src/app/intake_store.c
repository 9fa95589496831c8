#include "app/intake_store.h"

#include <string.h>

#include "app/change.h"
#include "index/people.h"

typedef struct {
	char *uid, *entry_id;
} Known;

struct IntakeStore {
	Operation *op;
	Index *index;
	GHashTable *by_content; /* "id\nhash" → Known */
	GHashTable *by_id;	/* Message-ID → uid */
	GHashTable *by_token;	/* token → uid */
};

static void known_free(void *data)
{
	Known *known = data;
	g_free(known->uid);
	g_free(known->entry_id);
	g_free(known);
}

IntakeStore *intake_store_new(Operation *op, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	if (!index)
		return NULL;
	IntakeStore *store = g_new0(IntakeStore, 1);
	store->op = op;
	store->index = index;
	store->by_content = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, known_free);
	store->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	store->by_token = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return store;
}

void intake_store_free(IntakeStore *store)
{
	g_hash_table_unref(store->by_content);
	g_hash_table_unref(store->by_id);
	g_hash_table_unref(store->by_token);
	g_free(store);
}

/* The first row's columns; NULL if there is none. */
static char **first_row(const IntakeStore *store, const char *sql,
	const char *const *values)
{
	g_autoptr(GPtrArray) rows = index_rows(store->index, sql, values, NULL);
	return rows && rows->len > 0 ?
		g_strdupv(g_ptr_array_index(rows, 0)) : NULL;
}

static char *first_text(const IntakeStore *store, const char *sql,
	const char *const *values)
{
	g_auto(GStrv) row = first_row(store, sql, values);
	return row ? g_strdup(row[0]) : NULL;
}

/* --- known mail ------------------------------------------------------ */

gboolean intake_store_has_copy(IntakeStore *store, const char *account,
	const IntakeMail *mail)
{
	if (*mail->uid == '\0')
		return FALSE;
	const char *values[] = {account, mail->folder, mail->uidvalidity,
		mail->uid, NULL};
	g_autofree char *found = first_text(store,
		"SELECT entry_id FROM entry WHERE account = ? AND folder = ?"
		" AND uidvalidity = ? AND uid = ? LIMIT 1", values);
	return found != NULL;
}

static char *content_key(const char *message_id, const char *content_hash)
{
	return g_strconcat(message_id ? message_id : "", "\n", content_hash,
		NULL);
}

gboolean intake_store_find(IntakeStore *store, const char *message_id,
	const char *content_hash, char **uid, char **entry_id)
{
	g_autofree char *key = content_key(message_id, content_hash);
	const Known *known = g_hash_table_lookup(store->by_content, key);
	if (known) {
		*uid = g_strdup(known->uid);
		*entry_id = g_strdup(known->entry_id);
		return TRUE;
	}
	const char *values[] = {content_hash, message_id ? message_id : "", NULL};
	g_auto(GStrv) row = first_row(store,
		"SELECT ticket.uid, entry.entry_id FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.content_hash = ? AND entry.message_id = ?"
		" ORDER BY ticket.uid, entry.position LIMIT 1", values);
	if (!row)
		return FALSE;
	*uid = g_strdup(row[0]);
	*entry_id = g_strdup(row[1]);
	return TRUE;
}

static char *uid_of_message(IntakeStore *store, const char *id, gboolean own)
{
	const char *here = own ? NULL : g_hash_table_lookup(store->by_id, id);
	if (here)
		return g_strdup(here);
	const char *values[] = {id, own ? "1" : "0", NULL};
	return first_text(store, "SELECT ticket.uid FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.message_id = ?"
		" AND (entry.kind IN ('reply', 'notice')) = CAST(? AS INTEGER)"
		" ORDER BY ticket.uid LIMIT 1", values);
}

gboolean intake_store_knows_id(IntakeStore *store, const char *message_id)
{
	g_autofree char *uid = uid_of_message(store, message_id, FALSE);
	return uid != NULL;
}

Instant intake_store_closed_at(IntakeStore *store, const char *uid)
{
	const char *values[] = {uid, NULL};
	g_autofree char *text = first_text(store,
		"SELECT closed_at FROM ticket WHERE uid = ?", values);
	return text && *text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

void intake_store_add(IntakeStore *store, const char *message_id,
	const char *content_hash, const char *uid, const char *entry_id,
	const char *token)
{
	Known *known = g_new0(Known, 1);
	known->uid = g_strdup(uid);
	known->entry_id = g_strdup(entry_id);
	g_hash_table_replace(store->by_content,
		content_key(message_id, content_hash), known);
	if (message_id && !g_hash_table_contains(store->by_id, message_id))
		g_hash_table_insert(store->by_id, g_strdup(message_id),
			g_strdup(uid));
	g_hash_table_replace(store->by_token, g_strdup(token), g_strdup(uid));
}

/* --- threading's questions ------------------------------------------- */

static char *by_message_id(void *data, const char *id, gboolean own)
{
	return uid_of_message(data, id, own);
}

static char *by_token(void *data, const char *token)
{
	IntakeStore *store = data;
	const char *here = g_hash_table_lookup(store->by_token, token);
	const char *values[] = {token, NULL};
	return here ? g_strdup(here) : first_text(store,
		"SELECT uid FROM ticket WHERE token = ? LIMIT 1", values);
}

static char *by_number(void *data, gint64 number)
{
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, number);
	IntakeStore *store = data;
	const char *values[] = {name, NULL};
	return first_text(store, "SELECT uid FROM ticket"
		" WHERE number = CAST(? AS INTEGER) LIMIT 1", values);
}

/* As it stands now, this batch's changes included. */
static Ticket *ticket_now(IntakeStore *store, const char *uid)
{
	return operation_ticket_or_null(store->op, uid, NULL);
}

static char *merged_into(void *data, const char *uid)
{
	Ticket *ticket = ticket_now(data, uid);
	const char *target = ticket ? ticket_get(ticket, "merged-into") : "";
	return *target ? g_strdup(target) : NULL;
}

static gboolean lists_address(const Ticket *ticket, const char *field,
	const char *address)
{
	const GPtrArray *list = ticket_get_list(ticket, field);
	for (guint i = 0; list && i < list->len; i++) {
		const char *element = g_ptr_array_index(list, i);
		if (g_ascii_strcasecmp(element, address) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *customer_of_address(Index *index, const char *address,
	const char *contact)
{
	const char *at = strrchr(address, '@');
	if (contact)
		return customer_of_contact(contact);
	return at ? people_customer_by_domain(index, at + 1) : NULL;
}

static gboolean belongs(void *data, const char *uid, const char *sender)
{
	IntakeStore *store = data;
	Ticket *ticket = ticket_now(store, uid);
	if (!ticket || !*sender)
		return FALSE;
	g_autofree char *contact = people_contact_by_mail(store->index, sender);
	const char *requester = ticket_get(ticket, "requester");
	if (g_ascii_strcasecmp(requester, sender) == 0 ||
		(contact && strcmp(requester, contact) == 0) ||
		lists_address(ticket, "cc", sender) ||
		lists_address(ticket, "participants", sender) ||
		(contact && lists_address(ticket, "cc", contact)) ||
		(contact && lists_address(ticket, "participants", contact)))
		return TRUE;
	g_autofree char *customer = customer_of_address(store->index, sender,
		contact);
	const char *of_ticket = ticket_get(ticket, "customer");
	return customer && *of_ticket && strcmp(customer, of_ticket) == 0;
}

const ThreadStore intake_thread_store = {
	.by_message_id = by_message_id,
	.by_token = by_token,
	.by_number = by_number,
	.merged_into = merged_into,
	.belongs = belongs,
};
