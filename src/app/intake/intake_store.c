#include "app/intake/intake_store.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/agents.h"
#include "index/people.h"
#include "mail/message.h"
#include "text/json.h"

typedef struct {
	char *uid, *entry_id;
} Known;

struct IntakeStore {
	Operation *op;
	Index *index;
	GHashTable *by_content; /* "id\nhash" → Known */
	GHashTable *by_id;	/* Message-ID → uid */
	GHashTable *by_token;	/* token → uid */
	GHashTable *by_key;	/* dedupe-key → uid */
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
	store->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return store;
}

void intake_store_free(IntakeStore *store)
{
	g_hash_table_unref(store->by_content);
	g_hash_table_unref(store->by_id);
	g_hash_table_unref(store->by_token);
	g_hash_table_unref(store->by_key);
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

/* A Message-ID of ours on an entry that desk itself sends. */
#define IS_OWN "(entry.kind IN ('notice', 'reply', 'vendor')" \
	" AND entry.message_id GLOB '" MAIL_OWN_ID_PREFIX "*')"

static char *uid_of_message(IntakeStore *store, const char *id, gboolean own)
{
	const char *here = own ? NULL : g_hash_table_lookup(store->by_id, id);
	if (here)
		return g_strdup(here);
	const char *values[] = {id, NULL};
	return first_text(store, own ? "SELECT ticket.uid FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.message_id = ? AND " IS_OWN
		" ORDER BY ticket.uid LIMIT 1" : "SELECT ticket.uid FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.message_id = ? AND NOT " IS_OWN
		" ORDER BY ticket.uid LIMIT 1", values);
}

gboolean intake_store_knows_id(IntakeStore *store, const char *message_id)
{
	g_autofree char *uid = uid_of_message(store, message_id, FALSE);
	return uid != NULL;
}

Instant intake_store_over_since(IntakeStore *store, const char *uid)
{
	const char *values[] = {uid, NULL};
	g_autofree char *text = first_text(store, "SELECT"
		" coalesce(closed_at, status_since) FROM ticket WHERE uid = ?",
		values);
	return text && *text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

char *intake_store_by_key(IntakeStore *store, const char *key)
{
	const char *here = g_hash_table_lookup(store->by_key, key);
	const char *values[] = {key, NULL};
	return here ? g_strdup(here) : first_text(store,
		"SELECT uid FROM ticket WHERE dedupe_key = ?"
		" ORDER BY created DESC, uid DESC LIMIT 1", values);
}

GPtrArray *intake_store_by_vendor_number(IntakeStore *store,
	const char *number)
{
	const char *values[] = {number, NULL};
	return index_rows(store->index, "SELECT uid FROM ticket"
		" WHERE vendor_ref = ? ORDER BY created DESC, uid DESC LIMIT 20",
		values, NULL);
}

void intake_store_add_key(IntakeStore *store, const char *key, const char *uid)
{
	g_hash_table_replace(store->by_key, g_strdup(key), g_strdup(uid));
}

char *intake_store_agent(IntakeStore *store, const char *address)
{
	g_autofree char *login = *address ?
		people_agent_by_mail(store->index, address) : NULL;
	const char *values[] = {login, NULL};
	return login ? first_text(store, "SELECT login FROM agent"
		" WHERE login = ? AND NOT left", values) : NULL;
}

/* --- our own mail ---------------------------------------------------- */

void own_mail_clear(OwnMail *own)
{
	g_clear_pointer(&own->uid, g_free);
	g_clear_pointer(&own->entry_id, g_free);
	g_clear_pointer(&own->kind, g_free);
	g_clear_pointer(&own->to, g_ptr_array_unref);
}

/* "Name <a@b>" or "a@b". */
static char *bare_address(const char *text)
{
	const char *open = strrchr(text, '<');
	const char *start = open ? open + 1 : text;
	g_autofree char *bare = g_strndup(start, strcspn(start, "> "));
	return mail_ascii(bare);
}

static void add_recipients(OwnMail *own, const Value *extra, const char *key)
{
	const Value *value = extra ? value_record_get(extra, key) : NULL;
	if (value && value->type == VALUE_TEXT)
		g_ptr_array_add(own->to, bare_address(value->text));
	for (guint i = 0; value && value->type == VALUE_LIST &&
		i < value->items->len; i++) {
		const Value *item = g_ptr_array_index(value->items, i);
		if (item->type == VALUE_TEXT)
			g_ptr_array_add(own->to, bare_address(item->text));
	}
}

static gboolean find_own(IntakeStore *store, const char *id, OwnMail *own)
{
	const char *values[] = {id, NULL};
	g_auto(GStrv) row = first_row(store, "SELECT ticket.uid,"
		" entry.entry_id, entry.kind, entry.extra FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.message_id = ? AND " IS_OWN
		" ORDER BY ticket.uid LIMIT 1", values);
	if (!row)
		return FALSE;
	g_autoptr(Value) extra = json_parse(row[3], strlen(row[3]), "entry",
		NULL);
	own->uid = g_strdup(row[0]);
	own->entry_id = g_strdup(row[1]);
	own->kind = g_strdup(row[2]);
	own->to = g_ptr_array_new_with_free_func(g_free);
	add_recipients(own, extra, "to");
	add_recipients(own, extra, "cc");
	return TRUE;
}

gboolean intake_store_own_mail(IntakeStore *store, const GPtrArray *ids,
	OwnMail *own)
{
	for (guint i = ids ? ids->len : 0; i-- > 0;)
		if (find_own(store, g_ptr_array_index(ids, i), own))
			return TRUE;
	return FALSE;
}

gboolean own_mail_went_to(const OwnMail *own, const char *address)
{
	for (guint i = 0; own->to && i < own->to->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(own->to, i),
			address) == 0)
			return TRUE;
	return FALSE;
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
	/* Whether it is this agent is another question, answered later. */
	g_autofree char *agent = intake_store_agent(store, sender);
	if (agent)
		return TRUE;
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
